// twinplan/own_values.h - a project's own prices and factors as words of `project set`: price.KIND[.COMPONENT]=KRW,
// upkeep.KIND=KRW (of one unit, a year), assumption.ID=VALUE; nothing after "=" forgets the value.
#pragma once

#include "catalogue/catalogue.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace tp {

inline constexpr std::array<std::string_view, 3> k_own_value_forms{"price.KIND[.COMPONENT]", "upkeep.KIND", "assumption.ID"};

struct OwnValue {
    std::string id; // as in Project::assumptions() and eval/factors.h: "price_krw:refuge_island"
    std::optional<double> value;
};

bool is_own_value(std::string_view word);
// Errors: usage "project.no_equals"; out_of_range "project.bad_value_price", "project.bad_value_number"; those of
// with_own_values.
Result<OwnValue> own_value(const Catalogue& catalogue, const std::string& word);

std::string own_value_key(const std::string& id); // "price.refuge_island": what `set` takes
std::string own_value_text(double value);         // the shortest that reads back as the same

} // namespace tp
