// import/roles.h - the tables of roles and columns (data/roles/*.toml) and what they say about a layer.
#pragma once

#include "city/feature_layer.h"
#include "core/result.h"
#include "wire/request.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct RoleRule {
    Role role = Role::none;
    std::string subtype;
    std::vector<std::string> any, without; // parts of names
    std::vector<std::string> columns, all; // columns
    std::vector<std::string> geometry;     // "point", "line", "polygon", "table", "raster"; empty: any
    bool unbounded = false;
};

enum class ColumnKind { number, flag, direction, text, words };
struct ColumnRule {
    std::string quantity;
    ColumnKind kind = ColumnKind::text;
    std::vector<Role> roles; // empty: all
    std::vector<std::string> names;
    std::map<std::string, std::string> words; // value -> word
    bool zero_missing = false;
    std::optional<double> least_max;
};

struct RoleTable {
    std::vector<RoleRule> rules;
    std::vector<ColumnRule> columns;
};

// Reads roles.toml and columns.toml of `folder`. Errors: not_found, bad_format "import.bad_table" with file and line.
Result<RoleTable> load_roles(const std::filesystem::path& folder);

// Role and subtype of a layer that has none yet: as the user said, else by the table. A layer whose role is set keeps
// it unless the user said otherwise.
void give_role(FeatureLayer& layer, const RoleTable& table, std::span<const RoleGiven> given);

// Fills layer.canonical for the layer's role and turns those columns into what they hold: numbers, flags, words.
void give_canonical(FeatureLayer& layer, const RoleTable& table);

// The column of `names` that holds a quantity, whatever the role; nullopt where none does. For readers of tables.
std::optional<std::size_t> column_for(const RoleTable& table, std::string_view quantity,
                                      std::span<const std::string> names);

// Lower case (ASCII), without spaces, Hangul letters composed (file names of macOS come decomposed).
std::string normal_name(std::string_view name);

// "60 km/h", "1,234", "12.5m" as a number; nullopt where the text does not begin with one.
std::optional<double> number_of(std::string_view text);

} // namespace tp
