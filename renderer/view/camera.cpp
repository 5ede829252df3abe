#include "view/fit_camera.h"
#include "view/view.h"

#include "scene/ground.h"
#include "scene/surfaces.h"
#include "scene/tiles.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tp {
namespace {

constexpr double k_down = 0.6108652381980153; // 35 degrees
constexpr double k_margin = 1.04, k_eye_m = 1.6, k_before_crossing_m = 18.0;

// What is to be in the picture: a box, and of a whole city the corners of what stands in it.
struct Subject {
    LocalBox box;
    std::vector<LocalPoint> rim; // empty: the box's corners
};

Camera oblique(const City& city, const Ground& ground, const Subject& subject, double aspect, bool whole) {
    const LocalBox& box = subject.box;
    LocalPoint middle = box.centre();
    Camera camera;
    double flat = std::cos(k_down) * std::sqrt(0.5);
    double size = std::max({box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m, 50.0});
    camera.target = {middle.x_m, middle.y_m, ground.height_m(middle)};
    camera.eye = camera.target - Vec3{flat, flat, -std::sin(k_down)} * (1.5 * size);
    std::vector<Vec3> points;
    std::vector<LocalPoint> rim = subject.rim;
    if (rim.empty()) rim = {box.min, {box.max.x_m, box.min.y_m}, box.max, {box.min.x_m, box.max.y_m}};
    for (LocalPoint p : rim)
        for (double z : {0.0, 25.0}) points.push_back({p.x_m, p.y_m, ground.height_m(p) + z});
    const Buildings& b = city.buildings; // of a whole city the tall roofs belong in the picture too
    for (std::size_t i = 0; whole && i < b.size(); ++i) {
        if (!(b.height_m[i] > 40.0f && b.height_m[i] < 1000.0f) || b.footprint.first_ring(i) == b.footprint.end_ring(i)) continue;
        auto ring = b.footprint.outer(i);
        if (!ring.empty() && box.contains(ring[0])) points.push_back({ring[0].x_m, ring[0].y_m, ground.height_m(ring[0]) + static_cast<double>(b.height_m[i])});
    }
    camera = fitted(camera, points, aspect, 1 / k_margin);
    constexpr double k_least_m = 50.0;
    double distance = std::sqrt(dot(camera.target - camera.eye, camera.target - camera.eye));
    if (distance < k_least_m) {
        camera.eye = camera.target + (camera.eye - camera.target) * (k_least_m / std::max(distance, 1e-6));
        distance = k_least_m;
    }
    camera.eye[2] = std::max(camera.eye[2], ground.height_m({camera.eye[0], camera.eye[1]}) + 10.0);
    camera.near_m = std::clamp(0.01 * distance, 0.5, 10.0);
    camera.far_m = std::max(40000.0, 4 * distance);
    return camera;
}

Camera top(const Ground& ground, const LocalBox& box, double aspect) {
    LocalPoint middle = box.centre();
    Camera camera;
    camera.orthographic = true;
    camera.height_m = std::max({50.0, (box.max.y_m - box.min.y_m) * k_margin, (box.max.x_m - box.min.x_m) * k_margin / aspect});
    camera.eye = {middle.x_m, middle.y_m, ground.highest_m() + 1000.0};
    camera.target = {middle.x_m, middle.y_m, ground.lowest_m()};
    camera.near_m = 1.0;
    camera.far_m = camera.eye[2] - ground.lowest_m() + 500.0;
    return camera;
}

// On the street at the crossing nearest the middle, looking along it; without one on the nearest street.
Camera street(const City& city, const Ground& ground, const LocalBox& box) {
    LocalPoint middle = box.centre(), at = middle, along{0, 1};
    double best = 1e30;
    for (std::size_t i = 0; i < city.crossings.size(); ++i)
        if (double d = distance_m(city.crossings.at[i], middle); d < best) {
            best = d;
            CrossingPlace place = crossing_place(city, i);
            along = place.along;
            LocalPoint right{along.y_m, -along.x_m}; // of the middle line, where traffic keeps right
            double aside = std::min(0.2 * place.width_m, 3.0);
            at = {place.at.x_m - along.x_m * k_before_crossing_m + right.x_m * aside,
                  place.at.y_m - along.y_m * k_before_crossing_m + right.y_m * aside};
        }
    if (best > 400.0) {
        best = 1e30;
        for (std::size_t e = 0; e < city.streets.size(); ++e) {
            auto line = city.streets.line[e];
            if (line.size() < 2 || city.streets.level[e] != 0) continue;
            NearestOnLine n = nearest_on_line(line, middle);
            LocalPoint a = point_along(line, n.along_m - 5), b = point_along(line, n.along_m + 5);
            double length = distance_m(a, b);
            if (!(n.distance_m < best) || length <= 0) continue;
            best = n.distance_m;
            at = n.point;
            along = {(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length};
        }
    }
    Camera camera;
    camera.fovy_deg = 55;
    camera.near_m = 0.3;
    camera.eye = {at.x_m, at.y_m, ground.height_m(at) + ground.lift_m() + k_eye_m};
    camera.target = {at.x_m + along.x_m * 30, at.y_m + along.y_m * 30,
                     ground.height_m({at.x_m + along.x_m * 30, at.y_m + along.y_m * 30}) + 2.2};
    return camera;
}

// Where most of the city is: without the outermost hundredth of its buildings (or street nodes) on each side.
Subject whole_of(const City& city, const Ground& ground) {
    std::vector<double> x, y;
    std::vector<LocalPoint> all;
    auto add = [&](LocalPoint p) {
        if (!tile_of(p)) return;
        x.push_back(p.x_m);
        y.push_back(p.y_m);
        all.push_back(p);
    };
    const Polygons& footprints = city.buildings.footprint;
    for (std::size_t i = 0; i < footprints.size(); ++i)
        if (footprints.first_ring(i) < footprints.end_ring(i) && !footprints.outer(i).empty()) add(footprints.outer(i)[0]);
    if (x.size() < 50)
        for (LocalPoint p : city.streets.node) add(p);
    if (x.size() < 50) return {ground.city_box(), {}};
    auto range = [](std::vector<double>& v) {
        auto nth = [&](std::size_t n) {
            std::ranges::nth_element(v, v.begin() + static_cast<std::ptrdiff_t>(n));
            return v[n];
        };
        double low = nth(v.size() / 100), high = nth(v.size() - 1 - v.size() / 100), margin = 0.03 * (high - low) + 20.0;
        return std::pair{low - margin, high + margin};
    };
    auto [left, right] = range(x);
    auto [south, north] = range(y);
    LocalBox box{{left, south}, {right, north}}, reach = box;
    double near = 0.5 * std::max(right - left, north - south); // a proposal's models at the edge belong in the picture
    for (LocalPoint p : city.models.at)
        if (p.x_m > left - near && p.x_m < right + near && p.y_m > south - near && p.y_m < north + near) {
            reach.add(p);
            all.push_back(p);
        }
    std::erase_if(all, [&](LocalPoint p) { return !reach.contains(p); });
    return {reach, convex_hull(std::move(all))};
}

} // namespace

Camera make_camera(const City& city, CameraPreset preset, LocalBox box, double aspect) {
    Ground ground(city);
    bool whole = box.empty() || !tile_of(box.min) || !tile_of(box.max);
    Subject subject{box, {}};
    if (whole) subject = whole_of(city, ground);
    if (!(aspect > 0) || !std::isfinite(aspect)) aspect = 1;
    switch (preset) {
    case CameraPreset::top: return top(ground, subject.box, aspect);
    case CameraPreset::street: return street(city, ground, subject.box);
    case CameraPreset::oblique: break;
    }
    return oblique(city, ground, subject, aspect, whole);
}

} // namespace tp
