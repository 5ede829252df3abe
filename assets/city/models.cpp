#include "city/models.h"

#include <algorithm>

namespace tp {

std::size_t texture_bytes(std::uint32_t width, std::uint32_t height, std::uint32_t levels, bool alpha) {
    auto side = [](std::uint32_t v) { return v >= 4 && v <= k_texture_side_limit && v % 4 == 0; };
    if (!side(width) || !side(height) || levels < 1 || levels > 13 || (std::max(width, height) >> (levels - 1)) == 0) return 0;
    std::size_t blocks = 0;
    for (std::uint32_t k = 0; k < levels; ++k) {
        std::size_t w = std::max(1U, width >> k), h = std::max(1U, height >> k);
        blocks += ((w + 3) / 4) * ((h + 3) / 4);
    }
    return blocks * (alpha ? 16 : 8);
}

} // namespace tp
