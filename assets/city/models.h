// city/models.h - 3D models: triangles with materials and textures, and where they stand.
//
// Two forms of the same thing. LayerModels is what an importer hands over, in the file's coordinates and untrusted until
// wire/ has checked it; Models is what the city holds, in metres around an origin of each geometry.
#pragma once

#include "geo/frame.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tp {

// Where an object came from, for render --ids, explain and the attribute panel.
struct Origin {
    std::uint16_t source = 0;  // index into City::sources
    std::uint32_t feature = 0; // 0-based row in that file's layer
};

enum class ModelRole : std::uint8_t { building, road, vegetation, furniture, water, bridge, other, count };

// A picture in blocks of 4 x 4 pixels as every GPU reads them, so that no picture format is parsed after the import: BC1
// (8 bytes a block, opaque) or BC3 (16 bytes, with alpha), sRGB, all levels, largest first, row 0 on top.
struct Texture {
    std::uint32_t width = 0, height = 0; // of the largest level: multiples of 4, from 4 to 4096
    std::uint32_t levels = 1;            // level k is max(1, width >> k) x max(1, height >> k) pixels
    bool alpha = false;
    std::vector<std::uint8_t> blocks;
};
constexpr std::uint32_t k_texture_side_limit = 4096;
// What Texture::blocks must hold; 0 where the size or the number of levels cannot be.
std::size_t texture_bytes(std::uint32_t width, std::uint32_t height, std::uint32_t levels, bool alpha);

struct ModelMaterial {
    std::array<float, 4> colour{0.8f, 0.8f, 0.8f, 1.0f}; // sRGB 0..1 and opacity; multiplies the texture
    std::int32_t texture = -1;                           // index; -1 none
    std::uint8_t double_sided = 0;                       // 1: seen from both sides
    std::uint8_t coloured = 1; // 0: the file says nothing about its look (drawn as clay even with textures on)
};

struct ModelPart { // triangles of one material: index [begin, end), a multiple of three
    std::uint32_t begin = 0, end = 0, material = 0;
};

// Triangles are counter-clockwise seen from outside. Vertex numbers count over all geometries of the list.
struct LayerModels {
    std::vector<double> x, y, z; // in place: the file's coordinates; else metres around the instance's place, z up
    std::vector<float> u, v;     // both empty, or one per vertex; v grows downwards (0 is the texture's top row)
    std::vector<std::uint32_t> index;
    std::vector<ModelPart> parts;
    std::vector<std::uint32_t> geometry_begin{0}; // geometry g has parts [geometry_begin[g], geometry_begin[g + 1])
    std::vector<ModelMaterial> materials;
    std::vector<Texture> textures;

    struct Instance {
        std::uint32_t geometry = 0;
        std::uint32_t feature = 0;   // of the layer: its attributes, its footprint or point
        std::uint8_t in_place = 1;   // 1: the vertices are where they belong; `at` and `turn` are not used
        std::uint8_t lod = 0;        // CityGML's level of detail, 0 to 4
        ModelRole role = ModelRole::other;
        std::uint8_t unused = 0;
        std::array<double, 3> at{};  // the file's coordinates: x, y, height
        std::array<float, 9> turn{1, 0, 0, 0, 1, 0, 0, 0, 1}; // row by row: model metres -> metres east, north, up
    };
    std::vector<Instance> instances;

    std::size_t geometries() const { return geometry_begin.size() - 1; }
    bool empty() const { return instances.empty(); }
};

struct Models {
    std::vector<std::array<float, 3>> position; // metres from the geometry's origin: east, north, up
    std::vector<std::array<float, 2>> uv;       // empty, or one per position
    std::vector<std::uint32_t> index;
    std::vector<ModelPart> parts;
    std::vector<std::uint32_t> geometry_begin{0};
    std::vector<ModelMaterial> materials;
    std::vector<Texture> textures;

    // Instance i: geometry[i] turned by turn[i] and moved to (at[i], z_m[i]).
    std::vector<std::uint32_t> geometry;
    std::vector<LocalPoint> at;
    std::vector<double> z_m; // as terrain and Buildings::base_m
    std::vector<std::array<float, 9>> turn;
    std::vector<ModelRole> role;
    std::vector<std::int32_t> building; // the building whose prism it stands for; -1 none
    std::vector<std::string> name;
    std::vector<Origin> origin;

    std::size_t geometries() const { return geometry_begin.size() - 1; }
    std::size_t size() const { return geometry.size(); }
};

} // namespace tp
