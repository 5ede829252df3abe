// tests/shared_data.h - the real data sets and oracles, where they lie on this machine.
//
// TWINPLAN_SHARED names the folder (default: shared beside the source tree). A test that needs a set which is absent
// skips with a line that names it; with it there, nothing skips.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace tp::test {

inline std::filesystem::path source_folder() {
    const char* given = std::getenv("TWINPLAN_SOURCE");
    return given ? std::filesystem::path(given) : std::filesystem::current_path();
}

inline std::filesystem::path bin_folder() {
    const char* given = std::getenv("TWINPLAN_BIN");
    return given ? std::filesystem::path(given) : source_folder() / "build/release/bin";
}

// The path of `name` below the shared folder, or nothing (and a line on standard error that says so).
inline std::optional<std::filesystem::path> shared(const std::string& name) {
    const char* given = std::getenv("TWINPLAN_SHARED");
    auto folder = given ? std::filesystem::path(given) : source_folder() / ".." / "shared";
    auto path = folder / name;
    if (std::filesystem::exists(path)) return path;
    std::cerr << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": no " << name << " below "
              << folder.string() << " (set TWINPLAN_SHARED)\n";
    return std::nullopt;
}

} // namespace tp::test
