#include "core/platform/memory_use.h"

#include <fstream>
#include <unistd.h>

namespace tp {

std::uint64_t resident_bytes() {
    std::ifstream in("/proc/self/statm"); // pages: all, resident, ...
    std::uint64_t all = 0, resident = 0;
    if (!(in >> all >> resident)) return 0;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace tp
