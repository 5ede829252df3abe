// old_kernel CALL,CALL... PROGRAM WORD... - never shipped. Runs a program as on a kernel that lacks "landlock" or "seccomp":
// a filter answers those calls as an older kernel would.
#include <array>
#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char** words) {
    if (count < 3) return 2;
    const std::string_view lacking = words[1];
    auto number_of = [&](std::string_view name, unsigned call) { return lacking.contains(name) ? call : ~0U; };
    std::array<sock_filter, 5> lines{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of("landlock", SYS_landlock_create_ruleset), 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of("seccomp", SYS_seccomp), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    sock_fprog program{lines.size(), lines.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 3;
    ::execv(words[2], words + 2);
    return 4;
}
