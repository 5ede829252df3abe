#include "uncertainty/spread.h"

#include <cmath>

namespace tp {

double spread_at(const Spread& spread, double z) {
    double far = z < 0.0 ? spread.low : spread.high;
    double share = std::abs(z) / k_z_95;
    if (spread.low > 0.0 && spread.median > 0.0 && spread.high > 0.0)
        return far == spread.median ? spread.median : spread.median * std::exp(share * std::log(far / spread.median));
    return spread.median + share * (far - spread.median);
}

Spread lognormal_spread(double median, double ln_sd) {
    return {median, median * std::exp(-k_z_95 * ln_sd), median * std::exp(k_z_95 * ln_sd)};
}

} // namespace tp
