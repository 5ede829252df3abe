// core/parallel.h - loops over independent items whose results do not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <system_error>

namespace tp {

// Calls body(i) once for every i in [0, count), on up to `threads` threads (0: all cores). The body writes
// only to what belongs to i; sums are made afterwards in the order of i, never per thread.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

// Runs `job` beside the caller; where the system has no thread left, when its result is asked for.
template <class Job>
auto beside(const Job& job) {
    try {
        return std::async(std::launch::async, job);
    } catch (const std::system_error&) {
        return std::async(std::launch::deferred, job);
    }
}

} // namespace tp
