// Properties of the kernels that no published table holds.
#include "catalogue/catalogue.h"
#include "model/calibration.h"
#include "model/carbon.h"
#include "model/cost.h"
#include "model/crash_factors.h"
#include "model/empirical_bayes.h"
#include "model/estimate_draw.h"
#include "model/hsm.h"
#include "model/traffic.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace tp;

static Catalogue shipped() {
    auto catalogue = load_catalogue(test::source_folder() / "assets/data");
    REQUIRE(catalogue);
    return *std::move(catalogue);
}

TEST_CASE("the negative binomial sums to one, has its mean, and is Poisson without overdispersion") {
    for (double k : {0.0, 0.24, 1.3}) {
        double sum = 0, mean = 0;
        for (int x = 0; x < 400; ++x) {
            double p = std::exp(negative_binomial_ln_pmf(x, 3.7, k));
            sum += p;
            mean += x * p;
        }
        CHECK(sum == Approx(1).epsilon(1e-9));
        CHECK(mean == Approx(3.7).epsilon(1e-9));
    }
    CHECK(std::exp(negative_binomial_ln_pmf(2, 1.5, 0)) == Approx(1.5 * 1.5 / 2 * std::exp(-1.5)).epsilon(1e-12));
}

TEST_CASE("a place outside a hot-spot file has a lower rate than the model says, not zero") {
    // Reference: simulate places, keep those with a count below the threshold, average their true rates.
    const double mu = 0.8, k = 0.5, years = 3;
    const int threshold = 3;
    std::mt19937_64 random(5);
    std::gamma_distribution<double> rate(1 / k, k * mu);
    double sum = 0, squares = 0;
    int kept = 0;
    for (int i = 0; i < 400000; ++i) {
        double lambda = rate(random);
        std::poisson_distribution<int> count(lambda * years);
        if (count(random) >= threshold) continue;
        sum += lambda;
        squares += lambda * lambda;
        ++kept;
    }
    double mean = sum / kept, variance = squares / kept - mean * mean;
    GammaMixture posterior = censored_posterior(mu, k, threshold, years);
    CHECK(posterior.mean() == Approx(mean).epsilon(0.005));
    CHECK(posterior.variance() == Approx(variance).epsilon(0.02));
    CHECK(posterior.mean() < mu);
    CHECK(posterior.mean() > gamma_posterior(mu, k, 0, years).mean());
}

TEST_CASE("calibration finds the factor that the counts were drawn with, however they were reported") {
    const double truth = 2.4, k = 0.4, years = 3;
    std::mt19937_64 random(GENERATE(1, 2, 3));
    auto status = GENERATE(CountStatus::counted, CountStatus::below_threshold, CountStatus::truncated);
    std::vector<CountedSite> sites;
    for (int i = 0; i < 1500; ++i) {
        double mu = 0.1 + 0.001 * (i % 700);
        std::gamma_distribution<double> rate(1 / k, k * mu * truth);
        std::poisson_distribution<int> draw(rate(random) * years);
        CountedSite site{mu, k, years, CountStatus::counted, draw(random), 3};
        if (status == CountStatus::below_threshold && site.count < 3) site.status = CountStatus::below_threshold;
        if (status == CountStatus::truncated) {
            if (site.count < 3) continue;
            site.status = CountStatus::truncated;
        }
        sites.push_back(site);
    }
    Calibration c = calibrate(sites, 0.7);
    INFO("sites " << c.sites << " ln_sd " << c.ln_sd);
    CHECK(std::abs(c.ln_factor - std::log(truth)) < 3.5 * c.ln_sd);
    CHECK(c.ln_sd < 0.2);
    if (status == CountStatus::counted) CHECK(c.ratio == Approx(truth).epsilon(0.15));
}

TEST_CASE("hot spots taken for complete counts would overstate the factor; the truncated likelihood does not") {
    std::mt19937_64 random(9);
    std::vector<CountedSite> truncated, naive;
    for (int i = 0; i < 3000; ++i) {
        std::gamma_distribution<double> rate(2, 0.5 * 0.3);
        std::poisson_distribution<int> draw(rate(random) * 3);
        int count = draw(random);
        if (count < 2) continue;
        truncated.push_back({0.3, 0.5, 3, CountStatus::truncated, count, 2});
        naive.push_back({0.3, 0.5, 3, CountStatus::counted, count, 0});
    }
    CHECK(calibrate(naive, 0.7).ln_factor > 0.5);
    CHECK(std::abs(calibrate(truncated, 0.7).ln_factor) < 0.25);
}

TEST_CASE("without counts the calibration factor is its prior") {
    Calibration c = calibrate({}, 0.7);
    CHECK(c.ln_factor == Approx(0).margin(1e-12));
    CHECK(c.ln_sd == Approx(0.7).epsilon(1e-3));
    CHECK(std::isnan(c.ratio));
}

TEST_CASE("night factors act on the night share only, fatal ones on deaths only, vehicle ones not at all") {
    CrashFactor light{Target::pedestrian_night, std::log(0.8), 0};
    CHECK(std::exp(combined_ln({&light, 1}, 0.3, 0.484, Outcome::crashes)) == Approx(1 - 0.484 * 0.2).epsilon(1e-12));
    CrashFactor camera[] = {{Target::all, std::log(0.7), 0}, {Target::fatal, std::log(0.6), 0}};
    CHECK(std::exp(combined_ln(camera, 0.3, 0.5, Outcome::crashes)) == Approx(0.7).epsilon(1e-12));
    CHECK(std::exp(combined_ln(camera, 0.3, 0.5, Outcome::deaths)) == Approx(0.6).epsilon(1e-12)); // in place of 0.7
    CrashFactor rear{Target::vehicle, std::log(1.18), 0};
    CHECK(combined_ln({&rear, 1}, 0.3, 0.5, Outcome::crashes) == 0.0);
    CHECK(combined_ln({}, 0.3, 0.5, Outcome::crashes) == 0.0);
}

TEST_CASE("two measures on one subset lie between the better one and the product") {
    CrashFactor two[] = {{Target::pedestrian, std::log(0.45), 0}, {Target::pedestrian, std::log(0.55), 1}};
    for (double u : {0.0, 0.25, 0.5, 1.0}) {
        double f = std::exp(combined_ln(two, u, 0.5, Outcome::crashes));
        CHECK(f <= 0.45 * (1 + 1e-12)); // never worse than the better measure alone
        CHECK(f >= 0.45 * 0.55 * (1 - 1e-12));
    }
}

TEST_CASE("an estimate's 5 %, 50 % and 95 % points are low, value and high") {
    for (auto [low, value, high] : {std::tuple{99.0, 136.0, 186.0}, std::tuple{-1.0, 0.0, 5.0}, std::tuple{1.0, 2.0, 16.0}}) {
        Estimate e;
        e.value = value;
        e.low = low;
        e.high = high;
        CHECK(estimate_at(e, -k_z95) == Approx(low).margin(1e-9));
        CHECK(estimate_at(e, 0) == Approx(value).margin(1e-9));
        CHECK(estimate_at(e, k_z95) == Approx(high).margin(1e-9));
    }
    Estimate exact;
    exact.value = exact.low = exact.high = 7;
    CHECK(estimate_at(exact, 2.5) == 7);
}

TEST_CASE("what a crosswalk costs depends on its family, what has no price is named") {
    Catalogue catalogue = shipped();
    const Kind& crosswalk = *catalogue.kind("smart_crosswalk");
    UnitCost with_signal = unit_cost(crosswalk, {}, true), without = unit_cost(crosswalk, {}, false);
    CHECK(unit_cost_krw(with_signal, 0) == 21'500'000); // floor signal + voice: 19-24 million in the press
    CHECK(unit_cost_krw(without, 0) == 33'000'000);
    std::vector<std::string> one{"auto_extension"};
    CHECK(unit_cost_krw(unit_cost(crosswalk, one, true), 0) == 25'000'000);
    UnitCost refuge = unit_cost(*catalogue.kind("refuge_island"), {}, false);
    CHECK_FALSE(refuge.known());
    CHECK(refuge.parts.empty());
    UnitCost pole = unit_cost(*catalogue.kind("smart_pole"), {}, std::nullopt);
    CHECK(pole.known());
    CHECK(unit_cost_krw(pole, 0) == 20'500'000); // less the plain pole avoided
    std::vector<std::string> both{"open", "closed"};
    CHECK(chosen_components(*catalogue.kind("smart_bus_shelter"), both, std::nullopt).size() == 1); // they exclude one another
}

TEST_CASE("volumes come from the class where nothing was counted, with their range") {
    Catalogue catalogue = shipped();
    auto primary = vehicle_volume(catalogue, RoadClass::primary, 4), unknown_lanes = vehicle_volume(catalogue, RoadClass::primary, -1);
    REQUIRE(primary);
    CHECK(*primary->value == 24000);
    CHECK(primary->low < *primary->value);
    CHECK(primary->high > *primary->value);
    CHECK_FALSE(primary->verified);
    CHECK(*unknown_lanes->value == 36000); // six lanes by default
    CHECK_FALSE(vehicle_volume(catalogue, RoadClass::path, 2));
    CHECK(std::string(pedestrian_class(catalogue, 0)) == "low");
    CHECK(std::string(pedestrian_class(catalogue, 2000)) == "medium");
    CHECK(std::string(pedestrian_class(catalogue, 1e6)) == "high");
    CHECK(*pedestrian_volume(catalogue, "medium")->value == 700);
    double ln_sd = std::log(primary->high / *primary->value) / k_z95;
    CHECK(ln_sd == Approx(0.5).epsilon(0.01)); // as the note says
}

TEST_CASE("the grid factor falls from its year on and never before") {
    GridPath path{0.4173, 2023, 0.03};
    CHECK(grid_factor(path, 2020) == 0.4173);
    CHECK(grid_factor(path, 2026) == Approx(0.4173 * 0.97 * 0.97 * 0.97).epsilon(1e-12));
    CHECK(grid_factor_mean(path, 2023, 2) == Approx(0.4173 * (1 + 0.97) / 2).epsilon(1e-12));
}

TEST_CASE("segment types by lanes") {
    CHECK(hsm_segment_type(2, false) == HsmSegment::two_undivided);
    CHECK(hsm_segment_type(4, true) == HsmSegment::four_divided);
    CHECK(hsm_segment_type(6, true) == HsmSegment::four_divided);
    CHECK(hsm_segment_type(6, false) == HsmSegment::five_turn_lane);
}
