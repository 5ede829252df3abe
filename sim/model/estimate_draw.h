// model/estimate_draw.h - an Estimate as a random variable: its value at a standard normal quantile.
#pragma once

#include "catalogue/catalogue.h"

namespace tp {

constexpr double k_z95 = 1.6448536269514722; // standard normal quantile of 95 %

// Value of `estimate` where a standard normal variable is z. Median = value, 5 % = low, 95 % = high. Lognormal where low,
// value and high are all positive (two half-widths if skewed), else a normal split at the median. low = value = high: exact.
// The estimate must have a value.
double estimate_at(const Estimate& estimate, double z);

// A lognormal factor exp(ln_sd z).
double lognormal_at(double median, double ln_sd, double z);

// Both independent spreads together: sqrt(a^2 + b^2) (e.g. published ln_sd and transfer_ln_sd).
double added_ln_sd(double a, double b);

} // namespace tp
