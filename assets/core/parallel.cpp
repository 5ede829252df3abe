#include "core/parallel.h"

#include <algorithm>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace tp {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
    if (threads == 1 || count < 2) {
        for (std::size_t i = 0; i < count; ++i) body(i);
        return;
    }
    if (threads == 0) { // no arena of its own: where the machine is busy, workers keep those of earlier calls for long
        tbb::parallel_for(std::size_t{0}, count, body);
        return;
    }
    int cores = tbb::info::default_concurrency();
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                              static_cast<std::size_t>(std::max(threads, cores))); // more threads than cores where asked
    tbb::task_arena arena(threads);
    arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, body); });
}

} // namespace tp
