// project/platform/files.h - what a safe save asks of the system: locks, copies, flushes, renames. Linux.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace tp {

// What a file was when it was looked at; any difference means that it was changed or replaced.
struct FileIdentity {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_ns = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// A file descriptor that is closed with its owner (and with it the lock taken on it).
class File {
public:
    File() = default;
    explicit File(int descriptor) : m_descriptor(descriptor) {}
    ~File();
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    int get() const { return m_descriptor; }
    bool is_open() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

// Errors of these: not_found "project.not_found", io "project.disk_full", "project.cannot_access" {file, reason}.
Result<File> open_to_read(const std::filesystem::path& file);
Result<File> open_to_write(const std::filesystem::path& file); // made if it is not there
Result<FileIdentity> identity(const File& file, const std::filesystem::path& name);
std::optional<FileIdentity> identity(const std::filesystem::path& file); // nothing: no such file

// Bytes from `at` on, as many as there are; gives their number.
Result<std::size_t> read_at(const File& file, std::uint64_t at, std::span<std::byte> out,
                            const std::filesystem::path& name);
Result<void> write_at(const File& file, std::uint64_t at, std::span<const std::byte> bytes,
                      const std::filesystem::path& name);

// An advisory lock that ends with the owner's File, so also with the process. False: another one holds it.
Result<bool> try_lock(const File& file, const std::filesystem::path& name);

// All bytes of `from`, shared with it where the file system can.
Result<void> copy_bytes(const File& from, const File& to, const std::filesystem::path& name);
Result<void> flush(const File& file, const std::filesystem::path& name);
Result<void> flush_folder(const std::filesystem::path& folder); // makes renames and new names durable
Result<void> replace(const std::filesystem::path& from, const std::filesystem::path& to); // rename
// Gives `file` the second name `backup` in place of what had that name; a copy where links cannot be made.
Result<void> keep_backup(const std::filesystem::path& file, const std::filesystem::path& backup);

} // namespace tp
