#include "core/platform/sandbox.h"

#include "core/platform/process.h"
#include "core/platform/sanitized.h"
#include "core/platform/syscall_filter.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tp {
namespace {

// As the kernel has it since ABI 6; older headers know only the first member.
struct Ruleset {
    std::uint64_t files = 0;
    std::uint64_t network = 0; // ABI 4
    std::uint64_t scoped = 0;  // ABI 6
};

long landlock_abi() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION); }

// All that this version of the kernel can take away (Documentation/userspace-api/landlock.rst).
Ruleset all_rights(long abi) {
    Ruleset rights;
    unsigned file_bits = abi >= 5 ? 16U : abi >= 3 ? 15U : abi == 2 ? 14U : 13U;
    rights.files = (std::uint64_t{1} << file_bits) - 1;
    if (abi >= 4) rights.network = 3; // bind and connect TCP
    if (abi >= 6) rights.scoped = 3;  // abstract sockets, signals
    return rights;
}

std::unexpected<Error> failed(const char* step) {
    std::string reason = std::string(step) + ": " + std::strerror(errno); // NOLINT(concurrency-mt-unsafe): one thread
    return fail(ErrorCode::io, "wire.sandbox_failed", {{"reason", reason}});
}

namespace fs = std::filesystem;

bool add_rule(int ruleset, const fs::path& path, std::uint64_t rights) {
    Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    landlock_path_beneath_attr rule{};
    rule.parent_fd = place.number();
    rule.allowed_access = rights;
    return ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

// What of a folder may be read: all of it, or, where it holds hidden folders, what is not hidden (and no link).
bool let_read(int ruleset, const fs::path& path) {
    constexpr std::uint64_t k_read = LANDLOCK_ACCESS_FS_READ_FILE, k_list = LANDLOCK_ACCESS_FS_READ_DIR;
    std::error_code error, unknown; // a broken link among the entries is no end of the list
    if (!fs::is_directory(path, error)) return add_rule(ruleset, path, k_read);
    bool hides = false;
    for (fs::directory_iterator at(path, error), end; !error && at != end && !hides; at.increment(error))
        hides = is_hidden(at->path()) && at->is_directory(unknown);
    if (!hides) return add_rule(ruleset, path, k_read | k_list);
    bool let = add_rule(ruleset, path, k_list);
    for (fs::directory_iterator at(path, error), end; !error && at != end && let; at.increment(error)) {
        auto type = at->symlink_status(unknown).type();
        if (is_hidden(at->path()) || (type != fs::file_type::regular && type != fs::file_type::directory)) continue;
        let = add_rule(ruleset, at->path(), type == fs::file_type::directory ? k_read | k_list : k_read);
    }
    return let;
}

Result<void> close_landlock(std::span<const std::filesystem::path> readable) {
    long abi = landlock_abi();
    Ruleset rights = all_rights(abi);
    std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    Descriptor ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rights, size, 0)));
    if (!ruleset) return failed("landlock_create_ruleset");
    for (const auto& path : readable)
        if (!let_read(ruleset.number(), path)) return failed("landlock_add_rule");
    if (::syscall(SYS_landlock_restrict_self, ruleset.number(), 0) != 0) return failed("landlock_restrict_self");
    return {};
}

Result<void> close_seccomp(int socket) {
    auto lines = syscall_filter(socket);
    sock_fprog program{static_cast<unsigned short>(lines.size()), lines.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0) return failed("seccomp");
    return {};
}

// Landlock binds the calling thread and those that it starts later, not those that run already.
bool is_one_thread() {
    struct stat tasks {};
    return ::stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink == 3; // the folder, itself, one thread
}

constexpr std::array<std::pair<SandboxParts, const char*>, 4> k_words{
    {{{true, true}, "landlock+seccomp"}, {{true, false}, "landlock"}, {{false, true}, "seccomp"}, {{false, false}, "none"}}};

} // namespace

SandboxParts sandbox_here() {
    SandboxParts parts;
    parts.landlock = landlock_abi() >= 1;
    std::uint32_t kill = SECCOMP_RET_KILL_PROCESS;
    parts.seccomp = !syscall_filter(0).empty() && ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &kill) == 0;
    return parts;
}

Result<SandboxParts> sandbox_to_use(SandboxParts here, bool unsafe) {
    if ((here.landlock && here.seccomp) || unsafe) return here;
    const char* missing = here.landlock ? "seccomp" : here.seccomp ? "Landlock" : "Landlock, seccomp";
    return fail(ErrorCode::unsupported, "wire.no_sandbox", {{"missing", missing}});
}

std::string sandbox_word(SandboxParts parts) {
    return std::ranges::find(k_words, parts, [](const auto& known) { return known.first; })->second;
}

std::optional<SandboxParts> sandbox_of_word(std::string_view word) {
    for (const auto& [parts, name] : k_words)
        if (word == name) return parts;
    return std::nullopt;
}

Result<void> close_sandbox(SandboxParts parts, std::span<const std::filesystem::path> readable, int socket) {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs");
    if (parts.landlock && !k_sanitized && !is_one_thread()) { // a sanitizer's own thread runs from the start
        errno = EBUSY;
        return failed("more than one thread");
    }
    if (parts.landlock)
        if (auto closed = close_landlock(readable); !closed) return closed;
    return parts.seccomp ? close_seccomp(socket) : Result<void>{};
}

} // namespace tp
