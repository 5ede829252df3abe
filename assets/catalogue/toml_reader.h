// catalogue/toml_reader.h - walks one TOML file and remembers the first thing that is wrong, with file and line.
//
// For .cpp files only (of this folder and of light/): with it no other header knows tomlplusplus.
#pragma once

#include "catalogue/catalogue.h"

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace tp {

class TomlReader {
public:
    // Parses `file`. Errors: not_found, bad_format "core.bad_toml".
    static Result<TomlReader> open(const std::filesystem::path& file);

    const toml::table& root() const { return m_root; }
    bool ok() const { return !m_error; }
    Error error() const { return *m_error; }
    void complain(std::string key, MessageArgs args, const toml::node& node);

    // A key that is not in `known` is an error: a misspelt key must not be a silent default.
    void only(const toml::table& table, std::initializer_list<std::string_view> known);
    std::string text(const toml::table& table, std::string_view key, bool needed = false);
    bool flag(const toml::table& table, std::string_view key, bool otherwise = false);
    std::optional<double> number(const toml::table& table, std::string_view key);
    std::optional<std::int64_t> integer(const toml::table& table, std::string_view key);
    std::vector<std::string> texts(const toml::table& table, std::string_view key);
    Names names(const toml::table& table, std::string_view key, bool needed);
    Estimate estimate(const toml::table& table, std::string_view key, std::string_view unit);
    const toml::array* array(const toml::table& table, std::string_view key);

    std::string where(const toml::node& node) const;

private:
    const toml::node* find(const toml::table& table, std::string_view key, toml::node_type type);

    std::string m_file;
    toml::table m_root;
    std::optional<Error> m_error;
};

// Files of `folder` with extension `extension`, sorted by name; none if the folder is not there.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, std::string_view extension);

// The error of an estimate that is not finite or not ordered low <= value <= high, or nothing.
std::optional<std::string> estimate_fault(const Estimate& estimate);

} // namespace tp
