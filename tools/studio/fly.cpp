#include "studio/fly.h"

#include "view/projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tp {
namespace {

constexpr double k_degree = std::numbers::pi / 180;
constexpr double k_nearest_m = 8.0, k_farthest_m = 60000.0;

Vec3 direction(double yaw_deg, double pitch_deg) {
    double flat = std::cos(pitch_deg * k_degree);
    return {flat * std::sin(yaw_deg * k_degree), flat * std::cos(yaw_deg * k_degree), std::sin(pitch_deg * k_degree)};
}

double top_height_m(const Flight& flight) { return 2 * flight.distance_m * std::tan(k_flight_fovy_deg / 2 * k_degree); }

Flight limited(Flight flight) {
    flight.distance_m = std::clamp(flight.distance_m, k_nearest_m, k_farthest_m);
    flight.pitch_deg = flight.mode == FlightMode::walk ? std::clamp(flight.pitch_deg, -60.0, 60.0) : std::clamp(flight.pitch_deg, -89.0, -3.0);
    flight.yaw_deg = std::fmod(flight.yaw_deg + 720.0, 360.0);
    return flight;
}

} // namespace

Camera camera_of(const Flight& flight) {
    Camera camera;
    if (flight.mode == FlightMode::top) {
        camera.orthographic = true;
        camera.height_m = top_height_m(flight);
        camera.target = flight.focus;
        camera.eye = {flight.focus[0], flight.focus[1], flight.focus[2] + 3000.0};
        camera.near_m = 1.0;
        camera.far_m = 8000.0;
        return camera;
    }
    Vec3 forward = direction(flight.yaw_deg, flight.pitch_deg);
    if (flight.mode == FlightMode::walk) {
        camera.eye = flight.focus;
        camera.target = Vec3(flight.focus) + forward * 30.0;
        camera.fovy_deg = k_walk_fovy_deg;
        camera.near_m = 0.3;
        return camera;
    }
    camera.target = flight.focus;
    camera.eye = Vec3(flight.focus) - forward * flight.distance_m;
    camera.fovy_deg = k_flight_fovy_deg;
    camera.near_m = std::clamp(0.01 * flight.distance_m, 0.3, 10.0);
    camera.far_m = std::max(40000.0, 4 * flight.distance_m);
    return camera;
}

Flight flight_of(const Camera& camera) {
    Flight flight;
    Vec3 view = Vec3(camera.target) - Vec3(camera.eye);
    double length = std::sqrt(dot(view, view));
    flight.focus = camera.target;
    if (camera.orthographic) {
        flight.mode = FlightMode::top;
        flight.yaw_deg = 0;
        flight.distance_m = camera.height_m / 2 / std::tan(k_flight_fovy_deg / 2 * k_degree);
    } else {
        flight.distance_m = length;
        flight.yaw_deg = std::atan2(view[0], view[1]) / k_degree;
        flight.pitch_deg = std::asin(std::clamp(view[2] / length, -1.0, 1.0)) / k_degree;
        if (camera.eye[2] - camera.target[2] < 5.0) { // a preset at eye height
            flight.mode = FlightMode::walk;
            flight.focus = camera.eye;
        }
    }
    return limited(flight);
}

std::optional<std::array<double, 3>> on_plane(const Camera& camera, double aspect, PicturePoint at, double ground_m) {
    auto projection = make_projection(camera, aspect);
    if (!projection) return std::nullopt;
    auto [origin, ray] = projection->ray(at.x, at.y);
    if (ray[2] > -1e-4) return std::nullopt;
    double t = (ground_m - origin[2]) / ray[2];
    if (!(t > 0) || t > 40000.0) return std::nullopt;
    return origin + ray * t;
}

Flight panned(const Flight& flight, double aspect, PicturePoint from, PicturePoint to) {
    Flight out = flight;
    if (flight.mode == FlightMode::walk) return turned(flight, (from.x - to.x) * 35.0, (to.y - from.y) * 25.0);
    Camera camera = camera_of(flight);
    auto a = on_plane(camera, aspect, from, flight.focus[2]), b = on_plane(camera, aspect, to, flight.focus[2]);
    if (!a || !b) return out;
    double limit = 2 * flight.distance_m; // near the horizon a pixel is a kilometre
    out.focus[0] += std::clamp((*a)[0] - (*b)[0], -limit, limit);
    out.focus[1] += std::clamp((*a)[1] - (*b)[1], -limit, limit);
    return out;
}

Flight turned(const Flight& flight, double yaw_deg, double pitch_deg) {
    Flight out = flight;
    if (flight.mode == FlightMode::top) return out; // north stays up on a map
    out.yaw_deg += yaw_deg;
    out.pitch_deg += pitch_deg;
    return limited(out);
}

Flight zoomed(const Flight& flight, double aspect, PicturePoint at, double factor) {
    if (flight.mode == FlightMode::walk) return moved(flight, factor < 1 ? 4.0 : -4.0, 0.0);
    Flight out = flight;
    out.distance_m *= factor;
    out = limited(out);
    double real = out.distance_m / flight.distance_m;
    if (auto p = on_plane(camera_of(flight), aspect, at, flight.focus[2]))
        for (std::size_t k = 0; k < 2; ++k) out.focus[k] = (*p)[k] + (flight.focus[k] - (*p)[k]) * real;
    return out;
}

Flight moved(const Flight& flight, double forward_m, double right_m) {
    Flight out = flight;
    double yaw = (flight.mode == FlightMode::top ? 0.0 : flight.yaw_deg) * k_degree;
    out.focus[0] += forward_m * std::sin(yaw) + right_m * std::cos(yaw);
    out.focus[1] += forward_m * std::cos(yaw) - right_m * std::sin(yaw);
    return out;
}

Flight between(const Flight& from, const Flight& to, double t) {
    if (t >= 1) return to;
    Flight a = switched(from, to.mode, from.mode == FlightMode::walk ? from.focus[2] - k_eye_height_m : from.focus[2]), out = to;
    t = std::clamp(t, 0.0, 1.0);
    double s = t * t * (3 - 2 * t), turn = std::fmod(to.yaw_deg - a.yaw_deg + 900.0, 360.0) - 180.0;
    for (std::size_t k = 0; k < 3; ++k) out.focus[k] = a.focus[k] + (to.focus[k] - a.focus[k]) * s;
    out.yaw_deg = a.yaw_deg + turn * s;
    out.pitch_deg = a.pitch_deg + (to.pitch_deg - a.pitch_deg) * s;
    out.distance_m = a.distance_m * std::pow(to.distance_m / a.distance_m, s);
    return limited(out);
}

Flight orbit_round(const Flight& flight, const std::array<double, 3>& point, double distance_m) {
    Flight out = switched(flight, FlightMode::orbit, point[2]);
    out.focus = point;
    out.distance_m = std::min(out.distance_m, distance_m);
    return limited(out);
}

Flight switched(const Flight& flight, FlightMode mode, double ground_m) {
    Flight out = flight;
    if (mode == flight.mode) return out;
    out.mode = mode;
    out.focus[2] = mode == FlightMode::walk ? ground_m + k_eye_height_m : ground_m;
    if (mode == FlightMode::walk) out.pitch_deg = -2.0;
    else if (flight.mode == FlightMode::walk) out.distance_m = 250.0, out.pitch_deg = -35.0;
    else if (mode == FlightMode::orbit) out.pitch_deg = -35.0;
    return limited(out);
}

} // namespace tp
