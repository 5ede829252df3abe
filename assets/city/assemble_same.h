// city/assemble_same.h - features of building layers that are the same building: drawn twice in a file, or cut apart
// where one sheet ends and the next begins.
#pragma once

#include "city/assemble_known.h"
#include "city/assemble_parts.h"

#include <span>
#include <vector>

namespace tp::assembly {

inline constexpr std::uint32_t k_no_feature = 0xffffffffU;

// Per feature of a polygon layer: an earlier one with exactly the same points (the order of rings and points aside),
// or k_no_feature.
std::vector<std::uint32_t> repeats_of(const Placed& layer);

// Buildings that were cut at the border of a sheet: groups of two features or more, in the order of the layers.
struct Piece {
    std::uint32_t layer = 0, feature = 0; // layer: index into the layers given
};
struct CutBuildings {
    std::vector<std::vector<Piece>> groups;
    std::vector<std::vector<std::uint32_t>> group_of; // per layer and feature; empty where there are no groups

    std::uint32_t group(std::size_t layer, std::size_t feature) const {
        return groups.empty() ? k_no_feature : group_of[layer][feature];
    }
};
// Two features of different layers belong together where
//  - they have the same id, touch, and their union has one part and the area of both together; or
//  - an edge of one is an edge of the other within 0.05 m, that edge lies within 0.5 m of the convex hull of either
//    layer (the border of the sheet), both layers state the same CRS, and id, name, height, levels and use are equal.
CutBuildings cut_buildings(std::span<Placed* const> layers);

struct PieceInPlace { // a piece that is part of a whole building by now
    AreaAt at;
    std::uint32_t building = k_no_feature, claimed = 0; // by which round
};
struct BuildingPart { // OSM's building:part
    LocalPoint at;
    Known known;
    Placed* layer = nullptr;
    std::size_t feature = 0;
};

// The features of a group as pieces for unite().
Polygons pieces_of(std::span<Placed* const> layers, const std::vector<Piece>& group);

} // namespace tp::assembly
