// scene/model_builder.h - boxes and cylinders for small models.
#pragma once

#include "scene/vertex.h"

#include <array>

namespace tp {

class ModelBuilder {
public:
    // What follows stands at `origin` and belongs to object `id`.
    void stand_at(const std::array<double, 3>& origin, std::uint32_t id) {
        m_origin = origin;
        m_id = id;
    }
    void box(const std::array<double, 3>& centre, const std::array<double, 3>& size, Material material);
    void cylinder(const std::array<double, 3>& foot, double radius_m, double height_m, Material material);
    const DraftMesh& draft() const { return m_draft; }

private:
    std::uint32_t vertex(const std::array<double, 3>& p, const std::array<double, 3>& normal, Material material);
    DraftMesh m_draft;
    std::array<double, 3> m_origin{};
    std::uint32_t m_id = 0;
};

} // namespace tp
