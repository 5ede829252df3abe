#include "core/platform/syscall_filter.h"

#include "core/platform/sanitized.h"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tp {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t k_architecture = 0;
#endif

// What pthread_create passes in glibc and musl (the latter with CLONE_DETACHED, which the kernel ignores).
constexpr std::uint32_t k_thread_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD |
                                         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

constexpr std::uint32_t refused(int reason) {
    return SECCOMP_RET_ERRNO | (static_cast<std::uint32_t>(reason) & SECCOMP_RET_DATA);
}

// The kernel reads the arguments checked here as 32-bit numbers or tests bits of their low half only; a pointer that
// must be null is checked in both halves.
struct Check {
    std::uint32_t argument;
    std::uint32_t mask;
    std::uint32_t value;
    bool whole = false; // the upper half must be zero too
};

// One block per call: where the number matches, the block returns; else the next block sees the number again.
class Filter {
public:
    Filter() {
        load(offsetof(seccomp_data, arch));
        jump(BPF_JEQ, k_architecture, 1, 0);
        give(SECCOMP_RET_KILL_PROCESS);
        load(offsetof(seccomp_data, nr));
    }

    void allow(std::initializer_list<long> calls) {
        for (long call : calls) answer(call, SECCOMP_RET_ALLOW);
    }
    void answer(long call, std::uint32_t with) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1);
        give(with);
    }
    // Allowed where all checks hold.
    void allow_if(long call, std::initializer_list<Check> checks, std::uint32_t otherwise = SECCOMP_RET_KILL_PROCESS) {
        std::size_t head = start(call);
        for (const Check& check : checks) {
            load(low_half(check.argument));
            m_lines.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, check.mask));
            jump(BPF_JEQ, check.value, 1, 0);
            give(otherwise);
            if (!check.whole) continue;
            load(low_half(check.argument) + 4); // little-endian, as both architectures are
            jump(BPF_JEQ, 0, 1, 0);
            give(otherwise);
        }
        give(SECCOMP_RET_ALLOW);
        close(head);
    }
    // Allowed where the argument is one of the values.
    void allow_values(long call, std::uint32_t argument, std::initializer_list<std::uint32_t> values) {
        std::size_t head = start(call);
        load(low_half(argument));
        for (std::uint32_t value : values) {
            jump(BPF_JEQ, value, 0, 1);
            give(SECCOMP_RET_ALLOW);
        }
        give(SECCOMP_RET_KILL_PROCESS);
        close(head);
    }
    std::vector<sock_filter> take() {
        give(SECCOMP_RET_KILL_PROCESS);
        return std::move(m_lines);
    }

private:
    static std::uint32_t low_half(std::uint32_t argument) {
        return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + argument * 8;
    }
    void load(std::size_t offset) {
        m_lines.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
    }
    void jump(std::uint32_t how, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
        m_lines.push_back(BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | how | BPF_K), value, yes, no));
    }
    void give(std::uint32_t with) { m_lines.push_back(BPF_STMT(BPF_RET | BPF_K, with)); }
    std::size_t start(long call) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 0);
        return m_lines.size();
    }
    void close(std::size_t head) { m_lines[head - 1].jf = static_cast<std::uint8_t>(m_lines.size() - head); }

    std::vector<sock_filter> m_lines;
};

void files(Filter& filter) {
    filter.allow({SYS_read, SYS_pread64, SYS_readv, SYS_lseek, SYS_close, SYS_fstat, SYS_newfstatat, SYS_statx,
                  SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getdents64, SYS_getcwd, SYS_fadvise64});
#if defined(__x86_64__)
    filter.allow({SYS_stat, SYS_lstat, SYS_access, SYS_readlink});
#endif
    // Libraries that try to write first fall back to reading.
    constexpr std::uint32_t k_writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | O_PATH | (O_TMPFILE & ~O_DIRECTORY);
    filter.allow_if(SYS_openat, {{2, k_writing, O_RDONLY}}, refused(EACCES));
    filter.answer(SYS_openat2, refused(ENOSYS));
    filter.answer(SYS_ioctl, refused(ENOTTY));
    filter.allow_values(SYS_fcntl, 1, {F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_DUPFD_CLOEXEC});
}

void memory_and_threads(Filter& filter) {
    filter.allow({SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_futex, SYS_set_robust_list, SYS_rseq, SYS_sched_yield,
                  SYS_sched_getaffinity, SYS_exit, SYS_exit_group, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
                  SYS_sigaltstack, SYS_restart_syscall});
    filter.allow_if(SYS_mmap, {{2, PROT_EXEC, 0}});
    filter.allow_if(SYS_mprotect, {{2, PROT_EXEC, 0}});
    filter.allow_if(SYS_clone, {{0, ~std::uint32_t{0} & ~std::uint32_t{0x400000}, k_thread_flags}}); // CLONE_DETACHED
    filter.answer(SYS_clone3, refused(ENOSYS));
    filter.allow_values(SYS_prctl, 0, {PR_SET_NAME, PR_GET_NAME});
    filter.allow_if(SYS_tgkill, {{0, ~std::uint32_t{0}, static_cast<std::uint32_t>(::getpid())}, {2, ~std::uint32_t{0}, SIGABRT}});
}

void questions(Filter& filter) {
    filter.allow({SYS_clock_gettime, SYS_gettimeofday, SYS_nanosleep, SYS_clock_nanosleep, SYS_getrandom,
                  SYS_uname, SYS_sysinfo, SYS_getrusage, SYS_getcpu, SYS_get_mempolicy, SYS_getpid, SYS_gettid,
                  SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid});
#if defined(__x86_64__)
    filter.allow({SYS_time});
#endif
    filter.allow_if(SYS_prlimit64, {{0, ~std::uint32_t{0}, 0}, {2, ~std::uint32_t{0}, 0, true}});
}

void talk(Filter& filter, int socket) {
    auto number = static_cast<std::uint32_t>(socket);
    filter.allow({SYS_ppoll, SYS_write, SYS_writev});
#if defined(__x86_64__)
    filter.allow({SYS_poll});
#endif
    filter.allow_if(SYS_recvmsg, {{0, ~std::uint32_t{0}, number}});
    filter.allow_if(SYS_sendmsg, {{0, ~std::uint32_t{0}, number}});
    filter.allow_if(SYS_memfd_create, {{1, ~std::uint32_t{0}, MFD_CLOEXEC | MFD_ALLOW_SEALING}});
}

} // namespace

std::vector<sock_filter> syscall_filter(int socket) {
    if (k_architecture == 0) return {};
    Filter filter;
    memory_and_threads(filter);
    files(filter);
    questions(filter);
    talk(filter, socket);
    if (k_sanitized) filter.allow({SYS_pipe2});
#if defined(__x86_64__)
    if (k_sanitized) filter.answer(SYS_open, refused(EACCES)); // a report is made without names of functions then
#endif
    return filter.take();
}

} // namespace tp
