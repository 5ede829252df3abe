// core/messages.h - every sentence a user reads, in Korean and English, from data/messages/*.toml.
//
// One file per module; a message is a table with both languages, {name} stands for an argument:
//
//   [project.newer_version]
//   ko = "{file}: 더 새로운 버전({version})에서 저장한 파일입니다."
//   en = "{file} was saved by a newer version ({version})."
//   hint_ko = "twinplan을 새 버전으로 바꾸십시오."     # hints are optional
//   hint_en = "Update twinplan."
#pragma once

#include "core/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace tp {

enum class Language { ko, en };

// Language of the environment (LC_ALL, LC_MESSAGES, LANG): Korean for "ko...", English otherwise.
Language language_of_environment();

class Messages {
public:
    // Reads every *.toml of `folder`. Errors: not_found, bad_format (a key without ko or en; a key twice).
    static Result<Messages> load(const std::filesystem::path& folder, Language language);

    Language language() const { return m_language; }
    void set_language(Language language) { m_language = language; }

    // The sentence with its arguments filled in; a key that does not exist comes back in angle brackets.
    std::string text(std::string_view key, const MessageArgs& args = {}) const;
    std::string hint(std::string_view key, const MessageArgs& args = {}) const; // empty where there is none
    bool has(std::string_view key) const { return m_entries.contains(std::string(key)); }

    // "where: sentence hint", as the command line prints it (without the program's name).
    std::string sentence(const Error& error) const;

    struct Entry {
        std::string ko, en, hint_ko, hint_en;
    };
    const std::map<std::string, Entry>& entries() const { return m_entries; } // for tests

private:
    std::map<std::string, Entry> m_entries;
    Language m_language = Language::en;
};

} // namespace tp
