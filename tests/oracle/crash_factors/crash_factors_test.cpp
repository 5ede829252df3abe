// Oracle: the five rules computed outside this program (oracles/safety/cmf_combination.json), and the Monte Carlo of two
// million draws (montecarlo.json) at its 1 % tolerance.
#include "model/crash_factors.h"
#include "model/empirical_bayes.h"

#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

using namespace tp;

static nlohmann::json read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

TEST_CASE("five rules of combination", "[oracle]") {
    auto file = test::shared("oracles/safety/cmf_combination.json");
    if (!file) return;
    for (const auto& c : read(*file)["cases"]) {
        auto cmf = c["cmfs"].get<std::vector<double>>();
        CAPTURE(cmf);
        CHECK(combine_product(cmf) == Approx(c["product"].get<double>()).epsilon(1e-12));
        struct Rule {
            const char* key;
            double (*rule)(std::span<const double>);
        };
        for (Rule r : {Rule{"hsm_multiplicative", combine_product}, Rule{"dominant_effect", combine_dominant},
                       Rule{"dominant_common_residuals", combine_dominant_common_residuals},
                       Rule{"systematic_reduction", combine_systematic_reduction}, Rule{"alberta_2_over_3", combine_two_thirds}}) {
            CAPTURE(r.key);
            // With a factor above 1 the file gives the product only: that is what each rule falls back to.
            double expected = c.contains(r.key) ? c[r.key].get<double>() : c["product"].get<double>();
            CHECK(r.rule(cmf) == Approx(expected).epsilon(1e-12));
        }
        std::vector<double> ln;
        for (double f : cmf) ln.push_back(std::log(f));
        CHECK(std::exp(combined_subset_ln(ln, 0.0)) == Approx(c["product"].get<double>()).epsilon(1e-12));
        if (c.contains("dominant_effect"))
            CHECK(std::exp(combined_subset_ln(ln, 1.0)) == Approx(c["dominant_effect"].get<double>()).epsilon(1e-12));
    }
}

TEST_CASE("the whole chain by Monte Carlo keeps the oracle's percentiles", "[oracle]") {
    auto file = test::shared("oracles/safety/montecarlo.json");
    if (!file) return;
    auto json = read(*file);
    constexpr std::size_t k_draws = 400000;
    std::mt19937_64 random(20261122);
    std::normal_distribution<double> normal;
    GammaRate posterior = gamma_posterior(2.3816184406050662 / 5, 0.24, 5, 5);
    std::gamma_distribution<double> rate(posterior.shape, 1 / posterior.rate), a(484, 1), b(516, 1);
    std::vector<double> lambda(k_draws), factor(k_draws), saving(k_draws);
    for (std::size_t i = 0; i < k_draws; ++i) {
        lambda[i] = rate(random);
        double x = a(random), night = x / (x + b(random));
        CrashFactor factors[] = {{Target::all, std::log(0.7147) + 0.15 * normal(random), 0},
                                 {Target::pedestrian, std::log(0.91) + 0.06 * normal(random), 1},
                                 {Target::pedestrian_night, std::log(0.80) + 0.15 * normal(random), 2}};
        factor[i] = std::exp(combined_ln(factors, 0.5, night, Outcome::crashes));
        saving[i] = 10 * lambda[i] * (1 - factor[i]);
    }
    auto check = [&](std::vector<double>& values, const nlohmann::json& expected) {
        std::ranges::sort(values);
        const double q[] = {0.025, 0.05, 0.5, 0.95, 0.975};
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(q[i]);
            CHECK(values[static_cast<std::size_t>(q[i] * (k_draws - 1))] == Approx(expected[i].get<double>()).epsilon(0.01));
        }
    };
    check(lambda, json["lambda_per_y"]);
    check(factor, json["cmf"]);
    check(saving, json["saving_10y"]);
}
