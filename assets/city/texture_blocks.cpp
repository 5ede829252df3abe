#include "city/texture_blocks.h"

#include <algorithm>
#include <cstring>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_DXT_IMPLEMENTATION
#define STB_DXT_STATIC
#include <stb/stb_dxt.h>
#pragma GCC diagnostic pop

namespace tp {
namespace {

std::uint8_t* at(Pixels& pixels, int x, int y) {
    return pixels.rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.width) + static_cast<std::size_t>(x)) * 4;
}
const std::uint8_t* at(const Pixels& pixels, int x, int y) { return at(const_cast<Pixels&>(pixels), x, y); }

// Box filter over the pixels that a target pixel covers; at least the nearest one.
Pixels scaled(const Pixels& from, int width, int height) {
    Pixels to{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4)};
    for (int y = 0; y < height; ++y) {
        int y0 = y * from.height / height, y1 = std::max(y0 + 1, (y + 1) * from.height / height);
        for (int x = 0; x < width; ++x) {
            int x0 = x * from.width / width, x1 = std::max(x0 + 1, (x + 1) * from.width / width);
            std::uint32_t sum[4] = {0, 0, 0, 0}, count = 0;
            for (int sy = y0; sy < y1; ++sy)
                for (int sx = x0; sx < x1; ++sx, ++count)
                    for (int c = 0; c < 4; ++c) sum[c] += at(from, sx, sy)[c];
            for (int c = 0; c < 4; ++c) at(to, x, y)[c] = static_cast<std::uint8_t>((sum[c] + count / 2) / count);
        }
    }
    return to;
}

void add_level(Texture& texture, const Pixels& level) {
    std::uint8_t block[64], out[16];
    for (int y = 0; y < level.height; y += 4)
        for (int x = 0; x < level.width; x += 4) {
            for (int k = 0; k < 16; ++k) // blocks that reach over the edge repeat its pixels
                std::memcpy(block + k * 4, at(level, std::min(x + k % 4, level.width - 1), std::min(y + k / 4, level.height - 1)), 4);
            stb_compress_dxt_block(out, block, texture.alpha ? 1 : 0, STB_DXT_NORMAL);
            texture.blocks.insert(texture.blocks.end(), out, out + (texture.alpha ? 16 : 8));
        }
}

} // namespace

Texture make_texture(const Pixels& pixels) {
    auto side = [](int v) { return std::clamp((v + 3) / 4 * 4, 4, static_cast<int>(k_texture_side_limit)); };
    Pixels level = pixels;
    if (int w = side(pixels.width), h = side(pixels.height); w != pixels.width || h != pixels.height) level = scaled(pixels, w, h);
    Texture texture;
    texture.width = static_cast<std::uint32_t>(level.width);
    texture.height = static_cast<std::uint32_t>(level.height);
    for (std::size_t i = 3; i < level.rgba.size() && !texture.alpha; i += 4) texture.alpha = level.rgba[i] < 250;
    texture.levels = 0;
    for (;;) {
        add_level(texture, level);
        ++texture.levels;
        if (level.width == 1 && level.height == 1) return texture;
        level = scaled(level, std::max(1, level.width / 2), std::max(1, level.height / 2));
    }
}

} // namespace tp
