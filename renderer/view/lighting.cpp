#include "view/lighting.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_radian = 0.017453292519943295;
constexpr double k_twilight = 0.10453; // the sine of 6 deg: civil twilight's depth
constexpr double k_tallest_m = 350.0; // of what casts shadows above the highest ground

std::array<float, 3> scaled(const Vec3& colour, double s) { return to_float(colour * s); }

double snapped(double v, double step) { return std::round(v / step) * step; }

} // namespace

Vec3 sun_direction(const Sun& sun) {
    double azimuth = sun.azimuth_deg * k_radian, elevation = sun.elevation_deg * k_radian;
    return {std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation), std::sin(elevation)};
}

void set_light(FrameData& frame, const Sun& sun) {
    Vec3 direction = sun_direction(sun);
    frame.sun = to_float(direction);
    double height = direction[2];
    if (height <= 0.0) { // civil twilight fades to night: level ground 6-8 % blue-grey
        double day = std::clamp(1.0 + height / k_twilight, 0.0, 1.0);
        auto between = [&](const Vec3& night, const Vec3& dusk) { return to_float(night + (dusk - night) * (day * day)); };
        frame.sun_light = {};
        frame.ambient_up = between({0.072, 0.082, 0.105}, {0.28, 0.30, 0.33});
        frame.ambient_down = between({0.052, 0.059, 0.076}, {0.23, 0.23, 0.23});
        frame.haze = between({0.046, 0.056, 0.080}, {0.60, 0.57, 0.54});
        frame.zenith = between({0.013, 0.019, 0.034}, {0.32, 0.42, 0.55});
        return;
    }
    // On level ground sun and sky give as much light each; both together give 1 unless the sun is low.
    double strength = 0.52 / std::max(height, 0.45), direct = strength * height,
           sky = std::clamp(0.95 * direct, 0.30, 0.50);
    double dusk = std::clamp(1.0 - height / 0.35, 0.0, 1.0);
    frame.sun_light = scaled({1.03, 1.00 - 0.06 * dusk, 0.95 - 0.20 * dusk}, strength);
    frame.ambient_up = scaled({0.94, 1.0, 1.09}, sky);
    frame.ambient_down = scaled({0.76, 0.77, 0.78}, sky); // light from the ground on overhangs and walls
    frame.haze = scaled({0.83 + 0.05 * dusk, 0.87, 0.90 - 0.06 * dusk}, 1.0 - 0.25 * dusk);
    frame.zenith = scaled({0.48, 0.62, 0.77}, 1.0 - 0.25 * dusk);
}

Projection3 ShadowView::projection() const {
    Projection3 p;
    p.eye = centre - forward * (depth_m + 1.0);
    p.right = right;
    p.up = up;
    p.forward = forward;
    p.half_x = p.half_y = half_m;
    p.near_m = 1.0;
    p.far_m = 2 * depth_m + 1.0;
    p.orthographic = true;
    return p;
}

Matrix ShadowView::clip_from_centre() const {
    Matrix m{};
    for (std::size_t c = 0; c < 3; ++c) {
        m[c * 4 + 0] = static_cast<float>(right[c] / half_m);
        m[c * 4 + 1] = static_cast<float>(up[c] / half_m);
        m[c * 4 + 2] = static_cast<float>(forward[c] / (2 * depth_m));
    }
    m[14] = 0.5f;
    m[15] = 1.0f;
    return m;
}

Matrix ShadowView::map_from_eye(const Vec3& eye) const {
    Vec3 shift = eye - centre;
    Matrix m{};
    for (std::size_t c = 0; c < 3; ++c) {
        m[c * 4 + 0] = static_cast<float>(right[c] / (2 * half_m));
        m[c * 4 + 1] = static_cast<float>(up[c] / (2 * half_m));
        m[c * 4 + 2] = static_cast<float>(forward[c] / (2 * depth_m));
    }
    m[12] = static_cast<float>(0.5 + dot(right, shift) / (2 * half_m));
    m[13] = static_cast<float>(0.5 + dot(up, shift) / (2 * half_m));
    m[14] = static_cast<float>(0.5 + dot(forward, shift) / (2 * depth_m));
    m[15] = 1.0f;
    return m;
}

std::array<ShadowView, 2> fit_shadows(const Projection3& view, const Sun& sun, double low_m, double high_m) {
    double ground = 0.5 * (low_m + high_m), reach = 180.0; // how far ahead the picture's middle lies
    if (view.orthographic) {
        reach = std::max(view.half_x, view.half_y) * 1.5;
    } else if (view.forward[2] < -0.02) {
        reach = std::clamp((view.eye[2] - ground) / -view.forward[2], 60.0, 20000.0);
    }
    Vec3 ahead = view.eye + view.forward * (view.orthographic ? 0.0 : reach);
    Vec3 towards = sun_direction(sun);
    double slope = std::max(towards[2], 0.05);
    std::array<ShadowView, 2> views;
    for (std::size_t i = 0; i < 2; ++i) {
        double half = i == 0 ? std::clamp(0.75 * reach, 60.0, 2000.0) : std::clamp(4.0 * reach, 1500.0, 9000.0);
        half = std::exp2(std::ceil(2.0 * std::log2(half)) / 2.0); // steps of the square root of 2
        ShadowView& v = views[i];
        double step = half / 8;
        v.centre = {snapped(ahead[0], step), snapped(ahead[1], step), snapped(ground, 10.0)};
        v.forward = towards * -1.0;
        Vec3 side = cross(v.forward, {0, 0, 1});
        v.right = dot(side, side) < 1e-12 ? Vec3{1, 0, 0} : unit(side);
        v.up = cross(v.forward, v.right); // rows of the map grow downwards, as in a picture: fronts are fronts
        v.half_m = half;
        // Level ground within the square reaches half / tan(elevation) along the rays.
        double across = half * std::sqrt(std::max(0.0, 1 - slope * slope)) / slope;
        v.depth_m = std::min(across, 12.0 * half) + (high_m - low_m) + k_tallest_m + 0.2 * half;
    }
    return views;
}

bool still_cover(const std::array<ShadowView, 2>& have, const std::array<ShadowView, 2>& wanted) {
    for (std::size_t i = 0; i < 2; ++i) {
        Vec3 shift = wanted[i].centre - have[i].centre, turn = wanted[i].forward - have[i].forward;
        double aside = std::max(std::abs(dot(shift, have[i].right)), std::abs(dot(shift, have[i].up)));
        if (dot(turn, turn) > 0 || aside > 0.4 * have[i].half_m || wanted[i].half_m > 1.5 * have[i].half_m ||
            wanted[i].half_m < 0.4 * have[i].half_m)
            return false;
    }
    return true;
}

} // namespace tp
