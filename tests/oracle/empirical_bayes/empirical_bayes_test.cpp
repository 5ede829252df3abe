// Oracle: closed form and a numeric Gamma-Poisson posterior, both made outside this program (oracles/safety).
#include "model/empirical_bayes.h"
#include "model/movement.h"

#include "shared_data.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

using namespace tp;

static nlohmann::json read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

TEST_CASE("weights, means and variances of the worked examples", "[oracle]") {
    auto file = test::shared("oracles/safety/eb_examples.json");
    if (!file) return;
    auto json = read(*file);
    REQUIRE(json["cases"].size() >= 5);
    for (const auto& c : json["cases"]) {
        double years = c["years"], predicted = c["N_pred_total"], k = c["k"], observed = c["observed"];
        CAPTURE(years, observed);
        EmpiricalBayes eb = empirical_bayes(predicted, k, observed);
        CHECK(eb.weight == Approx(c["w"].get<double>()).epsilon(1e-9));
        CHECK(eb.expected == Approx(c["N_expected_total"].get<double>()).epsilon(1e-9));
        CHECK(eb.variance == Approx(c["var"].get<double>()).epsilon(1e-9));
        GammaRate posterior = gamma_posterior(predicted / years, k, observed, years);
        CHECK(posterior.mean() == Approx(c["N_expected_per_year"].get<double>()).epsilon(1e-9));
        CHECK(posterior.mean() * years == Approx(c["check_numeric_posterior_mean"].get<double>()).epsilon(1e-9));
        CHECK(posterior.variance() * years * years == Approx(c["check_numeric_posterior_var"].get<double>()).epsilon(1e-9));
    }
}

TEST_CASE("before and after with empirical Bayes: naive 0.53 becomes 0.73", "[oracle]") {
    auto file = test::shared("oracles/safety/eb_examples.json");
    if (!file) return;
    auto json = read(*file)["before_after"];
    std::vector<BeforeAfterSite> sites;
    for (const auto& s : json["sites"]) sites.push_back({s["k"], s["Pb"], s["before"], s["Pa"], s["after"]});
    BeforeAfter result = before_after(sites);
    const auto& expected = json["result"];
    CHECK(result.observed_after == expected["lambda_after"].get<double>());
    CHECK(result.expected_after == Approx(expected["pi"].get<double>()).epsilon(1e-9));
    CHECK(result.variance == Approx(expected["var_pi"].get<double>()).epsilon(1e-9));
    CHECK(result.theta == Approx(expected["theta"].get<double>()).epsilon(1e-9));
    CHECK(result.standard_error == Approx(expected["se_theta"].get<double>()).epsilon(1e-9));
    CHECK(result.naive_ratio == Approx(expected["naive_ratio"].get<double>()).epsilon(1e-9));
}

TEST_CASE("waiting at signals and for gaps", "[oracle]") {
    auto file = test::shared("oracles/safety/ped_delay.json");
    if (!file) return;
    auto json = read(*file);
    for (const auto& c : json["signal"]["cases"])
        CHECK(signal_pedestrian_delay_s(c["C"], c["g"]) == Approx(c["delay"].get<double>()).epsilon(1e-9));
    for (const auto& c : json["gap_acceptance_adams"]["cases"]) {
        double wait = gap_wait_s(c["q_per_s"], c["tc_s"]);
        CHECK(wait == Approx(c["delay_all"].get<double>()).epsilon(1e-9));
        CHECK(std::abs(wait - c["mc_mean"].get<double>()) < 5 * c["mc_se"].get<double>());
    }
    for (const auto& c : json["yield_delay"]["cases"]) {
        double wait = gap_wait_with_yielding_s(c["q_vph"].get<double>() / 3600, c["tc"], c["p_yield"]);
        CHECK(wait == Approx(c["wait"].get<double>()).epsilon(1e-9));
        CHECK(std::abs(wait - c["mc"].get<double>()) < 5 * c["mc_se"].get<double>());
    }
    for (const auto& c : json["korea_green"]["examples"])
        CHECK(korean_pedestrian_green_s(c["L"], c["v"]) == Approx(c["green"].get<double>()).epsilon(1e-12));
}
