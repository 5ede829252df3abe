// scene/tile_build.h - parts of build_tiles that the reading side shares.
#pragma once

#include "scene/tile_set.h"

namespace tp {

TileBlob write_index(const std::vector<TileEntry>& entries, const City& city, const Ground& ground);

} // namespace tp
