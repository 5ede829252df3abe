// city/tile_source.h - where the pieces that a city is drawn from are read: bytes under a key, written once.
//
// A cache of the city, never a second truth: who makes the bytes (renderer/scene) checks them when they are read, because
// they may come out of anybody's file.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tp {

struct TileBlob {
    std::int64_t key = 0;
    std::vector<std::byte> bytes;
};

class TileSource {
public:
    virtual ~TileSource() = default;
    // Empty where the key is unknown. May be called from several threads at once.
    virtual Result<std::vector<std::byte>> read(std::int64_t key) const = 0;
};

} // namespace tp
