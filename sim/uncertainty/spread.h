// uncertainty/spread.h - a number with its 5 % and 95 % points, as data tables state them.
#pragma once

namespace tp {

// low <= median <= high. Lognormal where all three are positive, with one half-width below and one above the median if
// skewed; else a normal split at the median. low = median = high is an exact number.
struct Spread {
    double median = 0.0, low = 0.0, high = 0.0;
};

// The value at z standard deviations of the underlying normal: z = 0 is the median, +-1.6449 are high and low.
double spread_at(const Spread& spread, double z);
Spread lognormal_spread(double median, double ln_sd); // low and high of a lognormal with this sd of the logarithm

inline constexpr double k_z_95 = 1.6448536269514722; // 95 % point of the standard normal

} // namespace tp
