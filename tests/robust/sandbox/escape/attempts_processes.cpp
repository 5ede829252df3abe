#include "robust/sandbox/escape/attempts.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>

namespace tp::escape {
namespace {

constexpr int k_child_did_it = 201; // exit status of a program that an attempt started in its own place

int make_socket(int family, int type) { return outcome(::socket(family, type, 0)); }

int child_of(long id) {
    if (id == 0) ::_exit(0);
    if (id > 0) ::waitpid(static_cast<pid_t>(id), nullptr, 0);
    return outcome(id);
}

int raw_clone(unsigned long flags) { return child_of(::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr)); }

int with_vfork() {
    pid_t id = ::vfork();
    if (id == 0) ::_exit(0);
    return outcome(id);
}

int with_clone3() {
    struct {
        std::uint64_t flags = 0, pidfd = 0, child_tid = 0, parent_tid = 0, exit_signal = SIGCHLD, stack = 0, stack_size = 0, tls = 0;
    } how;
    return child_of(::syscall(SYS_clone3, &how, sizeof how));
}

const std::array<const char*, 4> k_shell{"/bin/sh", "-c", "exit 201", nullptr};
static_assert(k_child_did_it == 201);

int run_shell() { return call(SYS_execve, k_shell[0], k_shell.data(), nullptr); }

int run_descriptor(int program) {
    if (program < 0) return errno;
    return call(SYS_execveat, program, "", k_shell.data(), nullptr, AT_EMPTY_PATH);
}

int run_memory() {
    int memory = static_cast<int>(::syscall(SYS_memfd_create, "program", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (memory < 0) return errno;
    const char script[] = "#!/bin/true\n";
    if (::write(memory, script, sizeof script - 1) < 0) return errno;
    return run_descriptor(memory);
}

int move_parents_memory(const Ground& g, long number) {
    static std::array<char, 8> bytes{};
    iovec here{bytes.data(), bytes.size()}, there{&bytes, bytes.size()}; // a fork of the parent: the same address
    return call(number, g.parent, &here, 1UL, &there, 1UL, 0UL);
}

int raise_limit(int resource) {
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return 0; // asking is allowed
    limit.rlim_cur = limit.rlim_max;
    return call(SYS_prlimit64, 0, resource, &limit, nullptr);
}

int limit_parent(const Ground& g) {
    rlimit limit{};
    return call(SYS_prlimit64, g.parent, RLIMIT_NOFILE, nullptr, &limit);
}

int drop_or_take_capabilities() {
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    return call(SYS_capset, &head, sets.data());
}

int connect_the_socket(const Ground&) {
    sockaddr_un name{AF_UNIX, "\0escape"};
    return call(SYS_connect, 3, &name, sizeof name);
}

int bind_the_socket(const Ground&) {
    sockaddr_un name{AF_UNIX, "\0escape"};
    return call(SYS_bind, 3, &name, sizeof name);
}

int send_elsewhere(const Ground&) {
    sockaddr_un name{AF_UNIX, "\0escape"};
    return call(SYS_sendto, 3, "x", 1UL, 0, &name, sizeof name);
}

int send_on_another_number(const Ground&) {
    char byte = 0;
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    return call(SYS_sendmsg, 2, &message, 0);
}

constexpr unsigned k_free = by_seccomp | free_otherwise;

} // namespace

const std::vector<Attempt>& process_attempts() {
    static const std::vector<Attempt> k_list{
        {"socket AF_INET", k_free, [](const Ground&) { return make_socket(AF_INET, SOCK_STREAM); }},
        {"socket AF_INET UDP", k_free, [](const Ground&) { return make_socket(AF_INET, SOCK_DGRAM); }},
        {"socket AF_INET6", by_seccomp, [](const Ground&) { return make_socket(AF_INET6, SOCK_STREAM); }},
        {"socket AF_UNIX", k_free, [](const Ground&) { return make_socket(AF_UNIX, SOCK_STREAM); }},
        {"socket AF_NETLINK", k_free, [](const Ground&) { return make_socket(AF_NETLINK, SOCK_RAW); }},
        {"socket AF_PACKET", by_seccomp, [](const Ground&) { return make_socket(AF_PACKET, SOCK_RAW); }},
        {"socket AF_VSOCK", by_seccomp, [](const Ground&) { return make_socket(AF_VSOCK, SOCK_STREAM); }},
        {"socketpair", k_free, [](const Ground&) { std::array<int, 2> ends{}; return outcome(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data())); }},
        {"connect", by_seccomp, connect_the_socket},
        {"bind", by_seccomp, bind_the_socket},
        {"listen", by_seccomp, [](const Ground&) { return call(SYS_listen, 3, 1); }},
        {"sendto with a name", by_seccomp, send_elsewhere},
        {"sendmsg on another descriptor", by_seccomp, send_on_another_number},
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // which probe memory through one
        {"pipe", k_free, [](const Ground&) { std::array<int, 2> ends{}; return call(SYS_pipe2, ends.data(), 0); }},
#endif
        {"fork", k_free, [](const Ground&) { return raw_clone(SIGCHLD); }},
#if defined(SYS_vfork)
        {"vfork", k_free, [](const Ground&) { return with_vfork(); }},
        {"fork by its old number", k_free, [](const Ground&) { return child_of(::syscall(SYS_fork)); }},
#endif
        {"clone into new namespaces", by_seccomp, [](const Ground&) { return raw_clone(CLONE_NEWUSER | CLONE_NEWNET | SIGCHLD); }},
        {"clone sharing files", by_seccomp, [](const Ground&) { return raw_clone(CLONE_FILES | CLONE_FS | SIGCHLD); }},
        {"clone3", k_free, [](const Ground&) { return with_clone3(); }},
        {"execve", by_landlock | k_free, [](const Ground&) { return run_shell(); }},
        {"execveat of an open program", by_seccomp, [](const Ground&) { return run_descriptor(::open("/bin/sh", O_RDONLY | O_CLOEXEC)); }},
        {"execveat of memory", by_seccomp, [](const Ground&) { return run_memory(); }},
        {"ptrace the parent", by_seccomp, [](const Ground& g) { return call(SYS_ptrace, PTRACE_SEIZE, g.parent, nullptr, nullptr); }},
        {"be traced by the parent", k_free, [](const Ground&) { return call(SYS_ptrace, PTRACE_TRACEME, 0, nullptr, nullptr); }},
        {"process_vm_readv of the parent", by_seccomp, [](const Ground& g) { return move_parents_memory(g, SYS_process_vm_readv); }},
        {"process_vm_writev of the parent", by_seccomp, [](const Ground& g) { return move_parents_memory(g, SYS_process_vm_writev); }},
        {"kill the parent", by_late_landlock | k_free, [](const Ground& g) { return call(SYS_kill, g.parent, SIGWINCH); }},
        {"ask whether the parent lives", by_late_landlock | k_free, [](const Ground& g) { return call(SYS_kill, g.parent, 0); }},
        {"tgkill the parent", by_late_landlock | k_free, [](const Ground& g) { return call(SYS_tgkill, g.parent, g.parent, SIGWINCH); }},
        {"tkill the parent", by_late_landlock | k_free, [](const Ground& g) { return call(SYS_tkill, g.parent, SIGWINCH); }},
        {"tgkill itself with another signal", k_free, [](const Ground&) { return call(SYS_tgkill, ::getpid(), ::getpid(), SIGWINCH); }},
        {"rt_sigqueueinfo", by_seccomp, [](const Ground& g) { siginfo_t info{}; info.si_code = SI_QUEUE; return call(SYS_rt_sigqueueinfo, g.parent, SIGWINCH, &info); }},
        {"pidfd_open of the parent", k_free, [](const Ground& g) { return call(SYS_pidfd_open, g.parent, 0U); }},
        {"pidfd_getfd", by_seccomp, [](const Ground&) { return call(SYS_pidfd_getfd, 3, 0, 0U); }},
        {"pidfd_send_signal", by_seccomp, [](const Ground&) { return call(SYS_pidfd_send_signal, 3, SIGWINCH, nullptr, 0U); }},
        {"kcmp", by_seccomp, [](const Ground& g) { return call(SYS_kcmp, ::getpid(), g.parent, 0, 0UL, 0UL); }},
        {"new session", by_seccomp, [](const Ground&) { return call(SYS_setsid); }},
        {"change its group", by_seccomp, [](const Ground& g) { return call(SYS_setpgid, 0, g.parent); }},
        {"lower the parent's priority", by_seccomp, [](const Ground& g) { return call(SYS_setpriority, PRIO_PROCESS, g.parent, 19); }},
        {"change its processors", by_seccomp, [](const Ground&) { cpu_set_t set; CPU_ZERO(&set); CPU_SET(0, &set); return call(SYS_sched_setaffinity, 0, sizeof set, &set); }},
        {"real-time scheduling", by_seccomp, [](const Ground&) { sched_param p{1}; return call(SYS_sched_setscheduler, 0, SCHED_FIFO, &p); }},
        {"raise the limit of memory", k_free, [](const Ground&) { return raise_limit(RLIMIT_AS); }},
        {"raise the limit of files", k_free, [](const Ground&) { return raise_limit(RLIMIT_NOFILE); }},
        {"raise the limit of time", k_free, [](const Ground&) { return raise_limit(RLIMIT_CPU); }},
        {"setrlimit", k_free, [](const Ground&) { rlimit none{0, 0}; return call(SYS_setrlimit, RLIMIT_CORE, &none); }},
        {"read the parent's limits", by_seccomp, limit_parent},
        {"setuid", k_free, [](const Ground&) { return call(SYS_setuid, ::getuid()); }},
        {"setgid", k_free, [](const Ground&) { return call(SYS_setgid, ::getgid()); }},
        {"setresuid", k_free, [](const Ground&) { return call(SYS_setresuid, -1, -1, -1); }},
        {"setgroups", by_seccomp, [](const Ground&) { return call(SYS_setgroups, 0, nullptr); }},
        {"capset", by_seccomp, [](const Ground&) { return drop_or_take_capabilities(); }},
        {"unshare a user namespace", by_seccomp, [](const Ground&) { return call(SYS_unshare, CLONE_NEWUSER); }},
        {"unshare mounts", by_seccomp, [](const Ground&) { return call(SYS_unshare, CLONE_NEWNS); }},
        {"setns", by_seccomp, [](const Ground&) { return call(SYS_setns, 3, 0); }},
        {"prctl PR_SET_DUMPABLE", k_free, [](const Ground&) { return call(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); }},
        {"prctl PR_SET_PDEATHSIG", k_free, [](const Ground&) { return call(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0); }},
        {"prctl PR_SET_KEEPCAPS", k_free, [](const Ground&) { return call(SYS_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0); }},
        {"prctl PR_SET_CHILD_SUBREAPER", k_free, [](const Ground&) { return call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }},
        {"prctl PR_SET_MM", by_seccomp, [](const Ground&) { return call(SYS_prctl, PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0); }},
        {"prctl PR_SET_PTRACER", by_seccomp, [](const Ground&) { return call(SYS_prctl, PR_SET_PTRACER, -1L, 0, 0, 0); }},
    };
    return k_list;
}

} // namespace tp::escape
