// scene/vertex.h - the one vertex of everything that stands still: 16 bytes, relative to a mesh's centre.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace tp {

// Index into the palette (scene/palette.h). Ground materials are drawn in this order, each a little nearer than the one
// before, so that layers on the ground never fight over a pixel.
enum class Material : std::uint8_t {
    ground, green, parking, other_area, water, road_surface, sidewalk_surface, street, sidewalk, stripe, // on the ground
    wall,                                                                                                // and roofs
    post, sign,                                                                                          // stops, signals
    accent, accent_dark, white, metal, dark, glass, light,                                               // solutions
    leaf, needle, bark, figure,                                                                          // trees, people and cars
    count
};

struct SceneVertex {
    std::int16_t x = 0, y = 0, z = 0; // in steps of the mesh
    std::int16_t up = 0;              // height above the object's foot, 1/8 m
    std::uint32_t look = 0;           // octahedral normal (8 + 8 bits), material (8), variant (8)
    std::uint32_t id = 0;             // object id
    friend bool operator==(const SceneVertex&, const SceneVertex&) = default;
};
static_assert(sizeof(SceneVertex) == 16);

std::uint32_t pack_look(double nx, double ny, double nz, Material material, std::uint32_t variant = 0);

std::array<double, 3> normal_of(std::uint32_t look); // of length 1

struct DraftVertex { // before the mesh's centre and steps are known; local metres
    double x = 0, y = 0, z = 0;
    float up = 0;
    std::uint32_t look = 0, id = 0;
};

// Triangles of one tile. A triangle's flat values are those of its first vertex.
struct Mesh {
    std::array<double, 3> centre_m{};
    double step_m = 0.01; // one step of x, y, z
    std::array<double, 3> min_m{}, max_m{};
    std::vector<SceneVertex> vertices;
    std::vector<std::uint32_t> indices;
    // Of buildings: how many indices are needed where everything smaller than 2^k metres may be dropped.
    static constexpr int k_sizes = 8;
    std::array<std::uint32_t, k_sizes> indices_from_size{};
};

struct DraftMesh {
    std::vector<DraftVertex> vertices;
    std::vector<std::uint32_t> indices;
    std::uint32_t add(const DraftVertex& v) {
        vertices.push_back(v);
        return static_cast<std::uint32_t>(vertices.size() - 1);
    }
    void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) { indices.insert(indices.end(), {a, b, c}); }
    void quad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { // flat values are a's
        indices.insert(indices.end(), {a, b, c, a, c, d});
    }
};

// Vertices that are equal become one; triangles stay as they are, in their order.
void share_vertices(Mesh& mesh);

// min_m and max_m from the vertices.
void set_bounds(Mesh& mesh);

// Packs a draft around the middle of its box; the step is 1/100 m or what the box needs.
Mesh pack(const DraftMesh& draft);

} // namespace tp
