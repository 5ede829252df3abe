#include "model/estimate_draw.h"

#include "core/check.h"

#include <cmath>

namespace tp {

double estimate_at(const Estimate& estimate, double z) {
    TP_CHECK(estimate.value.has_value());
    double value = *estimate.value, end = z < 0.0 ? estimate.low : estimate.high;
    if (end == value) return value;
    double share = std::abs(z) / k_z95;
    if (estimate.low > 0.0 && value > 0.0) return value * std::pow(end / value, share);
    return value + (end - value) * share;
}

double lognormal_at(double median, double ln_sd, double z) { return median * std::exp(ln_sd * z); }

double added_ln_sd(double a, double b) { return std::sqrt(a * a + b * b); }

} // namespace tp
