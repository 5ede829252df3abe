// model/crash_factors.h - how crash modification factors act together at one place.
//
// A factor acts on its own target subset only. Different subsets multiply. Within one subset the truth lies between the
// product (independent effects) and the dominant effect (full overlap); u in [0, 1] chooses, drawn uniformly in Monte Carlo.
// Sources: names of the rules in Gross and Hamidi (FHWA, 2011) and NCHRP 17-63 appendix B; formulas unverified.
// "Dominant common residuals" is listed for comparison, never used: 0.45 with 0.55 gives 0.533, worse than either alone.
#pragma once

#include "catalogue/catalogue.h"

#include <span>

namespace tp {

// The five published rules on factors of one subset, each > 0. All but the product are defined only where no factor
// exceeds 1; with one above 1 each returns the product.
double combine_product(std::span<const double> cmf);
double combine_dominant(std::span<const double> cmf);                  // the smallest
double combine_dominant_common_residuals(std::span<const double> cmf); // product ^ smallest
double combine_systematic_reduction(std::span<const double> cmf);      // 1 - (r1 + r2/2 + r3/4 + ...), r = 1 - cmf descending
double combine_two_thirds(std::span<const double> cmf);                // 1 - 2/3 (1 - product)

// ln of the factor of one subset: factors below 1 between ln(product) (u = 0) and ln(dominant) (u = 1), those above 1
// (harm) always multiply. Empty: 0.
double combined_subset_ln(std::span<const double> ln_cmf, double u);

// One effect at work at a place.
struct CrashFactor {
    Target target = Target::pedestrian;
    double ln_cmf = 0.0;
    int measure = 0; // which component or kind it belongs to: effects of one measure on crashes and on deaths belong together
};
enum class Outcome { crashes, deaths }; // of pedestrians

// ln of the factor on all pedestrian crashes (or deaths) at the place.
//   pedestrian, all    act on every pedestrian crash
//   pedestrian_night   on the share at night: ln(1 - night_share (1 - cmf))
//   fatal              on deaths only, in place of the same measure's `all` factor
//   vehicle            not on pedestrians
// night_share: of crashes or of deaths, as `outcome` says. At most 32 factors.
double combined_ln(std::span<const CrashFactor> factors, double u, double night_share, Outcome outcome);

} // namespace tp
