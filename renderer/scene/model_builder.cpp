#include "scene/model_builder.h"

#include <cmath>

namespace tp {

std::uint32_t ModelBuilder::vertex(const std::array<double, 3>& p, const std::array<double, 3>& n, Material material) {
    return m_draft.add({m_origin[0] + p[0], m_origin[1] + p[1], m_origin[2] + p[2], static_cast<float>(p[2]),
                        pack_look(n[0], n[1], n[2], material), m_id});
}

void ModelBuilder::box(const std::array<double, 3>& c, const std::array<double, 3>& size, Material material) {
    for (std::size_t axis = 0; axis < 3; ++axis)
        for (double side : {-1.0, 1.0}) {
            std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
            std::array<double, 3> normal{};
            normal[axis] = side;
            std::uint32_t corner[4];
            constexpr double k_u[4]{-1, 1, 1, -1}, k_v[4]{-1, -1, 1, 1};
            for (int k = 0; k < 4; ++k) {
                std::array<double, 3> p = c;
                p[axis] += side * 0.5 * size[axis];
                p[u] += k_u[k] * 0.5 * size[u];
                p[v] += k_v[k] * side * 0.5 * size[v]; // mirrored on the far side: counter-clockwise from outside
                corner[k] = vertex(p, normal, material);
            }
            m_draft.quad(corner[0], corner[1], corner[2], corner[3]);
        }
}

void ModelBuilder::cylinder(const std::array<double, 3>& foot, double radius, double height, Material material) {
    constexpr int k_sides = 8;
    constexpr double k_turn = 6.283185307179586 / k_sides;
    std::uint32_t top[k_sides];
    for (int k = 0; k < k_sides; ++k) {
        double a = k * k_turn, b = (k + 1) * k_turn, m = 0.5 * (a + b);
        std::array<double, 3> n{std::cos(m), std::sin(m), 0};
        std::array<double, 3> pa{foot[0] + radius * std::cos(a), foot[1] + radius * std::sin(a), foot[2]};
        std::array<double, 3> pb{foot[0] + radius * std::cos(b), foot[1] + radius * std::sin(b), foot[2]};
        std::array<double, 3> qa = pa, qb = pb;
        qa[2] += height;
        qb[2] += height;
        std::uint32_t v0 = vertex(pa, n, material), v1 = vertex(pb, n, material), v2 = vertex(qb, n, material), v3 = vertex(qa, n, material);
        m_draft.quad(v0, v1, v2, v3);
        top[k] = vertex(qa, {0, 0, 1}, material);
    }
    for (int k = 2; k < k_sides; ++k) m_draft.triangle(top[0], top[k - 1], top[k]);
}

} // namespace tp
