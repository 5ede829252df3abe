#include "model/calibration.h"

#include "core/check.h"
#include "model/empirical_bayes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tp {
namespace {

double ln_likelihood(const CountedSite& site, double factor) {
    double mean = factor * site.predicted_per_year * site.years;
    switch (site.status) {
    case CountStatus::counted: return negative_binomial_ln_pmf(site.count, mean, site.overdispersion);
    case CountStatus::below_threshold: return std::log(negative_binomial_below(site.threshold, mean, site.overdispersion));
    case CountStatus::truncated: {
        // 1 - P(X < threshold) loses its digits for small means; the upper tail is summed there instead.
        double above = 1.0 - negative_binomial_below(site.threshold, mean, site.overdispersion);
        if (above < 1e-3) {
            above = 0.0;
            for (int j = site.threshold; j < site.threshold + 60; ++j)
                above += std::exp(negative_binomial_ln_pmf(j, mean, site.overdispersion));
        }
        return negative_binomial_ln_pmf(site.count, mean, site.overdispersion) - std::log(above);
    }
    }
    return 0.0;
}

} // namespace

Calibration calibrate(std::span<const CountedSite> sites, double prior_ln_sd) {
    TP_CHECK(prior_ln_sd > 0.0);
    constexpr int k_steps = 1001;
    std::vector<double> ln_posterior(k_steps);
    for (int i = 0; i < k_steps; ++i) {
        double ln_factor = -5.0 + 0.01 * i;
        double sum = -0.5 * (ln_factor / prior_ln_sd) * (ln_factor / prior_ln_sd);
        for (const CountedSite& site : sites) sum += ln_likelihood(site, std::exp(ln_factor));
        ln_posterior[static_cast<std::size_t>(i)] = sum;
    }
    double best = *std::ranges::max_element(ln_posterior);
    double weight = 0.0, first = 0.0, second = 0.0;
    for (int i = 0; i < k_steps; ++i) {
        double ln_factor = -5.0 + 0.01 * i, w = std::exp(ln_posterior[static_cast<std::size_t>(i)] - best);
        weight += w;
        first += w * ln_factor;
        second += w * ln_factor * ln_factor;
    }
    Calibration out;
    out.ln_factor = first / weight;
    out.ln_sd = std::sqrt(std::max(0.0, second / weight - out.ln_factor * out.ln_factor));
    double observed = 0.0, predicted = 0.0;
    for (const CountedSite& site : sites)
        if (site.status == CountStatus::counted) {
            observed += site.count;
            predicted += site.predicted_per_year * site.years;
        }
    out.ratio = predicted > 0.0 ? observed / predicted : std::nan("");
    out.sites = static_cast<int>(sites.size());
    return out;
}

} // namespace tp
