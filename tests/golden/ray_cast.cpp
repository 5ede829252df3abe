#include "ray_cast.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace tp::test {
namespace {

using V = std::array<double, 3>;

double dot(const V& a, const V& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
V scaled(const V& a, double s) { return {a[0] * s, a[1] * s, a[2] * s}; }
V sum(const V& a, const V& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
V unit(const V& a) { return scaled(a, 1 / std::sqrt(dot(a, a))); }
V cross(const V& a, const V& b) { return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]}; }

// Distance at which a ray enters the box of building i; infinity where it misses (slab method). `axis`: of the face it enters by.
double enter(const City& city, std::size_t i, const V& origin, const V& direction, std::size_t* axis = nullptr) {
    auto ring = city.buildings.footprint.outer(i);
    double base = static_cast<double>(city.buildings.base_m[i]);
    V low{ring[0].x_m, ring[0].y_m, base}, high{ring[2].x_m, ring[2].y_m, base + static_cast<double>(city.buildings.height_m[i])};
    double first = 1e-9, last = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < 3; ++k) {
        double a = (low[k] - origin[k]) / direction[k], b = (high[k] - origin[k]) / direction[k];
        if (axis && std::min(a, b) > first) *axis = k;
        first = std::max(first, std::min(a, b));
        last = std::min(last, std::max(a, b));
    }
    return first <= last ? first : std::numeric_limits<double>::infinity();
}

} // namespace

std::optional<Hit> cast(const City& city, const Camera& camera, int width, int height, double x, double y) {
    V forward = unit({camera.target[0] - camera.eye[0], camera.target[1] - camera.eye[1], camera.target[2] - camera.eye[2]});
    V right = unit(cross(forward, {0, 0, 1})), up = cross(right, forward);
    double tangent = std::tan(camera.fovy_deg * std::numbers::pi / 360);
    double u = (2 * x / width - 1) * tangent * width / height, v = (1 - 2 * y / height) * tangent;
    V direction = unit(sum(forward, sum(scaled(right, u), scaled(up, v))));
    Hit hit;
    double nearest = direction[2] < 0 ? -camera.eye[2] / direction[2] : std::numeric_limits<double>::infinity();
    for (std::uint32_t i = 0; i < city.buildings.size(); ++i) {
        std::size_t axis = 0;
        if (double t = enter(city, i, camera.eye, direction, &axis); t < nearest) {
            nearest = t;
            hit.role = ObjectRole::building;
            hit.index = i;
            hit.normal = {0, 0, 0};
            hit.normal[axis] = direction[axis] > 0 ? -1 : 1;
        }
    }
    if (!std::isfinite(nearest)) return std::nullopt;
    hit.point = sum(camera.eye, scaled(direction, nearest));
    hit.depth_m = nearest * dot(direction, forward);
    return hit;
}

std::array<double, 3> towards(const Sun& sun) {
    double a = sun.azimuth_deg * std::numbers::pi / 180, e = sun.elevation_deg * std::numbers::pi / 180;
    return {std::sin(a) * std::cos(e), std::cos(a) * std::cos(e), std::sin(e)};
}

bool in_shadow(const City& city, const Sun& sun, const std::array<double, 3>& point) {
    V up = towards(sun);
    for (std::size_t i = 0; i < city.buildings.size(); ++i)
        if (std::isfinite(enter(city, i, sum(point, scaled(up, 1e-3)), up))) return true;
    return false;
}

} // namespace tp::test
