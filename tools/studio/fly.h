// studio/fly.h - how a camera moves under mouse and keys; pure functions, no window.
//
// A Flight circles a point on the ground (orbit), looks straight down in parallel (top) or stands in the street (walk).
#pragma once

#include "view/view.h"

#include <optional>

namespace tp {

enum class FlightMode { orbit, top, walk };

struct Flight {
    FlightMode mode = FlightMode::orbit;
    std::array<double, 3> focus{}; // orbit, top: the point looked at; walk: the eye
    double yaw_deg = 45.0;         // direction of the view, clockwise from north
    double pitch_deg = -35.0;      // below the horizon is negative; -89..-3 in orbit, -60..60 walking
    double distance_m = 1000.0;    // eye to focus; in top view the ground seen is that of the same distance
};

constexpr double k_flight_fovy_deg = 45.0, k_walk_fovy_deg = 60.0, k_eye_height_m = 1.6;

Camera camera_of(const Flight& flight);
// The orbit that sees what a preset's camera sees.
Flight flight_of(const Camera& camera);

// A point of the picture, -1..1, x right, y down.
struct PicturePoint {
    double x = 0, y = 0;
};
// Where the ray through `at` meets the plane z = ground_m; nothing above the horizon or beyond 40 km.
std::optional<std::array<double, 3>> on_plane(const Camera& camera, double aspect, PicturePoint at, double ground_m);

// Moves so that the ground point under `from` comes under `to`.
Flight panned(const Flight& flight, double aspect, PicturePoint from, PicturePoint to);
// Turns by degrees; around the focus in orbit, on the spot when walking. No effect on pitch in top view.
Flight turned(const Flight& flight, double yaw_deg, double pitch_deg);
// `factor` < 1 comes nearer; the ground point under `at` stays where it is.
Flight zoomed(const Flight& flight, double aspect, PicturePoint at, double factor);
// Along the view (forward > 0) and to the right, metres on the ground.
Flight moved(const Flight& flight, double forward_m, double right_m);
// A flight from one view to another, t in 0..1: slow at both ends, the shorter way round, the distance in equal ratios.
// Of two modes the second one, from where the first would look in it.
Flight between(const Flight& from, const Flight& to, double t);
// An orbit round a point on the ground, as near as `distance_m`; the direction stays.
Flight orbit_round(const Flight& flight, const std::array<double, 3>& point, double distance_m);
// Another mode that looks at the same place; `ground_m` is the ground at the focus.
Flight switched(const Flight& flight, FlightMode mode, double ground_m);

} // namespace tp
