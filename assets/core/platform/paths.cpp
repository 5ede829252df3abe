#include "core/platform/paths.h"

#include <cstdlib>
#include <unistd.h>

namespace tp {
namespace {

std::filesystem::path from_environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): the environment is not written
    return value && *value ? std::filesystem::path(value) : std::filesystem::path{};
}

std::filesystem::path below_home(const char* variable, const char* fallback) {
    if (auto base = from_environment(variable); !base.empty()) return base / "twinplan";
    auto home = from_environment("HOME");
    if (home.empty()) home = std::filesystem::temp_directory_path();
    return home / fallback / "twinplan";
}

} // namespace

std::filesystem::path executable_folder() {
    std::error_code error;
    auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::current_path() : self.parent_path();
}

std::filesystem::path data_folder() {
    if (auto given = from_environment("TWINPLAN_DATA"); !given.empty()) return given;
    return executable_folder().parent_path() / "share" / "twinplan";
}

std::filesystem::path state_folder() {
    if (auto given = from_environment("TWINPLAN_STATE"); !given.empty()) return given;
    return below_home("XDG_STATE_HOME", ".local/state");
}

std::filesystem::path user_data_folder() { return below_home("XDG_DATA_HOME", ".local/share"); }

bool may_read(const std::filesystem::path& path) {
    std::error_code error;
    return ::access(path.c_str(), std::filesystem::is_directory(path, error) ? R_OK | X_OK : R_OK) == 0;
}

} // namespace tp
