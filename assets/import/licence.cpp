#include "import/licence.h"

#include "import/source_file.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <array>
#include <set>
#include <toml++/toml.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_text_limit = std::size_t{256} << 10; // a longer text is no note about a data set
constexpr std::size_t k_title_bytes = 300;                   // where a licence's own text says which it is

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_word_part(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-'; }

// "cc by 4.0" is in "(cc by 4.0)", not in "cc by 4.0-compatible"; Korean and Japanese endings may follow at once.
bool has_phrase(std::string_view text, std::string_view phrase) {
    for (auto at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
        auto end = at + phrase.size();
        if ((at == 0 || !is_word_part(text[at - 1])) && (end == text.size() || !is_word_part(text[end]))) return true;
    }
    return false;
}

bool has_any(std::string_view text, const std::vector<std::string>& phrases) {
    return std::ranges::any_of(phrases, [&](const auto& phrase) { return has_phrase(text, phrase); });
}

bool contains_any(std::string_view text, const std::vector<std::string>& parts) {
    return std::ranges::any_of(parts, [&](const auto& part) { return text.contains(part); });
}

// Sentences end with a full stop and a blank, or with the line.
std::vector<std::string> sentences_of(std::string_view text) {
    std::vector<std::string> out;
    std::string sentence;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool stop = text[i] == '.' && i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\t');
        if (text[i] != '\n' && text[i] != '\r' && !stop) {
            sentence += text[i];
            continue;
        }
        if (!sentence.empty()) out.push_back(std::move(sentence));
        sentence.clear();
    }
    if (!sentence.empty()) out.push_back(std::move(sentence));
    return out;
}

std::set<std::string> licences_of(std::string_view sentence, bool about_licence, const LicenceTable& table) {
    std::set<std::string> found;
    for (const auto& rule : table.rules)
        if ((about_licence || rule.states_alone) && has_any(sentence, rule.phrases) &&
            (rule.with.empty() || has_any(sentence, rule.with)))
            found.insert(rule.licence);
    for (const auto& rule : table.rules)
        if (found.contains(rule.licence)) found.erase(rule.more_than);
    return found;
}

std::vector<std::string> texts(const toml::table& table, const char* key) {
    std::vector<std::string> out;
    if (const auto* list = table[key].as_array())
        for (const auto& item : *list) out.push_back(lower(item.value_or(std::string{})));
    return out;
}

enum class TextKind { none, note, licence };

TextKind kind_of_text(const fs::path& path) {
    std::string name = lower(path.filename().string());
    for (const char* start : {"license", "licence", "copying"})
        if (name.starts_with(start)) return TextKind::licence;
    return name.starts_with("readme") || name.starts_with("sources") ? TextKind::note : TextKind::none;
}

std::string as_utf8(std::string bytes) {
    bool damaged = false;
    std::array<std::string_view, 1> all{bytes};
    return to_utf8(bytes, find_encoding(all, "", ""), damaged);
}

StatedLicence licence_of_folder(const fs::path& folder, const LicenceTable& table) {
    StatedLicence out;
    std::error_code error;
    std::vector<std::pair<fs::path, TextKind>> files;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        TextKind kind = kind_of_text(at->path());
        std::error_code ignored;
        if (kind != TextKind::none && at->is_regular_file(ignored) && at->file_size(ignored) <= k_text_limit)
            files.emplace_back(at->path(), kind);
    }
    for (const auto& [path, kind] : files) {
        auto bytes = read_bytes(path);
        if (!bytes) continue;
        auto stated = licence_in(as_utf8(*std::move(bytes)), kind == TextKind::licence, table);
        out.unclear |= stated.unclear || (!stated.licence.empty() && !out.licence.empty() && stated.licence != out.licence);
        if (!stated.licence.empty()) out.licence = stated.licence;
    }
    if (out.unclear) out.licence.clear();
    return out;
}

} // namespace

Result<LicenceTable> load_licences(const fs::path& folder) {
    fs::path file = folder / "licences.toml";
    std::error_code error;
    if (!fs::exists(file, error))
        return fail(ErrorCode::not_found, "import.bad_table", {{"what", file.string()}}, file.string());
    try {
        toml::table document = toml::parse_file(file.string());
        LicenceTable out{{}, texts(document, "statement"), texts(document, "doubt")};
        if (const auto* list = document["licence"].as_array())
            for (const auto& item : *list) {
                const auto* row = item.as_table();
                if (!row) continue;
                LicenceRule rule{(*row)["name"].value_or(std::string{}), texts(*row, "phrases"), texts(*row, "with"),
                                 (*row)["more_than"].value_or(std::string{}), (*row)["states_alone"].value_or(false)};
                if (rule.licence.empty() || rule.phrases.empty())
                    return fail(ErrorCode::bad_format, "import.bad_table", {{"what", "name, phrases"}},
                                file.string() + ':' + std::to_string(row->source().begin.line));
                out.rules.push_back(std::move(rule));
            }
        return out;
    } catch (const toml::parse_error& e) {
        return fail(ErrorCode::bad_format, "import.bad_table", {{"what", std::string(e.description())}},
                    file.string() + ':' + std::to_string(e.source().begin.line));
    }
}

StatedLicence licence_in(std::string_view text, bool is_licence_text, const LicenceTable& table) {
    std::set<std::string> found;
    StatedLicence out;
    // The text of a licence speaks of other licences further down; a short one may be a note that calls itself LICENSE.
    std::string head = lower(is_licence_text ? text.substr(0, k_title_bytes) : text);
    if (is_licence_text) {
        std::ranges::replace(head, '\n', ' ');
        std::ranges::replace(head, '\r', ' ');
    }
    for (const auto& sentence : sentences_of(head)) {
        bool about = is_licence_text || contains_any(sentence, table.statement);
        auto here = licences_of(sentence, about, table);
        if ((about || !here.empty()) && contains_any(sentence, table.doubt)) out.unclear = true;
        found.merge(here);
    }
    if (found.size() > 1) out.unclear = true;
    if (found.size() == 1 && !out.unclear) out.licence = *found.begin();
    return out;
}

std::string licence_beside(const fs::path& path, const std::string& file, const LicenceTable& table) {
    // As many folders above the file's own as its name in reports has: those lie below what the user named.
    auto folders = 1 + std::ranges::count(file, '/');
    fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    for (; folders > 0; --folders) {
        auto stated = licence_of_folder(folder, table);
        if (stated.unclear || !stated.licence.empty()) return stated.licence;
        folder = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
    }
    return {};
}

} // namespace tp
