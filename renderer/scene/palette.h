// scene/palette.h - the colours of the clay city, per material.
#pragma once

#include "scene/vertex.h"

#include <array>

namespace tp {

struct MaterialLook {
    std::array<float, 3> albedo{}; // linear light, 0..1
    float pull = 0;                // share of the distance by which it is drawn nearer (order on the ground)
};
using Palette = std::array<MaterialLook, static_cast<std::size_t>(Material::count)>;

// By the square, as the shaders store colours (shaders/common.inc).
std::array<float, 3> linear_from_srgb(std::array<float, 3> srgb);

// `accent`: sRGB of what is proposed. `grey` 0..1: how far the city is taken back while a layer is shown.
Palette make_palette(const std::array<float, 3>& accent, float grey);

} // namespace tp
