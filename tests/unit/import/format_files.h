// tests/unit/import/format_files.h - files that another program (ogr2ogr) writes from a literal, and our reading of them.
#pragma once

#include "import/read_file.h"

#include "shared_data.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace tp::test {

inline Session& table_session() {
    static Session made{load_roles(source_folder() / "assets/data/roles").value(), {}};
    return made;
}

struct FormatFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("twinplan-formats-" + std::to_string(::getpid()));
    FormatFolder() { std::filesystem::create_directories(path); }
    ~FormatFolder() { std::filesystem::remove_all(path); }
    FormatFolder(const FormatFolder&) = delete;
    FormatFolder& operator=(const FormatFolder&) = delete;
    void add(const std::string& name, std::string_view bytes) const {
        std::ofstream(path / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    std::string bytes(const std::string& name) const {
        std::ifstream in(path / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::vector<FeatureLayer> read(const std::string& name, std::vector<RoleGiven> roles = {},
                                   std::vector<ColumnGiven> columns = {}) const {
        return tp::read_file({(path / name).string(), name, {}, std::move(roles), path.string(), std::move(columns)},
                             table_session());
    }
    // Whether the shell command, run in the folder, ended well.
    bool run(const std::string& command) const {
        std::string line = "cd '" + path.string() + "' && " + command + " >/dev/null 2>&1";
        return std::system(line.c_str()) == 0; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    }
    bool has_ogr2ogr() const {
        if (run("command -v ogr2ogr")) return true;
        std::cerr << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": no ogr2ogr (gdal-bin)\n";
        return false;
    }
};

inline std::int64_t note_count(const FeatureLayer& layer, std::string_view code) {
    std::int64_t sum = 0;
    for (const auto& note : layer.notes)
        if (note.code == code) sum += note.count;
    return sum;
}

} // namespace tp::test
