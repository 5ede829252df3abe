// The report's content as JSON; numbers unrounded, names as ids, so that another program can check the page.
#include "report/report.h"

#include "core/version.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

Json evidence_json(const EvidenceItem& item) {
    Json out{{"id", item.id}, {"value", item.value}, {"low", item.low}, {"high", item.high}, {"unit", item.unit}, {"source", item.source}, {"verified", item.verified}};
    if (!item.inputs.empty()) out["inputs"] = Json::array();
    for (const EvidenceItem& input : item.inputs) out["inputs"].push_back(evidence_json(input));
    return out;
}

Json indicator_json(const Messages& messages, const Indicator& i) {
    constexpr const char* k_status[] = {"ok", "missing", "not_applicable"};
    Json out{{"id", i.id}, {"unit", i.unit}, {"status", k_status[static_cast<std::size_t>(i.status)]}};
    if (i.status == IndicatorStatus::ok) out.update(Json{{"median", i.median}, {"p05", i.p05}, {"p95", i.p95}});
    else if (!i.reason_key.empty()) out["reason"] = messages.text(i.reason_key, i.reason_args);
    if (!i.label_key.empty()) out["label"] = messages.text(i.label_key);
    Json evidence = Json::array();
    for (const Evidence& e : i.evidence) {
        Json inputs = Json::array();
        for (const EvidenceItem& item : e.inputs) inputs.push_back(evidence_json(item));
        evidence.push_back(Json{{"formula", e.formula}, {"inputs", std::move(inputs)}});
    }
    out["evidence"] = std::move(evidence);
    return out;
}

Json proposal_json(const Messages& messages, const ReportProposal& p) {
    constexpr const char* k_rule[] = {"passed", "failed", "unknown"};
    Json out{{"name", p.name}, {"revision", p.revision}, {"solutions", p.solutions.size()}, {"indicators", Json::array()},
             {"budget", Json::array()}, {"rules", Json::array()}, {"warnings", p.evaluation.warnings}};
    for (const Indicator& i : p.evaluation.indicators) out["indicators"].push_back(indicator_json(messages, i));
    for (const KindBudget& b : p.budget)
        out["budget"].push_back(Json{{"kind", b.kind}, {"places", b.places}, {"units", b.units},
                                     {"capex", indicator_json(messages, b.capex)}, {"opex", indicator_json(messages, b.opex)}});
    for (const RuleResult& r : p.checks)
        out["rules"].push_back(Json{{"id", r.id}, {"status", k_rule[static_cast<std::size_t>(r.status)]},
                                    {"text", messages.text(r.text_key, r.args)}, {"source", r.source}});
    return out;
}

} // namespace

std::string report_json(const ReportInput& input) {
    const City& city = *input.city;
    Json out{{"version", k_version}, {"input_hash", fmt::format("{:016x}", input.input_hash)}, {"seed", input.seed}, {"samples", input.samples}};
    if (!input.date.empty()) out["date"] = input.date;
    Json population = nullptr;
    if (auto known = population_for_rules(city)) population = *known;
    out["city"] = Json{{"name", city.name}, {"epsg", city.frame.epsg}, {"population", population}, {"synthetic", city.synthetic}};
    out["proposals"] = Json::array();
    for (const ReportProposal& p : input.proposals) out["proposals"].push_back(proposal_json(*input.messages, p));
    out["indicators"] = Json::array();
    for (const ComparisonRow& row : input.rows) {
        Json differences = Json::array();
        for (const Difference& d : row.differences)
            differences.push_back(Json{{"a", d.a}, {"b", d.b}, {"median", d.median}, {"p05", d.p05}, {"p95", d.p95}, {"p_a_better", d.p_a_better}});
        out["indicators"].push_back(Json{{"id", row.id}, {"unit", row.unit}, {"differences", std::move(differences)}});
    }
    out["assumptions"] = input.assumptions;
    out["missing"] = input.missing_roles;
    out["sources"] = Json::array();
    for (const Source& s : city.sources) out["sources"].push_back(Json{{"file", s.file}, {"layer", s.layer}, {"role", s.role}, {"licence", s.licence}});
    out["pictures"] = input.pictures.has_value();
    // A name from a file may be broken UTF-8; it is replaced, never a reason to lose the report.
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tp
