// twinplan/catalogue_text.h - what the commands about catalogue and programmes print: aligned columns, numbers, JSON parts.
#pragma once

#include "catalogue/catalogue.h"
#include "core/messages.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace tp {

// Columns on screen: East Asian wide characters count two.
int display_width(std::string_view text);

// Rows with columns padded to the widest entry, two spaces between; the last column is not padded. First row: the header.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

// "4.8e+07" never: 48,000,000; small numbers with up to four significant digits.
std::string readable(double value);

// "48,000,000 KRW (34,000,000 - 68,000,000), press_unit_cost, unverified"; without a value "no source".
std::string estimate_text(const Messages& messages, const Estimate& estimate);

// A note of the data files, "Korean | English": the part of the language; the whole where there is no bar.
std::string note_in(const Messages& messages, const std::string& note);

const std::string& name_in(const Messages& messages, const Names& names);

nlohmann::ordered_json to_json(const Estimate& estimate); // value null where there is none
nlohmann::ordered_json to_json(const Names& names);
nlohmann::ordered_json to_json(const Effect& effect);
nlohmann::ordered_json to_json(const SourceEntry& source);

} // namespace tp
