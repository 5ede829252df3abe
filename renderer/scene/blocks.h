// scene/blocks.h - many small buildings seen from afar as blocks on a grid of 16 x 16 cells a tile.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <cstdint>
#include <span>

namespace tp {

constexpr int k_block_cells = 16; // per side of a tile of any level

// `which` all lie in the tile. A cell of which at least an eighth is built over is a block as high as its roofs are on the
// average of their areas; it has the object id of its largest building.
Mesh block_mesh(const Buildings& buildings, std::span<const std::uint32_t> which, const Ground& ground, LocalPoint south_west, double side_m);

} // namespace tp
