#include "catalogue/toml_reader.h"

#include <algorithm>
#include <cmath>

namespace tp {

Result<TomlReader> TomlReader::open(const std::filesystem::path& file) {
    TomlReader reader;
    reader.m_file = file.string();
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return fail(ErrorCode::not_found, "catalogue.no_file", {{"file", file.string()}});
    try {
        reader.m_root = toml::parse_file(file.string());
    } catch (const toml::parse_error& e) {
        return fail(ErrorCode::bad_format, "core.bad_toml", {{"reason", std::string(e.description())}},
                    file.string() + ':' + std::to_string(e.source().begin.line));
    }
    return reader;
}

std::string TomlReader::where(const toml::node& node) const {
    return m_file + ':' + std::to_string(node.source().begin.line);
}

void TomlReader::complain(std::string key, MessageArgs args, const toml::node& node) {
    if (!m_error) m_error = Error{ErrorCode::bad_format, std::move(key), std::move(args), where(node)};
}

void TomlReader::only(const toml::table& table, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table)
        if (std::ranges::find(known, std::string_view(key.str())) == known.end())
            complain("catalogue.unknown_key", {{"key", std::string(key.str())}}, node);
}

const toml::node* TomlReader::find(const toml::table& table, std::string_view key, toml::node_type type) {
    const toml::node* node = table.get(key);
    if (node && node->type() != type) {
        complain("catalogue.wrong_type", {{"key", std::string(key)}}, *node);
        return nullptr;
    }
    return node;
}

std::string TomlReader::text(const toml::table& table, std::string_view key, bool needed) {
    if (const auto* node = find(table, key, toml::node_type::string)) return node->value_or(std::string{});
    if (needed) complain("catalogue.key_missing", {{"key", std::string(key)}}, table);
    return {};
}

bool TomlReader::flag(const toml::table& table, std::string_view key, bool otherwise) {
    const auto* node = find(table, key, toml::node_type::boolean);
    return node ? node->value_or(otherwise) : otherwise;
}

std::optional<double> TomlReader::number(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (!node) return std::nullopt;
    if (!node->is_number()) {
        complain("catalogue.wrong_type", {{"key", std::string(key)}}, *node);
        return std::nullopt;
    }
    return node->value<double>();
}

std::optional<std::int64_t> TomlReader::integer(const toml::table& table, std::string_view key) {
    const auto* node = find(table, key, toml::node_type::integer);
    return node ? node->value<std::int64_t>() : std::nullopt;
}

const toml::array* TomlReader::array(const toml::table& table, std::string_view key) {
    const auto* node = find(table, key, toml::node_type::array);
    return node ? node->as_array() : nullptr;
}

std::vector<std::string> TomlReader::texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    if (const auto* list = array(table, key))
        for (const auto& node : *list) {
            if (node.is_string()) out.push_back(node.value_or(std::string{}));
            else complain("catalogue.wrong_type", {{"key", std::string(key)}}, node);
        }
    return out;
}

Names TomlReader::names(const toml::table& table, std::string_view key, bool needed) {
    const auto* node = find(table, key, toml::node_type::table);
    if (!node) {
        if (needed) complain("catalogue.key_missing", {{"key", std::string(key)}}, table);
        return {};
    }
    const auto& both = *node->as_table();
    only(both, {"ko", "en"});
    return {text(both, "ko", true), text(both, "en", true)};
}

Estimate TomlReader::estimate(const toml::table& table, std::string_view key, std::string_view unit) {
    Estimate out;
    out.unit = unit;
    const auto* node = find(table, key, toml::node_type::table);
    if (!node) return out;
    const auto& t = *node->as_table();
    only(t, {"value", "low", "high", "source", "verified", "note"});
    out.value = number(t, "value");
    auto low = number(t, "low"), high = number(t, "high");
    if (!out.value && (low || high)) complain("catalogue.range_without_value", {{"key", std::string(key)}}, t);
    out.low = low.value_or(out.value.value_or(0.0));
    out.high = high.value_or(out.value.value_or(0.0));
    out.source = text(t, "source", true);
    out.verified = flag(t, "verified");
    out.note = text(t, "note");
    if (auto fault = estimate_fault(out)) complain(*fault, {{"id", std::string(key)}}, t);
    return out;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, std::string_view extension) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == extension) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::optional<std::string> estimate_fault(const Estimate& estimate) {
    if (!estimate.value) return std::nullopt;
    if (!std::isfinite(*estimate.value) || !std::isfinite(estimate.low) || !std::isfinite(estimate.high))
        return "catalogue.not_finite";
    if (!(estimate.low <= *estimate.value && *estimate.value <= estimate.high)) return "catalogue.not_ordered";
    return std::nullopt;
}

} // namespace tp
