// twinplan evaluate CITY.twin [--proposal NAME]... [--json|--csv] - indicators of each proposal against doing nothing.
#include "report/text.h"
#include "report/words.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/evaluate_tools.h"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

// A cell that a spreadsheet would take for a formula gets a leading apostrophe; quotes are doubled.
std::string csv_cell(std::string text) {
    if (!text.empty() && std::string("=+-@\t\r").find(text[0]) != std::string::npos) text.insert(0, "'");
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string out = "\"";
    for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

void print_csv(const Context& context, const Evaluated& evaluated) {
    std::fputs("\xef\xbb\xbfproposal,revision,solutions,indicator,unit,status,median,p05,p95,reason\n", stdout);
    constexpr const char* status[] = {"ok", "missing", "not_applicable"};
    for (const EvaluatedProposal& p : evaluated.proposals)
        for (const Indicator& i : p.evaluation.indicators) {
            bool ok = i.status == IndicatorStatus::ok;
            std::string values = ok ? fmt::format("{},{},{},", i.median, i.p05, i.p95)
                                    : ",,," + csv_cell(context.messages.text(i.reason_key, i.reason_args));
            std::printf("%s,%llu,%zu,%s,%s,%s,%s\n", csv_cell(p.name).c_str(), static_cast<unsigned long long>(p.revision), p.solutions.size(),
                        i.id.c_str(), i.unit.c_str(), status[static_cast<std::size_t>(i.status)], values.c_str());
        }
}

std::vector<std::string> row_of(const Messages& messages, const Catalogue& catalogue, const Indicator& i) {
    std::string name = indicator_name(messages, i.id);
    if (i.status != IndicatorStatus::ok) {
        const char* key = i.status == IndicatorStatus::missing ? "eval.table.missing" : "eval.table.not_applicable";
        return {name, "-", messages.text(key, {{"reason", reason_text(messages, catalogue, i)}})};
    }
    IntervalText text = interval_text(messages, i);
    std::string interval = text.interval.empty() ? "" : "[" + text.interval + "]";
    std::string rare = is_rare_event(i.id) ? ten_years_text(messages, i) : "";
    return {name, text.median, interval + (rare.empty() ? "" : "  " + rare)};
}

void print_table(const Context& context, const Evaluated& evaluated) {
    const Messages& messages = context.messages;
    std::printf("%s\n", head_text(messages, evaluated).c_str());
    for (const EvaluatedProposal& p : evaluated.proposals) {
        std::printf("\n%s\n", messages.text("eval.table.proposal", {{"name", p.name},
                                                                    {"revision", std::to_string(p.revision)},
                                                                    {"solutions", std::to_string(p.solutions.size())}}).c_str());
        std::vector<std::vector<std::string>> rows;
        std::string label;
        std::vector<std::string> hints; // how a missing value can be given
        for (const Indicator& i : p.evaluation.indicators) {
            rows.push_back(row_of(messages, evaluated.model->catalogue(), i));
            if (!i.label_key.empty()) label = i.label_key;
            if (i.status != IndicatorStatus::ok)
                if (std::string hint = messages.hint(i.reason_key, i.reason_args); !hint.empty()) hints.push_back(std::move(hint));
        }
        std::fputs(aligned(rows).c_str(), stdout);
        for (const std::string& hint : hints) std::printf("* %s\n", hint.c_str());
        if (!label.empty()) std::printf("* %s\n", messages.text(label).c_str());
        if (std::isfinite(p.evaluation.detour_factor))
            std::printf("* %s\n", messages.text("eval.table.detour", {{"factor", fmt::format("{:.2f}", p.evaluation.detour_factor)}}).c_str());
        for (const BrokenRule& rule : broken_rules(messages, evaluated.model->catalogue(), p.evaluation))
            std::printf("! %s\n", messages.text("eval.table.warning", {{"solution", fmt::format("{}", fmt::join(rule.solutions, ", "))},
                                                                       {"text", rule.text}}).c_str());
    }
}

} // namespace

int cmd_evaluate(Context& context, std::span<const std::string> words) {
    EvaluateWords options;
    bool csv = false;
    CLI::App app;
    add_options(app, options, context.messages);
    app.add_option("--proposal", options.proposals, context.messages.text("eval.option.proposal"))->expected(1)->take_all();
    app.add_flag("--csv", csv, context.messages.text("eval.option.csv"));
    if (auto status = parse_words(context, app, words)) return *status;
    auto evaluated = evaluate_document(context, options);
    if (!evaluated) return context.error(evaluated.error());
    if (options.json) std::printf("%s\n", evaluate_json(context, *evaluated).dump(2).c_str());
    else if (csv) print_csv(context, *evaluated);
    else print_table(context, *evaluated);
    return k_done;
}

} // namespace tp
