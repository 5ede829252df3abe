// scene/tile_set.h - a city as pieces to draw: what there is (the index), where it is read from, and how it is made.
//
// Level 0 are the tiles of scene/tiles.h, each with its buildings at up to four levels of detail (k_tolerance_m), with what
// lies on its ground (surfaces, in three) and what stands there (furniture). A tile of level n covers 2^n x 2^n of them: its larger
// buildings one by one, all smaller ones as blocks on a grid (scene/blocks.h). The pieces are kept in a project file and
// read when they are seen; whatever they are read from, they are checked.
#pragma once

#include "city/city.h"
#include "city/tile_source.h"
#include "core/progress.h"
#include "core/result.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

namespace tp {

enum class TileKind : std::uint8_t { buildings, blocks, surfaces, furniture, ground, count };

struct TileId {
    TileKind kind = TileKind::buildings;
    std::uint8_t level = 0;  // of the quadtree
    std::uint8_t detail = 0; // of buildings on level 0: index of k_tolerance_m; of surfaces: of k_surface_details
    int row = 0, column = 0; // of TileKey, in tiles of that level
    friend auto operator<=>(const TileId&, const TileId&) = default;
};
std::int64_t key_of(const TileId& id);

inline constexpr std::array k_tolerance_m{0.0, 0.6, 1.6, 4.0}; // by which borders of footprints may be moved
constexpr int k_tile_levels = 4;                        // 480 m to 3840 m
// A level of surfaces: for pictures in which a pixel is as wide as pixel_m or wider.
struct SurfaceDetail {
    double pixel_m;     // about which narrowest_m is 0.6 pixels and tolerance_m a tenth of one
    double narrowest_m; // streets narrower and areas smaller than this are left out, from the third level on sidewalks and stripes too
    double tolerance_m; // on relief: how well pieces follow the ground
    double lift_m;      // on relief: how far above the ground they are drawn
};
inline constexpr std::array k_surface_details{SurfaceDetail{0, 0, 0.05, 0.15}, SurfaceDetail{1.5, 0, 0.2, 0.5}, SurfaceDetail{7.5, 4.5, 0.8, 1.5}, SurfaceDetail{15, 9, 1.5, 3}};
// On level n > 0 what is smaller than this is part of a block.
constexpr double block_below_m(int level) { return 16.0 * (1 << level); }

struct TileEntry {
    TileId id;
    std::array<double, 3> min_m{}, max_m{};
};

// What is there of a city to draw; the ground is not stored in pieces, they are made of its net of heights.
struct TileSet {
    std::vector<TileEntry> entries; // ordered by id
    std::shared_ptr<const Ground> ground;
    std::uint64_t buildings = 0, streets = 0; // of the city: every object id below finds its value
    std::shared_ptr<const TileSource> source;
};

// All pieces of a city, with the index. Error cancelled "core.cancelled".
Result<std::vector<TileBlob>> build_tiles(const City& city, const Progress& progress = {}, double from = 0, double to = 1);

// Reads the index. Error bad_format "renderer.tiles" where the source holds none, or none of this version.
Result<TileSet> read_tile_set(std::shared_ptr<const TileSource> source);

// The pieces made now and kept in memory.
Result<TileSet> make_tile_set(const City& city, const Progress& progress = {});

// Reads one piece. Error bad_format "renderer.tiles". Any thread.
Result<Mesh> read_tile(const TileSet& set, const TileId& id);

} // namespace tp
