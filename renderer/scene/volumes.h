// scene/volumes.h - bodies from a point in the air down to an outline on the ground, drawn transparent: what a camera sees, what
// a lamp lights.
#pragma once

#include "scene/ground.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tp {

struct CoverageVolume {
    LocalPoint at;
    double height_m = 5; // of the upper point above the ground there
    std::vector<LocalPoint> outline;
};

struct VolumeVertex { // keep equal to shaders/volume.glsl
    std::array<float, 3> at{};   // from VolumeMesh::centre_m
    std::array<float, 2> aside{}; // of the contour: towards its left or right; 0 of the body
    std::uint32_t look = 0;      // pack_look's normal
};
static_assert(sizeof(VolumeVertex) == 24);

struct VolumeMesh {
    std::array<double, 3> centre_m{};
    std::vector<VolumeVertex> vertices;
    std::vector<std::uint32_t> indices;
};

// Bodies with fewer than three points, and those that are not finite or beyond k_world_limit_m, are left out. The foot follows
// the ground.
VolumeMesh volume_mesh(std::span<const CoverageVolume> volumes, const Ground& ground);

} // namespace tp
