// core/platform/syscall_filter.h - the system calls that a program which reads hostile files may still make.
//
// A seccomp-BPF program, written by hand for x86_64 and aarch64. Everything that is not listed ends the process
// (SIGSYS); so does any call of another architecture's table (32-bit, x32). With arguments:
//
//   read files     openat only for reading (else EACCES: Landlock says where), read pread64 readv lseek close fstat
//                  newfstatat statx stat lstat access faccessat faccessat2 readlink readlinkat getdents64 getcwd
//                  fadvise64 fcntl (descriptor flags and the locks that SQLite tests)
//   memory         mmap and mprotect without PROT_EXEC, munmap mremap madvise brk
//   threads        clone with exactly the flags of a new thread (clone3 hides its flags behind a pointer: ENOSYS, so that
//                  the C library takes clone), futex set_robust_list rseq sched_yield sched_getaffinity exit
//                  prctl (the thread's name), rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
//   ask            clock_gettime gettimeofday time nanosleep clock_nanosleep getrandom uname sysinfo getrusage getcpu
//                  get_mempolicy getpid gettid getuid geteuid getgid getegid prlimit64 (only to ask about itself)
//   answer         recvmsg, sendmsg on the one socket, poll ppoll, write writev, memfd_create (close-on-exec, sealable)
//   end            exit_group, tgkill (only SIGABRT to itself)
//   sanitizers     pipe2, in builds with one only
//   refused softly ioctl (ENOTTY), openat2 and clone3 (ENOSYS): libraries ask and go on without
#pragma once

#include <linux/filter.h>
#include <vector>

namespace tp {

// Empty on an architecture for which no list was written. `socket`: the one to the parent. The program names the
// calling process by its number: it is made by the process that it will bind.
std::vector<sock_filter> syscall_filter(int socket);

} // namespace tp
