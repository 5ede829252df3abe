// model/empirical_bayes.h - a site's own count and a model's prediction, weighed against one another.
//
// Gamma-Poisson: crashes X ~ Poisson(lambda T), lambda ~ Gamma with mean mu (per year) and variance k mu^2. Source: HSM
// Part C appendix A, equations; Hauer (1997) Observational Before-After Studies, ch. 11-12. Before-after
// comparisons without it mistake regression to the mean for an effect.
#pragma once

#include <span>
#include <vector>

namespace tp {

struct EmpiricalBayes {
    double weight = 1.0;   // of the prediction: 1 / (1 + k predicted)
    double expected = 0.0; // crashes over the period
    double variance = 0.0; // (1 - weight) expected
};

// predicted: crashes over the whole period, > 0; overdispersion k >= 0; observed: crashes over the same period.
EmpiricalBayes empirical_bayes(double predicted, double overdispersion, double observed);

// Crashes per year as a Gamma variable: density proportional to x^(shape - 1) exp(-rate x).
struct GammaRate {
    double shape = 1.0;
    double rate = 1.0; // years
    double mean() const { return shape / rate; }
    double variance() const { return shape / (rate * rate); }
};
GammaRate gamma_prior(double predicted_per_year, double overdispersion);
GammaRate gamma_posterior(double predicted_per_year, double overdispersion, double observed, double years);

// ln P(X = count) of the negative binomial with mean `mean` over the period and overdispersion k (0: Poisson).
double negative_binomial_ln_pmf(int count, double mean, double overdispersion);
double negative_binomial_below(int threshold, double mean, double overdispersion); // P(X < threshold)

// Hot-spot files are left-truncated: they list places with at least `threshold` crashes. A site outside them had an
// unknown count below the threshold, not zero. Its rate is a mixture of Gamma posteriors, one for each possible count.
struct GammaMixture {
    std::vector<double> weight; // by count 0 .. threshold - 1, sum 1
    std::vector<GammaRate> part;
    double mean() const;
    double variance() const;
};
GammaMixture censored_posterior(double predicted_per_year, double overdispersion, int threshold, double years);

// Before-after study with empirical Bayes (Hauer 1997, ch. 12): index of effectiveness theta with its standard error.
struct BeforeAfterSite {
    double overdispersion = 0.0;
    double predicted_before = 0.0, observed_before = 0.0; // over the before period
    double predicted_after = 0.0, observed_after = 0.0;   // over the after period
};
struct BeforeAfter {
    double observed_after = 0.0; // sum over sites
    double expected_after = 0.0, variance = 0.0; // without the measure
    double theta = 1.0, standard_error = 0.0;
    double naive_ratio = 1.0; // observed after over observed before, traffic-corrected; shown beside, never instead
};
BeforeAfter before_after(std::span<const BeforeAfterSite> sites);

} // namespace tp
