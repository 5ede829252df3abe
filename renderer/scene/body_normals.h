// scene/body_normals.h - normals of a model's corners: flat where faces meet at an edge, smooth where they bend gently.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// One unit normal per corner of the triangles `corners` (three indices into `position` each); zero for the corners of a
// triangle without an area. A corner takes the mean, by area, of the faces that meet there within 30 degrees of its own.
std::vector<std::array<double, 3>> corner_normals(std::span<const std::array<float, 3>> position, std::span<const std::uint32_t> corners);

} // namespace tp
