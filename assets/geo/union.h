// geo/union.h - the area that polygons cover together.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tp {

// Polygon i has rings [polygon_begin[i], polygon_begin[i + 1]), its outer ring first; ring r has points [ring_begin[r],
// ring_begin[r + 1]), not closed. Any unit.
struct FlatPolygons {
    std::vector<double> x, y;
    std::vector<std::uint32_t> ring_begin{0}, polygon_begin{0};

    std::size_t size() const { return polygon_begin.size() - 1; }
    void end_ring() { ring_begin.push_back(static_cast<std::uint32_t>(x.size())); }
    void end_polygon() { polygon_begin.push_back(static_cast<std::uint32_t>(ring_begin.size() - 1)); }
};

// The union by GEOS, corners moved to a grid of `grid` first (over 0, in the coordinates' unit); polygons that cross themselves are
// made valid first. Outer rings counter-clockwise, holes clockwise, the largest polygon first. nullopt: GEOS fails, or
// nothing of any area is left.
std::optional<FlatPolygons> union_of(const FlatPolygons& polygons, double grid);

} // namespace tp
