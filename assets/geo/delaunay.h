// geo/delaunay.h - the Delaunay triangulation of scattered points (GEOS), and triangles painted into a height grid.
#pragma once

#include "geo/raster.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// Triangles as indices into `points`. A point given twice is used once (the first). Empty where fewer than three
// different points are there, all lie on a line, or one is not finite. Along the hull GEOS leaves out some slivers. About 2 s for 300,000 points.
std::vector<std::array<std::uint32_t, 3>> delaunay(std::span<const LocalPoint> points);

struct HeightTriangle {
    std::array<LocalPoint, 3> corner;
    std::array<double, 3> height_m{};
};

// Paints triangles: a cell whose centre lies in one, its edges included, gets the height of the plane there, never
// beyond the heights of the corners. Where two triangles claim a cell the higher one stays, so that their order does
// not matter. Walls (no area from above) paint nothing.
class TrianglePainter {
public:
    explicit TrianglePainter(HeightGrid& grid); // NaN: not painted yet
    // False, and nothing is painted, once the triangles have covered the grid 64 times over: no relief does that.
    bool paint(const HeightTriangle& triangle);

private:
    HeightGrid& m_grid;
    std::uint64_t m_budget;
};

} // namespace tp
