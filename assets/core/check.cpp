#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace tp {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "twinplan: internal error: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

} // namespace tp
