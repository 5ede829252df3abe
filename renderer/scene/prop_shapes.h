// scene/prop_shapes.h - shapes of what stands about in great numbers: trees, devices, people, cars. Simple, of our own, in two
// levels of detail.
#pragma once

#include "scene/vertex.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tp {

enum class PropKind : std::uint8_t {
    broad_tree, tall_tree, needle_tree,                                                               // height 1, crown 1
    lamp, cctv, enforcement_camera, shelter, sign, speed_bump, charger, parasol, sensor, bell, board, antenna, post, // metres from here on
    person, car, count
};
constexpr std::size_t k_prop_kinds = static_cast<std::size_t>(PropKind::count);

struct PropVertex { // keep equal to ShapeVertex in shaders/prop.glsl
    std::array<float, 3> at{};
    std::uint32_t look = 0; // pack_look; the variant is the height above the foot in 4/255 m, of trees that within the crown
};
static_assert(sizeof(PropVertex) == 16);

struct PropShape { // flat values of a triangle are those of its first vertex
    std::vector<PropVertex> vertices;
    std::vector<std::uint16_t> indices;
};

struct PropModel {
    PropShape near, far; // `far` without triangles: `near` at every distance
    float shown_m = 1;   // size that decides where it is too small to be seen; of trees per metre of height
    float near_px = 0;   // from this size on the screen on `near` is drawn
    bool thins = false;  // far away some may stand for all
};
// By PropKind.
std::vector<PropModel> prop_models();

} // namespace tp
