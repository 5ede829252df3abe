#include "core/platform/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // POSIX leaves its declaration to the user

namespace tp {
namespace {

constexpr std::size_t k_message_limit = 64 * 1024;

std::string system_reason() {
    return std::string(std::strerror(errno));
} // NOLINT(concurrency-mt-unsafe): for a message

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
    posix_spawn_file_actions_adddup2(&actions, moved.number(), k_child_socket);
    std::vector<std::string> owned{program.string()};
    owned.insert(owned.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (auto& word : owned) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t id = -1;
    int code = ::posix_spawn(&id, program.c_str(), &actions, nullptr, argv.data(), environ);
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

void end_with_parent() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): nothing to do where it fails
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
        if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(head), sizeof(int));
            passed = Descriptor(number);
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
        status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > limit_bytes)
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
