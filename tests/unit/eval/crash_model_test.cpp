// The crash model on the small city: forms, sharing at junctions, calibration, hot spots.
#include "eval/crash_model.h"
#include "eval/evaluation.h"
#include "grid_city.h"
#include "model/hsm.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace tp;

namespace {

double mean_rate(const CrashModel& model, std::size_t c) {
    std::vector<double> rate(model.factor_c.size());
    model.draw(c, rate);
    return std::accumulate(rate.begin(), rate.end(), 0.0) / static_cast<double>(rate.size());
}

} // namespace

TEST_CASE("crossings of one junction share its crashes; a crossing alone stands for its stretch") {
    City city = test::grid_city();
    city.crossings = {};
    city.stops = {};
    std::int32_t wide = -1; // an edge of a four-lane row between two junctions
    for (std::size_t e = 0; e < city.streets.size() && wide < 0; ++e)
        if (city.streets.lanes[e] == 4 && city.streets.from[e] == 16 && city.streets.to[e] == 17) wide = static_cast<std::int32_t>(e);
    test::add_crossing(city, wide, 10, Tri::yes);
    auto alone = crash_sites(city, *test::catalogue());
    REQUIRE(alone.size() == 1);
    CHECK(alone[0].form == SiteForm::signal);
    CHECK(alone[0].four_leg);
    // By hand from the class table: primary 6,000 a lane, four lanes; the pedestrian class is the residents'.
    CHECK(alone[0].major_veh_per_day == 24000.0);
    CHECK(alone[0].predicted_per_year ==
          Approx(hsm_signalised_pedestrian({true, 24000.0, alone[0].minor_veh_per_day, alone[0].pedestrians_per_day, 4.0})));
    CHECK(alone[0].overdispersion > hsm_overdispersion(true)); // assumed volumes widen it
    test::add_crossing(city, wide, 20, Tri::yes);
    auto two = crash_sites(city, *test::catalogue());
    CHECK(two[0].predicted_per_year == Approx(alone[0].predicted_per_year / 2));
    test::add_crossing(city, wide, 75, Tri::no);
    test::add_crossing(city, wide, 12, Tri::no);
    auto all = crash_sites(city, *test::catalogue());
    CHECK(all[2].form == SiteForm::segment);
    CHECK(all[3].form == SiteForm::stop);
    for (const CrashSite& site : all) CHECK(site.predicted_per_year > 0.0);
}

TEST_CASE("counts: the calibration finds the factor that the crashes were drawn with") {
    City city = test::grid_city();
    auto catalogue = test::catalogue();
    auto sites = crash_sites(city, *catalogue);
    constexpr double truth = 2.4;
    constexpr int years = 5;
    std::int64_t total = 0;
    double predicted = 0.0;
    for (std::size_t c = 0; c < sites.size(); ++c) {
        double theta = gamma(stream(77, "site", c), 0, 1.0 / sites[c].overdispersion) * sites[c].overdispersion;
        double mean = truth * theta * sites[c].predicted_per_year * years, u = uniform(stream(77, "count", c), 0), p = std::exp(-mean);
        predicted += sites[c].predicted_per_year * years;
        for (int x = 0; u > p && x < 200; ++x) { // Poisson by inversion
            test::add_crash(city, {city.crossings.at[c].x_m + 1, city.crossings.at[c].y_m}, 2018 + x % years);
            u -= p;
            p *= mean / (x + 1);
            ++total;
        }
    }
    test::add_crash(city, {-900, -900}, 2022); // far from any crossing
    auto model = make_crash_model(city, *catalogue, 1, 1000, 1);
    REQUIRE(model.counts.has_value());
    CHECK(model.counts->years == years);
    CHECK(model.counts->matched == total);
    CHECK(model.counts->unmatched == 1);
    CHECK_FALSE(model.rank_only);
    CHECK(std::exp(model.calibration.ln_factor) == Approx(truth).epsilon(0.25));
    CHECK(model.calibration.ln_sd < 0.2);
    CHECK(model.calibration.ratio == Approx(static_cast<double>(total) / predicted));
    // Empirical Bayes by hand at the crossing with most crashes, C at its posterior mean.
    auto most = static_cast<std::size_t>(std::ranges::max_element(model.counts->at_crossing) - model.counts->at_crossing.begin());
    double mu = std::exp(model.calibration.ln_factor) * sites[most].predicted_per_year * years, k = sites[most].overdispersion;
    double w = 1.0 / (1.0 + k * mu), expected = (w * mu + (1.0 - w) * model.counts->at_crossing[most]) / years;
    CHECK(mean_rate(model, most) == Approx(expected).epsilon(0.1));
    CHECK(mean_rate(model, most) < static_cast<double>(model.counts->at_crossing[most]) / years); // regression to the mean
}

TEST_CASE("without counts the spread is the prior's: a factor 2 to 3") {
    City city = test::grid_city();
    auto model = make_crash_model(city, *test::catalogue(), 1, 2000, 1);
    CHECK(model.rank_only);
    CHECK(model.calibration.ln_sd == 0.7);
    std::vector<double> c = model.factor_c;
    CHECK(percentile(c, 0.5) == Approx(1.0).epsilon(0.06));
    CHECK(percentile(c, 0.95) == Approx(std::exp(1.645 * 0.7)).epsilon(0.1));
}

TEST_CASE("a hot spot raises the crossings inside it and says nothing of those outside") {
    City city = test::grid_city();
    auto catalogue = test::catalogue();
    auto before = make_crash_model(city, *catalogue, 1, 1500, 1);
    LocalPoint at = city.crossings.at[0];
    Crashes& c = city.crashes;
    test::add_crash(city, at, 0);
    c.kind[0] = CrashKind::hotspot;
    c.area = {};
    LocalPoint square[4] = {{at.x_m - 5, at.y_m - 5}, {at.x_m + 5, at.y_m - 5}, {at.x_m + 5, at.y_m + 5}, {at.x_m - 5, at.y_m + 5}};
    c.area.rings.add(square);
    c.area.end_polygon();
    c.count[0] = 9;
    auto after = make_crash_model(city, *catalogue, 1, 1500, 1);
    REQUIRE(after.spots.has_value());
    CHECK(after.rank_only); // a truncated file does not make the level known
    CHECK(after.spots->of_crossing[0].size() == 1);
    CHECK(mean_rate(after, 0) > 2.0 * mean_rate(before, 0));
    // Empirical Bayes, not the bare count: 9 crashes in three years are more than what is expected to come.
    CHECK(mean_rate(after, 0) < 9.0 / 3.0);
    double k = after.sites[0].overdispersion, mu = std::exp(after.calibration.ln_factor) * after.sites[0].predicted_per_year * 3.0;
    double w = 1.0 / (1.0 + k * mu);
    CHECK(mean_rate(after, 0) == Approx((w * mu + (1.0 - w) * 9.0) / 3.0).epsilon(0.05));
    std::size_t outside = 1;
    while (!after.spots->of_crossing[outside].empty()) ++outside;
    CHECK(after.spot_effect[outside].shape == 0.0);
    c.group[0] = CrashGroup::municipal; // includes vehicles: not used
    CHECK_FALSE(make_crash_model(city, *catalogue, 1, 10, 1).spots.has_value());
}

TEST_CASE("child-accident cells are no counts of crossings") {
    City city = test::grid_city();
    test::add_crash(city, city.crossings.at[0], 2020);
    city.crashes.group[0] = CrashGroup::child_cell;
    CHECK_FALSE(make_crash_model(city, *test::catalogue(), 1, 10, 1).counts.has_value());
}
