// Walking on a map drawn by hand, flying from view to view, and the places kept for a document.
#include "shared_data.h"
#include "studio/bookmarks.h"
#include "studio/walk.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <random>
#include <unistd.h>

using namespace tp;

namespace {

// '#' is a building of one cell of 4 m; row 0 in the north.
std::shared_ptr<const City> drawn(const std::vector<std::string>& rows) {
    auto city = std::make_shared<City>();
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            if (rows[r][c] != '#') continue;
            double x = 4.0 * static_cast<double>(c), y = -4.0 * static_cast<double>(r);
            LocalPoint ring[]{{x, y}, {x + 4, y}, {x + 4, y + 4}, {x, y + 4}};
            city->buildings.footprint.rings.add(ring);
            city->buildings.footprint.end_polygon();
            city->buildings.height_m.push_back(10);
        }
    return city;
}

} // namespace

TEST_CASE("a walk goes on where nothing is, and stops a body's width before a wall") {
    WalkMap map(drawn({"........",
                       "....#...",
                       "........"}));
    CHECK(distance_m(map.walked({2, 2}, {10, 0}), {12, 2}) < 1e-9);
    LocalPoint at = map.walked({6, -2}, {20, 0}); // straight at the wall x = 16, y -4..0
    CHECK(at.x_m == Approx(16 - k_body_m).margin(1e-6));
    CHECK(at.y_m == Approx(-2).margin(1e-6));
}

TEST_CASE("along a wall the walk slides, and round the corner it goes on") {
    WalkMap map(drawn({"........",
                       "....####",
                       "........"}));
    LocalPoint at = map.walked({14, -1}, {4, 4}); // at an angle into the western wall: north along it
    CHECK(at.y_m > 1.0);
    CHECK_FALSE(map.inside_building(at));
    LocalPoint along = map.walked({18, -4.5}, {6, 1.0}); // along the southern wall y = -4
    CHECK(along.x_m == Approx(24).margin(0.2));
    CHECK(along.y_m == Approx(-4 - k_body_m).margin(1e-6));
}

TEST_CASE("no walk, however long or random, ends in a building") {
    WalkMap map(drawn({"#.##..#.",
                       "....#...",
                       "##.#..##",
                       "...#.#..",
                       "#......#"}));
    std::mt19937 random(7);
    std::uniform_real_distribution<double> step(-9, 9);
    LocalPoint at{10, -2};
    REQUIRE_FALSE(map.inside_building(at));
    double travelled = 0;
    for (int i = 0; i < 3000; ++i) {
        LocalPoint next = map.walked(at, {step(random), step(random)});
        CHECK_FALSE(map.inside_building(next));
        travelled += distance_m(at, next);
        at = next;
    }
    CHECK(travelled > 1000); // and it is not stuck
}

TEST_CASE("a walk asked for in a house begins in the street before it, looking along it") {
    City city = *drawn({"....",
                        ".##.",
                        "...."});
    LocalPoint line[]{{-20, -8}, {40, -8}};
    city.streets.line.add(line);
    city.streets.level.push_back(0);
    city.streets.road_class.push_back(RoadClass::residential);
    city.streets.from.push_back(0), city.streets.to.push_back(1);
    WalkMap map(std::make_shared<const City>(city));
    auto in = map.start({6, -2});
    CHECK(distance_m(in.at, {6, -8}) < 1e-9);
    REQUIRE(in.along);
    CHECK(std::abs(in.along->x_m) == Approx(1));
    auto out = map.start({40, 20});
    CHECK(out.at == LocalPoint{40, 20});
    CHECK_FALSE(out.along);
}

TEST_CASE("who stands in a building may leave it, and what is not finite moves nothing") {
    WalkMap map(drawn({"#"}));
    CHECK(map.walked({2, 2}, {10, 0}).x_m == Approx(12).margin(k_body_m)); // it is a little way off the wall at once
    CHECK(map.walked({2, 2}, {std::nan(""), 0}) == LocalPoint{2, 2});
    WalkMap empty(std::make_shared<const City>());
    CHECK(distance_m(empty.walked({0, 0}, {5, 5}), {5, 5}) < 1e-9);
    City broken = *drawn({"##"});
    broken.buildings.footprint.rings.points[1] = {1e300, std::nan("")};
    CHECK(WalkMap(std::make_shared<const City>(broken)).walked({-3, 2}, {1, 0}).x_m == Approx(-2));
}

TEST_CASE("a flight between two views begins and ends at them and turns the shorter way") {
    Flight a, b;
    a.yaw_deg = 350;
    a.distance_m = 1000;
    b.yaw_deg = 20;
    b.distance_m = 10;
    b.focus = {100, 50, 7};
    CHECK(between(a, b, 0).yaw_deg == Approx(350));
    CHECK(between(a, b, 0.5).yaw_deg == Approx(5));
    CHECK(between(a, b, 0.5).distance_m == Approx(100));
    CHECK(between(a, b, 1).focus == b.focus);
    double before = 0;
    for (int i = 1; i <= 20; ++i) { // slow, faster, slow, never back
        double x = between(a, b, i / 20.0).focus[0];
        CHECK(x > before);
        before = x;
    }
    CHECK(between(a, b, 0.05).focus[0] < 1.0);
    b.mode = FlightMode::walk;
    CHECK(between(a, b, 0.3).mode == FlightMode::walk);
}

TEST_CASE("an orbit round a point keeps the direction and comes near") {
    Flight flight;
    flight.yaw_deg = 77;
    Flight round = orbit_round(flight, {5, 6, 7}, 200);
    CHECK(round.focus == std::array<double, 3>{5, 6, 7});
    CHECK(round.yaw_deg == 77);
    CHECK(round.distance_m == 200);
    CHECK(orbit_round(round, {5, 6, 7}, 500).distance_m == 200);
}

TEST_CASE("places come back from their file, and nonsense in it is left out") {
    auto folder = std::filesystem::temp_directory_path() / ("twinplan_bookmarks_" + std::to_string(getpid()));
    auto file = folder / "views" / "a.json";
    Bookmarks kept;
    CHECK_FALSE(load_bookmarks(file)[0]);
    kept[0] = Flight{FlightMode::top, {1.5, -2.25, 3}, 0, -35, 750};
    kept[8] = Flight{FlightMode::walk, {1, 2, 1.6}, 123, -2, 1000};
    REQUIRE(save_bookmarks(file, kept));
    Bookmarks back = load_bookmarks(file);
    REQUIRE((back[0] && back[8]));
    CHECK(back[0]->focus == kept[0]->focus);
    CHECK(back[0]->mode == FlightMode::top);
    CHECK(back[8]->yaw_deg == 123);
    CHECK_FALSE(back[1]);
    for (const char* text : {"", "[]", "{\"1\": 5}", "{\"1\": {\"mode\": \"orbit\", \"x_m\": 1e300}}", "{\"1\":", "{\"1\": {\"mode\": \"orbit\"}}"}) {
        std::ofstream(file) << text;
        CHECK_FALSE(load_bookmarks(file)[0]);
    }
    CHECK(save_bookmarks("/proc/nowhere/a.json", kept).error().key == "studio.cannot_keep_view");
    std::filesystem::remove_all(folder);
}
