// tests/golden/ray_cast.h - what a ray through a pixel meets first, computed without the renderer.
#pragma once

#include "city/city.h"
#include "view/view.h"

#include <array>
#include <optional>

namespace tp::test {

struct Hit {
    double depth_m = 0; // along the view axis
    ObjectRole role = ObjectRole::terrain;
    std::uint32_t index = 0;
    std::array<double, 3> point{}, normal{0, 0, 1};
};
std::array<double, 3> towards(const Sun& sun); // a unit vector to the sun
// Axis-aligned boxes of small_city (buildings) and the plane z = 0. Nothing for the sky.
std::optional<Hit> cast(const City& city, const Camera& camera, int width, int height, double x, double y);
bool in_shadow(const City& city, const Sun& sun, const std::array<double, 3>& point);

} // namespace tp::test
