// Evidence, assumptions, rules, sources, what is missing.
#include "report/evidence_rows.h"
#include "report/html.h"
#include "report/text.h"
#include "report/words.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tp::html {
namespace {

constexpr std::size_t k_rows_printed = 40; // of one formula; the rest is for `explain`

std::string evidence_cells(const ReportInput& input, const EvidenceRow& row) {
    const Messages& messages = *input.messages;
    const EvidenceItem& any = row.any();
    std::string name = html_escape(evidence_name(messages, *input.catalogue, any));
    if (!any.note_key.empty()) name += element("span", messages.text(any.note_key, any.note_args), "class=\"sub\"");
    std::string cells = wrap("td", name, fmt::format("class=\"d{}\"", std::min<std::size_t>(row.depth, 3)));
    if (row.same) {
        cells += element("td", evidence_value(messages, any), fmt::format("class=\"n\" colspan=\"{}\"", row.items.size()));
    } else
        for (const EvidenceItem* item : row.items)
            cells += !item ? element("td", "–", "class=\"none\"")
                           : wrap("td", html_escape(evidence_value(messages, *item)) +
                                            (item->low == item->high ? "" : element("span", evidence_range(messages, *item), "class=\"sub\"")),
                                  "class=\"n\"");
    cells += element("td", row.same ? evidence_range(messages, any) : "", "class=\"n\"");
    std::string proof = proof_text(messages, any);
    if (!proof.empty()) proof = " " + element("span", proof, "class=\"tag\"");
    return cells + wrap("td", html_escape(source_text(messages, *input.catalogue, any.source)) + proof);
}

std::string evidence_table(const ReportInput& input, const EvidenceTable& table) {
    const Messages& messages = *input.messages;
    const Evidence& evidence = *table.evidence;
    std::string out = wrap("p", html_escape(text_or(messages, evidence.text_key, evidence.formula)) + " " +
                                    element("span", evidence.formula, "class=\"tag\""));
    if (!evidence.limits_key.empty())
        out += note(input, "report.evidence.limits", {{"text", messages.text(evidence.limits_key)}});
    std::string rows;
    std::size_t printed = std::min(table.rows.size(), k_rows_printed);
    for (std::size_t i = 0; i < printed; ++i) rows += wrap("tr", evidence_cells(input, table.rows[i])) + "\n";
    if (rows.empty()) return out;
    std::string head = element("th", messages.text("report.evidence.input"), "scope=\"col\"");
    if (input.proposals.size() > 1) head += proposal_heads(input);
    else head += element("th", messages.text("report.evidence.value"), "class=\"n\" scope=\"col\"");
    head += element("th", messages.text("report.evidence.range"), "class=\"n\" scope=\"col\"") +
            element("th", messages.text("report.evidence.source"), "scope=\"col\"");
    out += wrap("table", wrap("thead", wrap("tr", head)) + wrap("tbody", rows), "class=\"small long\"");
    if (printed < table.rows.size())
        out += note(input, "report.evidence.more", {{"count", std::to_string(table.rows.size() - printed)}});
    return out;
}

std::string role_text(const Messages& messages, const std::string& role) { return text_or(messages, "report.role." + role, role); }

} // namespace

std::string evidence(const ReportInput& input) {
    const Messages& messages = *input.messages;
    if (input.proposals.empty()) return {};
    std::string out;
    for (const Indicator& indicator : input.proposals.front().evaluation.indicators) {
        auto tables = evidence_tables(input.proposals, indicator.id);
        if (tables.empty()) continue;
        out += element("h3", indicator_name(messages, indicator.id));
        for (const EvidenceTable& table : tables) out += evidence_table(input, table);
    }
    return out.empty() ? out : section(input, "report.section.evidence", note(input, "report.evidence.note") + out);
}

std::string assumptions(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string rows;
    for (const Assumption& assumption : input.catalogue->assumptions) {
        auto own = input.assumptions.find(assumption.id);
        const Estimate& e = assumption.estimate;
        bool changed = own != input.assumptions.end();
        EvidenceItem item{assumption.id, changed ? own->second : e.value.value_or(0.0), e.low, e.high, e.unit, e.source, e.verified, "", {}, {}};
        std::string value = changed || e.value ? evidence_value(messages, item) : messages.text("report.indicators.missing");
        std::string range = changed ? "" : evidence_range(messages, item);
        std::string tag = element("span", messages.text(changed      ? "report.assumptions.own"
                                                        : e.verified ? "report.evidence.verified"
                                                                     : "report.evidence.unverified"), "class=\"tag\"");
        rows += wrap("tr", element("td", name_of(messages, assumption.name)) + element("td", value, "class=\"n\"") +
                               element("td", range, "class=\"n\"") + wrap("td", html_escape(source_text(messages, *input.catalogue, e.source)) + " " + tag)) + "\n";
    }
    if (rows.empty()) return {};
    std::string head = wrap("tr", element("th", messages.text("report.assumptions.name")) + element("th", messages.text("report.evidence.value"), "class=\"n\"") +
                                      element("th", messages.text("report.evidence.range"), "class=\"n\"") +
                                      element("th", messages.text("report.evidence.source")));
    return section(input, "report.section.assumptions", wrap("table", wrap("thead", head) + wrap("tbody", rows), "class=\"small long\""));
}

std::string checks(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string out;
    for (std::size_t k = 0; k < input.proposals.size(); ++k) {
        if (input.proposals[k].checks.empty()) continue;
        std::string rows;
        for (const RuleResult& rule : input.proposals[k].checks) {
            const char* status = rule.status == RuleStatus::passed ? "passed" : rule.status == RuleStatus::failed ? "failed" : "unknown";
            rows += wrap("tr", element("td", messages.text(std::string("report.checks.") + status), fmt::format("class=\"{}\"", status)) +
                                   element("td", messages.text(rule.text_key, rule.args)) + element("td", source_text(messages, *input.catalogue, rule.source))) + "\n";
        }
        std::string head = wrap("tr", wrap("th", fmt::format("<span class=\"key\" style=\"background:{}\"></span>{}", proposal_colour(k),
                                                             html_escape(input.proposals[k].name))) +
                                          element("th", messages.text("report.checks.rule")) + element("th", messages.text("report.evidence.source")));
        out += wrap("table", wrap("thead", head) + wrap("tbody", rows), "class=\"small\"");
    }
    return out.empty() ? out : section(input, "report.section.checks", out);
}

std::string warnings(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string out;
    for (std::size_t k = 0; k < input.proposals.size(); ++k) {
        std::string rows; // many solutions break the same rule: one row a rule
        for (const auto& [rule_text, places] : broken_rules(messages, *input.catalogue, input.proposals[k].evaluation)) {
            std::string list;
            constexpr std::size_t k_named = 12;
            for (std::size_t i = 0; i < std::min(places.size(), k_named); ++i) {
                const std::string& number = places[i];
                std::string kind_name;
                for (const Solution& solution : input.proposals[k].solutions)
                    if (std::to_string(static_cast<std::uint32_t>(solution.id)) == number) {
                        const Kind* kind = input.catalogue->kind(solution.kind);
                        kind_name = !kind ? solution.kind : messages.language() == Language::ko ? kind->name.ko : kind->name.en;
                    }
                list += (list.empty() ? "" : ", ") + messages.text("report.warnings.solution", {{"number", number}, {"kind", kind_name}});
            }
            if (places.size() > k_named) list += messages.text("report.warnings.more", {{"count", std::to_string(places.size() - k_named)}});
            rows += wrap("tr", element("td", rule_text) + element("td", list)) + "\n";
        }
        if (rows.empty()) continue;
        std::string head = wrap("tr", wrap("th", fmt::format("<span class=\"key\" style=\"background:{}\"></span>{}", proposal_colour(k),
                                                             html_escape(input.proposals[k].name))) +
                                          element("th", messages.text("report.warnings.places")));
        out += wrap("table", wrap("thead", head) + wrap("tbody", rows), "class=\"small\"");
    }
    return section(input, "report.section.warnings", out.empty() ? element("p", messages.text("report.warnings.none")) : out);
}

std::string sources(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string rows;
    for (const Source& source : input.city->sources) {
        std::string file = source.layer.empty() || source.layer == source.file ? source.file : source.file + " · " + source.layer;
        rows += wrap("tr", element("td", file) + element("td", role_text(messages, source.role)) +
                               element("td", source.licence.empty() ? messages.text("report.sources.not_stated") : source.licence)) + "\n";
    }
    if (rows.empty()) return {};
    std::string head = wrap("tr", element("th", messages.text("report.sources.file")) + element("th", messages.text("report.sources.role")) +
                                      element("th", messages.text("report.sources.licence")));
    return section(input, "report.section.sources", wrap("table", wrap("thead", head) + wrap("tbody", rows), "class=\"small long\""));
}

std::string missing(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string list;
    for (const std::string& role : input.missing_roles) list += (list.empty() ? "" : ", ") + role_text(messages, role);
    std::string out = list.empty() ? element("p", messages.text("report.missing.none"))
                                   : element("p", list) + note(input, "report.missing.note");
    if (input.city->heights_derived) out += note(input, "report.missing.heights");
    return section(input, "report.section.missing", out);
}

} // namespace tp::html
