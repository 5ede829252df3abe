#include "import/roles.h"

#include "city/source_table.h"
#include "import/layer_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tp {
namespace {

bool is_latin(char c) { return c >= 'a' && c <= 'z'; }

// `part` in `name`; a Latin part must not touch further Latin letters (so that "dem" is not found in "academy").
bool contains_part(const std::string& name, const std::string& part, bool unbounded) {
    if (part.empty()) return false;
    for (std::size_t at = name.find(part); at != std::string::npos; at = name.find(part, at + 1)) {
        std::size_t end = at + part.size();
        bool left = !is_latin(part.front()) || at == 0 || !is_latin(name[at - 1]);
        bool right = !is_latin(part.back()) || end == name.size() || !is_latin(name[end]);
        if (unbounded || (left && right)) return true;
    }
    return false;
}

bool contains_any(const std::vector<std::string>& names, const std::vector<std::string>& parts, bool unbounded) {
    return std::ranges::any_of(names, [&](const auto& name) {
        return std::ranges::any_of(parts, [&](const auto& part) { return contains_part(name, part, unbounded); });
    });
}

const char* geometry_name(const FeatureLayer& layer) {
    if (!layer.raster.empty() || !layer.picture.empty()) return "raster";
    switch (layer.geometry) {
    case GeometryKind::point:
        return "point";
    case GeometryKind::line:
        return "line";
    case GeometryKind::polygon:
        return "polygon";
    case GeometryKind::none:
        break;
    }
    return "table";
}

bool geometry_fits(const RoleRule& rule, const FeatureLayer& layer) {
    return rule.geometry.empty() || std::ranges::find(rule.geometry, geometry_name(layer)) != rule.geometry.end();
}

bool fits_name(const RoleRule& rule, const FeatureLayer& layer, const std::vector<std::string>& names) {
    auto begins = [&](const std::string& start) {
        return std::ranges::any_of(names, [&](const auto& name) { return name.starts_with(start); });
    };
    return (contains_any(names, rule.any, rule.unbounded) || std::ranges::any_of(rule.starts, begins)) &&
           geometry_fits(rule, layer) && !contains_any(names, rule.without, true);
}

bool name_fits(const std::string& column, const std::string& pattern) {
    if (pattern.starts_with('*')) return column.ends_with(std::string_view(pattern).substr(1));
    return column == pattern;
}

bool layer_fits(const ColumnRule& rule, const std::vector<std::string>& names) {
    return rule.layers.empty() || contains_any(names, rule.layers, false);
}

std::optional<std::size_t> find_column(const ColumnRule& rule, const std::vector<std::string>& normal) {
    for (const auto& pattern : rule.names)
        for (std::size_t i = 0; i < normal.size(); ++i)
            if (name_fits(normal[i], pattern)) return i;
    return std::nullopt;
}

std::vector<std::string> normal_names(const FeatureLayer& layer) {
    std::vector<std::string> names;
    for (const auto& column : layer.columns) names.push_back(normal_name(column.name));
    return names;
}

bool has_quantity(const RoleTable& table, const RoleRule& rule, const std::string& wanted,
                  const std::vector<std::string>& columns, const std::vector<std::string>& names) {
    if (wanted == "*" || std::ranges::find(columns, wanted) != columns.end()) return true;
    return std::ranges::any_of(table.columns, [&](const ColumnRule& column) {
        bool role_fits = column.roles.empty() || std::ranges::find(column.roles, rule.role) != column.roles.end();
        return role_fits && normal_name(column.quantity) == wanted && layer_fits(column, names) && find_column(column, columns);
    });
}

// The last letters of a path without its endings: "a/b.zip/N3A_B0010000.shp" -> "n3a_b0010000".
std::string stem_of(const std::string& file) {
    std::string name = file.substr(file.find_last_of('/') + 1);
    for (int i = 0; i < 2; ++i)
        if (auto dot = name.find_last_of('.'); dot != std::string::npos && dot > 0 && name.size() - dot <= 8)
            name.resize(dot);
    return name;
}

void to_numbers(Column& column, std::int64_t& bad) {
    if (column.numeric) return;
    column.number.reserve(column.text.size());
    for (const auto& text : column.text) {
        auto value = number_of(text);
        if (!value && !text.empty()) ++bad;
        column.number.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    column.text.clear();
    column.numeric = true;
}

double flag_of(const std::string& text) {
    static const std::map<std::string, double> k_words{
        {"y", 1},    {"yes", 1},  {"true", 1},  {"t", 1},        {"유", 1},      {"있음", 1}, {"예", 1}, {"설치", 1},
        {"both", 1}, {"left", 1}, {"right", 1}, {"separate", 1}, {"viaduct", 1}, {"n", 0},    {"no", 0}, {"false", 0},
        {"f", 0},    {"무", 0},   {"없음", 0},  {"아니오", 0},   {"미설치", 0},  {"none", 0}};
    auto found = k_words.find(normal_name(text));
    if (found != k_words.end()) return found->second;
    auto number = number_of(text);
    return number ? (*number != 0.0 ? 1.0 : 0.0) : std::numeric_limits<double>::quiet_NaN();
}

double direction_of(const std::string& text) {
    std::string word = normal_name(text);
    if (word == "yes" || word == "y" || word == "true" || word == "1" || word == "일방통행") return 1.0;
    if (word == "-1" || word == "reverse") return -1.0;
    if (word == "no" || word == "n" || word == "false" || word == "0" || word == "양방향") return 0.0;
    return std::numeric_limits<double>::quiet_NaN();
}

void to_flags(Column& column, ColumnKind kind) {
    if (column.numeric) return;
    for (const auto& text : column.text)
        column.number.push_back(kind == ColumnKind::flag ? flag_of(text) : direction_of(text));
    column.text.clear();
    column.numeric = true;
}

void to_text(Column& column) {
    if (!column.numeric) return;
    for (double value : column.number) {
        char buffer[32];
        auto done = std::to_chars(buffer, buffer + sizeof buffer, value);
        column.text.emplace_back(std::isnan(value) ? std::string{} : std::string(buffer, done.ptr));
    }
    column.number.clear();
    column.numeric = false;
}

void add_words(FeatureLayer& layer, const ColumnRule& rule, std::size_t from) {
    Column words{k_derived_column + rule.quantity, false, {}, {}};
    Column source = layer.columns[from];
    to_text(source);
    for (const auto& text : source.text) {
        auto found = rule.words.find(normal_name(text));
        words.text.push_back(found == rule.words.end() ? std::string{} : found->second);
    }
    layer.canonical[rule.quantity] = words.name;
    std::erase_if(layer.columns, [&](const Column& c) { return c.name == words.name; });
    layer.columns.push_back(std::move(words));
}

bool is_code(const Column& column, double least_max) {
    double largest = 0.0;
    for (double value : column.number)
        if (value > largest) largest = value;
    return largest < least_max;
}

bool changes(const Column& column, const ColumnRule& rule) {
    switch (rule.kind) {
    case ColumnKind::number:
        return !column.numeric || (rule.zero_missing && std::ranges::find(column.number, 0.0) != column.number.end());
    case ColumnKind::flag:
    case ColumnKind::direction:
        return !column.numeric;
    default:
        return column.numeric;
    }
}

// Where the quantity is not what the file's column holds letter for letter it gets a column of its own: the project
// keeps the file's attributes as they are.
void convert(FeatureLayer& layer, const ColumnRule& rule, std::size_t index) {
    if (rule.kind == ColumnKind::words) return add_words(layer, rule, index);
    Column made;
    bool own = changes(layer.columns[index], rule);
    if (own) made = layer.columns[index];
    Column& column = own ? made : layer.columns[index];
    if (rule.kind == ColumnKind::text) to_text(column);
    if (rule.kind == ColumnKind::flag || rule.kind == ColumnKind::direction) to_flags(column, rule.kind);
    if (rule.kind == ColumnKind::number) {
        std::int64_t bad = 0;
        to_numbers(column, bad);
        if (rule.least_max && is_code(column, *rule.least_max)) return;
        if (bad > 0) add_note(layer.notes, "bad_number", column.name, "missing", bad);
        if (rule.zero_missing)
            for (double& value : column.number)
                if (value == 0.0) value = std::numeric_limits<double>::quiet_NaN();
    }
    if (own) made.name = k_derived_column + rule.quantity;
    layer.canonical[rule.quantity] = column.name;
    if (!own) return;
    std::erase_if(layer.columns, [&](const Column& c) { return c.name == made.name; });
    layer.columns.push_back(std::move(made));
}

std::vector<std::string> names_of(const FeatureLayer& layer) {
    return {normal_name(stem_of(layer.file)), normal_name(layer.layer)};
}

void apply_given(FeatureLayer& layer, const RoleTable& table, const ColumnGiven& given) {
    if (!names_file(given.file, layer.file) && !names_file(given.file, layer.file + '/' + layer.layer)) return;
    std::vector<std::string> columns = normal_names(layer);
    auto index = std::ranges::find(columns, normal_name(given.column));
    if (index == columns.end()) return;
    auto note_it = [&] { layer.notes.push_back({"column_given", given.column + '=' + given.quantity, 1, ""}); };
    if (given.quantity == k_no_quantity) return note_it();
    for (const auto& rule : table.columns) {
        if (rule.quantity != given.quantity) continue;
        if (!rule.roles.empty() && std::ranges::find(rule.roles, layer.role) == rule.roles.end()) continue;
        ColumnRule said = rule;
        said.least_max.reset(); // that was for guesses
        auto at = static_cast<std::size_t>(index - columns.begin());
        note_it();
        return convert(layer, said, at);
    }
}

// Whether a rule or a reader already takes the column for something, or the user said that it is nothing.
bool is_known(const FeatureLayer& layer, const Column& column, const RoleTable& table) {
    for (const auto& [quantity, name] : layer.canonical)
        if (name == column.name) return true;
    std::string name = normal_name(column.name);
    if (std::ranges::find(table.declined, std::pair(layer.role, name)) != table.declined.end()) return true;
    for (const ReportNote& note : layer.notes)
        if (note.code == "column_given" && normal_name(note.where) == name + '=' + k_no_quantity) return true;
    return name.starts_with("twinplan:") || std::ranges::any_of(table.columns, [&](const ColumnRule& rule) {
               return std::ranges::any_of(rule.names, [&](const auto& known) { return name_fits(name, known); });
           });
}

bool could_hold(const Column& column, const NeedRule& need, const RoleTable& table) {
    std::string name = normal_name(column.name);
    auto in_name = [&](const std::string& part) { return name.contains(part); };
    if (std::ranges::any_of(table.never, in_name)) return false;
    if (!need.hints.empty() && std::ranges::none_of(need.hints, in_name)) return false;
    std::size_t known = 0, zero = 0, fit = 0, size = column.numeric ? column.number.size() : column.text.size();
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t i = 0; i < size; ++i) {
        if (column.numeric ? std::isnan(column.number[i]) : column.text[i].empty()) continue;
        auto value = column.numeric ? std::optional(column.number[i]) : number_of(column.text[i]);
        ++known;
        if (value == 0.0) ++zero;
        if (!value || value == 0.0 || (need.whole && *value != std::floor(*value))) continue;
        if (*value < need.least || *value > need.most) continue;
        ++fit;
        low = std::min(low, *value), high = std::max(high, *value);
    }
    // One value everywhere tells nothing, and neither does a column that is mostly empty.
    return fit * 4 >= size && (fit + zero) * 20 >= known * 19 && high > low;
}

void append_utf8(std::string& out, std::uint32_t code) { // of the Basic Multilingual Plane above U+07FF
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
}

} // namespace

std::string normal_name(std::string_view name) {
    std::string out;
    std::uint32_t last = 0; // the syllable that a following vowel or final consonant would join
    for (std::size_t i = 0; i < name.size();) {
        auto byte = static_cast<unsigned char>(name[i]);
        if (byte >= 0xE1 && byte < 0xF0 && i + 2 < name.size()) {
            std::uint32_t code = (byte & 0x0FU) << 12U | (static_cast<unsigned char>(name[i + 1]) & 0x3FU) << 6U |
                                 (static_cast<unsigned char>(name[i + 2]) & 0x3FU);
            i += 3;
            bool vowel = code >= 0x1161 && code <= 0x1175 && last >= 0x1100 && last <= 0x1112;
            bool final =
                code >= 0x11A8 && code <= 0x11C2 && last >= 0xAC00 && last <= 0xD7A3 && (last - 0xAC00) % 28 == 0;
            if (vowel) code = 0xAC00 + (last - 0x1100) * 588 + (code - 0x1161) * 28;
            if (final) code = last + (code - 0x11A7);
            if (vowel || final) out.resize(out.size() - 3);
            append_utf8(out, code);
            last = code;
            continue;
        }
        last = 0;
        char c = name[i++];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::optional<double> number_of(std::string_view text) {
    std::string plain;
    for (char c : text)
        if (c != ',' && c != ' ' && c != '\t') plain += c;
    if (plain.starts_with('+')) plain.erase(0, 1);
    double value = 0.0;
    auto done = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (done.ec != std::errc{} || !std::isfinite(value)) return std::nullopt;
    // A unit may follow, digits may not ("12-3" is a lot number).
    std::string_view rest(done.ptr, static_cast<std::size_t>(plain.data() + plain.size() - done.ptr));
    if (std::ranges::any_of(rest, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    return value;
}

std::optional<std::size_t> column_for(const RoleTable& table, std::string_view quantity,
                                      std::span<const std::string> names) {
    std::vector<std::string> normal;
    for (const auto& name : names) normal.push_back(normal_name(name));
    for (const auto& rule : table.columns)
        if (rule.quantity == quantity)
            if (auto found = find_column(rule, normal)) return found;
    return std::nullopt;
}

bool knows_name(const RoleTable& table, const std::string& layer_name, GeometryKind kind) {
    FeatureLayer layer;
    layer.geometry = kind;
    std::vector<std::string> names{normal_name(layer_name)};
    auto found = std::ranges::find_if(table.rules, [&](const RoleRule& rule) { return fits_name(rule, layer, names); });
    return found != table.rules.end() && found->role != Role::none;
}

void give_role(FeatureLayer& layer, const RoleTable& table, std::span<const RoleGiven> given) {
    Role said{};
    bool is_said = false;
    for (const auto& [file, name] : given)
        if (names_file(file, layer.file) || names_file(file, layer.file + '/' + layer.layer))
            is_said = role_from_name(name, said);
    std::vector<std::string> names = names_of(layer);
    std::vector<std::string> columns = normal_names(layer);
    auto by_name = [&](const RoleRule& rule) { return fits_name(rule, layer, names); };
    auto by_column = [&](const RoleRule& rule) {
        auto has = [&](const std::string& wanted) { return has_quantity(table, rule, wanted, columns, names); };
        return !rule.columns.empty() && geometry_fits(rule, layer) && std::ranges::any_of(rule.columns, has) &&
               std::ranges::all_of(rule.all, has);
    };
    auto found = table.rules.end();
    if (layer.role == Role::none && layer.subtype.empty()) {
        auto wanted = [&](const auto& fits) {
            return std::ranges::find_if(
                table.rules, [&](const RoleRule& rule) { return (!is_said || rule.role == said) && fits(rule); });
        };
        found = wanted(by_name);
        if (found == table.rules.end()) found = wanted(by_column);
    }
    if (found != table.rules.end()) {
        layer.role = found->role;
        layer.subtype = found->subtype;
    }
    if (is_said) {
        if (layer.role != said) layer.subtype.clear();
        layer.role = said;
        layer.guessed = false;
    }
}

void give_canonical(FeatureLayer& layer, const RoleTable& table, std::span<const ColumnGiven> given) {
    if (layer.role == Role::none) return;
    for (const auto& one : given) apply_given(layer, table, one);
    std::vector<std::string> columns = normal_names(layer), names = names_of(layer);
    for (const auto& rule : table.columns) {
        if (!rule.roles.empty() && std::ranges::find(rule.roles, layer.role) == rule.roles.end()) continue;
        if (layer.canonical.contains(rule.quantity) || !layer_fits(rule, names)) continue;
        if (auto index = find_column(rule, columns)) convert(layer, rule, *index);
    }
}

void offer_columns(FeatureLayer& layer, const RoleTable& table) {
    constexpr int k_most_offers = 3;
    for (const auto& need : table.needs) {
        auto there = [&](const std::string& quantity) { return layer.canonical.contains(quantity); };
        if (need.role != layer.role || there(need.quantity) || std::ranges::any_of(need.unless, there)) continue;
        int offers = 0;
        for (const auto& column : layer.columns) {
            if (offers == k_most_offers) break;
            if (is_known(layer, column, table) || !could_hold(column, need, table)) continue;
            layer.notes.push_back({"unknown_column", column.name + '=' + need.quantity, 1, ""});
            ++offers;
        }
    }
}

} // namespace tp
