#include "studio/fly.h"
#include "view/projection.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tp;

namespace {

constexpr double k_aspect = 1.6;

// Where a ground point is in the picture.
PicturePoint seen(const Flight& flight, const std::array<double, 3>& p) {
    auto projection = make_projection(camera_of(flight), k_aspect);
    REQUIRE(projection);
    auto at = projection->project(p);
    REQUIRE(at);
    return {(*at)[0], (*at)[1]};
}

} // namespace

TEST_CASE("what the mouse grabbed stays under the mouse") {
    Flight flight;
    flight.mode = GENERATE(FlightMode::orbit, FlightMode::top);
    flight.focus = {1200, -300, 14};
    flight.yaw_deg = GENERATE(0.0, 45.0, 200.0);
    flight.distance_m = 700;
    PicturePoint from{-0.3, 0.2}, to{0.4, 0.35};
    auto grabbed = on_plane(camera_of(flight), k_aspect, from, 14);
    REQUIRE(grabbed);
    PicturePoint now = seen(panned(flight, k_aspect, from, to), *grabbed);
    CHECK(now.x == Approx(to.x).margin(1e-6));
    CHECK(now.y == Approx(to.y).margin(1e-6));
}

TEST_CASE("the wheel keeps the point under the cursor where it is") {
    Flight flight;
    flight.mode = GENERATE(FlightMode::orbit, FlightMode::top);
    flight.distance_m = 900;
    PicturePoint at{0.5, -0.2};
    auto under = on_plane(camera_of(flight), k_aspect, at, 0);
    REQUIRE(under);
    double factor = GENERATE(0.5, 0.85, 1.3);
    Flight zoom = zoomed(flight, k_aspect, at, factor);
    CHECK(zoom.distance_m == Approx(900 * factor));
    PicturePoint now = seen(zoom, *under);
    CHECK(now.x == Approx(at.x).margin(1e-6));
    CHECK(now.y == Approx(at.y).margin(1e-6));
}

TEST_CASE("a flight comes back from its camera") {
    Flight flight;
    flight.focus = {10, 20, 30};
    flight.yaw_deg = 123;
    flight.pitch_deg = -27;
    flight.distance_m = 432;
    Flight back = flight_of(camera_of(flight));
    CHECK(back.mode == FlightMode::orbit);
    CHECK(back.yaw_deg == Approx(123));
    CHECK(back.pitch_deg == Approx(-27));
    CHECK(back.distance_m == Approx(432));
    CHECK(back.focus == flight.focus);
    flight.mode = FlightMode::top;
    back = flight_of(camera_of(flight));
    CHECK(back.mode == FlightMode::top);
    CHECK(back.distance_m == Approx(432));
}

TEST_CASE("the camera never turns over and never leaves the ground it looks at") {
    Flight flight;
    for (int i = 0; i < 50; ++i) flight = turned(flight, 31, -20);
    CHECK(flight.pitch_deg == -89.0);
    for (int i = 0; i < 50; ++i) flight = turned(flight, 31, 20);
    CHECK(flight.pitch_deg == -3.0);
    CHECK((flight.yaw_deg >= 0 && flight.yaw_deg < 360));
    for (int i = 0; i < 100; ++i) flight = zoomed(flight, k_aspect, {0, 0}, 0.5);
    CHECK(flight.distance_m == 8.0);
    for (int i = 0; i < 100; ++i) flight = zoomed(flight, k_aspect, {0, 0}, 2);
    CHECK(flight.distance_m == 60000.0);
}

TEST_CASE("street and back look at the same place") {
    Flight flight;
    flight.focus = {50, 60, 7};
    Flight street = switched(flight, FlightMode::walk, 7);
    CHECK(street.focus[2] == Approx(8.6));
    Flight ahead = moved(street, 10, 0); // yaw 45: north-east
    CHECK(ahead.focus[0] == Approx(50 + 10 * std::sqrt(0.5)));
    CHECK(ahead.focus[1] == Approx(60 + 10 * std::sqrt(0.5)));
    Flight back = switched(street, FlightMode::orbit, 7);
    CHECK(back.focus == flight.focus);
}

TEST_CASE("above the horizon there is no ground") {
    Flight flight;
    flight.pitch_deg = -5;
    CHECK_FALSE(on_plane(camera_of(flight), k_aspect, {0, -0.9}, 0));
    CHECK(on_plane(camera_of(flight), k_aspect, {0, 0.9}, 0));
}
