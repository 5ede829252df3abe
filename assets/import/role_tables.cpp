#include "import/roles.h"

#include <algorithm>
#include <toml++/toml.h>

namespace tp {
namespace {

std::vector<std::string> texts(const toml::table& table, const char* key) {
    std::vector<std::string> out;
    if (const auto* list = table[key].as_array())
        for (const auto& item : *list) out.push_back(normal_name(item.value_or(std::string{})));
    return out;
}

std::unexpected<Error> bad(const std::filesystem::path& file, const toml::source_region& at, std::string what) {
    return fail(ErrorCode::bad_format, "import.bad_table", {{"what", std::move(what)}},
                file.string() + ':' + std::to_string(at.begin.line));
}

Result<RoleRule> read_rule(const toml::table& table, const std::filesystem::path& file) {
    RoleRule rule;
    std::string role = table["role"].value_or(std::string{});
    if (role != "none" && !role_from_name(role, rule.role)) return bad(file, table.source(), role);
    rule.subtype = table["subtype"].value_or(std::string{});
    rule.any = texts(table, "any");
    rule.without = texts(table, "without");
    rule.starts = texts(table, "starts");
    rule.columns = texts(table, "columns");
    rule.all = texts(table, "all");
    rule.geometry = texts(table, "geometry");
    rule.unbounded = table["unbounded"].value_or(false);
    if (rule.any.empty() && rule.starts.empty() && rule.columns.empty())
        return bad(file, table.source(), "any, starts, columns");
    return rule;
}

Result<ColumnRule> read_column(const toml::table& table, const std::filesystem::path& file) {
    ColumnRule rule;
    rule.quantity = table["quantity"].value_or(std::string{});
    std::string kind = table["kind"].value_or(std::string{});
    static const std::map<std::string, ColumnKind> k_kinds{{"number", ColumnKind::number},
                                                           {"flag", ColumnKind::flag},
                                                           {"direction", ColumnKind::direction},
                                                           {"text", ColumnKind::text},
                                                           {"words", ColumnKind::words}};
    auto found = k_kinds.find(kind);
    if (rule.quantity.empty() || found == k_kinds.end()) return bad(file, table.source(), rule.quantity + ' ' + kind);
    rule.kind = found->second;
    for (const auto& name : texts(table, "roles")) {
        Role role{};
        if (!role_from_name(name, role)) return bad(file, table.source(), name);
        rule.roles.push_back(role);
    }
    rule.names = texts(table, "names");
    rule.layers = texts(table, "layers");
    rule.zero_missing = table["zero_missing"].value_or(false);
    rule.least_max = table["least_max"].value<double>();
    if (const auto* words = table["words"].as_table())
        for (const auto& [word, values] : *words) {
            rule.words.emplace(normal_name(word.str()), std::string(word.str())); // a word means itself
            if (const auto* list = values.as_array())
                for (const auto& value : *list)
                    rule.words.emplace(normal_name(value.value_or(std::string{})), std::string(word.str()));
        }
    return rule;
}

Result<NeedRule> read_need(const toml::table& table, const std::filesystem::path& file) {
    NeedRule need;
    need.quantity = table["quantity"].value_or(std::string{});
    std::string role = table["role"].value_or(std::string{});
    if (need.quantity.empty() || !role_from_name(role, need.role)) return bad(file, table.source(), need.quantity + ' ' + role);
    need.least = table["least"].value_or(0.0);
    need.most = table["most"].value_or(0.0);
    need.whole = table["whole"].value_or(false);
    need.hints = texts(table, "hints");
    need.unless = texts(table, "unless");
    return need;
}

// A column that the user once gave: like the rule for that quantity, with its name; of the quantity "none": not offered again.
struct Remembered {
    std::string quantity, name;
    Role role{};
};

Result<Remembered> read_remembered(const toml::table& table, const std::filesystem::path& file) {
    Remembered one;
    one.quantity = table["quantity"].value_or(std::string{});
    one.name = normal_name(table["name"].value_or(std::string{}));
    std::string role = table["role"].value_or(std::string{});
    if (one.quantity.empty() || !role_from_name(role, one.role))
        return bad(file, table.source(), one.quantity + ' ' + one.name);
    return one;
}

template <class Rule, class Read>
Result<void> read_list(const toml::table& document, const std::filesystem::path& file, const char* key, Read read,
                       std::vector<Rule>& rules) {
    const auto* list = document[key].as_array();
    if (!list) return {};
    for (const auto& item : *list) {
        if (!item.is_table()) return bad(file, item.source(), key);
        auto rule = read(*item.as_table(), file);
        if (!rule) return std::unexpected(rule.error());
        rules.push_back(std::move(*rule));
    }
    return {};
}

Result<void> read_file_into(const std::filesystem::path& file, RoleTable& table, std::vector<Remembered>& remembered) {
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(ErrorCode::not_found, "import.bad_table", {{"what", file.string()}}, file.string());
    try {
        toml::table document = toml::parse_file(file.string());
        for (auto& name : texts(document, "never_offered")) table.never.push_back(std::move(name));
        if (auto done = read_list(document, file, "rule", read_rule, table.rules); !done) return done;
        if (auto done = read_list(document, file, "column", read_column, table.columns); !done) return done;
        if (auto done = read_list(document, file, "need", read_need, table.needs); !done) return done;
        return read_list(document, file, "remembered", read_remembered, remembered);
    } catch (const toml::parse_error& e) {
        return bad(file, e.source(), std::string(e.description()));
    }
}

// The .toml files of a folder by name; of the shipped one the two general tables last.
std::vector<std::filesystem::path> tables_of(const std::filesystem::path& folder, bool shipped) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        auto name = at->path().filename();
        bool general = name == "roles.toml" || name == "columns.toml";
        if (name.extension() == ".toml" && name != "licences.toml" && !(shipped && general)) files.push_back(at->path());
    }
    std::ranges::sort(files);
    if (shipped)
        for (const char* name : {"roles.toml", "columns.toml"}) files.push_back(folder / name);
    return files;
}

} // namespace

Result<RoleTable> load_roles(const std::filesystem::path& folder, const std::filesystem::path& user_folder) {
    RoleTable table;
    std::vector<Remembered> remembered;
    auto files = user_folder.empty() ? std::vector<std::filesystem::path>{} : tables_of(user_folder, false);
    std::ranges::move(tables_of(folder, true), std::back_inserter(files));
    for (const auto& file : files)
        if (auto done = read_file_into(file, table, remembered); !done) return std::unexpected(done.error());
    std::vector<ColumnRule> own;
    for (const auto& one : remembered) {
        if (one.quantity == k_no_quantity) table.declined.emplace_back(one.role, one.name);
        if (one.name.empty() || one.name.starts_with('*')) continue; // as a rule that would be every name, or what ends so: asked again
        for (const auto& rule : table.columns) {
            bool fits = rule.roles.empty() || std::ranges::find(rule.roles, one.role) != rule.roles.end();
            if (rule.quantity != one.quantity || !fits) continue;
            ColumnRule mine = rule;
            mine.roles = {one.role};
            mine.names = {one.name};
            mine.layers.clear();
            mine.least_max.reset();
            own.push_back(std::move(mine));
            break;
        }
    }
    table.columns.insert(table.columns.begin(), own.begin(), own.end());
    return table;
}

} // namespace tp
