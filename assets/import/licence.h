// import/licence.h - the licence that a data set states in the texts that lie with it.
//
// A claim that is wrong is worse than none: only a text that states exactly one licence, and no doubt about any, counts.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// One row of data/roles/licences.toml.
struct LicenceRule {
    std::string licence;              // as reports and pictures name it
    std::vector<std::string> phrases; // lower case; any of them, as whole words
    std::vector<std::string> with;    // one of these must stand in the same sentence; empty: none needed
    std::string more_than;            // the licence of a less particular rule that this one replaces
    bool states_alone = false;        // the phrase is itself a statement, without a word for "licence" beside it
};

struct LicenceTable {
    std::vector<LicenceRule> rules;
    std::vector<std::string> statement; // words that make a sentence one about the licence
    std::vector<std::string> doubt;     // in such a sentence: nothing of this text counts
};

// Errors: not_found, bad_format "import.bad_table".
Result<LicenceTable> load_licences(const std::filesystem::path& folder);

// What `text` (UTF-8) states. `is_licence_text`: the text of a licence itself, whose title says which.
struct StatedLicence {
    std::string licence;  // empty: none, or none that is clear
    bool unclear = false; // it speaks of licences, but of several or with doubt
};
StatedLicence licence_in(std::string_view text, bool is_licence_text, const LicenceTable& table);

// For the file at `path` that reports call `file`: README*, LICENSE*, COPYING*, SOURCES* beside it, else in the folders
// above, up to the one that the user named. The texts nearest to the file that speak of licences decide.
std::string licence_beside(const std::filesystem::path& path, const std::string& file, const LicenceTable& table);

} // namespace tp
