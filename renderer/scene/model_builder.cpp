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

void ModelBuilder::frustum(const std::array<double, 3>& foot, const std::array<double, 2>& low, const std::array<double, 2>& high, double height,
                           Material material) {
    constexpr double k_x[4]{-0.5, 0.5, 0.5, -0.5}, k_y[4]{-0.5, -0.5, 0.5, 0.5};
    auto corner = [&](int k, bool up) {
        const auto& size = up ? high : low;
        return std::array<double, 3>{foot[0] + k_x[k] * size[0], foot[1] + k_y[k] * size[1], foot[2] + (up ? height : 0.0)};
    };
    auto face = [&](const std::array<std::array<double, 3>, 4>& p, const std::array<double, 3>& normal) {
        std::uint32_t v[4];
        for (std::size_t k = 0; k < 4; ++k) v[k] = vertex(p[k], normal, material);
        m_draft.quad(v[0], v[1], v[2], v[3]);
    };
    for (int k = 0; k < 4; ++k) {
        int next = (k + 1) % 4;
        double lean = k % 2 == 0 ? 0.5 * (low[1] - high[1]) : 0.5 * (low[0] - high[0]), length = std::hypot(height, lean);
        std::array<double, 3> normal{0, 0, lean / length};
        normal[k % 2 == 0 ? 1 : 0] = (k == 0 || k == 3 ? -1.0 : 1.0) * height / length;
        face({corner(k, false), corner(next, false), corner(next, true), corner(k, true)}, normal);
    }
    face({corner(0, true), corner(1, true), corner(2, true), corner(3, true)}, {0, 0, 1});
    face({corner(3, false), corner(2, false), corner(1, false), corner(0, false)}, {0, 0, -1});
}

void ModelBuilder::cylinder(const std::array<double, 3>& foot, double radius, double height, Material material, int sides) {
    const double turn = 6.283185307179586 / sides;
    std::vector<std::uint32_t> top, bottom;
    for (int k = 0; k < sides; ++k) {
        double a = k * turn, b = (k + 1) % sides * turn, m = (k + 0.5) * turn;
        std::array<double, 3> n{std::cos(m), std::sin(m), 0};
        std::array<double, 3> pa{foot[0] + radius * std::cos(a), foot[1] + radius * std::sin(a), foot[2]};
        std::array<double, 3> pb{foot[0] + radius * std::cos(b), foot[1] + radius * std::sin(b), foot[2]};
        std::array<double, 3> qa = pa, qb = pb;
        qa[2] += height;
        qb[2] += height;
        std::uint32_t v0 = vertex(pa, n, material), v1 = vertex(pb, n, material), v2 = vertex(qb, n, material), v3 = vertex(qa, n, material);
        m_draft.quad(v0, v1, v2, v3);
        top.push_back(vertex(qa, {0, 0, 1}, material));
        if (foot[2] > 0.01) bottom.push_back(vertex(pa, {0, 0, -1}, material)); // else it stands on the ground
    }
    for (std::size_t k = 2; k < top.size(); ++k) m_draft.triangle(top[0], top[k - 1], top[k]);
    for (std::size_t k = 2; k < bottom.size(); ++k) m_draft.triangle(bottom[0], bottom[k], bottom[k - 1]);
}

void ModelBuilder::lathe(const std::array<double, 2>& axis, std::span<const std::array<double, 2>> profile, int sides, Material material, bool foliage) {
    const double turn = 6.283185307179586 / sides;
    const double uneven = foliage ? 0.12 : 0.0, upward = foliage ? 0.7 : 0.0;
    std::size_t rings = profile.size() - 2;
    auto place = [&](std::size_t ring, int side) { // of the inner points of the profile
        auto k = static_cast<double>(side % sides);
        double radius = profile[ring][0] * (1.0 + uneven * std::sin(2.4 * k + 1.7 * static_cast<double>(ring)));
        return std::array<double, 3>{axis[0] + radius * std::cos(k * turn), axis[1] + radius * std::sin(k * turn), profile[ring][1]};
    };
    std::vector<std::uint32_t> at;
    std::uint32_t bottom = vertex({axis[0], axis[1], profile.front()[1]}, {0, 0, -1}, material);
    for (std::size_t r = 1; r <= rings; ++r)
        for (int k = 0; k < sides; ++k) { // the normal of the face above and to the left
            double rise = profile[r + 1][1] - profile[r][1], in = profile[r][0] - profile[r + 1][0], length = std::hypot(rise, in), m = (k + 0.5) * turn;
            at.push_back(vertex(place(r, k), {std::cos(m) * rise / length, std::sin(m) * rise / length, in / length + upward}, material));
        }
    std::uint32_t top = vertex({axis[0], axis[1], profile.back()[1]}, {0, 0, 1}, material);
    auto ring_vertex = [&](std::size_t ring, int side) { return at[ring * static_cast<std::size_t>(sides) + static_cast<std::size_t>(side % sides)]; };
    for (int k = 0; k < sides; ++k) {
        // Flat values are the first corner's: from below a crown is no dark plate.
        if (foliage) m_draft.triangle(ring_vertex(0, k + 1), ring_vertex(0, k), bottom);
        else m_draft.triangle(bottom, ring_vertex(0, k + 1), ring_vertex(0, k));
        for (std::size_t r = 0; r + 1 < rings; ++r) m_draft.quad(ring_vertex(r, k), ring_vertex(r, k + 1), ring_vertex(r + 1, k + 1), ring_vertex(r + 1, k));
        m_draft.triangle(ring_vertex(rings - 1, k), ring_vertex(rings - 1, k + 1), top);
    }
}

} // namespace tp
