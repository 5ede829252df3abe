// vk/take.h - what was made goes where it belongs, or its error on.
#pragma once

#include "core/result.h"

#include <utility>

namespace tp {

template <class Out, class Made>
Result<void> take(Out& out, Result<Made> made) {
    if (!made) return std::unexpected(made.error());
    out = std::move(*made);
    return {};
}

} // namespace tp
