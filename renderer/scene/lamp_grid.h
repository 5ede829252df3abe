// scene/lamp_grid.h - lamps in square cells of ground, as arrays that a shader reads (shaders/night.inc).
#pragma once

#include "light/lamps.h"
#include "scene/ground.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tp {

inline constexpr int k_table_side = 64; // of an intensity table

struct LampRecord { // two texels; keep equal to shaders/night.inc; metres from LampGrid::origin_m
    std::array<float, 3> at{};
    float reach_m = 30;
    std::array<float, 2> c90{0, 1};
    float table = 0; // number of the first texel of its intensity table
    float height_m = 8; // above the ground
};
static_assert(sizeof(LampRecord) == 32);

struct LampGrid {
    std::array<double, 3> origin_m{}; // the south-west corner, at the height of the lowest lamp
    double cell_m = 16;
    int columns = 0, rows = 0;
    std::vector<std::array<std::uint32_t, 2>> cells; // row by row from the south-west: lamps [first, end) of `lamp`
    std::vector<std::uint32_t> lamp;                 // indices of `lamps`, those whose light reaches the cell
    std::vector<LampRecord> lamps;
    // k_table_side^2 per luminaire: intensity_cd by direction, an octahedron unfolded; each with its right, upper and upper
    // right neighbour, so that one fetch is enough to interpolate.
    std::vector<std::array<float, 4>> candela;
    std::vector<std::array<std::uint16_t, 2>> walls; // Lamp::wall_nearness of each sector and the next one; k_sectors per lamp
    bool empty() const { return lamps.empty(); }
};

// Cells of 16 m; larger ones (doubled) where the grid would have over a million. Lamps farther than 1 km from what is drawn
// of the city are left out. A lamp is in the cells where it gives k_least_lux to anything that faces it, behind no wall.
// Heights are those of the drawn ground.
LampGrid lamp_grid(const Lamps& lamps, const Ground& ground);

// Direction of the middle of a table's cell in the frame of a lamp: x C0, y C90, z up. The octahedron's lower half is the
// inner square of the table.
std::array<double, 3> table_direction(double u, double v); // u, v in [-1, 1]

} // namespace tp
