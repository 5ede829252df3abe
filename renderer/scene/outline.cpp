#include "scene/outline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace tp {
namespace {

using Ring = std::vector<LocalPoint>;

double distance_to_segment(LocalPoint p, LocalPoint a, LocalPoint b) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, squared = dx * dx + dy * dy;
    double t = squared > 0 ? std::clamp(((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / squared, 0.0, 1.0) : 0.0;
    return std::hypot(p.x_m - a.x_m - t * dx, p.y_m - a.y_m - t * dy);
}

// Keeps the points between `first` and `last` (indices that may run past the end) that stand off by more than the tolerance.
void keep_between(std::span<const LocalPoint> ring, std::size_t first, std::size_t last, double tolerance_m, std::vector<std::uint8_t>& keep) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
    while (!open.empty()) {
        auto [a, b] = open.back();
        open.pop_back();
        double most = tolerance_m;
        std::size_t at = 0;
        for (std::size_t k = a + 1; k < b; ++k) {
            double d = distance_to_segment(ring[k % ring.size()], ring[a % ring.size()], ring[b % ring.size()]);
            if (d > most) most = d, at = k;
        }
        if (at == 0) continue;
        keep[at % ring.size()] = 1;
        open.push_back({a, at});
        open.push_back({at, b});
    }
}

Ring straightened(std::span<const LocalPoint> ring, double tolerance_m) {
    std::size_t far = 0;
    double most = -1;
    for (std::size_t k = 1; k < ring.size(); ++k) {
        double d = std::hypot(ring[k].x_m - ring[0].x_m, ring[k].y_m - ring[0].y_m);
        if (d > most) most = d, far = k;
    }
    std::vector<std::uint8_t> keep(ring.size(), 0);
    keep[0] = keep[far] = 1;
    keep_between(ring, 0, far, tolerance_m, keep);
    keep_between(ring, far, ring.size(), tolerance_m, keep);
    Ring out;
    for (std::size_t k = 0; k < ring.size(); ++k)
        if (keep[k] != 0) out.push_back(ring[k]);
    return out;
}

struct Rectangle {
    Ring corners; // counter-clockwise
    double area_m2 = 0, perimeter_m = 0;
};

// The smallest of the rectangles that lie along one of the ring's (16 longest) edges.
Rectangle rectangle_round(std::span<const LocalPoint> ring) {
    std::vector<std::pair<double, std::size_t>> edges;
    for (std::size_t k = 0; k < ring.size(); ++k) {
        LocalPoint a = ring[k], b = ring[(k + 1) % ring.size()];
        edges.emplace_back(-std::hypot(b.x_m - a.x_m, b.y_m - a.y_m), k);
    }
    std::ranges::sort(edges);
    edges.resize(std::min<std::size_t>(edges.size(), 16));
    Rectangle best;
    best.area_m2 = std::numeric_limits<double>::infinity();
    for (auto [negative_length, k] : edges) {
        if (negative_length >= 0) continue;
        LocalPoint a = ring[k], b = ring[(k + 1) % ring.size()];
        double c = (b.x_m - a.x_m) / -negative_length, s = (b.y_m - a.y_m) / -negative_length;
        double u0 = 1e30, u1 = -1e30, v0 = 1e30, v1 = -1e30;
        for (LocalPoint p : ring) {
            double u = c * p.x_m + s * p.y_m, v = c * p.y_m - s * p.x_m;
            u0 = std::min(u0, u), u1 = std::max(u1, u), v0 = std::min(v0, v), v1 = std::max(v1, v);
        }
        if (double area = (u1 - u0) * (v1 - v0); area < best.area_m2) {
            best.area_m2 = area;
            best.perimeter_m = 2 * (u1 - u0 + v1 - v0);
            best.corners.clear();
            for (auto [u, v] : {std::pair{u0, v0}, {u1, v0}, {u1, v1}, {u0, v1}}) best.corners.push_back({c * u - s * v, s * u + c * v});
        }
    }
    return best;
}

} // namespace

void simplified_outline(const Polygons& in, std::size_t i, double tolerance_m, Polygons& out) {
    out.begin.assign(1, 0);
    out.rings.begin.assign(1, 0);
    out.rings.points.clear();
    for (std::uint32_t r = in.first_ring(i); r < in.end_ring(i); ++r) {
        auto ring = in.rings[r];
        if (tolerance_m <= 0) {
            out.rings.add(ring);
            continue;
        }
        double area = signed_area_m2(ring);
        bool outer = area > 0 || r == in.first_ring(i);
        Rectangle around = rectangle_round(ring);
        if (!std::isfinite(around.area_m2)) continue; // all of its points are one
        // How far the border would move on average if the rectangle stood for it.
        double moved_m = (around.area_m2 - std::abs(area)) / std::max(around.perimeter_m, 1e-9);
        if (!outer) {
            if (std::abs(area) < tolerance_m * around.perimeter_m) continue; // narrower than about four tolerances
            out.rings.add(ring.size() > 4 ? straightened(ring, tolerance_m) : Ring(ring.begin(), ring.end()));
            continue;
        }
        Ring simple = ring.size() > 4 ? straightened(ring, tolerance_m) : Ring(ring.begin(), ring.end());
        bool spoilt = simple.size() < 3 || std::abs(signed_area_m2(simple) - area) > 0.3 * std::abs(area);
        if ((moved_m <= 0.5 * tolerance_m && simple.size() > 4) || spoilt) simple = around.corners;
        out.rings.add(simple);
    }
    out.end_polygon();
}

} // namespace tp
