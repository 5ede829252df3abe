// model/calibration.h - the local factor C that turns another country's crash model into this city's.
//
// C is common to all sites of a city: X_i ~ negative binomial with mean C mu_i T_i and overdispersion k_i. Its prior is
// lognormal with median 1. Sites with a count give the full likelihood; sites outside a hot-spot file give P(X < threshold);
// hot spots whose surroundings are unknown give the truncated likelihood P(X = x | X >= threshold).
// Source: HSM Part C appendix A.1 (total observed over total predicted) written as a likelihood; truncation: Grogger and
// Carson (1991) J. Appl. Econometrics 6. The HSM asks for 30-50 sites before C is used without a prior.
#pragma once

#include <span>

namespace tp {

enum class CountStatus { counted, below_threshold, truncated };
struct CountedSite {
    double predicted_per_year = 0.0; // of the uncalibrated model
    double overdispersion = 0.0;
    double years = 1.0;
    CountStatus status = CountStatus::counted;
    int count = 0;     // counted, truncated
    int threshold = 0; // below_threshold, truncated
};

struct Calibration {
    double ln_factor = 0.0; // posterior mean of ln C; exp of it is the median for a normal posterior
    double ln_sd = 0.0;
    double ratio = 0.0;     // the HSM's own: total observed over total predicted of the counted sites; NaN if there is none
    int sites = 0;
};

// Posterior of ln C on a fixed grid of [-5, 5] in steps of 0.01; the same bits for the same sites in the same order.
Calibration calibrate(std::span<const CountedSite> sites, double prior_ln_sd);

} // namespace tp
