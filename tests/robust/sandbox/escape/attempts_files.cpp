#include "robust/sandbox/escape/attempts.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

namespace tp::escape {
namespace {

int read_it(const std::string& path) {
    int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno;
    char first = 0;
    return outcome(::read(file, &first, 1));
}

int open_as(const std::string& path, int flags) { return outcome(::open(path.c_str(), flags | O_CLOEXEC, 0600)); }

std::string victim(const Ground& g) { return g.inside + "/victim.txt"; }
std::string secret(const Ground& g) { return g.outside + "/secret.txt"; }
std::string of_parent(const Ground& g, const char* name) { return "/proc/" + std::to_string(g.parent) + '/' + name; }

int at_folder(const Ground& g, const char* path) {
    int folder = ::open(g.inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? 0 : outcome(::openat(folder, path, O_RDONLY)); // the folder itself must open
}

int with_openat2(const Ground& g) {
    struct {
        std::uint64_t flags = O_RDONLY, mode = 0, resolve = 0;
    } how;
    return call(SYS_openat2, AT_FDCWD, (g.inside + "/../outside/secret.txt").c_str(), &how, sizeof how);
}

int over_a_path_descriptor(const Ground& g) {
    int path = ::open(secret(g).c_str(), O_PATH | O_CLOEXEC);
    if (path < 0) return errno;
    return read_it("/proc/self/fd/" + std::to_string(path));
}

int on_read_descriptor(const Ground& g, int (*change)(int)) {
    int file = ::open(victim(g).c_str(), O_RDONLY | O_CLOEXEC);
    return file < 0 ? 0 : change(file);
}

constexpr unsigned k_both = by_landlock | by_seccomp | free_otherwise;
constexpr unsigned k_landlock = by_landlock | free_otherwise;
constexpr unsigned k_seccomp = by_seccomp | free_otherwise;

const std::array<timespec, 2> k_times{};

} // namespace

const std::vector<Attempt>& file_attempts() {
    static const std::vector<Attempt> k_list{
        {"read /etc/passwd", k_landlock, [](const Ground&) { return read_it("/etc/passwd"); }},
        {"read a key of the user", k_landlock, [](const Ground& g) { return read_it(g.outside + "/.ssh/id_test"); }},
        {"read a key beside the input", k_landlock, [](const Ground& g) { return read_it(g.inside + "/.ssh/id_test"); }},
        {"list another folder", k_landlock, [](const Ground& g) { return open_as(g.outside, O_RDONLY | O_DIRECTORY); }},
        {"list /", k_landlock, [](const Ground&) { return open_as("/", O_RDONLY | O_DIRECTORY); }},
        {"read by ..", k_landlock, [](const Ground& g) { return read_it(g.inside + "/../outside/secret.txt"); }},
        {"read by .. from the folder's descriptor", k_landlock, [](const Ground& g) { return at_folder(g, "../outside/secret.txt"); }},
        {"read by .. with openat2", k_both, with_openat2},
        {"read through a link", k_landlock, [](const Ground& g) { return read_it(g.inside + "/link_out"); }},
        {"read through a linked folder", k_landlock, [](const Ground& g) { return read_it(g.inside + "/folder_out/secret.txt"); }},
        {"read through /proc/self/root", k_landlock, [](const Ground& g) { return read_it("/proc/self/root" + secret(g)); }},
        {"read the parent's environment", by_landlock, [](const Ground& g) { return read_it(of_parent(g, "environ")); }},
        {"read the parent's memory map", by_landlock, [](const Ground& g) { return read_it(of_parent(g, "maps")); }},
        {"read its own environment", k_landlock, [](const Ground&) { return read_it("/proc/self/environ"); }},
        {"read the parent's memory", by_landlock, [](const Ground& g) { return open_as(of_parent(g, "mem"), O_RDONLY); }},
        {"write the parent's memory", by_landlock | by_seccomp, [](const Ground& g) { return open_as(of_parent(g, "mem"), O_RDWR); }},
        {"write its own memory by file", k_both, [](const Ground&) { return open_as("/proc/self/mem", O_RDWR); }},
        {"read over a path descriptor", k_both, over_a_path_descriptor},
        {"open_by_handle_at", by_seccomp, [](const Ground&) { return call(SYS_open_by_handle_at, 3, nullptr, O_RDONLY); }},
        {"read the terminal", by_landlock, [](const Ground&) { return open_as("/dev/tty", O_RDONLY); }},
        {"read kernel memory", by_landlock, [](const Ground&) { return open_as("/dev/kmsg", O_RDONLY | O_NONBLOCK); }},
        {"open the input for writing", k_both, [](const Ground& g) { return open_as(victim(g), O_WRONLY); }},
        {"open the input for both", k_both, [](const Ground& g) { return open_as(victim(g), O_RDWR); }},
        {"append to the input", k_both, [](const Ground& g) { return open_as(victim(g), O_WRONLY | O_APPEND); }},
        {"truncate the input while opening", by_late_landlock | k_seccomp, [](const Ground& g) { return open_as(victim(g), O_RDONLY | O_TRUNC); }},
        {"create in the input folder", k_both, [](const Ground& g) { return open_as(g.inside + "/new.txt", O_RDONLY | O_CREAT); }},
        {"create elsewhere", k_both, [](const Ground& g) { return open_as(g.outside + "/new.txt", O_WRONLY | O_CREAT); }},
        {"create without a name", k_both, [](const Ground& g) { return open_as(g.outside, O_TMPFILE | O_RDWR); }},
        {"truncate", by_late_landlock | k_seccomp, [](const Ground& g) { return outcome(::truncate(victim(g).c_str(), 0)); }},
        {"make a link", k_both, [](const Ground& g) { return outcome(::symlink("/etc", (g.inside + "/new_link").c_str())); }},
        {"make a hard link", k_both, [](const Ground& g) { return outcome(::link(victim(g).c_str(), (g.inside + "/new_name").c_str())); }},
        {"rename", k_both, [](const Ground& g) { return outcome(::rename(victim(g).c_str(), (g.inside + "/new_name").c_str())); }},
        {"exchange with renameat2", k_both, [](const Ground& g) {
             return call(SYS_renameat2, AT_FDCWD, victim(g).c_str(), AT_FDCWD, secret(g).c_str(), 2U);
         }},
        {"unlink", k_both, [](const Ground& g) { return outcome(::unlink(victim(g).c_str())); }},
        {"remove a folder", k_both, [](const Ground& g) { return outcome(::rmdir((g.inside + "/empty").c_str())); }},
        {"make a folder", k_both, [](const Ground& g) { return outcome(::mkdir((g.inside + "/new_folder").c_str(), 0700)); }},
        {"make a pipe", k_both, [](const Ground& g) { return outcome(::mkfifo((g.inside + "/new_pipe").c_str(), 0600)); }},
        {"make a device", by_landlock | by_seccomp, [](const Ground& g) {
             return outcome(::mknod((g.inside + "/new_device").c_str(), S_IFCHR | 0600, 0x103));
         }},
        {"change the mode", k_seccomp, [](const Ground& g) { return outcome(::chmod(victim(g).c_str(), 0777)); }},
        {"change the mode of an open file", k_seccomp, [](const Ground& g) { return on_read_descriptor(g, [](int f) { return outcome(::fchmod(f, 0777)); }); }},
        {"change the owner", k_seccomp, [](const Ground& g) { return outcome(::chown(victim(g).c_str(), ::getuid(), ::getgid())); }},
        {"change the times", k_seccomp, [](const Ground& g) { return outcome(::utimensat(AT_FDCWD, victim(g).c_str(), k_times.data(), 0)); }},
        {"change the times of an open file", k_seccomp, [](const Ground& g) { return on_read_descriptor(g, [](int f) { return outcome(::futimens(f, k_times.data())); }); }},
        {"set an attribute", by_seccomp, [](const Ground& g) { return outcome(::setxattr(victim(g).c_str(), "user.escape", "1", 1, 0)); }},
        {"set an attribute of an open file", by_seccomp, [](const Ground& g) {
             return on_read_descriptor(g, [](int f) { return outcome(::fsetxattr(f, "user.escape", "1", 1, 0)); });
         }},
        {"remove an attribute", by_seccomp, [](const Ground& g) { return outcome(::removexattr(victim(g).c_str(), "user.escape")); }},
        {"lock the input", k_seccomp, [](const Ground& g) { return on_read_descriptor(g, [](int f) { return call(SYS_flock, f, 2); }); }},
        {"watch the input", k_seccomp, [](const Ground&) { return call(SYS_inotify_init1, 0); }},
        {"allocate room in the input", by_seccomp, [](const Ground& g) {
             return on_read_descriptor(g, [](int f) { return call(SYS_fallocate, f, 0, 0L, 4096L); });
         }},
        {"copy_file_range", by_seccomp, [](const Ground&) { return call(SYS_copy_file_range, 0, nullptr, 1, nullptr, 10L, 0U); }},
        {"change the working folder", k_seccomp, [](const Ground& g) { return outcome(::chdir(g.outside.c_str())); }},
        {"change the mask of modes", k_seccomp, [](const Ground&) { return call(SYS_umask, 0); }},
    };
    return k_list;
}

} // namespace tp::escape
