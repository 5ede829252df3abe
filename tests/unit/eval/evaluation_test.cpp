#include "eval/evaluation.h"
#include "eval/crash_model.h"
#include "grid_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>

using namespace tp;

namespace {

std::shared_ptr<const CityModel> model_of(City city, EvaluationOptions options = {}) {
    if (options.samples == 1000) options.samples = 300;
    auto made = CityModel::create(std::make_shared<const City>(std::move(city)), test::catalogue(), options);
    REQUIRE(made.has_value());
    return *made;
}

Solution solution(std::uint32_t id, const std::string& kind, LocalPoint at, std::vector<std::string> components = {}) {
    Solution s;
    s.id = SolutionId{id};
    s.kind = kind;
    s.at = at;
    s.components = std::move(components);
    return s;
}

Solution service(std::uint32_t id, const std::string& kind) {
    Solution s;
    s.id = SolutionId{id};
    s.kind = kind;
    return s;
}

const Indicator& indicator(const Evaluation& e, const std::string& id) {
    auto found = std::ranges::find(e.indicators, id, &Indicator::id);
    REQUIRE(found != e.indicators.end());
    return *found;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void check_equal(const Evaluation& a, const Evaluation& b) {
    REQUIRE(a.indicators.size() == b.indicators.size());
    for (std::size_t i = 0; i < a.indicators.size(); ++i) {
        CAPTURE(a.indicators[i].id);
        CHECK(a.indicators[i].status == b.indicators[i].status);
        CHECK(a.indicators[i].reason_args == b.indicators[i].reason_args);
        CHECK(same_bits(a.indicators[i].samples, b.indicators[i].samples));
        CHECK(same_bits({a.indicators[i].median, a.indicators[i].p05, a.indicators[i].p95}, {b.indicators[i].median, b.indicators[i].p05, b.indicators[i].p95}));
    }
    CHECK(a.reach.value == b.reach.value);
    CHECK(a.reach.at == b.reach.at);
    CHECK(same_bits({a.detour_factor}, {b.detour_factor}));
    CHECK(a.warnings == b.warnings);
}

LocalPoint wide_crossing(const City& city, std::size_t skip = 0) { // signalised, on four lanes
    for (std::size_t c = 0; c < city.crossings.size(); ++c)
        if (city.crossings.signal[c] == Tri::yes && skip-- == 0) return city.crossings.at[c];
    FAIL("no signalised crossing");
    return {};
}

Solution random_solution(std::mt19937& random, const City& city, const Catalogue& catalogue, std::uint32_t id) {
    const Kind& kind = catalogue.kinds[random() % catalogue.kinds.size()];
    if (kind.geometry == Geometry::service) return service(id, kind.id);
    LocalPoint at = city.crossings.at[random() % city.crossings.size()];
    if (random() % 3 == 0) at = {static_cast<double>(random() % 1650), static_cast<double>(random() % 1650)};
    Solution s = solution(id, kind.id, at);
    if (!kind.components.empty() && random() % 2 == 0) s.components = {kind.components[random() % kind.components.size()].id};
    s.count = 1 + static_cast<int>(random() % 3);
    return s;
}

} // namespace

TEST_CASE("percentiles are numpy's") {
    CHECK(percentile({3, 1, 2}, 0.5) == 2.0);
    CHECK(percentile({4, 1, 3, 2}, 0.5) == 2.5);
    CHECK(percentile({10, 20, 30, 40, 50}, 0.05) == Approx(12.0));
    CHECK(percentile({7}, 0.95) == 7.0);
    CHECK(percentile({1, 2}, 1.0) == 2.0);
}

TEST_CASE("doing nothing changes nothing and costs nothing") {
    Evaluation e = evaluate(model_of(test::grid_city()), {});
    std::vector<std::string> ids;
    for (const Indicator& i : e.indicators) ids.push_back(i.id);
    CHECK(ids == std::vector<std::string>{"pedestrian_crashes_avoided_per_year", "pedestrian_deaths_avoided_per_year", "people_within_reach",
                                          "older_people_within_reach", "carbon_avoided_kgco2e_per_year", "capex_krw", "opex_krw_per_year",
                                          "users_per_day"});
    for (std::size_t i = 0; i + 1 < e.indicators.size(); ++i) {
        CAPTURE(ids[i]);
        CHECK(e.indicators[i].status == IndicatorStatus::ok);
        CHECK(e.indicators[i].p95 == 0.0);
    }
    CHECK(e.indicators.back().status == IndicatorStatus::missing);
}

TEST_CASE("any sequence of place, move, set, undo and redo equals a fresh evaluation, bit for bit", "[property]") {
    City city = test::grid_city();
    bool counts = GENERATE(false, true);
    if (counts) {
        std::mt19937 random(9);
        for (int i = 0; i < 150; ++i) test::add_crash(city, city.crossings.at[random() % city.crossings.size()], 2020 + i % 3);
    }
    auto model = model_of(city, {.samples = 100});
    std::mt19937 random(GENERATE(11U, 12U));
    Proposal proposal;
    ProposalModel moving(model);
    for (int step = 0; step < 60; ++step) {
        auto verb = random() % 6;
        const auto& all = proposal.solutions();
        if (verb < 2 || all.empty()) {
            moving.update(proposal.perform(Place{random_solution(random, city, model->catalogue(), static_cast<std::uint32_t>(proposal.next_id()))}));
        } else if (verb == 2) {
            Solution before = all[random() % all.size()];
            Solution after = random_solution(random, city, model->catalogue(), static_cast<std::uint32_t>(before.id));
            moving.update(proposal.perform(Replace{before, after}));
        } else if (verb == 3) {
            if (auto change = proposal.undo()) moving.update(*change);
        } else if (verb == 4) {
            if (auto change = proposal.redo()) moving.update(*change);
        } else {
            moving.update(proposal.perform(Remove{all[random() % all.size()]}));
        }
        if (step % 10 == 9) check_equal(moving.result(false), evaluate(model, proposal.solutions()));
    }
    ProposalModel copy = moving;
    while (auto change = proposal.undo()) moving.update(*change);
    check_equal(moving.result(false), evaluate(model, {}));
    CHECK(indicator(copy.result(false), "people_within_reach").samples.size() == 100);
}

TEST_CASE("one, two and four threads give the same bits, another seed gives others") {
    City city = test::grid_city();
    std::mt19937 random(2);
    auto catalogue = test::catalogue();
    std::vector<Solution> solutions;
    for (std::uint32_t id = 1; id <= 40; ++id) solutions.push_back(random_solution(random, city, *catalogue, id));
    Evaluation one = evaluate(model_of(city, {.threads = 1}), solutions);
    check_equal(one, evaluate(model_of(city, {.threads = 2}), solutions));
    check_equal(one, evaluate(model_of(city, {.threads = 4}), solutions));
    Evaluation other = evaluate(model_of(city, {.seed = 2, .threads = 1}), solutions);
    CHECK_FALSE(same_bits(indicator(one, "carbon_avoided_kgco2e_per_year").samples, indicator(other, "carbon_avoided_kgco2e_per_year").samples));
}

TEST_CASE("a leading interval saves the share of crashes that its study says, and components without evidence nothing") {
    City city = test::grid_city();
    auto model = model_of(city, {.samples = 4000});
    LocalPoint at = wide_crossing(city);
    auto saved = [&](const std::vector<Solution>& s) { return indicator(evaluate(model, s), "pedestrian_crashes_avoided_per_year"); };
    Indicator lpi = saved({solution(1, "leading_interval", at)});
    CHECK(lpi.label_key == "label.rank_only");
    auto c = static_cast<std::size_t>(std::ranges::find(city.crossings.at, at) - city.crossings.at.begin());
    // Mean saving = mean risk x (1 - mean factor); a lognormal's mean is median x exp(ln_sd^2 / 2), 0.15 is the transfer's.
    auto crashes = make_crash_model(city, *test::catalogue(), 1, 4000, 1);
    std::vector<double> risk(4000);
    crashes.draw(c, risk);
    auto mean = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size()); };
    double factor = 0.91 * std::exp((0.0681 * 0.0681 + 0.15 * 0.15) / 2.0);
    CHECK(mean(lpi.samples) == Approx(mean(risk) * (1.0 - factor)).epsilon(0.15));
    CHECK(lpi.p05 < 0.0); // transfer from abroad: harm is not excluded
    CHECK(saved({solution(1, "smart_crosswalk", at, {"floor_signal", "voice_guide"})}).p95 == 0.0);
    // Twice the same measure acts once; two measures together save more than one and less than their sum.
    Indicator twice = saved({solution(1, "leading_interval", at), solution(2, "leading_interval", at)});
    CHECK(same_bits(twice.samples, lpi.samples));
    Indicator camera = saved({solution(1, "enforcement_camera", at)});
    Indicator both = saved({solution(1, "leading_interval", at), solution(2, "enforcement_camera", at)});
    CHECK(both.median > camera.median);
    CHECK(both.median < camera.median + lpi.median);
    // Deaths: the camera's own factor on fatal crashes, 0.6056 against 0.7147.
    Indicator deaths = indicator(evaluate(model, {solution(1, "enforcement_camera", at)}), "pedestrian_deaths_avoided_per_year");
    CHECK(deaths.median / camera.median == Approx(0.0277 * (1 - 0.6056) / (1 - 0.7147)).epsilon(0.15));
}

TEST_CASE("a measure away from any crossing is credited nothing and breaks its rule") {
    City city = test::grid_city();
    auto model = model_of(city);
    Evaluation e = evaluate(model, {solution(4, "leading_interval", {-500, -500})});
    CHECK(indicator(e, "pedestrian_crashes_avoided_per_year").p95 == 0.0);
    CHECK(std::ranges::count(e.warnings, "rule.at_crossing:solution 4") == 1);
}

TEST_CASE("costs are units times one draw; a kind without a price makes the sum missing and names itself") {
    auto model = model_of(test::grid_city());
    Solution shelter = solution(1, "smart_bus_shelter", {100, 0});
    Indicator one = indicator(evaluate(model, {shelter}), "capex_krw");
    CHECK(one.status == IndicatorStatus::ok);
    CHECK(one.median == Approx(48e6).epsilon(0.03)); // the catalogue's open shelter
    shelter.count = 10;
    Indicator ten = indicator(evaluate(model, {shelter}), "capex_krw");
    for (std::size_t i = 0; i < ten.samples.size(); ++i) REQUIRE(ten.samples[i] == 10.0 * one.samples[i]);
    Evaluation e = evaluate(model, {shelter, solution(2, "refuge_island", wide_crossing(model->city()))});
    Indicator missing = indicator(e, "capex_krw");
    CHECK(missing.status == IndicatorStatus::missing);
    CHECK(missing.reason_args == MessageArgs{{"kinds", "refuge_island"}});
    CHECK(missing.evidence.at(0).inputs.at(0).value == Approx(480e6).epsilon(0.03)); // what is known is shown
    CHECK(indicator(evaluate(model, {solution(3, "hover_bus", {0, 0})}), "capex_krw").status == IndicatorStatus::missing);
    Indicator closed = indicator(evaluate(model, {solution(1, "smart_bus_shelter_closed", {100, 0})}), "capex_krw");
    CHECK(closed.median > 2.0 * one.median);
}

TEST_CASE("a shelter emits what its electricity emits, with the grid factor of the year") {
    EvaluationOptions options;
    options.year = 2026;
    options.samples = 4000;
    auto model = model_of(test::grid_city(), options);
    Indicator carbon = indicator(evaluate(model, {solution(1, "smart_bus_shelter", {100, 0}, {"open"})}), "carbon_avoided_kgco2e_per_year");
    CHECK(carbon.median == Approx(-1200 * 0.4173 * 0.97 * 0.97 * 0.97).epsilon(0.08));
    CHECK(carbon.p95 < 0.0);
}

TEST_CASE("an LED luminaire saves what a sodium lamp burnt, and only where it is chosen") {
    EvaluationOptions options;
    options.samples = 4000;
    options.year = 2023; // the factor itself
    auto model = model_of(test::grid_city(), options);
    auto carbon = [&](const std::string& kind, std::vector<std::string> components, int count = 1) {
        Solution pole = solution(1, kind, {100, 0}, std::move(components));
        pole.count = count;
        return indicator(evaluate(model, {pole}), "carbon_avoided_kgco2e_per_year");
    };
    Indicator plain = carbon("smart_pole", {"safety"}), with = carbon("smart_pole", {"safety", "led_lamp"});
    CHECK(plain.p95 < 0.0); // its own devices alone: nothing is credited
    CHECK(carbon("smart_pole", {}).samples == plain.samples);
    for (const char* alias : {"smart_pole_traffic", "smart_pole_security", "smart_pole_safety", "smart_pole_living"})
        CHECK(carbon(alias, {}).samples == plain.samples);
    // 100 lamps of 150 W: 16.66 t a year at the defaults; here each parameter has its range.
    std::vector<double> saved(with.samples.size());
    for (std::size_t i = 0; i < saved.size(); ++i) saved[i] = with.samples[i] - plain.samples[i];
    CHECK(percentile(saved, 0.5) == Approx(166.6).epsilon(0.08));
    CHECK(percentile(saved, 0.05) < 120.0);
    CHECK(percentile(saved, 0.95) > 230.0);
    Indicator ten = carbon("smart_pole", {"safety", "led_lamp"}, 10);
    for (std::size_t i = 0; i < saved.size(); ++i) REQUIRE(ten.samples[i] == Approx(10.0 * with.samples[i]).margin(1e-6));
    std::vector<std::string> sides; // the evidence names both
    for (const EvidenceItem& line : with.evidence.at(0).inputs)
        for (const EvidenceItem& part : line.inputs)
            for (const EvidenceItem& side : part.inputs) sides.push_back(side.id + "/" + side.unit);
    CHECK(sides == std::vector<std::string>{"lamp_before/kWh/yr", "lamp_after/kWh/yr"});
}

TEST_CASE("the LED line is the worked example where every parameter is exact") {
    EvaluationOptions options;
    options.samples = 10;
    options.year = 2023;
    Catalogue exact = *test::catalogue();
    for (Assumption& a : exact.assumptions)
        if (a.id.starts_with("led_") || a.id == "sodium_lamp_w") a.estimate.low = a.estimate.high = *a.estimate.value;
    Kind& pole = *std::ranges::find(exact.kinds, "smart_pole", &Kind::id);
    pole.energy_kwh_per_year.value = pole.energy_kwh_per_year.low = pole.energy_kwh_per_year.high = 0.0;
    auto model = CityModel::create(std::make_shared<const City>(test::grid_city()), std::make_shared<const Catalogue>(exact), options);
    REQUIRE(model.has_value());
    Solution lamps = solution(1, "smart_pole", {100, 0}, {"led_lamp"});
    lamps.count = 100;
    // 100 x 150 W x 4,150 h = 62,250 kWh; 100 x (67.5 W x 4,150 h x 0.75 + 1.5 W x 8,760 h) = 22,323.375 kWh; 0.4173 kg/kWh
    CHECK(indicator(evaluate(*model, {lamps}), "carbon_avoided_kgco2e_per_year").median == Approx(16661.3806).margin(0.06));
}

TEST_CASE("a project's own value takes the place of the catalogue's") {
    EvaluationOptions options;
    options.assumptions = {{"walk_reach_m", 100.0}};
    City city = test::grid_city();
    auto near = indicator(evaluate(model_of(city, options), {solution(1, "smart_bus_shelter", {800, 800})}), "people_within_reach");
    auto far = indicator(evaluate(model_of(city), {solution(1, "smart_bus_shelter", {800, 800})}), "people_within_reach");
    CHECK(near.median < 0.5 * far.median);
    options.assumptions = {{"no_such_thing", 1.0}};
    auto bad = CityModel::create(std::make_shared<const City>(city), test::catalogue(), options);
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().key == "eval.unknown_assumption");
}

TEST_CASE("a project's own prices stand where the catalogue has none, and in place of those it has") {
    City city = test::grid_city();
    LocalPoint at = wide_crossing(city);
    std::vector<Solution> all{solution(1, "refuge_island", at), solution(2, "smart_bus_shelter", {100, 0}, {"closed"})};
    all[0].count = 3;
    EvaluationOptions options;
    options.assumptions = {{"price_krw:refuge_island", 20e6}, {"price_krw:smart_bus_shelter/closed", 90e6}};
    auto model = model_of(city, options);
    Evaluation e = evaluate(model, all);
    Indicator capex = indicator(e, "capex_krw");
    REQUIRE(capex.status == IndicatorStatus::ok);
    CHECK((capex.p05 == 150e6 && capex.median == 150e6 && capex.p95 == 150e6)); // a quotation is exact
    CHECK(capex.evidence.at(0).inputs.at(1).inputs.at(0).source == "project");
    Indicator upkeep = indicator(e, "opex_krw_per_year");
    CHECK(upkeep.status == IndicatorStatus::missing);
    CHECK(upkeep.reason_args == MessageArgs{{"kinds", "refuge_island"}});
    CHECK(model->input_hash() != model_of(city)->input_hash());
    options.assumptions = {{"upkeep_krw_per_year:refuge_island", 400e3}, {"upkeep_krw_per_year:smart_bus_shelter", 5e6}};
    e = evaluate(model_of(city, options), all);
    CHECK(indicator(e, "opex_krw_per_year").median == 3 * 400e3 + 5e6); // known although the price is not
    CHECK(indicator(e, "capex_krw").status == IndicatorStatus::missing);
    auto refused = [&](const char* id, double value) {
        options.assumptions = {{id, value}};
        auto bad = CityModel::create(std::make_shared<const City>(city), test::catalogue(), options);
        return bad.has_value() ? std::string{} : bad.error().key;
    };
    CHECK(refused("price_krw:hover_bus", 1e6) == "eval.unknown_priced");
    CHECK(refused("price_krw:smart_crosswalk/hover", 1e6) == "eval.unknown_priced");
    CHECK(refused("price_krw:smart_pole/safety", 1e6) == "eval.price_of_whole");
    CHECK(refused("price_krw:refuge_island", 0.0) == "eval.not_positive");
    CHECK(refused("walk_reach_m", -1.0) == "eval.not_negative");
}

TEST_CASE("what a city lacks is missing with its reason, never zero") {
    City city = test::grid_city();
    std::vector<Solution> crosswalk{solution(1, "leading_interval", {150, 150}), solution(2, "smart_bus_shelter", {150, 0})};
    SECTION("no streets") {
        city.streets = {};
        city.crossings.edge.assign(city.crossings.size(), -1);
        Evaluation e = evaluate(model_of(city), crosswalk);
        CHECK(indicator(e, "pedestrian_crashes_avoided_per_year").reason_key == "eval.reason.no_streets");
        CHECK(indicator(e, "people_within_reach").reason_key == "eval.reason.no_streets");
    }
    SECTION("no crossings") {
        city.crossings = {};
        CHECK(indicator(evaluate(model_of(city), crosswalk), "pedestrian_deaths_avoided_per_year").reason_key == "eval.reason.no_crossings");
    }
    SECTION("no population: the layer is on points along the streets") {
        city.people = {};
        Evaluation e = evaluate(model_of(city), crosswalk);
        CHECK(indicator(e, "people_within_reach").reason_key == "eval.reason.no_population");
        CHECK(e.reach.on == LayerOn::points);
        CHECK(e.reach.value.size() > 10);
    }
    SECTION("no ages") {
        for (double& older : city.people.older) older = NAN;
        Evaluation e = evaluate(model_of(city), crosswalk);
        CHECK(indicator(e, "people_within_reach").status == IndicatorStatus::ok);
        CHECK(indicator(e, "older_people_within_reach").reason_key == "eval.reason.no_ages");
    }
    SECTION("only a service") {
        CHECK(indicator(evaluate(model_of(city), {service(1, "integrated_platform")}), "people_within_reach").status == IndicatorStatus::not_applicable);
    }
}

TEST_CASE("a comparison uses the same samples for both") {
    City city = test::grid_city();
    auto model = model_of(city);
    Evaluation a = evaluate(model, {solution(1, "smart_bus_shelter", {300, 300})});
    Evaluation b = evaluate(model, {solution(1, "smart_bus_shelter", {300, 300}), solution(2, "smart_bus_shelter", {900, 900})});
    auto rows = compare({{"A", a}, {"B", b}});
    auto row = *std::ranges::find(rows, "capex_krw", &ComparisonRow::id);
    REQUIRE(row.differences.size() == 1);
    CHECK(row.differences[0].p_a_better == 1.0); // one shelter is cheaper than two in every draw
    CHECK(row.differences[0].median == Approx(-indicator(a, "capex_krw").median));
    auto deaths = *std::ranges::find(rows, "pedestrian_deaths_avoided_per_year", &ComparisonRow::id);
    CHECK(deaths.differences[0].p_a_better == 0.5); // both zero: ties count half
    CHECK(std::ranges::find(rows, "users_per_day", &ComparisonRow::id)->differences.empty());
}

TEST_CASE("every indicator carries evidence whose leaves name a source") {
    auto model = model_of(test::grid_city());
    LocalPoint at = wide_crossing(model->city());
    Evaluation e = evaluate(model, {solution(1, "leading_interval", at), solution(2, "smart_bus_shelter", {100, 0})});
    std::size_t leaves = 0;
    auto walk = [&](auto&& self, const std::vector<EvidenceItem>& items) -> void {
        for (const EvidenceItem& item : items) {
            CAPTURE(item.id, item.source);
            CHECK_FALSE(item.source.empty());
            bool known = item.source == "derived" || item.source.starts_with("city:") || model->catalogue().source(item.source);
            CHECK(known);
            ++leaves;
            self(self, item.inputs);
        }
    };
    for (const Indicator& i : e.indicators) {
        CAPTURE(i.id);
        CHECK((i.id == "users_per_day" || !i.evidence.empty()));
        for (const Evidence& evidence : i.evidence) walk(walk, evidence.inputs);
    }
    CHECK(leaves > 30);
}
