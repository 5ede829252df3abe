// scene/buildings.h - buildings as prisms with flat roofs, one mesh per tile.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tp {

struct BuildingTile {
    TileKey key;
    std::vector<std::uint32_t> buildings; // largest first
};

// Tiles with their buildings, by the middle of the footprint. Buildings with a coordinate that is not finite are left out,
// and those with a 1 in `hidden` (empty: none).
std::vector<BuildingTile> building_tiles(const Buildings& buildings, std::span<const std::uint8_t> hidden = {});

// Walls and roofs. Each ring has a lower and an upper circle of vertices; the lower ones carry the walls' normals, the
// upper ones the roof's. Ordered as in `tile`, so that the first indices_from_size[k] indices hold all of 2^k m and more.
Mesh building_mesh(const Buildings& buildings, const BuildingTile& tile, const Ground& ground);

} // namespace tp
