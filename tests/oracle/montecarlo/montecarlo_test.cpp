// Oracle: two runs of two million draws of the whole crash chain by another program (numpy), and its analytic means.
#include "shared_data.h"
#include "uncertainty/draws.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <vector>

using namespace tp;

namespace {

double quantile(std::vector<double>& values, double q) {
    auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void check_row(std::vector<double> ours, const nlohmann::json& row) {
    constexpr std::array level{0.025, 0.05, 0.5, 0.95, 0.975};
    for (std::size_t i = 0; i < level.size(); ++i) {
        CAPTURE(level[i]);
        CHECK(quantile(ours, level[i]) == Approx(row[i].get<double>()).epsilon(0.01));
    }
    double sum = 0.0;
    for (double v : ours) sum += v;
    CHECK(sum / static_cast<double>(ours.size()) == Approx(row[5].get<double>()).epsilon(0.01));
}

} // namespace

TEST_CASE("the crash chain has the percentiles of two million independent draws", "[oracle]") {
    auto path = test::shared("oracles/safety/montecarlo.json");
    if (!path) return;
    auto oracle = nlohmann::json::parse(std::ifstream(*path));
    constexpr std::size_t count = 600000;
    constexpr double dispersion = 0.24, predicted = 2.3816184, years = 5.0, observed = 5.0;
    Stream risk = stream(1, "risk"), camera = stream(1, "camera"), countdown = stream(1, "countdown"), lamp = stream(1, "lamp"),
           night = stream(1, "night");
    std::vector<double> lambda(count), cmf(count), saving(count);
    for (std::size_t i = 0; i < count; ++i) {
        lambda[i] = gamma(risk, i, 1.0 / dispersion + observed) / (1.0 / (dispersion * predicted) + 1.0) / years;
        double share = beta(night, i, 484, 516);
        double lit = std::exp(std::log(0.80) + 0.15 * normal(lamp, i));
        cmf[i] = std::exp(std::log(0.7147) + 0.15 * normal(camera, i)) * std::exp(std::log(0.91) + 0.06 * normal(countdown, i)) *
                 (1.0 - share * (1.0 - lit));
        saving[i] = 10.0 * lambda[i] * (1.0 - cmf[i]);
    }
    check_row(lambda, oracle["lambda_per_y"]);
    check_row(cmf, oracle["cmf"]);
    check_row(saving, oracle["saving_10y"]);
}
