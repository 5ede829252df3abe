#include "project/platform/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tp {
namespace {

std::unexpected<Error> system_error(const std::filesystem::path& file, int code) {
    if (code == ENOENT) return fail(ErrorCode::not_found, "project.not_found", {{"file", file.string()}});
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return fail(ErrorCode::io, "project.disk_full", {{"file", file.string()}});
    return fail(ErrorCode::io, "project.cannot_access",
                {{"file", file.string()}, {"reason", std::strerror(code)}}); // NOLINT(concurrency-mt-unsafe)
}

FileIdentity identity_of(const struct stat& s) {
    return {static_cast<std::uint64_t>(s.st_dev), static_cast<std::uint64_t>(s.st_ino),
            static_cast<std::uint64_t>(s.st_size),
            static_cast<std::int64_t>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec};
}

// Where copy_file_range does not work between two file systems or at all.
Result<void> copy_by_hand(const File& from, const File& to, const std::filesystem::path& name, off_t at) {
    std::string buffer(1U << 20U, '\0');
    for (;;) {
        ssize_t got = pread(from.get(), buffer.data(), buffer.size(), at);
        if (got == 0) return {};
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(name, errno);
        auto part = std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(got)));
        if (auto put = write_at(to, static_cast<std::uint64_t>(at), part, name); !put) return put;
        at += got;
    }
}

} // namespace

File::~File() {
    if (m_descriptor >= 0) close(m_descriptor);
}
File::File(File&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
File& File::operator=(File&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Result<File> open_to_read(const std::filesystem::path& file) {
    int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not hold us up
    if (descriptor < 0) return system_error(file, errno);
    File opened(descriptor);
    struct stat s {};
    if (fstat(descriptor, &s) != 0) return system_error(file, errno);
    if (!S_ISREG(s.st_mode)) return fail(ErrorCode::bad_format, "project.not_a_twin", {{"file", file.string()}});
    return opened;
}

Result<File> open_to_write(const std::filesystem::path& file) {
    int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return system_error(file, errno);
    return File(descriptor);
}

Result<FileIdentity> identity(const File& file, const std::filesystem::path& name) {
    struct stat s {};
    if (fstat(file.get(), &s) != 0) return system_error(name, errno);
    return identity_of(s);
}

std::optional<FileIdentity> identity(const std::filesystem::path& file) {
    struct stat s {};
    if (stat(file.c_str(), &s) != 0) return std::nullopt;
    return identity_of(s);
}

Result<std::size_t> read_at(const File& file, std::uint64_t at, std::span<std::byte> out,
                            const std::filesystem::path& name) {
    std::size_t done = 0;
    while (done < out.size()) {
        ssize_t got = pread(file.get(), out.data() + done, out.size() - done, static_cast<off_t>(at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(name, errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Result<void> write_at(const File& file, std::uint64_t at, std::span<const std::byte> bytes,
                      const std::filesystem::path& name) {
    for (std::size_t done = 0; done < bytes.size();) {
        ssize_t put = pwrite(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error(name, errno);
        done += static_cast<std::size_t>(put);
    }
    return {};
}

Result<bool> try_lock(const File& file, const std::filesystem::path& name) {
    if (flock(file.get(), LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    return system_error(name, errno);
}

Result<void> copy_bytes(const File& from, const File& to, const std::filesystem::path& name) {
    off_t at = 0;
    for (;;) {
        off_t in = at, out = at;
        ssize_t moved = copy_file_range(from.get(), &in, to.get(), &out, std::size_t{1} << 30U, 0);
        if (moved == 0 && at > 0) return {};
        if (moved < 0 && errno == EINTR) continue;
        if (moved <= 0) {
            bool elsewise = moved == 0 || errno == EXDEV || errno == ENOSYS || errno == EINVAL || errno == EOPNOTSUPP;
            return elsewise ? copy_by_hand(from, to, name, at) : system_error(name, errno);
        }
        at += moved;
    }
}

Result<void> flush(const File& file, const std::filesystem::path& name) {
    if (fsync(file.get()) != 0) return system_error(name, errno);
    return {};
}

Result<void> flush_folder(const std::filesystem::path& folder) {
    File opened(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open()) return system_error(folder, errno);
    if (fsync(opened.get()) != 0 && errno != EINVAL) return system_error(folder, errno); // some shares cannot
    return {};
}

Result<void> replace(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (rename(from.c_str(), to.c_str()) != 0) return system_error(to, errno);
    return {};
}

Result<void> keep_backup(const std::filesystem::path& file, const std::filesystem::path& backup) {
    auto fresh = backup;
    fresh += ".new";
    unlink(fresh.c_str());
    if (link(file.c_str(), fresh.c_str()) != 0) {
        auto from = open_to_read(file);
        if (!from) return std::unexpected(std::move(from.error()));
        auto to = open_to_write(fresh);
        if (!to) return std::unexpected(std::move(to.error()));
        auto copied = copy_bytes(*from, *to, fresh);
        if (copied) copied = flush(*to, fresh);
        if (!copied) {
            unlink(fresh.c_str());
            return copied;
        }
    }
    return replace(fresh, backup);
}

} // namespace tp
