#include "model/crash_factors.h"

#include "core/check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace tp {
namespace {

constexpr std::size_t k_most = 32;

bool any_above_one(std::span<const double> cmf) {
    return std::ranges::any_of(cmf, [](double f) { return f > 1.0; });
}

} // namespace

double combine_product(std::span<const double> cmf) {
    double product = 1.0;
    for (double f : cmf) product *= f;
    return product;
}

double combine_dominant(std::span<const double> cmf) {
    if (cmf.empty() || any_above_one(cmf)) return combine_product(cmf);
    return *std::ranges::min_element(cmf);
}

double combine_dominant_common_residuals(std::span<const double> cmf) {
    if (cmf.empty() || any_above_one(cmf)) return combine_product(cmf);
    return std::pow(combine_product(cmf), *std::ranges::min_element(cmf));
}

double combine_systematic_reduction(std::span<const double> cmf) {
    if (any_above_one(cmf)) return combine_product(cmf);
    TP_CHECK(cmf.size() <= k_most);
    std::array<double, k_most> sorted{};
    std::ranges::copy(cmf, sorted.begin());
    auto used = std::span(sorted).first(cmf.size());
    std::ranges::sort(used); // smallest factor = largest reduction first
    double reduction = 0.0, share = 1.0;
    for (double f : used) {
        reduction += share * (1.0 - f);
        share *= 0.5;
    }
    return 1.0 - reduction;
}

double combine_two_thirds(std::span<const double> cmf) {
    if (any_above_one(cmf)) return combine_product(cmf);
    return 1.0 - (1.0 - combine_product(cmf)) * 2.0 / 3.0;
}

double combined_subset_ln(std::span<const double> ln_cmf, double u) {
    double harm = 0.0, product = 0.0, dominant = 0.0;
    for (double ln : ln_cmf) {
        if (ln > 0.0) harm += ln;
        else {
            product += ln;
            dominant = std::min(dominant, ln);
        }
    }
    return harm + (1.0 - u) * product + u * dominant;
}

double combined_ln(std::span<const CrashFactor> factors, double u, double night_share, Outcome outcome) {
    TP_CHECK(factors.size() <= k_most);
    auto has_fatal = [&](int measure) {
        return std::ranges::any_of(factors, [&](const CrashFactor& f) { return f.target == Target::fatal && f.measure == measure; });
    };
    std::array<double, k_most> group{};
    auto subset = [&](Target target) {
        std::size_t n = 0;
        for (const CrashFactor& f : factors)
            if (f.target == target && !(outcome == Outcome::deaths && target == Target::all && has_fatal(f.measure)))
                group[n++] = f.ln_cmf;
        return combined_subset_ln(std::span(group).first(n), u);
    };
    double ln = subset(Target::pedestrian) + subset(Target::all);
    if (outcome == Outcome::deaths) ln += subset(Target::fatal);
    double night = subset(Target::pedestrian_night);
    if (night != 0.0) ln += std::log(1.0 - night_share * (1.0 - std::exp(night)));
    return ln;
}

} // namespace tp
