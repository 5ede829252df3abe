#include "core/platform/process_start.h"

#include <ctime>

namespace tp {
namespace {

std::chrono::steady_clock::time_point began() {
    std::timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::steady_clock::now() - std::chrono::seconds(used.tv_sec) - std::chrono::nanoseconds(used.tv_nsec);
}

const auto k_start = began(); // before main

} // namespace

std::chrono::steady_clock::time_point process_start() { return k_start; }

} // namespace tp
