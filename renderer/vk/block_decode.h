// vk/block_decode.h - BC1 and BC3 blocks to pixels, for devices that cannot read them.
//
// Source: Khronos Data Format Specification 1.3, sections 18.1 and 18.3 (S3TC).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// RGBA8 of all levels, one after another. Precondition: `blocks` holds width x height and `levels` - 1 halves of it, in
// whole blocks of 8 bytes (BC1, opaque) or 16 (BC3).
std::vector<std::uint8_t> decode_blocks(std::span<const std::uint8_t> blocks, std::uint32_t width, std::uint32_t height, std::uint32_t levels, bool alpha);

} // namespace tp
