// model/cost.h - money over time, and the costs of a solution from its catalogue entries. Money is whole KRW.
#pragma once

#include "catalogue/catalogue.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tp {

// Present value of `cash` (cash[0] falls due at the end of year 1) at `rate` a year.
double net_present_value(std::span<const double> cash, double rate);
// Present value of 1 a year for `years` years, paid at the end of each: (1 - (1 + rate)^-years) / rate; years if rate = 0.
double annuity_factor(double rate, int years);

// One unit's price as the catalogue gives it: the parts that add up, with the ids of parts that have no price.
struct UnitCost {
    std::vector<const Estimate*> parts;    // each once; their sum is the unit's price
    const Estimate* avoided = nullptr;     // taken off (the plain pole not bought); may be nullptr
    std::vector<std::string> without_price; // "kind" or component ids: the user is asked, they are never zero
    bool known() const { return without_price.empty(); }
};
// `components` as in Solution (empty: the default ones of the family). `signalised`: family of a crossing, nothing where
// the kind has no families or the signal is unknown (then the signalised components count as the default family).
UnitCost unit_cost(const Kind& kind, std::span<const std::string> components, std::optional<bool> signalised);

// The components that a solution has: the ones named, or the default ones of its family. Unknown ids are left out.
std::vector<const Component*> chosen_components(const Kind& kind, std::span<const std::string> components,
                                                std::optional<bool> signalised);

// Sum of draws in whole KRW: each part is drawn at the standard normal z (model/estimate_draw.h), rounded, then summed.
std::int64_t unit_cost_krw(const UnitCost& cost, double z);

} // namespace tp
