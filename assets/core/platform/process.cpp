#include "core/platform/process.h"

#include "core/platform/sanitized.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // POSIX leaves its declaration to the user

namespace tp {
namespace {

constexpr std::size_t k_message_limit = 64 * 1024;

std::string system_reason() {
    return std::string(std::strerror(errno));
} // NOLINT(concurrency-mt-unsafe): for a message

// Settings of GDAL, the C library and others would change what a file is read as, or where logs are written.
std::vector<char*> child_environment() {
    constexpr std::array<std::string_view, 12> k_kept{
        "HOME=",         "LD_LIBRARY_PATH=", "PATH=",         "PROJ_DATA=",    "PROJ_LIB=",     "XDG_DATA_HOME=",
        "ASAN_OPTIONS=", "LSAN_OPTIONS=",    "TSAN_OPTIONS=", "UBSAN_OPTIONS=", "MSAN_OPTIONS=", "TMPDIR="};
    std::vector<char*> kept;
    for (char** entry = environ; entry && *entry; ++entry)
        if (std::ranges::any_of(k_kept, [&](std::string_view name) { return std::string_view(*entry).starts_with(name); }))
            kept.push_back(*entry);
    kept.push_back(nullptr);
    return kept;
}

// The soft limit; the hard one only ever falls, since raising it takes a privilege.
bool set_limit(pid_t id, __rlimit_resource resource, rlim_t soft, rlim_t hard) {
    rlimit now{};
    if (::prlimit(id, resource, nullptr, &now) != 0) return false;
    now.rlim_max = std::min(now.rlim_max, hard);
    now.rlim_cur = std::min(soft, now.rlim_max);
    return ::prlimit(id, resource, &now, nullptr) == 0;
}

std::uint64_t cpu_seconds_of(pid_t id) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(id, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
    return static_cast<std::uint64_t>(used.tv_sec);
}

} // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        m_number = std::exchange(other.m_number, -1);
    }
    return *this;
}

void Descriptor::reset() {
    if (m_number >= 0) ::close(m_number);
    m_number = -1;
}

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program, const std::vector<std::string>& words) {
    if (::access(program.c_str(), X_OK) != 0)
        return fail(ErrorCode::not_found, "wire.no_worker", {{"program", program.string()}});
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(ErrorCode::io, "wire.no_process", {{"reason", system_reason()}});
    Descriptor ours(ends[0]), theirs(ends[1]);
    // dup2 onto the same number would leave close-on-exec set, so the child's end is moved out of the way first.
    Descriptor moved(::fcntl(theirs.number(), F_DUPFD_CLOEXEC, k_child_socket + 7));
    if (!moved) return fail(ErrorCode::io, "wire.no_process", {{"reason", system_reason()}});

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (!k_sanitized) posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, moved.number(), k_child_socket);
    std::vector<std::string> owned{program.string()};
    owned.insert(owned.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (auto& word : owned) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto environment = child_environment();
    pid_t id = -1;
    int code = ::posix_spawn(&id, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        errno = code;
        return fail(ErrorCode::io, "wire.no_process", {{"reason", system_reason()}});
    }
    return ChildProcess(id, std::move(ours));
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    if (this != &other) {
        kill();
        m_id = std::exchange(other.m_id, -1);
        m_socket = std::move(other.m_socket);
    }
    return *this;
}

void ChildProcess::kill() {
    m_socket.reset();
    if (m_id <= 0) return;
    ::kill(m_id, SIGKILL);
    while (::waitpid(m_id, nullptr, 0) < 0 && errno == EINTR) {
    }
    m_id = -1;
}

bool ChildProcess::limit(const ChildLimits& limits) const {
    // The limit counts all of a user's processes, so it cannot be small; it bounds how many threads one child can add.
    struct sysinfo system {};
    rlim_t processes = ::sysinfo(&system) == 0 ? rlim_t{system.procs} + 512 : RLIM_INFINITY;
    bool set = set_limit(m_id, RLIMIT_CPU, cpu_seconds_of(m_id) + limits.further_cpu_s, RLIM_INFINITY) &&
               set_limit(m_id, RLIMIT_FSIZE, limits.written_bytes, RLIM_INFINITY) &&
               set_limit(m_id, RLIMIT_NOFILE, limits.open_files, limits.open_files) &&
               set_limit(m_id, RLIMIT_NPROC, processes, RLIM_INFINITY) && set_limit(m_id, RLIMIT_CORE, 0, 0);
    if (k_sanitized || limits.address_space_bytes == 0) return set;
    return set && set_limit(m_id, RLIMIT_AS, limits.address_space_bytes, limits.most_address_space_bytes);
}

ChildEnd ChildProcess::end(int patience_ms) {
    m_socket.reset();
    ChildEnd how;
    if (m_id <= 0) return how;
    int status = 0;
    pid_t gone = 0;
    for (int waited_ms = 0; (gone = ::waitpid(m_id, &status, WNOHANG)) == 0 && waited_ms < patience_ms; ++waited_ms)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (gone == m_id) {
        m_id = -1;
        if (WIFEXITED(status)) how.exit_status = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) how.signal = WTERMSIG(status);
        return how;
    }
    kill();
    how.signal = SIGKILL;
    how.killed_by_us = true;
    return how;
}

void begin_as_child() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close_range(k_child_socket + 1, ~0U, 0);
    rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): nothing to do where it fails
    std::signal(SIGXFSZ, SIG_IGN); // NOLINT(cert-err33-c)
}

bool send_message(int socket, std::span<const std::byte> bytes, int passed) {
    iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()}; // sendmsg does not write
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (passed >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(head), &passed, sizeof(int));
    }
    ssize_t sent = 0;
    do sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(bytes.size());
}

Received receive_message(int socket, std::vector<std::byte>& bytes, Descriptor& passed, int limit_ms) {
    pollfd wait{socket, POLLIN, 0};
    int ready = 0;
    do ready = ::poll(&wait, 1, limit_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0) return Received::timed_out;
    if (ready < 0) return Received::closed;

    bytes.resize(k_message_limit);
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t got = 0;
    do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0) return Received::closed;
    bytes.resize(static_cast<std::size_t>(got));
    for (cmsghdr* head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head))
        if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) // the padding has room for a second one
            for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= head->cmsg_len; at += sizeof(int)) {
                int number = -1;
                std::memcpy(&number, reinterpret_cast<const char*>(head) + at, sizeof(int));
                Descriptor came(number);
                if (!passed) passed = std::move(came);
            }
    return Received::message;
}

Result<Descriptor> shared_memory_of(std::span<const std::byte> bytes) {
    Descriptor memory(::memfd_create("twinplan-import", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory) return fail(ErrorCode::io, "wire.no_memory", {{"reason", system_reason()}});
    for (std::size_t done = 0; done < bytes.size();) {
        ssize_t wrote = ::write(memory.number(), bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return fail(ErrorCode::io, "wire.no_memory", {{"reason", system_reason()}});
        done += static_cast<std::size_t>(wrote);
    }
    return memory;
}

Result<SharedMemory> SharedMemory::map(const Descriptor& memory, std::size_t limit_bytes) {
    constexpr int k_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
    struct stat status {};
    // Sealing fails while anyone still has a writable mapping: then the bytes could change after they were checked.
    if (::fcntl(memory.number(), F_ADD_SEALS, k_seals) != 0 || ::fstat(memory.number(), &status) != 0 ||
        status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > limit_bytes ||
        status.st_blocks < status.st_size / 512)
        return fail(ErrorCode::bad_format, "wire.not_sealed");
    return map_of_parent(memory, limit_bytes);
}

Result<SharedMemory> SharedMemory::map_of_parent(const Descriptor& memory, std::size_t limit_bytes) {
    struct stat status {};
    if (::fstat(memory.number(), &status) != 0 || status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > limit_bytes)
        return fail(ErrorCode::bad_format, "wire.not_sealed");
    auto size = static_cast<std::size_t>(status.st_size);
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, memory.number(), 0);
    if (start == MAP_FAILED) return fail(ErrorCode::io, "wire.no_memory", {{"reason", system_reason()}});
    return SharedMemory(start, size);
}

SharedMemory::~SharedMemory() {
    if (m_start) ::munmap(m_start, m_size);
}

} // namespace tp
