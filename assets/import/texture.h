// import/texture.h - pictures of models: from a file's bytes to pixels to the blocks that every GPU reads.
#pragma once

#include "city/models.h"
#include "core/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba; // 4 bytes a pixel, row 0 on top
};

// JPEG, PNG, GeoTIFF or GIF by their content, read no larger than `side_limit` (a larger one is thinned while it is read).
// Refusals: bad_picture (no picture, or a damaged one), picture_too_large (over 16384 squared).
Result<Pixels> decode_picture(std::string bytes, int side_limit = 2048);

// Scaled to multiples of 4 within 4096, with all smaller levels; BC3 where a pixel is not opaque, else BC1.
// Precondition: width and height are at least 1 and rgba has as many pixels.
Texture make_texture(const Pixels& pixels);

} // namespace tp
