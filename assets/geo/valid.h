// geo/valid.h - whether the rings of a polygon hold together (OGC 06-103r4, section 6.1.11), and what is made of those
// that do not.
//
// Coordinates are of any kind (degrees, metres), finite. Reentrant. rebuild() keeps area like this: what an outer ring
// goes round in either direction, once or more often, is inside (both halves of a bow-tie, an overlap once); what a hole
// goes round is outside; parts that overlap or share an edge become one; a hole that lies wholly outside its outer ring
// is a part of its own. Spikes vanish: they enclose nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tp {

// Parts of rings of points: ring r has points [ring_end[r-1], ring_end[r]), part p rings [part_end[p-1], part_end[p]),
// the outer one first. Rings are not closed and have three points or more.
struct FlatPolygonView {
    std::span<const double> x, y;
    std::span<const std::uint32_t> ring_end, part_end;
};
struct FlatPolygon {
    std::vector<double> x, y;
    std::vector<std::uint32_t> ring_end, part_end;

    operator FlatPolygonView() const { return {x, y, ring_end, part_end}; }
};

enum class RingCheck : std::uint8_t {
    valid,
    doubtful, // something touches, crosses, or lies so close that rebuild() has to say
    tangled,  // crosses itself more often than it has points: nobody drew that, and rebuilding it may take for ever
};
// Quick: 1.3 million vertices of buildings take about 20 ms. Never calls an invalid polygon valid.
RingCheck check_rings(FlatPolygonView polygon);

struct Rebuilt {
    FlatPolygon polygon; // no part: nothing of it encloses an area
    bool self_intersection = false, hole_outside = false, duplicate_ring = false; // what was found and mended
};
// Nothing: it is valid as it stands.
std::optional<Rebuilt> rebuild(FlatPolygonView polygon);

} // namespace tp
