#include "vk/block_decode.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tp {
namespace {

using Pixel = std::array<std::uint8_t, 4>;

std::uint32_t read16(const std::uint8_t* at) { return static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8U; }

Pixel from_565(std::uint32_t c) {
    std::uint32_t r = (c >> 11U) & 31U, g = (c >> 5U) & 63U, b = c & 31U;
    return {static_cast<std::uint8_t>((r << 3U) | (r >> 2U)), static_cast<std::uint8_t>((g << 2U) | (g >> 4U)), static_cast<std::uint8_t>((b << 3U) | (b >> 2U)), 255};
}

// `four`: always four colours (BC3); else three and black where the first is not greater.
void decode_colours(const std::uint8_t* block, bool four, std::array<Pixel, 16>& out) {
    std::uint32_t c0 = read16(block), c1 = read16(block + 2);
    std::array<Pixel, 4> colour{from_565(c0), from_565(c1), {}, {}};
    for (std::size_t k = 0; k < 3; ++k) {
        unsigned a = colour[0][k], b = colour[1][k];
        bool all = four || c0 > c1;
        colour[2][k] = static_cast<std::uint8_t>(all ? (2 * a + b) / 3 : (a + b) / 2);
        colour[3][k] = static_cast<std::uint8_t>(all ? (a + 2 * b) / 3 : 0);
    }
    colour[2][3] = colour[3][3] = 255;
    std::uint32_t bits = read16(block + 4) | read16(block + 6) << 16U;
    for (std::size_t i = 0; i < 16; ++i) out[i] = colour[(bits >> (2 * i)) & 3U];
}

void decode_alpha(const std::uint8_t* block, std::array<Pixel, 16>& out) {
    std::array<unsigned, 8> alpha{block[0], block[1]};
    for (unsigned k = 1; k < 7; ++k)
        if (alpha[0] > alpha[1]) alpha[k + 1] = ((7 - k) * alpha[0] + k * alpha[1]) / 7;
        else alpha[k + 1] = k < 5 ? ((5 - k) * alpha[0] + k * alpha[1]) / 5 : k == 5 ? 0 : 255;
    std::uint64_t bits = 0;
    for (unsigned k = 0; k < 6; ++k) bits |= static_cast<std::uint64_t>(block[2 + k]) << (8 * k);
    for (std::size_t i = 0; i < 16; ++i) out[i][3] = static_cast<std::uint8_t>(alpha[(bits >> (3 * i)) & 7U]);
}

} // namespace

std::vector<std::uint8_t> decode_blocks(std::span<const std::uint8_t> blocks, std::uint32_t width, std::uint32_t height, std::uint32_t levels, bool alpha) {
    std::vector<std::uint8_t> out;
    const std::uint8_t* at = blocks.data();
    std::array<Pixel, 16> pixels{};
    for (std::uint32_t level = 0; level < levels; ++level) {
        std::size_t w = std::max(1U, width >> level), h = std::max(1U, height >> level), first = out.size();
        out.resize(first + w * h * 4);
        for (std::size_t by = 0; by < h; by += 4)
            for (std::size_t bx = 0; bx < w; bx += 4, at += alpha ? 16 : 8) {
                decode_colours(alpha ? at + 8 : at, alpha, pixels);
                if (alpha) decode_alpha(at, pixels);
                for (std::size_t y = by; y < std::min(by + 4, h); ++y)
                    for (std::size_t x = bx; x < std::min(bx + 4, w); ++x)
                        std::ranges::copy(pixels[(y - by) * 4 + x - bx], out.begin() + static_cast<std::ptrdiff_t>(first + (y * w + x) * 4));
            }
    }
    return out;
}

} // namespace tp
