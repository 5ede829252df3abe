// twinplan compare CITY.twin A B... [--picture OUT.png] [--report OUT.html|.json] - the same samples for all proposals.
#include "light/luminaires.h"
#include "report/picture.h"
#include "report/report.h"
#include "report/text.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/evaluate_tools.h"
#include "twinplan/view_words.h"

#include <ctime>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace tp {
namespace {

void print_table(const Context& context, const Evaluated& evaluated, const std::vector<ComparisonRow>& rows) {
    const Messages& messages = context.messages;
    std::printf("%s\n", head_text(messages, evaluated).c_str());
    for (const ComparisonRow& row : rows) {
        std::printf("\n%s\n", indicator_name(messages, row.id).c_str());
        if (row.differences.empty()) std::printf("  %s\n", messages.text("eval.table.no_difference").c_str());
        std::vector<std::vector<std::string>> lines;
        for (const Difference& d : row.differences) {
            IntervalText text = interval_text(messages, d.median, d.p05, d.p95, row.unit);
            lines.push_back({"  " + messages.text("eval.table.difference", {{"a", d.a}, {"b", d.b}}), text.median,
                             text.interval.empty() ? "" : "[" + text.interval + "]",
                             messages.text("eval.table.probability", {{"a", d.a}, {"p", fmt::format("{:.0f}", 100.0 * d.p_a_better)}})});
        }
        if (!lines.empty()) std::fputs(aligned(lines).c_str(), stdout);
    }
}

std::string today() { // the caller's clock: nothing below tools/ reads one
    std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

// Pictures of every proposal, written to `target` where one is asked for; for the report they are made all the same.
Result<ComparisonPictures> make_pictures(const Context& context, const Evaluated& evaluated, const std::string& target,
                                         const ComparisonOptions& options) {
    auto renderer = Renderer::create();
    if (!renderer) return std::unexpected(renderer.error());
    if (auto done = (*renderer)->set_city(evaluated.city, context.progress()); !done) return std::unexpected(done.error());
    std::vector<ProposalView> views;
    for (const EvaluatedProposal& p : evaluated.proposals) views.push_back({p.name, p.solutions, p.evaluation.reach});
    const Catalogue& catalogue = evaluated.model->catalogue();
    auto pictures = target.empty() ? render_proposals(**renderer, *evaluated.city, catalogue, views, options)
                                   : write_comparison_picture(target, **renderer, context.messages, *evaluated.city, catalogue, views, options);
    for (const Error& notice : (*renderer)->take_notices()) context.note(notice.key, notice.args);
    return pictures;
}

Result<void> make_report(const Context& context, const Evaluated& evaluated, const std::vector<ComparisonRow>& rows, const std::string& target,
                         const Result<ComparisonPictures>& pictures, const ComparisonOptions& options) {
    std::vector<ReportProposal> proposals;
    for (const EvaluatedProposal& p : evaluated.proposals) proposals.push_back({p.name, p.revision, p.solutions, p.evaluation, {}, {}});
    ReportInput input = report_input(evaluated.model, context.messages, std::move(proposals), rows);
    input.missing_roles = evaluated.missing_roles;
    input.facts = evaluated.facts;
    input.date = today();
    input.picture_options = options;
    if (pictures) input.pictures = *pictures;
    else input.no_pictures = pictures.error();
    auto programmes = load_programmes(context.data);
    auto named = evaluated.facts.find("programme");
    if (programmes && named != evaluated.facts.end())
        for (const Programme& programme : *programmes) {
            if (programme.id != named->second) continue;
            input.programme = &programme;
            return write_report(target, input);
        }
    return write_report(target, input);
}

struct Targets {
    std::string picture, time;
    std::vector<std::string> reports; // .html, .json
};

int compare(Context& context, const EvaluateWords& words, const Targets& targets) {
    const auto& [picture, time, reports] = targets;
    auto evaluated = evaluate_document(context, words);
    if (!evaluated) return context.error(evaluated.error());
    std::vector<NamedEvaluation> named;
    for (const EvaluatedProposal& p : evaluated->proposals) named.push_back({p.name, p.evaluation});
    auto rows = compare(named);
    if (words.json) std::printf("%s\n", compare_json(*evaluated, rows).dump(2).c_str());
    else print_table(context, *evaluated, rows);
    if (picture.empty() && reports.empty()) return k_done;
    ComparisonOptions options;
    options.made_on = today();
    auto sun = read_time(time, *evaluated->city);
    if (!sun) return context.error(sun.error());
    options.sun = sun->sun;
    options.time_iso = sun->time_iso;
    if (is_night(options.sun)) {
        auto luminaires = load_luminaires(context.data);
        if (!luminaires) return context.error(luminaires.error());
        for (const EvaluatedProposal& p : evaluated->proposals)
            options.lamps.push_back(lamps_of(*evaluated->city, p.solutions, evaluated->model->catalogue(), *luminaires));
    }
    auto pictures = make_pictures(context, *evaluated, picture, options);
    int status = k_done;
    if (!pictures) { // the report is written without its pictures; a picture that was asked for is an error
        if (pictures.error().code == ErrorCode::cancelled) return context.error(pictures.error());
        context.note(reports.empty() ? "eval.picture_missing_only" : "eval.picture_missing", {{"reason", context.messages.sentence(pictures.error())}});
        if (!picture.empty()) status = k_input_wrong;
    } else if (!picture.empty()) {
        context.note("eval.written", {{"file", picture}});
    }
    for (const std::string& report : reports) {
        if (auto done = make_report(context, *evaluated, rows, report, pictures, options); !done) return context.error(done.error());
        context.note("eval.written", {{"file", report}});
    }
    return status;
}

} // namespace

int cmd_compare(Context& context, std::span<const std::string> words) {
    EvaluateWords options;
    Targets targets;
    CLI::App app;
    add_options(app, options, context.messages);
    app.add_option("PROPOSAL", options.proposals, context.messages.text("eval.option.proposals"))->required()->expected(1, 100);
    app.add_option("--picture", targets.picture, context.messages.text("eval.option.picture"));
    app.add_option("--report", targets.reports, context.messages.text("eval.option.report"))->expected(1)->take_all();
    app.add_option("--time", targets.time, context.messages.text("render.option.time"));
    if (auto status = parse_words(context, app, words)) return *status;
    if (options.proposals.size() < 2 || std::set(options.proposals.begin(), options.proposals.end()).size() != options.proposals.size())
        return context.error({ErrorCode::usage, "eval.two_proposals", {}, {}});
    return compare(context, options, targets);
}

} // namespace tp
