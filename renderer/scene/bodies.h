// scene/bodies.h - the city's 3D models as triangles to draw: one mesh per tile of what stands once, and one per shape
// that stands often (trees, lamps) with the places where it does.
#pragma once

#include "city/city.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tp {

struct BodyVertex { // keep equal to shaders/body.inc
    std::array<float, 3> at{}; // metres from the mesh's centre
    std::uint32_t look = 0;    // octahedral normal (8 + 8 bits), material (8), height above the foot (8: 4 m is 255)
    std::uint32_t colour = 0;  // sRGB and 255 where the file says how it looks, else 0
    std::uint32_t id = 0;      // object id, 0: the instance's
    std::array<float, 2> uv{};
};
static_assert(sizeof(BodyVertex) == 32);

struct BodyInstance { // scalar layout
    std::array<float, 9> turn{1, 0, 0, 0, 1, 0, 0, 0, 1}; // by columns
    std::array<float, 3> at{};                            // from the centre of the group
    std::uint32_t id = 0;
};
static_assert(sizeof(BodyInstance) == 52);

struct BodySection { // one draw
    std::int32_t texture = -1;
    bool double_sided = false, cut_out = false; // cut out: seen through where the texture's alpha is below 1/2
    std::uint32_t first = 0;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{}; // indices needed where all smaller than 2^k metres may be dropped
};

struct BodyMesh {
    std::array<double, 3> centre_m{}, min_m{}, max_m{};
    double size_m = 0; // of the largest instance
    std::vector<BodyVertex> vertices;
    std::vector<std::uint32_t> indices;
    std::vector<BodySection> textured, plain; // two ways to draw all of it: by texture, and without (cut-outs keep theirs)
};

struct BodyTile { // instances that are drawn in one mesh
    TileKey key;
    std::vector<std::uint32_t> instances;
};
struct BodyShape { // a geometry that stands often, and where; ordered by tile
    std::uint32_t geometry = 0;
    std::vector<BodyTile> tiles;
};
struct BodyPlan {
    std::vector<BodyTile> once;
    std::vector<BodyShape> often;
};
// Instances with a place that is not drawable are left out.
BodyPlan plan_bodies(const Models& models);

BodyMesh tile_bodies(const Models& models, const BodyTile& tile);
BodyMesh shape_body(const Models& models, const BodyShape& shape); // around the geometry's own origin
// Instances of a tile relative to its middle, and the box that they fill.
struct BodyGroup {
    std::array<double, 3> centre_m{}, min_m{}, max_m{};
    std::vector<BodyInstance> instances;
};
BodyGroup group_bodies(const Models& models, const BodyMesh& shape, const BodyTile& tile);

// Per building and per area: 1 where a model is drawn instead.
std::vector<std::uint8_t> modelled_buildings(const City& city);
std::vector<std::uint8_t> modelled_areas(const City& city);

} // namespace tp
