// scene/props.h - where trees, devices, shelters, people and cars stand, per tile: what the city holds, and no more. People and
// cars alone are made up: they show how large things are.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/prop_shapes.h"
#include "scene/tiles.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace tp {

struct Prop { // keep equal to shaders/prop.glsl
    std::array<float, 3> at{}; // from the tile's centre
    float width = 1, height = 1; // factors of the shape
    std::uint32_t heading = 0; // sine, cosine of the direction of its y axis, as snorm16
    std::uint32_t id = 0;
};
static_assert(sizeof(Prop) == 28);

struct PropRun { // of one kind; where it thins, any first part of it stands for all
    PropKind kind = PropKind::post;
    std::uint32_t first = 0, count = 0;
    float tallest = 1; // largest Prop::height
};
struct PropTile {
    std::array<double, 3> centre_m{}, min_m{}, max_m{};
    std::vector<PropRun> runs;
};
struct PropScene {
    std::vector<Prop> props;
    std::vector<PropTile> tiles;
};

// Streets by cells of 64 m, so that the nearest one is found at once.
class StreetCells {
public:
    explicit StreetCells(const Streets& streets);
    std::vector<std::uint32_t> within(LocalPoint p, double radius_m) const; // edges that may be that near, ascending
    // Unit vector from `p` to the nearest street's line within 40 m; north where there is none.
    LocalPoint towards_street(LocalPoint p) const;

private:
    const Streets& m_streets;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_cells; // sorted
};

// Trees (id role tree), devices (device) and the shelters of stops that are known to have one (stop). A height that is not
// known is 7 m, a crown 0.6 of the height (needles 0.4).
PropScene standing_props(const City& city, const Ground& ground, const StreetCells& streets);

// People on the sidewalks and cars along the streets within k_people_m of a place, drawn from a hash of the street: the same
// ones whatever is proposed. None within 9 m of crossings and stops, where solutions stand; their id is 0.
constexpr double k_people_m = 220.0;
PropScene passing_props(const City& city, const Ground& ground, const StreetCells& streets, LocalPoint around);

} // namespace tp
