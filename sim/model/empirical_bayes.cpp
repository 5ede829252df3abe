#include "model/empirical_bayes.h"

#include "core/check.h"

#include <cmath>

namespace tp {

EmpiricalBayes empirical_bayes(double predicted, double overdispersion, double observed) {
    TP_CHECK(predicted > 0.0 && overdispersion >= 0.0 && observed >= 0.0);
    EmpiricalBayes eb;
    eb.weight = 1.0 / (1.0 + overdispersion * predicted);
    eb.expected = eb.weight * predicted + (1.0 - eb.weight) * observed;
    eb.variance = (1.0 - eb.weight) * eb.expected;
    return eb;
}

GammaRate gamma_prior(double predicted_per_year, double overdispersion) {
    TP_CHECK(predicted_per_year > 0.0 && overdispersion > 0.0);
    return {1.0 / overdispersion, 1.0 / (overdispersion * predicted_per_year)};
}

GammaRate gamma_posterior(double predicted_per_year, double overdispersion, double observed, double years) {
    TP_CHECK(observed >= 0.0 && years > 0.0);
    GammaRate g = gamma_prior(predicted_per_year, overdispersion);
    return {g.shape + observed, g.rate + years};
}

double negative_binomial_ln_pmf(int count, double mean, double overdispersion) {
    TP_CHECK(count >= 0 && mean > 0.0 && overdispersion >= 0.0);
    double x = count;
    // A product over 0 .. x-1 in place of lgamma: the same bits on every system, and counts at one place are small.
    double ln_terms = 0.0;
    for (int j = 0; j < count; ++j) ln_terms += std::log((1.0 + overdispersion * j) / (1.0 + j));
    if (overdispersion == 0.0) return ln_terms + x * std::log(mean) - mean;
    double km = overdispersion * mean;
    return ln_terms + x * std::log(mean) - (x + 1.0 / overdispersion) * std::log1p(km);
}

double negative_binomial_below(int threshold, double mean, double overdispersion) {
    double sum = 0.0;
    for (int j = 0; j < threshold; ++j) sum += std::exp(negative_binomial_ln_pmf(j, mean, overdispersion));
    return sum < 1.0 ? sum : 1.0;
}

double GammaMixture::mean() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < part.size(); ++i) sum += weight[i] * part[i].mean();
    return sum;
}

double GammaMixture::variance() const {
    double m = mean(), sum = 0.0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        double d = part[i].mean() - m;
        sum += weight[i] * (part[i].variance() + d * d);
    }
    return sum;
}

GammaMixture censored_posterior(double predicted_per_year, double overdispersion, int threshold, double years) {
    TP_CHECK(threshold >= 1 && years > 0.0);
    GammaMixture mixture;
    double sum = 0.0;
    for (int j = 0; j < threshold; ++j) {
        mixture.weight.push_back(std::exp(negative_binomial_ln_pmf(j, predicted_per_year * years, overdispersion)));
        mixture.part.push_back(gamma_posterior(predicted_per_year, overdispersion, j, years));
        sum += mixture.weight.back();
    }
    for (double& w : mixture.weight) w /= sum;
    return mixture;
}

BeforeAfter before_after(std::span<const BeforeAfterSite> sites) {
    BeforeAfter out;
    double naive_expected = 0.0;
    for (const BeforeAfterSite& site : sites) {
        EmpiricalBayes eb = empirical_bayes(site.predicted_before, site.overdispersion, site.observed_before);
        double ratio = site.predicted_after / site.predicted_before;
        out.observed_after += site.observed_after;
        out.expected_after += eb.expected * ratio;
        out.variance += eb.variance * ratio * ratio;
        naive_expected += site.observed_before * ratio;
    }
    TP_CHECK(out.expected_after > 0.0);
    double relative = out.variance / (out.expected_after * out.expected_after);
    out.theta = out.observed_after / out.expected_after / (1.0 + relative);
    double inverse = out.observed_after > 0.0 ? 1.0 / out.observed_after : 0.0;
    out.standard_error = out.theta * std::sqrt(inverse + relative) / (1.0 + relative);
    out.naive_ratio = naive_expected > 0.0 ? out.observed_after / naive_expected : std::nan("");
    return out;
}

} // namespace tp
