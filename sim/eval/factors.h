// eval/factors.h - the catalogue's factors with a project's own values in their place.
#pragma once

#include "catalogue/catalogue.h"
#include "core/result.h"

#include <map>
#include <string>
#include <string_view>

namespace tp {

// A copy of `catalogue` in which each assumption named in `own` has that value; its range keeps its shape (it is scaled
// with the value; a value of 0 or a range around 0 becomes exact) and its source becomes "project".
// Besides the factors' ids: "price_krw:<kind>" and "price_krw:<kind>/<component>" for a unit's price, in place of the
// catalogue's or where it has none; "upkeep_krw_per_year:<kind>" for a unit's yearly upkeep. Both are exact.
// Errors: not_found "eval.unknown_assumption", "eval.unknown_priced"; out_of_range "eval.not_finite", "eval.not_negative"
// (of a factor that cannot be), "eval.not_positive" (a price), "eval.price_of_whole" (a component of a kind that has one
// price for the whole: it would change nothing).
Result<Catalogue> with_own_values(const Catalogue& catalogue, const std::map<std::string, double>& own);

inline constexpr std::string_view k_price_prefix = "price_krw:", k_upkeep_prefix = "upkeep_krw_per_year:";

// Error not_found "eval.no_factor" where a factor that the stages read is missing or has no value.
Result<void> check_factors(const Catalogue& catalogue);

const Estimate& factor(const Catalogue& catalogue, const std::string& id); // must be there
double factor_value(const Catalogue& catalogue, const std::string& id);    // must be there, with a value
double factor_value_or(const Catalogue& catalogue, const std::string& id, double otherwise);

} // namespace tp
