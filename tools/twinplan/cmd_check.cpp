// twinplan check CITY.twin [--proposal NAME] [--programme ID] [--date ISO] [--json] - a proposal against a contest's rules.
//
// Exit status 0 says that the check was made, whatever its result.
#include "catalogue/programme.h"
#include "core/platform/paths.h"
#include "eval/evaluation.h"
#include "project/project.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/options.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

struct CheckWords {
    std::string document, proposal, programme, date;
    bool json = false;
};

bool is_iso_date(const std::string& text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < 10; ++i)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
    return text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8, 2) >= "01" && text.substr(8, 2) <= "31";
}

// Median and 90 % interval of the proposal's purchase cost; left empty where a price is missing.
Result<void> add_capex(const Context& context, const Project& project, const Proposal& proposal,
                       std::shared_ptr<const Catalogue> catalogue, CheckInput& input) {
    auto city = project.city();
    if (!city) return std::unexpected(city.error());
    EvaluationOptions options;
    options.assumptions = project.assumptions();
    auto model = CityModel::create(*city, std::move(catalogue), options, context.progress());
    if (!model) return std::unexpected(model.error());
    Evaluation evaluation = evaluate(*model, proposal.solutions());
    auto capex = std::ranges::find(evaluation.indicators, "capex_krw", &Indicator::id);
    if (capex == evaluation.indicators.end() || capex->status != IndicatorStatus::ok) return {};
    input.capex_krw = std::llround(capex->median);
    input.capex_low_krw = std::llround(capex->p05);
    input.capex_high_krw = std::llround(capex->p95);
    return {};
}

// Kinds placed, each once, by the catalogue's id; those that it lacks also go to `unknown`.
void add_kinds(const Proposal& proposal, const Catalogue& catalogue, CheckInput& input, std::vector<std::string>& unknown) {
    for (const Solution& solution : proposal.solutions()) {
        const Kind* kind = catalogue.kind(solution.kind);
        input.kinds.push_back(kind ? kind->id : solution.kind);
        if (!kind) unknown.push_back(solution.kind);
    }
    for (auto* list : {&input.kinds, &unknown}) {
        std::ranges::sort(*list);
        list->erase(std::ranges::unique(*list).begin(), list->end());
    }
}

RuleResult known_kinds(const std::vector<std::string>& unknown) {
    std::string named;
    for (const auto& kind : unknown) named += (named.empty() ? "" : ", ") + kind;
    if (unknown.empty()) return {"known_kinds", RuleStatus::passed, "programme.known_kinds", {}, ""};
    return {"known_kinds", RuleStatus::unknown, "programme.unknown_kinds", {{"kinds", named}}, ""};
}

const char* status_id(RuleStatus status) {
    return status == RuleStatus::passed ? "passed" : status == RuleStatus::failed ? "failed" : "unknown";
}

void print(const Context& context, const CheckWords& words, const Programme& programme, const std::vector<RuleResult>& results) {
    const Messages& m = context.messages;
    if (words.json) {
        Json out{{"programme", programme.id}, {"proposal", words.proposal.empty() ? Json(nullptr) : Json(words.proposal)},
                 {"verified", programme.verified}, {"rules", Json::array()}};
        for (const RuleResult& r : results)
            out["rules"].push_back({{"id", r.id}, {"status", status_id(r.status)}, {"text", m.text(r.text_key, r.args)}, {"source", r.source}});
        std::printf("%s\n", out.dump(1).c_str());
        return;
    }
    std::printf("%s  %s\n", programme.id.c_str(), name_in(m, programme.name).c_str());
    if (!programme.verified) std::printf("%s\n", m.text("programme.unverified").c_str());
    std::vector<std::vector<std::string>> rows;
    for (RuleStatus first : {RuleStatus::failed, RuleStatus::unknown, RuleStatus::passed}) // what needs work comes first
        for (const RuleResult& r : results)
            if (r.status == first)
                rows.push_back({m.text(std::string("programme.status.") + status_id(r.status)), m.text("programme.rule." + r.id),
                                m.text(r.text_key, r.args) + (r.source.empty() ? "" : " [" + r.source + ']')});
    std::printf("\n%s", aligned(rows).c_str());
}

int run_check(const Context& context, CheckWords words) {
    auto project = Project::open(words.document, OpenMode::read_only);
    if (!project) return context.error(project.error());
    auto loaded = load_catalogue(context.data, user_data_folder());
    if (!loaded) return context.error(loaded.error());
    auto catalogue = std::make_shared<const Catalogue>(*std::move(loaded));
    auto programmes = load_programmes(context.data, user_data_folder());
    if (!programmes) return context.error(programmes.error());

    CheckInput input;
    input.facts = project->facts();
    input.date = words.date;
    if (words.programme.empty())
        if (auto it = input.facts.find("programme"); it != input.facts.end()) words.programme = it->second;
    if (words.programme.empty()) return context.error({ErrorCode::not_found, "programme.not_named", {}, {}});
    const Programme* programme = find_programme(*programmes, words.programme);
    if (!programme) return context.error({ErrorCode::not_found, "programme.unknown_programme", {{"programme", words.programme}}, {}});
    auto city = project->city();
    if (!city) return context.error(city.error());
    input.population = population_for_rules(**city);
    input.level = (*city)->level;

    std::vector<std::string> unknown;
    if (!words.proposal.empty()) {
        const ProposalEntry* entry = project->proposal(words.proposal);
        if (!entry) return context.error({ErrorCode::not_found, "programme.no_proposal", {{"proposal", words.proposal}}, {}});
        add_kinds(entry->proposal, *catalogue, input, unknown);
        if (auto done = add_capex(context, *project, entry->proposal, catalogue, input); !done) return context.error(done.error());
    }
    auto results = check_programme(*programme, input);
    if (!words.proposal.empty()) results.push_back(known_kinds(unknown));
    print(context, words, *programme, results);
    return k_done;
}

} // namespace

int cmd_check(Context& context, std::span<const std::string> arguments) {
    CLI::App app;
    CheckWords words;
    app.add_option("CITY.twin", words.document)->required();
    app.add_option("--proposal", words.proposal);
    app.add_option("--programme", words.programme);
    app.add_option("--date", words.date);
    app.add_flag("--json", words.json);
    if (auto done = parse_words(context, app, arguments)) return *done;
    if (!words.date.empty() && !is_iso_date(words.date)) return context.error({ErrorCode::usage, "programme.bad_date", {{"date", words.date}}, {}});
    return run_check(context, std::move(words));
}

} // namespace tp
