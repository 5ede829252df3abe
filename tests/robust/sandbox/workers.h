// robust/sandbox/workers.h - a folder to read from and workers of all sorts, for the tests of this folder.
#pragma once

#include "run_program.h"
#include "wire/import_client.h"

#include <set>

namespace tp::test {

inline const std::string k_stop =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[127,37]}}]})";

// A folder in/ to import, and beside it scripts that stand for workers.
struct Workplace {
    TemporaryFolder folder;
    Workplace() { std::filesystem::create_directories(in()); }
    std::filesystem::path in() const { return folder / "in"; }
    void add(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((in() / name).parent_path());
        std::ofstream(in() / name, std::ios::binary) << bytes;
    }
    std::filesystem::path script(const std::string& body) const {
        auto file = folder / "worker";
        std::ofstream(file) << "#!/bin/sh\n" << body << '\n';
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file;
    }
};

inline std::string program(const std::string& name) { return quoted((bin_folder() / name).string()); }
inline const std::string k_real_worker = "twinplan_import_worker";

inline ImportInputs import_options() {
    ImportInputs options;
    options.worker = bin_folder() / k_real_worker;
    options.data = source_folder() / "assets/data";
    return options;
}

// All notes as "file: code where".
inline std::set<std::string> notes_of(const std::vector<FeatureLayer>& layers) {
    std::set<std::string> out;
    for (const auto& layer : layers)
        for (const auto& note : layer.notes) out.insert(layer.file + ": " + note.code + (note.where.empty() ? "" : " " + note.where));
    return out;
}

} // namespace tp::test
