// eval/factors.h - the catalogue's factors with a project's own values in their place.
#pragma once

#include "catalogue/catalogue.h"
#include "core/result.h"

#include <map>
#include <string>

namespace tp {

// A copy of `catalogue` in which each assumption named in `own` has that value; its range keeps its shape (it is scaled
// with the value; a value of 0 or a range around 0 becomes exact) and its source becomes "project".
// Errors: not_found "eval.unknown_assumption", out_of_range "eval.not_finite".
Result<Catalogue> with_own_values(const Catalogue& catalogue, const std::map<std::string, double>& own);

// Error not_found "eval.no_factor" where a factor that the stages read is missing or has no value.
Result<void> check_factors(const Catalogue& catalogue);

const Estimate& factor(const Catalogue& catalogue, const std::string& id); // must be there
double factor_value(const Catalogue& catalogue, const std::string& id);    // must be there, with a value
double factor_value_or(const Catalogue& catalogue, const std::string& id, double otherwise);

} // namespace tp
