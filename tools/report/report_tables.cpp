// Indicators, differences, budget.
#include "report/html.h"
#include "report/text.h"
#include "report/words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tp::html {
namespace {

const Indicator* find(const Evaluation& evaluation, const std::string& id) {
    auto it = std::ranges::find(evaluation.indicators, id, &Indicator::id);
    return it == evaluation.indicators.end() ? nullptr : &*it;
}

std::string value_cell(const ReportInput& input, const Indicator* indicator) {
    const Messages& messages = *input.messages;
    if (!indicator) return element("td", "–", "class=\"none\"");
    if (indicator->status != IndicatorStatus::ok) {
        bool missing = indicator->status == IndicatorStatus::missing;
        std::string reason = reason_text(messages, *input.catalogue, *indicator);
        return wrap("td", html_escape(messages.text(missing ? "report.indicators.missing" : "report.indicators.not_applicable")) +
                              element("span", reason, "class=\"sub\""), "class=\"none\"");
    }
    IntervalText text = interval_text(messages, *indicator);
    std::string cell = element("b", text.median);
    if (!text.interval.empty()) cell += element("span", "(" + text.interval + ")", "class=\"sub\"");
    if (std::string ten = ten_years_text(messages, *indicator); !ten.empty()) cell += element("span", ten, "class=\"sub\"");
    if (!indicator->label_key.empty()) cell += element("span", messages.text(indicator->label_key), "class=\"sub\"");
    return wrap("td", cell, "class=\"n\"");
}

// Dots and bars of one indicator, all proposals on one axis that holds zero. Letters repeat what colour says.
std::string interval_plot(const ReportInput& input, const std::string& id) {
    double low = 0, high = 0;
    bool any = false;
    for (const ReportProposal& proposal : input.proposals)
        if (const Indicator* i = find(proposal.evaluation, id); i && i->status == IndicatorStatus::ok) {
            low = std::min({low, i->p05, i->median});
            high = std::max({high, i->p95, i->median});
            any = true;
        }
    if (!any || !(high > low) || !std::isfinite(high - low)) return "<td></td>";
    constexpr double k_width = 190, k_row = 15, k_left = 6;
    double height = k_row * static_cast<double>(input.proposals.size()) + 4;
    auto x = [&](double value) { return k_left + (value - low) / (high - low) * (k_width - 2 * k_left); };
    std::string marks = fmt::format("<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1}\" stroke=\"#a5a29c\"/>", x(0), height);
    for (std::size_t k = 0; k < input.proposals.size(); ++k) {
        const Indicator* i = find(input.proposals[k].evaluation, id);
        if (!i || i->status != IndicatorStatus::ok) continue;
        double y = 2 + k_row * (static_cast<double>(k) + 0.5);
        marks += fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"3\" stroke-opacity=\".45\"/>"
                             "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>",
                             x(i->p05), x(i->p95), y, y, proposal_colour(k), x(i->median), y, proposal_colour(k));
    }
    return wrap("td", fmt::format("<svg width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" aria-hidden=\"true\">{2}</svg>",
                                  k_width, height, marks));
}

std::string difference_cells(const ReportInput& input, const ComparisonRow& row, const Difference& d) {
    const Messages& messages = *input.messages;
    bool rare = is_rare_event(row.id);
    IntervalText text = interval_text(messages, d.median, d.p05, d.p95, rare ? "" : row.unit, rare ? 10.0 : 1.0);
    if (rare) text.median = messages.text("report.value_unit", {{"value", text.median}, {"unit", event_text(messages, row.id)}});
    std::string value = element("b", text.median);
    if (!text.interval.empty()) value += element("span", "(" + text.interval + ")", "class=\"sub\"");
    bool same = d.p05 == 0 && d.p95 == 0;
    bool unclear = d.p05 <= 0 && d.p95 >= 0;
    std::string reading = same      ? messages.text("report.differences.same")
                          : unclear ? messages.text("report.differences.unclear")
                                    : messages.text("report.differences.a_better", {{"name", d.p_a_better >= 0.5 ? d.a : d.b}});
    return wrap("td", value, "class=\"n\"") + element("td", probability_text(d.p_a_better), "class=\"n\"") + element("td", reading);
}

} // namespace

std::string indicators(const ReportInput& input) {
    const Messages& messages = *input.messages;
    if (input.proposals.empty()) return {};
    std::string head = wrap("tr", element("th", messages.text("report.indicators.indicator"), "scope=\"col\"") + proposal_heads(input) +
                                      element("th", messages.text("report.indicators.interval"), "class=\"n\" scope=\"col\""));
    std::string rows;
    for (const Indicator& first : input.proposals.front().evaluation.indicators) {
        std::string cells = element("th", indicator_name(messages, first.id), "scope=\"row\"");
        for (const ReportProposal& proposal : input.proposals) cells += value_cell(input, find(proposal.evaluation, first.id));
        rows += wrap("tr", cells + interval_plot(input, first.id)) + "\n";
    }
    return section(input, "report.section.indicators",
                   note(input, "report.indicators.note") + wrap("table", wrap("thead", head) + wrap("tbody", rows)) +
                       note(input, "report.indicators.reach_note"));
}

std::string differences(const ReportInput& input) {
    const Messages& messages = *input.messages;
    if (input.rows.empty() || input.proposals.size() < 2) return {};
    std::string tables;
    std::size_t pairs = 0;
    for (const ComparisonRow& row : input.rows) pairs = std::max(pairs, row.differences.size());
    for (std::size_t a = 0; a < input.proposals.size(); ++a)
        for (std::size_t b = a + 1; b < input.proposals.size(); ++b) {
            const std::string &name_a = input.proposals[a].name, &name_b = input.proposals[b].name;
            std::string rows;
            for (const ComparisonRow& row : input.rows) {
                auto it = std::ranges::find_if(row.differences, [&](const Difference& d) { return d.a == name_a && d.b == name_b; });
                std::string name = indicator_name(messages, row.id);
                std::string label = html_escape(name);
                if (is_rare_event(row.id)) label += element("span", messages.text("report.differences.ten_years"), "class=\"sub\"");
                std::string cells = wrap("th", label, "scope=\"row\"");
                if (it == row.differences.end())
                    cells += element("td", messages.text("report.differences.none"), "class=\"none\" colspan=\"3\"");
                else cells += difference_cells(input, row, *it);
                rows += wrap("tr", cells) + "\n";
            }
            std::string head = wrap("tr", element("th", messages.text("report.differences.pair", {{"a", name_a}, {"b", name_b}}), "scope=\"col\"") +
                                              element("th", messages.text("report.differences.difference"), "class=\"n\" scope=\"col\"") +
                                              element("th", messages.text("report.differences.probability", {{"a", name_a}}), "class=\"n\" scope=\"col\"") +
                                              element("th", messages.text("report.differences.reading"), "scope=\"col\""));
            tables += wrap("table", wrap("thead", head) + wrap("tbody", rows));
        }
    return section(input, "report.section.differences", note(input, "report.differences.note") + tables);
}

static std::string programme_lines(const ReportInput& input, const Indicator& capex) {
    const Messages& messages = *input.messages;
    const Programme* programme = input.programme;
    if (!programme || !programme->national_krw || !programme->local_krw || capex.status != IndicatorStatus::ok) return {};
    auto national = static_cast<double>(*programme->national_krw), local = static_cast<double>(*programme->local_krw);
    double total = national + local;
    if (!(total > 0)) return {};
    double step = sensible_step(capex.p05, capex.p95);
    const Names& name = programme->name;
    std::string out = note(input, "report.budget.halves",
                           {{"programme", messages.language() == Language::ko ? name.ko : name.en},
                            {"total", krw_text(messages, total)}, {"national", krw_text(messages, national)}, {"local", krw_text(messages, local)}});
    out += note(input, "report.budget.shares", {{"national", krw_text(messages, capex.median * national / total, step)},
                                                {"local", krw_text(messages, capex.median * local / total, step)}});
    return out + note(input, capex.p95 > total ? "report.budget.over" : "report.budget.within", {{"high", krw_text(messages, capex.p95, step)}});
}

std::string budget(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string out;
    for (std::size_t k = 0; k < input.proposals.size(); ++k) {
        const ReportProposal& proposal = input.proposals[k];
        const Indicator *capex = find(proposal.evaluation, "capex_krw"), *opex = find(proposal.evaluation, "opex_krw_per_year");
        if (!capex && !opex) continue;
        int units = 0;
        for (const Solution& solution : proposal.solutions) units += solution.count;
        auto row = [&](const std::string& name, std::size_t places, int count, const Indicator* c, const Indicator* o) {
            return wrap("tr", element("th", name, "scope=\"row\"") + element("td", std::to_string(places), "class=\"n\"") +
                                  element("td", std::to_string(count), "class=\"n\"") + value_cell(input, c) + value_cell(input, o)) + "\n";
        };
        std::string rows;
        for (const KindBudget& line : proposal.budget) {
            const Kind* kind = input.catalogue->kind(line.kind);
            std::string name = !kind ? line.kind : messages.language() == Language::ko ? kind->name.ko : kind->name.en;
            rows += row(name, static_cast<std::size_t>(line.places), line.units, &line.capex, &line.opex);
        }
        rows += row(messages.text("report.budget.total"), proposal.solutions.size(), units, capex, opex);
        std::string head = wrap("tr", wrap("th", fmt::format("<span class=\"key\" style=\"background:{}\"></span>{}", proposal_colour(k),
                                                             html_escape(proposal.name)), "scope=\"col\"") +
                                          element("th", messages.text("report.budget.places"), "class=\"n\" scope=\"col\"") +
                                          element("th", messages.text("report.budget.units"), "class=\"n\" scope=\"col\"") +
                                          element("th", messages.text("report.budget.capex"), "class=\"n\" scope=\"col\"") +
                                          element("th", messages.text("report.budget.opex"), "class=\"n\" scope=\"col\""));
        out += wrap("table", wrap("thead", head) + wrap("tbody", rows), "class=\"budget\"");
        if (capex) out += programme_lines(input, *capex);
    }
    return out.empty() ? out : section(input, "report.section.budget", out + note(input, "report.budget.note"));
}

} // namespace tp::html
