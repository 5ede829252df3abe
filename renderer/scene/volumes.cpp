#include "scene/volumes.h"

#include "scene/tiles.h"
#include "scene/vertex.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_piece_m = 8.0;   // of the outline, so that it follows the ground
constexpr double k_above_m = 0.35;  // of the contour over the ground
constexpr std::size_t k_points_most = 4096; // of one outline

using Vec = std::array<double, 3>;

class VolumeDraft {
public:
    VolumeDraft(const Ground& ground, VolumeMesh& out) : m_ground(ground), m_out(out) {}

    void add(const CoverageVolume& volume) {
        std::vector<LocalPoint> ring = pieces(volume.outline);
        Vec top = place(volume.at, std::clamp(volume.height_m, 0.5, 500.0));
        for (std::size_t k = 0; k < ring.size(); ++k) {
            LocalPoint p = ring[k], q = ring[(k + 1) % ring.size()];
            side(top, place(p, 0.1), place(q, 0.1));
            contour(p, q);
        }
    }

private:
    static std::vector<LocalPoint> pieces(std::span<const LocalPoint> outline) {
        std::vector<LocalPoint> ring;
        for (std::size_t k = 0; k < outline.size() && ring.size() < k_points_most; ++k) {
            LocalPoint p = outline[k], q = outline[(k + 1) % outline.size()];
            double length = distance_m(p, q), steps = std::clamp(std::ceil(length / k_piece_m), 1.0, 256.0);
            if (length < 1e-6) continue;
            for (double s = 0; s < steps; s += 1.0) ring.push_back({p.x_m + (q.x_m - p.x_m) * s / steps, p.y_m + (q.y_m - p.y_m) * s / steps});
        }
        return ring;
    }
    Vec place(LocalPoint p, double above) const { return {p.x_m, p.y_m, m_ground.height_m(p) + above}; }
    std::uint32_t vertex(const Vec& p, std::array<float, 2> aside, std::uint32_t look) {
        m_out.vertices.push_back({{static_cast<float>(p[0] - m_out.centre_m[0]), static_cast<float>(p[1] - m_out.centre_m[1]), static_cast<float>(p[2] - m_out.centre_m[2])}, aside, look});
        return static_cast<std::uint32_t>(m_out.vertices.size() - 1);
    }
    void side(const Vec& top, const Vec& p, const Vec& q) {
        double a[3]{p[0] - top[0], p[1] - top[1], p[2] - top[2]}, b[3]{q[0] - top[0], q[1] - top[1], q[2] - top[2]};
        double n[3]{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
        if (n[0] * n[0] + n[1] * n[1] + n[2] * n[2] < 1e-8) return;
        std::uint32_t look = pack_look(n[0], n[1], n[2], Material::accent);
        for (const Vec* v : {&top, &p, &q}) m_out.indices.push_back(vertex(*v, {}, look));
    }
    void contour(LocalPoint p, LocalPoint q) {
        double length = distance_m(p, q), x = (q.x_m - p.x_m) / length, y = (q.y_m - p.y_m) / length;
        std::uint32_t look = pack_look(0, 0, 1, Material::accent), v[4];
        std::array<float, 2> left{static_cast<float>(-y), static_cast<float>(x)}, right{static_cast<float>(y), static_cast<float>(-x)};
        v[0] = vertex(place(p, k_above_m), right, look);
        v[1] = vertex(place(q, k_above_m), right, look);
        v[2] = vertex(place(q, k_above_m), left, look);
        v[3] = vertex(place(p, k_above_m), left, look);
        m_out.indices.insert(m_out.indices.end(), {v[0], v[1], v[2], v[0], v[2], v[3]});
    }
    const Ground& m_ground;
    VolumeMesh& m_out;
};

} // namespace

VolumeMesh volume_mesh(std::span<const CoverageVolume> volumes, const Ground& ground) {
    VolumeMesh mesh;
    LocalPoint middle = ground.city_box().centre();
    mesh.centre_m = {middle.x_m, middle.y_m, ground.height_m(middle)};
    VolumeDraft draft(ground, mesh);
    for (const CoverageVolume& volume : volumes)
        if (volume.outline.size() >= 3 && tile_of(volume.at) && is_drawable(volume.outline) && std::isfinite(volume.height_m)) draft.add(volume);
    return mesh;
}

} // namespace tp
