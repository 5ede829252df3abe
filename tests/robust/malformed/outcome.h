// tests/robust/malformed/outcome.h - files read by the real worker, and what each of them came to.
#pragma once

#include "run_program.h"
#include "wire/import_client.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tp::test {

// loaded: features, nothing amiss; repaired: features, and notes of what was mended or left out; refused: no feature,
// with the reason; empty: the file is sound and holds no feature (note no_features) or
// no surface (mesh_nothing_to_show); silent: nothing and no reason.
enum class Outcome { loaded, repaired, refused, empty, silent };

inline const char* outcome_name(Outcome outcome) {
    constexpr const char* k_names[] = {"loaded", "repaired", "refused", "empty", "silent"};
    return k_names[static_cast<int>(outcome)];
}

struct Came {
    std::int64_t in = 0, left_out = 0;
    bool mended = false;
    std::map<std::string, std::string> notes; // code -> where

    Outcome outcome() const {
        if (in > left_out) return mended ? Outcome::repaired : Outcome::loaded;
        if (notes.empty()) return Outcome::silent;
        return (in == 0 && notes.contains("no_features")) || notes.contains("mesh_nothing_to_show") ? Outcome::empty : Outcome::refused;
    }
    bool has(const std::string& code) const { return notes.contains(code); }
    std::string text() const {
        std::string out;
        for (const auto& [code, where] : notes) out += code + " (" + where + ") ";
        return out;
    }
};

inline ImportInputs worker_options() {
    ImportInputs options;
    options.worker = bin_folder() / "twinplan_import_worker";
    options.data = source_folder() / "assets/data";
    return options;
}

// By file; members of an archive count for it.
inline std::map<std::string, Came> came_of(const std::vector<FeatureLayer>& layers) {
    static const std::set<std::string> k_damage{"damaged_file", "cut_off", "bad_attributes", "row_count_differs", "bad_bbox"};
    std::map<std::string, Came> out;
    for (const FeatureLayer& layer : layers) {
        std::string file = layer.file;
        for (const char* archive : {".zip/", ".kmz/"})
            if (auto at = file.find(archive); at != std::string::npos) file.resize(at + 4);
        Came& came = out[file];
        came.in += layer.in;
        came.left_out += layer.left_out;
        for (const ReportNote& note : layer.notes) {
            came.notes.emplace(note.code, note.where);
            came.mended = came.mended || !note.done.empty() || k_damage.contains(note.code);
        }
    }
    return out;
}

inline std::map<std::string, Came> read_folder(const std::filesystem::path& folder, const ImportInputs& options = worker_options()) {
    auto layers = read_inputs({folder}, options, {});
    REQUIRE(layers);
    return came_of(*layers);
}

} // namespace tp::test
