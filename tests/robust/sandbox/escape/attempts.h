// robust/sandbox/escape/attempts.h - what a parser that was taken over could try, one function each.
#pragma once

#include <cerrno>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace tp::escape {

// Where an attempt is made. `inside` is the folder that the worker may read; victim.txt, empty/, .ssh/id_test and the links link_out (to
// outside/secret.txt) and folder_out (to outside) lie in it. `outside` holds secret.txt and .ssh/id_test. Absolute paths.
struct Ground {
    std::string inside, outside;
    int parent = 0; // the process that started this one
};

// What must hold it back, and whether it works without any sandbox for everybody.
enum Held : unsigned {
    by_landlock = 1,
    by_seccomp = 2,
    free_otherwise = 4,
    by_late_landlock = 8 // of its sixth version (Linux 6.12): signals; of its third: cutting files off
};

struct Attempt {
    const char* name;
    unsigned held;
    int (*make)(const Ground&); // 0: it worked; else why not (errno)
};

inline int outcome(long result) { return result < 0 ? errno : 0; }

// A call by number, so that no library stands between.
template <class... Arguments>
int call(long number, Arguments... arguments) {
    return outcome(::syscall(number, arguments...));
}

const std::vector<Attempt>& file_attempts();
const std::vector<Attempt>& process_attempts();
const std::vector<Attempt>& kernel_attempts();
std::vector<Attempt> all_attempts();

} // namespace tp::escape
