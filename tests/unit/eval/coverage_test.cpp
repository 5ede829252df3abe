// What a device covers: its range where nothing stands, up to the wall where something does; overlaps are counted.
#include "eval/coverage.h"
#include "unit/eval/grid_city.h"

#include "geo/polygon.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace tp;

namespace {

City one_wall() { // a house from x = 10 to 12, y = -5 to 5
    City city;
    Buildings& b = city.buildings;
    b.footprint.rings.add(std::vector<LocalPoint>{{10, -5}, {12, -5}, {12, 5}, {10, 5}});
    b.footprint.end_polygon();
    b.height_m = {6};
    return city;
}

std::vector<Solution> at(const std::string& kind, std::vector<LocalPoint> places, double heading_deg = 0) {
    std::vector<Solution> out;
    for (LocalPoint p : places) out.push_back({SolutionId{static_cast<std::uint32_t>(out.size() + 1)}, kind, p, heading_deg, 1, {}, ""});
    return out;
}

} // namespace

TEST_CASE("a camera sees its range, and not through a house") {
    auto catalogue = test::catalogue();
    auto covers = coverage_of(one_wall(), *catalogue, at("smart_pole", {{0, 0}, {0, 500}}));
    REQUIRE(covers.size() == 4); // a lamp and a camera each
    CHECK(covers[0].what == "lamp");
    CHECK(covers[0].solution == SolutionId{1});
    const Coverage &blocked = covers[1], &free = covers[3];
    double range = *catalogue->kind("smart_pole")->covers[1].range_m.value;
    CHECK(signed_area_m2(free.outline) == Approx(std::numbers::pi * range * range).epsilon(0.01));
    CHECK(signed_area_m2(blocked.outline) < signed_area_m2(free.outline) - 200.0);
    CHECK_FALSE(inside(blocked.outline, {20, 0}));
    CHECK(inside(blocked.outline, {9, 0}));
    CHECK(inside(blocked.outline, {-20, 0}));
}

TEST_CASE("a sector looks where the solution is turned to") {
    auto catalogue = test::catalogue();
    auto covers = coverage_of({}, *catalogue, at("enforcement_camera", {{0, 0}}, 90.0)); // east
    REQUIRE(covers.size() == 1);
    CHECK(signed_area_m2(covers[0].outline) > 0.0);
    CHECK(inside(covers[0].outline, {30, 0}));
    CHECK_FALSE(inside(covers[0].outline, {-5, 0}));
    CHECK_FALSE(inside(covers[0].outline, {0, 30}));
    CHECK(coverage_of({}, *catalogue, at("raised_crossing", {{0, 0}})).empty());
    std::vector<Solution> service{{SolutionId{1}, "smart_pole", std::nullopt, 0, 1, {}, ""}};
    CHECK(coverage_of({}, *catalogue, service).empty());
}

TEST_CASE("overlap is a count of devices over a cell") {
    std::vector<Coverage> squares{{SolutionId{1}, "camera", {0, 0}, 5, {{0, 0}, {8, 0}, {8, 8}, {0, 8}}}, {SolutionId{2}, "camera", {4, 0}, 5, {{4, 0}, {12, 0}, {12, 8}, {4, 8}}}};
    Layer layer = coverage_layer(squares, 4.0F);
    REQUIRE(layer.value.size() == 6);
    int two = 0;
    for (std::size_t i = 0; i < layer.value.size(); ++i) {
        bool both = layer.at[i].x_m == Approx(6.0);
        CHECK(layer.value[i] == (both ? 2.0F : 1.0F));
        two += both;
    }
    CHECK(two == 2);
    CHECK(coverage_layer({}).value.empty());
}
