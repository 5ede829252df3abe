// core/parallel.h - loops over independent items whose results do not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace tp {

// Calls body(i) once for every i in [0, count), on up to `threads` threads (0: all cores). The body writes
// only to what belongs to i; sums are made afterwards in the order of i, never per thread.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

} // namespace tp
