#include "twinplan/evaluate_tools.h"

#include "core/platform/paths.h"
#include "core/version.h"
#include "report/text.h"
#include "twinplan/project_tools.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

double since_ms(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

Json number_or_null(double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); }

Json indicator_json(const Messages& messages, const Indicator& i) {
    constexpr const char* status[] = {"ok", "missing", "not_applicable"};
    Json out{{"id", i.id}, {"unit", i.unit}, {"status", status[static_cast<std::size_t>(i.status)]}};
    if (i.status == IndicatorStatus::ok) {
        out["median"] = i.median;
        out["p05"] = i.p05;
        out["p95"] = i.p95;
        if (!i.label_key.empty()) out["label"] = messages.text(i.label_key);
    } else {
        out["reason"] = messages.text(i.reason_key, i.reason_args);
    }
    out["evidence"] = Json::array();
    for (const Evidence& e : i.evidence) out["evidence"].push_back(e.formula);
    return out;
}

Result<std::vector<const ProposalEntry*>> chosen(const Project& project, const std::vector<std::string>& names) {
    std::vector<const ProposalEntry*> entries;
    if (project.proposals().empty()) return fail(ErrorCode::not_found, "eval.no_proposals", {}, project.path().string());
    if (names.empty())
        for (const ProposalEntry& entry : project.proposals()) entries.push_back(&entry);
    for (const std::string& name : names) {
        const ProposalEntry* entry = project.proposal(name);
        if (!entry) {
            std::string all;
            for (const ProposalEntry& other : project.proposals()) all += (all.empty() ? "" : ", ") + other.name;
            return fail(ErrorCode::not_found, "eval.no_proposal", {{"name", name}, {"names", all}}, project.path().string());
        }
        entries.push_back(entry);
    }
    return entries;
}

} // namespace

void add_options(CLI::App& app, EvaluateWords& words, const Messages& messages) {
    auto text = [&](const char* option) { return messages.text(std::string("eval.option.") + option); };
    app.add_option("CITY.twin", words.document, text("document"))->required();
    app.add_option("--samples", words.samples, text("samples"))->capture_default_str();
    app.add_option("--seed", words.seed, text("seed"))->capture_default_str();
    app.add_option("--threads", words.threads, text("threads"))->capture_default_str();
    app.add_option("--year", words.year, text("year"))->capture_default_str();
    app.add_flag("--json", words.json, text("json"));
}

Result<Evaluated> evaluate_document(const Context& context, const EvaluateWords& words) {
    auto start = Clock::now();
    Evaluated out;
    auto project = open_project(context, words.document, OpenMode::read_only);
    if (!project) return std::unexpected(project.error());
    auto entries = chosen(*project, words.proposals);
    if (!entries) return std::unexpected(entries.error());
    auto city = project->city();
    if (!city) return std::unexpected(city.error());
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return std::unexpected(catalogue.error());
    if (auto report = project->import_report()) out.missing_roles = report->missing;
    out.city = *city;
    out.facts = project->facts();
    out.read_ms = since_ms(start);
    start = Clock::now();
    EvaluationOptions options;
    options.samples = words.samples;
    options.seed = words.seed;
    options.threads = words.threads;
    options.year = words.year;
    options.assumptions = project->assumptions();
    auto model = CityModel::create(*city, std::make_shared<const Catalogue>(*std::move(catalogue)), options, context.progress());
    if (!model) return std::unexpected(model.error());
    out.model = *model;
    for (const ProposalEntry* entry : *entries)
        out.proposals.push_back({entry->name, entry->proposal.revision(), entry->proposal.solutions(),
                                 evaluate(out.model, entry->proposal.solutions())});
    out.stages_ms = since_ms(start);
    return out;
}

Json header_json(const Evaluated& evaluated) {
    const City& city = *evaluated.city;
    auto population = population_for_rules(city);
    return {{"version", std::string(k_version)},
            {"input_hash", fmt::format("{:016x}", evaluated.model->input_hash())},
            {"seed", evaluated.model->options().seed},
            {"samples", evaluated.model->options().samples},
            {"city", {{"name", city.name}, {"epsg", city.frame.epsg}, {"population", population ? Json(*population) : Json(nullptr)}}}};
}

Json evaluate_json(const Context& context, const Evaluated& evaluated) {
    Json out = header_json(evaluated);
    out["proposals"] = Json::array();
    for (const EvaluatedProposal& p : evaluated.proposals) {
        Json indicators = Json::array();
        for (const Indicator& i : p.evaluation.indicators) indicators.push_back(indicator_json(context.messages, i));
        out["proposals"].push_back({{"name", p.name},
                                    {"revision", p.revision},
                                    {"solutions", p.solutions.size()},
                                    {"indicators", indicators},
                                    {"detour_factor", number_or_null(p.evaluation.detour_factor)},
                                    {"warnings", p.evaluation.warnings}});
    }
    return out;
}

Json compare_json(const Evaluated& evaluated, const std::vector<ComparisonRow>& rows) {
    Json out = header_json(evaluated);
    out["indicators"] = Json::array();
    for (const ComparisonRow& row : rows) {
        Json differences = Json::array();
        for (const Difference& d : row.differences)
            differences.push_back({{"a", d.a}, {"b", d.b}, {"median", d.median}, {"p05", d.p05}, {"p95", d.p95}, {"p_a_better", d.p_a_better}});
        out["indicators"].push_back({{"id", row.id}, {"unit", row.unit}, {"differences", differences}});
    }
    return out;
}

std::string head_text(const Messages& messages, const Evaluated& evaluated) {
    const City& city = *evaluated.city;
    auto population = population_for_rules(city);
    return messages.text("eval.table.head", {{"city", city.name},
                                             {"population", population ? number_text(static_cast<double>(*population)) : "-"},
                                             {"epsg", std::to_string(city.frame.epsg)},
                                             {"samples", std::to_string(evaluated.model->options().samples)},
                                             {"seed", std::to_string(evaluated.model->options().seed)},
                                             {"hash", fmt::format("{:016x}", evaluated.model->input_hash())}});
}

std::string source_title(const Messages& messages, const Catalogue& catalogue, const std::string& source) {
    if (source == "derived") return messages.text("eval.explain.derived");
    if (source == "project") return messages.text("eval.explain.project");
    if (source.starts_with("city:")) return messages.text("eval.explain.city", {{"file", source.substr(5)}});
    const SourceEntry* entry = catalogue.source(source);
    if (!entry) return source;
    std::string text = entry->title;
    if (!entry->place.empty() && entry->place != "-") text += ", " + entry->place;
    if (!entry->date.empty()) text += " (" + entry->date + ")";
    return text;
}

} // namespace tp
