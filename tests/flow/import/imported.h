// tests/flow/import/imported.h - a set of the shared data brought in by the real program, with its report and its info.
#pragma once

#include "core/hash.h"
#include "run_program.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tp::test {

using nlohmann::json;

// Path, size and bytes of every file below `folder` (or of the file itself).
inline std::string hash_of_tree(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) files.push_back(entry.path());
    } else {
        files.push_back(folder);
    }
    std::sort(files.begin(), files.end());
    Hash hash;
    for (const auto& file : files) {
        hash.add(file.string());
        if (std::filesystem::is_regular_file(file)) hash.add(read_file(file));
    }
    return hash.hex();
}

struct Imported {
    json report, info;
    std::string err;

    // Sum of a count over the layers of a role.
    std::int64_t sum(const std::string& role, const std::string& what) const {
        std::int64_t total = 0;
        for (const json& file : report["files"])
            if (file["role"] == role) total += file[what].get<std::int64_t>();
        return total;
    }
    std::int64_t noted(const std::string& role, const std::string& code) const {
        std::int64_t total = 0;
        for (const json& file : report["files"])
            if (file["role"] == role)
                for (const json& note : file["notes"])
                    if (note["code"] == code) total += note["count"].get<std::int64_t>();
        return total;
    }
    bool missing(const std::string& role) const {
        return std::any_of(report["missing"].begin(), report["missing"].end(), [&](const json& m) { return m == role; });
    }
    std::int64_t count(const std::string& what) const { return info["counts"].value(what, std::int64_t{-1}); }
};

// Imports, and checks what holds for every import: the account, the totals, the sources as they were.
inline Imported import_all(const std::vector<std::filesystem::path>& inputs, const TemporaryFolder& folder, std::vector<std::string> more = {}) {
    std::string before, after;
    for (const auto& input : inputs) before += hash_of_tree(input);
    std::string city = (folder / "city.twin").string(), report = (folder / "report.json").string();
    std::vector<std::string> words{"import"};
    for (const auto& input : inputs) words.push_back(input.string());
    words.insert(words.end(), {"-o", city, "--report", report, "--lang", "en"});
    words.insert(words.end(), more.begin(), more.end());
    Run made = twinplan(words, folder);
    INFO(made.err);
    REQUIRE(made.status == 0);
    CHECK(made.out.empty());
    for (const auto& input : inputs) after += hash_of_tree(input);
    CHECK(before == after);
    Imported out{json::parse(read_file(report)), {}, made.err};
    json sums = json::object();
    for (const json& file : out.report["files"]) {
        CAPTURE(file.dump());
        CHECK(file["in"].get<std::int64_t>() == file["kept"].get<std::int64_t>() + file["merged"].get<std::int64_t>() + file["left_out"].get<std::int64_t>());
        CHECK(file["repaired"].get<std::int64_t>() <= file["kept"].get<std::int64_t>());
        std::int64_t left_out_notes = 0;
        for (const json& note : file["notes"])
            if (note["done"] == "left_out") left_out_notes += note["count"].get<std::int64_t>();
        CHECK((file["left_out"] == 0 || left_out_notes > 0)); // with a reason
        for (const char* what : {"in", "kept", "merged", "repaired", "left_out", "joined"})
            sums[what] = sums.value(what, std::int64_t{0}) + file[what].get<std::int64_t>();
    }
    CHECK(sums == out.report["totals"]);
    Run info = twinplan({"info", city, "--json"}, folder);
    INFO(info.err);
    REQUIRE(info.status == 0);
    out.info = json::parse(info.out);
    return out;
}

} // namespace tp::test
