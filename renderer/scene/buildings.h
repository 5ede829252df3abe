// scene/buildings.h - buildings as prisms with flat roofs: records as they are stored, one mesh per tile as they are drawn.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <array>
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

// Largest of the footprint's extents and the height, metres, as a building is drawn.
double building_size_m(const Buildings& buildings, std::size_t building);
// Height above the base as it is drawn: one storey where it is not known.
float drawn_height_m(const Buildings& buildings, std::size_t building);
// Of the ground that a building stands on: lowest wall foot, base.
struct BuildingFoot {
    double low_m = 0, base_m = 0;
};
BuildingFoot building_foot(const Buildings& buildings, std::size_t building, const Ground& ground);

// Buildings of a tile in steps from its centre. A plain one (a convex ring of four points) takes 32 bytes.
struct BuildingRecords {
    std::array<double, 3> centre_m{};
    double step_m = 0.01;
    std::vector<std::uint32_t> object;     // index in the city
    std::vector<std::int16_t> z;           // of each building: low, base, top
    std::vector<std::uint16_t> rings;      // of each building; k_fan: its roof is a fan round the first point
    std::vector<std::uint16_t> ring_points;
    std::vector<std::int16_t> xy;          // of each point
    std::vector<std::uint16_t> roof_corners; // of each building that is no fan: how many of `roof` are its
    std::vector<std::uint16_t> roof;       // point of the building, three a triangle
    static constexpr std::uint16_t k_fan = 0x8000;
};

// `which` in their order; borders may move by `tolerance_m` (scene/outline.h). What has more points than fit is coarser.
BuildingRecords building_records(const Buildings& buildings, std::span<const std::uint32_t> which, const Ground& ground, double tolerance_m);

// True where the counts and indices fit together, as they must before building_mesh.
bool is_sound(const BuildingRecords& records);

// Walls and roofs. Each ring has a lower and an upper circle of vertices; the lower ones carry the walls' normals, the
// upper ones the roof's. The first indices_from_size[k] indices hold all of 2^k m and more.
Mesh building_mesh(const BuildingRecords& records);
Mesh building_mesh(const Buildings& buildings, const BuildingTile& tile, const Ground& ground);

} // namespace tp
