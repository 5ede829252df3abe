// scene/model_builder.h - boxes, cylinders and turned bodies for small models; each is closed, but for what lies on the ground.
#pragma once

#include "scene/vertex.h"

#include <array>
#include <span>

namespace tp {

class ModelBuilder {
public:
    // What follows stands at `origin` and belongs to object `id`.
    void stand_at(const std::array<double, 3>& origin, std::uint32_t id) {
        m_origin = origin;
        m_id = id;
    }
    void box(const std::array<double, 3>& centre, const std::array<double, 3>& size, Material material);
    // A box whose upper side is smaller (or larger) than its lower one: sizes along x and y.
    void frustum(const std::array<double, 3>& foot, const std::array<double, 2>& low, const std::array<double, 2>& high, double height_m, Material material);
    void cylinder(const std::array<double, 3>& foot, double radius_m, double height_m, Material material, int sides = 8);
    // Turned round the z axis through `axis`: (radius, z) from the bottom up; the first and the last radius are 0. Few vertices:
    // each is the first one of the faces above it. Foliage: its corners lie unevenly, and its normals are bent upward, as light falls into it.
    void lathe(const std::array<double, 2>& axis, std::span<const std::array<double, 2>> profile, int sides, Material material, bool foliage = false);
    const DraftMesh& draft() const { return m_draft; }

private:
    std::uint32_t vertex(const std::array<double, 3>& p, const std::array<double, 3>& normal, Material material);
    DraftMesh m_draft;
    std::array<double, 3> m_origin{};
    std::uint32_t m_id = 0;
};

} // namespace tp
