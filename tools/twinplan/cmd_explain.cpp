// twinplan explain CITY.twin --proposal NAME --indicator ID [--json] - formula, inputs and sources, down to the leaves.
#include "report/text.h"
#include "report/evidence_rows.h"
#include "twinplan/evaluate_tools.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

Json number(double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); }

Json json_of(const Messages& messages, const Catalogue& catalogue, const EvidenceItem& item) {
    Json out{{"id", item.id}, {"name", evidence_name(messages, catalogue, item)}, {"value", number(item.value)}, {"low", number(item.low)},
             {"high", number(item.high)}, {"unit", item.unit}, {"source", item.source},
             {"source_title", source_title(messages, catalogue, item.source)}, {"verified", item.verified}};
    if (!item.note_key.empty()) out["note"] = messages.text(item.note_key, item.note_args);
    out["inputs"] = Json::array();
    for (const EvidenceItem& input : item.inputs) out["inputs"].push_back(json_of(messages, catalogue, input));
    return out;
}

Json json_of(const Context& context, const Evaluated& evaluated, const Indicator& i) {
    Json out = header_json(evaluated);
    out["proposal"] = evaluated.proposals.front().name;
    out["indicator"] = i.id;
    out["name"] = indicator_name(context.messages, i.id);
    out["unit"] = i.unit;
    out["status"] = i.status == IndicatorStatus::ok ? "ok" : i.status == IndicatorStatus::missing ? "missing" : "not_applicable";
    if (i.status == IndicatorStatus::ok) out["median"] = i.median, out["p05"] = i.p05, out["p95"] = i.p95;
    else out["reason"] = context.messages.text(i.reason_key, i.reason_args);
    if (!i.label_key.empty()) out["label"] = context.messages.text(i.label_key);
    out["evidence"] = Json::array();
    for (const Evidence& e : i.evidence) {
        Json inputs = Json::array();
        for (const EvidenceItem& item : e.inputs) inputs.push_back(json_of(context.messages, evaluated.model->catalogue(), item));
        out["evidence"].push_back({{"formula", e.formula}, {"text", context.messages.text(e.text_key)},
                                   {"limits", context.messages.text(e.limits_key)}, {"inputs", inputs}});
    }
    return out;
}

std::string value_text(const EvidenceItem& item) {
    if (!std::isfinite(item.value)) return "-";
    bool whole = item.low == item.high && item.value == std::round(item.value); // a count is printed as it is
    std::string text = whole ? number_text(item.value) : significant_text(item.value, 4);
    if (item.low != item.high) text += " [" + significant_text(item.low, 3) + " - " + significant_text(item.high, 3) + "]";
    return item.unit == "-" || item.unit.empty() ? text : text + " " + item.unit;
}

void print_item(const Messages& messages, const Catalogue& catalogue, const EvidenceItem& item, int depth) {
    std::string indent(static_cast<std::size_t>(2 * depth), ' ');
    std::printf("%s- %s: %s\n", indent.c_str(), evidence_name(messages, catalogue, item).c_str(), value_text(item).c_str());
    if (item.source != "derived") {
        std::string seen = messages.text(item.verified ? "eval.explain.verified" : "eval.explain.unverified");
        std::printf("%s    %s (%s)\n", indent.c_str(),
                    messages.text("eval.explain.source", {{"source", source_title(messages, catalogue, item.source)}}).c_str(), seen.c_str());
    }
    if (!item.note_key.empty()) std::printf("%s    %s\n", indent.c_str(), messages.text(item.note_key, item.note_args).c_str());
    for (const EvidenceItem& input : item.inputs) print_item(messages, catalogue, input, depth + 1);
}

void print(const Context& context, const Evaluated& evaluated, const Indicator& i) {
    const Messages& messages = context.messages;
    std::printf("%s\n%s", head_text(messages, evaluated).c_str(), indicator_name(messages, i.id).c_str());
    if (i.status == IndicatorStatus::ok) {
        IntervalText text = interval_text(messages, i);
        std::printf(": %s%s\n", text.median.c_str(), text.interval.empty() ? "" : (" [" + text.interval + "]").c_str());
    } else {
        const char* key = i.status == IndicatorStatus::missing ? "eval.table.missing" : "eval.table.not_applicable";
        std::printf(": %s\n", messages.text(key, {{"reason", messages.text(i.reason_key, i.reason_args)}}).c_str());
    }
    if (!i.label_key.empty()) std::printf("* %s\n", messages.text(i.label_key).c_str());
    for (const Evidence& e : i.evidence) {
        std::printf("\n%s\n  %s\n", messages.text("eval.explain.formula", {{"id", e.formula}}).c_str(), messages.text(e.text_key).c_str());
        std::printf("  %s: %s\n", messages.text("eval.explain.limits").c_str(), messages.text(e.limits_key).c_str());
        for (const EvidenceItem& item : e.inputs) print_item(messages, evaluated.model->catalogue(), item, 1);
    }
}

} // namespace

int cmd_explain(Context& context, std::span<const std::string> words) {
    EvaluateWords options;
    std::string proposal, indicator;
    CLI::App app;
    add_options(app, options, context.messages);
    app.add_option("--proposal", proposal, context.messages.text("eval.option.proposal"))->required();
    app.add_option("--indicator", indicator, context.messages.text("eval.option.indicator"))->required();
    if (auto status = parse_words(context, app, words)) return *status;
    options.proposals = {proposal};
    auto evaluated = evaluate_document(context, options);
    if (!evaluated) return context.error(evaluated.error());
    const auto& all = evaluated->proposals.front().evaluation.indicators;
    auto found = std::ranges::find(all, indicator, &Indicator::id);
    if (found == all.end()) {
        std::string ids;
        for (const Indicator& i : all) ids += (ids.empty() ? "" : ", ") + i.id;
        return context.error({ErrorCode::not_found, "eval.no_indicator", {{"id", indicator}, {"ids", ids}}, {}});
    }
    if (options.json) std::printf("%s\n", json_of(context, *evaluated, *found).dump(2).c_str());
    else print(context, *evaluated, *found);
    return k_done;
}

} // namespace tp
