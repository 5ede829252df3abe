#include "robust/sandbox/escape/attempts.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/shm.h>

namespace tp::escape {
namespace {

constexpr std::size_t k_page = 4096;

int map(int protection, int flags, int file) {
    void* start = ::mmap(nullptr, k_page, protection, flags, file, 0);
    return start == MAP_FAILED ? errno : 0;
}

void* a_page() { return ::mmap(nullptr, k_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

int map_memory_file() {
    int memory = static_cast<int>(::syscall(SYS_memfd_create, "code", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (memory < 0 || ::write(memory, "\xC3", 1) != 1) return errno;
    return map(PROT_READ | PROT_EXEC, MAP_PRIVATE, memory);
}

int map_input(const Ground& g) {
    int file = ::open((g.inside + "/victim.txt").c_str(), O_RDONLY | O_CLOEXEC);
    return file < 0 ? 0 : map(PROT_READ | PROT_EXEC, MAP_PRIVATE, file);
}

int stack_of_code() {
    char here = 0;
    auto start = reinterpret_cast<std::uintptr_t>(&here) & ~(k_page - 1);
    return call(SYS_mprotect, start, k_page, PROT_READ | PROT_WRITE | PROT_EXEC);
}

int filter_again(long number) {
    std::array<sock_filter, 1> allow{BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{1, allow.data()};
    return number == SYS_seccomp ? call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)
                                 : call(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int make_shared_memory() {
    int id = ::shmget(IPC_PRIVATE, k_page, IPC_CREAT | 0600);
    if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
    return outcome(id);
}

int new_ruleset() {
    std::uint64_t rights = 1;
    return call(SYS_landlock_create_ruleset, &rights, sizeof rights, 0U);
}

#if defined(__x86_64__)
// Its number in the 32-bit table is that of another call in this one: getpid is 20 there, writev here.
int old_door() {
    std::signal(SIGSEGV, [](int) { ::_exit(ENOSYS); }); // a kernel without that table
    long result = 20;
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result < 0 ? static_cast<int>(-result) : 0;
}
int x32_number() { return call(0x40000000L + SYS_getpid); }
#endif

constexpr unsigned k_free = by_seccomp | free_otherwise;

} // namespace

const std::vector<Attempt>& kernel_attempts() {
    static const std::vector<Attempt> k_list{
        {"map code", k_free, [](const Ground&) { return map(PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1); }},
        {"map writable code", k_free, [](const Ground&) { return map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1); }},
        {"map a memory file as code", k_free, [](const Ground&) { return map_memory_file(); }},
        {"map the input as code", by_seccomp, map_input},
        {"make the heap code", k_free, [](const Ground&) { return call(SYS_mprotect, a_page(), k_page, PROT_READ | PROT_EXEC); }},
        {"make the stack code", k_free, [](const Ground&) { return stack_of_code(); }},
        {"make memory code with a key", k_free, [](const Ground&) { return call(SYS_pkey_mprotect, a_page(), k_page, PROT_READ | PROT_EXEC, -1); }},
        {"remap_file_pages", by_seccomp, [](const Ground&) { return call(SYS_remap_file_pages, a_page(), k_page, 0, 0UL, 0); }},
        {"memory file of another kind", k_free, [](const Ground&) { return call(SYS_memfd_create, "x", 0U); }},
        {"memory file of huge pages", by_seccomp, [](const Ground&) { return call(SYS_memfd_create, "x", MFD_CLOEXEC | MFD_HUGETLB); }},
        {"memfd_secret", by_seccomp, [](const Ground&) { return call(SYS_memfd_secret, 0U); }},
        {"seal a memory file itself", by_seccomp, [](const Ground&) { return call(SYS_fcntl, 3, F_ADD_SEALS, F_SEAL_SEAL); }},
        {"userfaultfd", by_seccomp, [](const Ground&) { return call(SYS_userfaultfd, 1); }},
        {"personality", k_free, [](const Ground&) { return call(SYS_personality, READ_IMPLIES_EXEC); }},
        {"shared memory of System V", k_free, [](const Ground&) { return make_shared_memory(); }},
        {"attach shared memory", by_seccomp, [](const Ground&) { return call(SYS_shmat, 0, nullptr, SHM_EXEC); }},
        {"semaphores", by_seccomp, [](const Ground&) { return call(SYS_semget, IPC_PRIVATE, 1, 0600); }},
        {"message queue", by_seccomp, [](const Ground&) { return call(SYS_msgget, IPC_PRIVATE, 0600); }},
        {"POSIX message queue", by_seccomp, [](const Ground&) { return call(SYS_mq_open, "escape", O_CREAT | O_RDWR, 0600, nullptr); }},
        {"lock memory", k_free, [](const Ground&) { return call(SYS_mlock, a_page(), k_page); }},
        {"bpf", by_seccomp, [](const Ground&) { std::array<std::uint32_t, 32> how{2, 4, 4, 1}; return call(SYS_bpf, 0, how.data(), sizeof how); }},
        {"perf_event_open", by_seccomp, [](const Ground&) { std::array<std::uint32_t, 32> how{1, 128}; return call(SYS_perf_event_open, how.data(), 0, -1, -1, 0UL); }},
        {"io_uring_setup", by_seccomp, [](const Ground&) { std::array<std::uint32_t, 64> how{}; return call(SYS_io_uring_setup, 1, how.data()); }},
        {"aio", by_seccomp, [](const Ground&) { unsigned long context = 0; return call(SYS_io_setup, 1, &context); }},
        {"keyctl", by_seccomp, [](const Ground&) { return call(SYS_keyctl, 0, -3, 1); }},
        {"add_key", by_seccomp, [](const Ground&) { return call(SYS_add_key, "user", "escape", "x", 1UL, -2); }},
        {"request_key", by_seccomp, [](const Ground&) { return call(SYS_request_key, "user", "escape", nullptr, 0); }},
        {"a second filter", by_seccomp, [](const Ground&) { return filter_again(SYS_seccomp); }},
        {"a second filter by prctl", by_seccomp, [](const Ground&) { return filter_again(SYS_prctl); }},
        {"a new Landlock ruleset", k_free, [](const Ground&) { return new_ruleset(); }},
        {"landlock_restrict_self", by_seccomp, [](const Ground&) { return call(SYS_landlock_restrict_self, 3, 0U); }},
        {"type into the terminal", by_seccomp, [](const Ground&) { return outcome(::ioctl(0, TIOCSTI, "x")); }},
        {"ioctl of the socket", k_free, [](const Ground&) { int count = 0; return outcome(::ioctl(3, FIONREAD, &count)); }},
        {"own the socket's signals", k_free, [](const Ground& g) { return call(SYS_fcntl, 3, F_SETOWN, g.parent); }},
        {"make the socket not wait", k_free, [](const Ground&) { return call(SYS_fcntl, 3, F_SETFL, O_NONBLOCK); }},
        {"lease", by_seccomp, [](const Ground&) { return call(SYS_fcntl, 3, F_SETLEASE, F_RDLCK); }},
        {"mount", by_seccomp, [](const Ground& g) { return call(SYS_mount, "none", (g.inside + "/empty").c_str(), "tmpfs", 0UL, nullptr); }},
        {"unmount", by_seccomp, [](const Ground& g) { return call(SYS_umount2, (g.inside + "/empty").c_str(), 0); }},
        {"open_tree", by_seccomp, [](const Ground& g) { return call(SYS_open_tree, AT_FDCWD, g.inside.c_str(), 1U); }},
        {"move_mount", by_seccomp, [](const Ground&) { return call(SYS_move_mount, 3, "", 3, "", 0U); }},
        {"fsopen", by_seccomp, [](const Ground&) { return call(SYS_fsopen, "tmpfs", 0U); }},
        {"mount_setattr", by_seccomp, [](const Ground&) { return call(SYS_mount_setattr, 3, "", 0U, nullptr, 0UL); }},
        {"pivot_root", by_seccomp, [](const Ground& g) { return call(SYS_pivot_root, g.inside.c_str(), g.inside.c_str()); }},
        {"chroot", by_seccomp, [](const Ground& g) { return call(SYS_chroot, g.inside.c_str()); }},
        {"sethostname", by_seccomp, [](const Ground&) { return call(SYS_sethostname, "x", -1L); }},
        {"set the clock", by_seccomp, [](const Ground&) { return call(SYS_clock_settime, 0, nullptr); }},
        {"reboot", by_seccomp, [](const Ground&) { return call(SYS_reboot, 0, 0, 0, nullptr); }},
        {"kexec", by_seccomp, [](const Ground&) { return call(SYS_kexec_load, 0UL, 0UL, nullptr, ~0UL); }},
        {"load a module", by_seccomp, [](const Ground&) { return call(SYS_init_module, nullptr, 0UL, ""); }},
        {"load a module from a file", by_seccomp, [](const Ground&) { return call(SYS_finit_module, 3, "", 0); }},
        {"unload a module", by_seccomp, [](const Ground&) { return call(SYS_delete_module, "no such module", O_NONBLOCK); }},
        {"swapon", by_seccomp, [](const Ground& g) { return call(SYS_swapon, g.inside.c_str(), 0); }},
        {"read the kernel's log", by_seccomp, [](const Ground&) { return call(SYS_syslog, 10, nullptr, 0); }},
        {"acct", by_seccomp, [](const Ground& g) { return call(SYS_acct, g.inside.c_str()); }},
        {"quotactl", by_seccomp, [](const Ground&) { return call(SYS_quotactl, 0, nullptr, 0, nullptr); }},
        {"fanotify", by_seccomp, [](const Ground&) { return call(SYS_fanotify_init, 0U, 0U); }},
        {"timer", k_free, [](const Ground&) { int id = 0; return call(SYS_timer_create, 0, nullptr, &id); }},
        {"a number that no kernel knows", by_seccomp, [](const Ground&) { return call(1'000'000L); }},
#if defined(__x86_64__)
        {"32-bit system call", by_seccomp, [](const Ground&) { return old_door(); }},
        {"x32 system call", by_seccomp, [](const Ground&) { return x32_number(); }},
        {"iopl", by_seccomp, [](const Ground&) { return call(SYS_iopl, 3); }},
        {"ioperm", by_seccomp, [](const Ground&) { return call(SYS_ioperm, 0UL, 1UL, 1); }},
        {"modify_ldt", by_seccomp, [](const Ground&) { return call(SYS_modify_ldt, 0, nullptr, 0UL); }},
        {"arch_prctl", k_free, [](const Ground&) { unsigned long base = 0; return call(SYS_arch_prctl, 0x1003, &base); }},
#endif
    };
    return k_list;
}

std::vector<Attempt> all_attempts() {
    std::vector<Attempt> all = file_attempts();
    for (const auto* more : {&process_attempts(), &kernel_attempts()}) all.insert(all.end(), more->begin(), more->end());
    return all;
}

} // namespace tp::escape
