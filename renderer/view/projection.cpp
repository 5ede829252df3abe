#include "view/projection.h"

#include <algorithm>
#include <cmath>

namespace tp {

Vec3 cross(const Vec3& a, const Vec3& b) { return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]}; }

Vec3 unit(const Vec3& a) {
    double length = std::sqrt(dot(a, a));
    return length > 0 ? a * (1.0 / length) : a;
}

std::array<float, 3> to_float(const Vec3& a) { return {static_cast<float>(a[0]), static_cast<float>(a[1]), static_cast<float>(a[2])}; }

Matrix Projection3::clip_from_eye() const {
    Vec3 x = right * (1.0 / half_x), y = up * (-1.0 / half_y);
    double depth = far_m - near_m;
    // Perspective: z = near (far - d) / (far - near), w = d; parallel: z = (far - d) / (far - near), w = 1.
    double scale = orthographic ? -1.0 / depth : -near_m / depth, shift = orthographic ? far_m / depth : near_m * far_m / depth;
    Matrix m{};
    for (std::size_t c = 0; c < 3; ++c) {
        double ahead = orthographic ? 0.0 : forward[c];
        m[c * 4 + 0] = static_cast<float>(x[c] + shift_x * ahead);
        m[c * 4 + 1] = static_cast<float>(y[c] + shift_y * ahead);
        m[c * 4 + 2] = static_cast<float>(forward[c] * scale);
        m[c * 4 + 3] = orthographic ? 0.0f : static_cast<float>(forward[c]);
    }
    m[12] = orthographic ? static_cast<float>(shift_x) : 0.0f;
    m[13] = orthographic ? static_cast<float>(shift_y) : 0.0f;
    m[14] = static_cast<float>(shift);
    m[15] = orthographic ? 1.0f : 0.0f;
    return m;
}

bool Projection3::sees(const Vec3& min_m, const Vec3& max_m) const {
    Vec3 centre = (min_m + max_m) * 0.5 - eye, half = (max_m - min_m) * 0.5;
    auto outside = [&](const Vec3& normal, double offset) { // dot(normal, p) + offset < 0 for the whole box
        double reach = half[0] * std::abs(normal[0]) + half[1] * std::abs(normal[1]) + half[2] * std::abs(normal[2]);
        return dot(normal, centre) + reach + offset < 0;
    };
    if (outside(forward, -near_m) || outside(forward * -1.0, far_m)) return false;
    double left = half_x * (1 + shift_x), to_right = half_x * (1 - shift_x), above = half_y * (1 + shift_y), below = half_y * (1 - shift_y);
    if (orthographic) return !(outside(right, left) || outside(right * -1.0, to_right) || outside(up * -1.0, above) || outside(up, below));
    return !(outside(forward * left + right, 0) || outside(forward * to_right - right, 0) || outside(forward * above - up, 0) ||
             outside(forward * below + up, 0));
}

double Projection3::distance_to(const Vec3& min_m, const Vec3& max_m) const {
    double squared = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double d = std::max({min_m[i] - eye[i], 0.0, eye[i] - max_m[i]});
        squared += d * d;
    }
    return std::sqrt(squared);
}

std::optional<Vec3> Projection3::project(const Vec3& point) const {
    Vec3 p = point - eye;
    double d = dot(p, forward);
    if (d < near_m) return std::nullopt;
    double scale = orthographic ? 1.0 : d;
    return Vec3{dot(p, right) / (half_x * scale) + shift_x, -dot(p, up) / (half_y * scale) + shift_y, d};
}

std::pair<Vec3, Vec3> Projection3::ray(double x, double y) const {
    Vec3 aside = right * ((x - shift_x) * half_x) - up * ((y - shift_y) * half_y);
    if (orthographic) return {eye + aside, forward};
    return {eye, unit(forward + aside)};
}

// x' = ((x + 1) W / 2 - X) 2 / w - 1 for the rectangle's coordinates x' of what the whole has at x; likewise y.
Projection3 part_of(const Projection3& whole, double width, double height, const std::array<double, 4>& part) {
    Projection3 p = whole;
    double across = width / part[2], down = height / part[3];
    p.half_x = whole.half_x / across;
    p.half_y = whole.half_y / down;
    p.shift_x = (whole.shift_x + 1) * across - 2 * part[0] / part[2] - 1;
    p.shift_y = (whole.shift_y + 1) * down - 2 * part[1] / part[3] - 1;
    return p;
}

Result<Projection3> make_projection(const Camera& camera, double aspect) {
    Projection3 p;
    p.eye = camera.eye;
    Vec3 towards = camera.target - camera.eye;
    double length = std::sqrt(dot(towards, towards));
    bool good = std::isfinite(length) && length > 1e-6 && std::isfinite(dot(camera.eye, camera.eye)) && camera.near_m > 0 &&
                camera.far_m > camera.near_m && std::isfinite(camera.far_m);
    good = good && (camera.orthographic ? camera.height_m > 0 && std::isfinite(camera.height_m) : camera.fovy_deg >= 1 && camera.fovy_deg <= 170);
    if (!good) return fail(ErrorCode::out_of_range, "renderer.camera");
    p.forward = towards * (1.0 / length);
    Vec3 side = cross(p.forward, {0, 0, 1});
    if (dot(side, side) < 1e-12) side = {1, 0, 0}; // straight down or up: north is up in the picture
    p.right = unit(side);
    p.up = cross(p.right, p.forward);
    p.orthographic = camera.orthographic;
    p.half_y = camera.orthographic ? 0.5 * camera.height_m : std::tan(camera.fovy_deg * 0.008726646259971648);
    p.half_x = p.half_y * aspect;
    p.near_m = camera.near_m;
    p.far_m = camera.far_m;
    return p;
}

} // namespace tp
