#include "project/document.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

// A pending file whose maker is gone: nobody holds its lock.
void remove_leftovers(const fs::path& folder, const std::string& prefix) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.path().filename().string().starts_with(prefix)) continue;
        auto file = open_to_read(entry.path());
        if (!file) continue;
        if (auto free = try_lock(*file, entry.path()); free && *free) fs::remove(entry.path(), error);
    }
}

} // namespace

PendingFile::PendingFile(fs::path path, fs::path target, File file)
    : m_path(std::move(path)), m_target(std::move(target)), m_file(std::move(file)) {}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_target(std::move(other.m_target)), m_file(std::move(other.m_file)) {
    other.m_path.clear();
}

PendingFile::~PendingFile() {
    if (m_path.empty()) return;
    std::error_code error;
    fs::remove(m_path, error);
    fs::remove(fs::path(m_path) += "-journal", error);
}

Result<PendingFile> PendingFile::create(const fs::path& target) {
    fs::path folder = target.parent_path();
    std::string prefix = '.' + target.filename().string() + ".saving-";
    if (access(folder.c_str(), F_OK) != 0)
        return fail(ErrorCode::not_found, "project.no_folder", {{"folder", folder.string()}});
    if (access(folder.c_str(), W_OK) != 0)
        return fail(ErrorCode::io, "project.read_only_folder", {{"folder", folder.string()}});
    remove_leftovers(folder, prefix);
    fs::path path = folder / fmt::format("{}{}", prefix, getpid());
    auto file = open_to_write(path);
    if (!file) return std::unexpected(std::move(file.error()));
    (void)try_lock(*file, path);
    struct stat old {};
    if (stat(target.c_str(), &old) == 0) (void)fchmod(file->get(), old.st_mode & 0777);
    return PendingFile(std::move(path), target, std::move(*file));
}

Result<void> PendingFile::publish(DocumentLock& lock) {
    TP_TRY(flush(m_file, m_path));
    std::error_code error;
    if (fs::exists(m_target, error)) TP_TRY(keep_backup(m_target, fs::path(m_target) += ".bak"));
    TP_TRY(replace(m_path, m_target));
    m_path.clear(); // it is the document now
    TP_TRY(lock.hand_over(std::move(m_file)));
    return flush_folder(m_target.parent_path());
}

} // namespace tp
