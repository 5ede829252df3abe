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
    std::vector<std::string> starts;       // how names begin
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
    std::vector<std::string> layers;          // parts of the names of files or layers for which it counts; empty: all
    std::map<std::string, std::string> words; // value -> word
    bool zero_missing = false;
    std::optional<double> least_max;
};

// A quantity that a role wants: a column that no rule knows is offered for it where its values fit.
struct NeedRule {
    Role role = Role::none;
    std::string quantity;
    double least = 0, most = 0;
    bool whole = false;              // whole numbers only
    std::vector<std::string> unless; // nor where one of these quantities is there
    std::vector<std::string> hints;  // one of these parts must be in the column's name
};

struct RoleTable {
    std::vector<RoleRule> rules;
    std::vector<ColumnRule> columns;
    std::vector<NeedRule> needs;
    std::vector<std::string> never; // parts of column names that are never offered
    std::vector<std::pair<Role, std::string>> declined; // and normal names that the user said are of no use
};

// Reads every .toml of the user's folder, then of `folder`: profiles in the order of their names, roles.toml and
// columns.toml last (licences.toml is another table). What comes first counts first. A user's folder that is not there
// is none. Errors: not_found (no roles.toml or columns.toml), bad_format "import.bad_table" with file and line.
Result<RoleTable> load_roles(const std::filesystem::path& folder, const std::filesystem::path& user_folder = {});

// Role and subtype of a layer that has none yet: as the user said, else by the table. A layer whose role is set keeps
// it unless the user said otherwise.
void give_role(FeatureLayer& layer, const RoleTable& table, std::span<const RoleGiven> given);

// Fills layer.canonical for the layer's role and turns those columns into what they hold: numbers, flags, words. First
// come the columns that the user gave for this file (note column_given, whose place is "COLUMN=QUANTITY"; of the quantity
// "none": it holds nothing of use).
void give_canonical(FeatureLayer& layer, const RoleTable& table, std::span<const ColumnGiven> given = {});

// A note unknown_column ("COLUMN=QUANTITY") for each quantity that the layer's role wants and has not, and each column that
// no rule knows and whose values could be it: three at most for a quantity.
void offer_columns(FeatureLayer& layer, const RoleTable& table);

// Whether a rule gives a layer of this name and kind of geometry a role by its name.
bool knows_name(const RoleTable& table, const std::string& layer_name, GeometryKind kind);

// The column of `names` that holds a quantity, whatever the role; nullopt where none does. For readers of tables.
std::optional<std::size_t> column_for(const RoleTable& table, std::string_view quantity,
                                      std::span<const std::string> names);

// Lower case (ASCII), without spaces, Hangul letters composed (file names of macOS come decomposed).
std::string normal_name(std::string_view name);

// "60 km/h", "1,234", "12.5m" as a number; nullopt where the text does not begin with one.
std::optional<double> number_of(std::string_view text);

} // namespace tp
