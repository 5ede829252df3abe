#include "core/messages.h"

#include <algorithm>
#include <cstdlib>
#include <toml++/toml.h>

namespace tp {
namespace {

std::string filled(const std::string& text, const MessageArgs& args) {
    std::string out;
    out.reserve(text.size() + 32);
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
        if (end == std::string::npos) {
            out += text[at++];
            continue;
        }
        std::string_view name(text.data() + at + 1, end - at - 1);
        auto arg = std::ranges::find(args, name, [](const auto& pair) -> std::string_view { return pair.first; });
        if (arg == args.end()) out.append(text, at, end - at + 1);
        else out += arg->second;
        at = end + 1;
    }
    return out;
}

// Walks nested tables: a table that holds "ko" is a message, any other is a prefix.
void collect(const toml::table& table, const std::string& prefix, std::map<std::string, Messages::Entry>& out,
             std::string& bad) {
    if (table.contains("ko") || table.contains("en")) {
        Messages::Entry entry{table["ko"].value_or(std::string{}), table["en"].value_or(std::string{}),
                              table["hint_ko"].value_or(std::string{}), table["hint_en"].value_or(std::string{})};
        if (entry.ko.empty() || entry.en.empty() || entry.hint_ko.empty() != entry.hint_en.empty()) bad = prefix;
        if (!out.emplace(prefix, std::move(entry)).second) bad = prefix;
    }
    for (const auto& [key, node] : table)
        if (const auto* child = node.as_table())
            collect(*child, prefix.empty() ? std::string(key.str()) : prefix + '.' + std::string(key.str()), out, bad);
}

} // namespace

Language language_of_environment() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value) // NOLINT(concurrency-mt-unsafe): read at start
            return std::string_view(value).starts_with("ko") ? Language::ko : Language::en;
    return Language::en;
}

Result<Messages> Messages::load(const std::filesystem::path& folder, Language language) {
    Messages messages;
    messages.m_language = language;
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    if (error || files.empty()) return fail(ErrorCode::not_found, "core.no_messages", {{"folder", folder.string()}});
    for (const auto& file : files) {
        try {
            std::string bad;
            collect(toml::parse_file(file.string()), "", messages.m_entries, bad);
            if (!bad.empty()) return fail(ErrorCode::bad_format, "core.bad_message", {{"key", bad}}, file.string());
        } catch (const toml::parse_error& e) {
            return fail(ErrorCode::bad_format, "core.bad_toml", {{"reason", std::string(e.description())}},
                        file.string() + ':' + std::to_string(e.source().begin.line));
        }
    }
    return messages;
}

std::string Messages::text(std::string_view key, const MessageArgs& args) const {
    auto it = m_entries.find(std::string(key));
    if (it == m_entries.end()) return '<' + std::string(key) + '>';
    return filled(m_language == Language::ko ? it->second.ko : it->second.en, args);
}

std::string Messages::hint(std::string_view key, const MessageArgs& args) const {
    auto it = m_entries.find(std::string(key));
    if (it == m_entries.end()) return {};
    return filled(m_language == Language::ko ? it->second.hint_ko : it->second.hint_en, args);
}

std::string Messages::sentence(const Error& error) const {
    std::string out = error.where.empty() ? std::string{} : error.where + ": ";
    out += text(error.key, error.args);
    if (!has(error.key))
        for (const auto& [name, value] : error.args) out += ' ' + name + '=' + value;
    if (std::string what_to_do = hint(error.key, error.args); !what_to_do.empty()) out += ' ' + what_to_do;
    return out;
}

} // namespace tp
