// city/texture_blocks.h - pixels become the blocks that every GPU reads.
#pragma once

#include "city/models.h"

namespace tp {

struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba; // 4 bytes a pixel, sRGB, row 0 on top
};

// Scaled to multiples of 4 within 4096, with all smaller levels; BC3 where a pixel is not opaque, else BC1.
// Precondition: width and height are at least 1 and rgba has as many pixels.
Texture make_texture(const Pixels& pixels);

} // namespace tp
