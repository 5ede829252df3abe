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
    rule.columns = texts(table, "columns");
    rule.all = texts(table, "all");
    rule.geometry = texts(table, "geometry");
    rule.unbounded = table["unbounded"].value_or(false);
    if (rule.any.empty() && rule.columns.empty()) return bad(file, table.source(), "any, columns");
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
    rule.zero_missing = table["zero_missing"].value_or(false);
    rule.least_max = table["least_max"].value<double>();
    if (const auto* words = table["words"].as_table())
        for (const auto& [word, values] : *words)
            if (const auto* list = values.as_array())
                for (const auto& value : *list)
                    rule.words.emplace(normal_name(value.value_or(std::string{})), std::string(word.str()));
    return rule;
}

template <class Rule, class Read>
Result<std::vector<Rule>> read_list(const std::filesystem::path& file, const char* key, Read read) {
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(ErrorCode::not_found, "import.bad_table", {{"what", file.string()}}, file.string());
    try {
        toml::table document = toml::parse_file(file.string());
        std::vector<Rule> rules;
        if (const auto* list = document[key].as_array())
            for (const auto& item : *list) {
                if (!item.is_table()) return bad(file, item.source(), key);
                auto rule = read(*item.as_table(), file);
                if (!rule) return std::unexpected(rule.error());
                rules.push_back(std::move(*rule));
            }
        return rules;
    } catch (const toml::parse_error& e) {
        return bad(file, e.source(), std::string(e.description()));
    }
}

} // namespace

Result<RoleTable> load_roles(const std::filesystem::path& folder) {
    auto rules = read_list<RoleRule>(folder / "roles.toml", "rule", read_rule);
    if (!rules) return std::unexpected(rules.error());
    auto columns = read_list<ColumnRule>(folder / "columns.toml", "column", read_column);
    if (!columns) return std::unexpected(columns.error());
    return RoleTable{std::move(*rules), std::move(*columns)};
}

} // namespace tp
