// The street graph: where lines are joined and where not, and what the columns say of a street.
#include "unit/city/layers.h"

#include <set>

using namespace tp;
using namespace tp::test;

namespace {

std::vector<int> degrees(const Streets& s) { // sorted
    std::vector<int> count(s.node.size(), 0);
    for (std::size_t e = 0; e < s.size(); ++e) ++count[s.from[e]], ++count[s.to[e]];
    std::sort(count.begin(), count.end());
    return count;
}

Draw lines(std::vector<Ring> all) {
    Draw draw("roads", Role::roads, GeometryKind::line);
    for (const Ring& line : all) draw.add(line);
    return draw;
}

} // namespace

TEST_CASE("bare centre lines are joined where they cross, touch and end") {
    //      |              |
    //   ---+---   and   --+   (an end 5 cm off the other line)
    //      |              |
    CHECK(degrees(assembled({lines({{{-100, 0}, {100, 0}}, {{0, -100}, {0, 100}}})}).city.streets) == std::vector{1, 1, 1, 1, 4});
    CHECK(degrees(assembled({lines({{{-100, 0}, {-0.05, 0}}, {{0, -100}, {0, 100}}})}).city.streets) == std::vector{1, 1, 1, 3});
    CHECK(degrees(assembled({lines({{{-100, 0}, {0, 0}}, {{0.02, 0}, {0, 100}}})}).city.streets) == std::vector{1, 1, 2});
    CHECK(degrees(assembled({lines({{{-100, 0}, {-1, 0}}, {{0, -100}, {0, 100}}})}).city.streets) == std::vector{1, 1, 1, 1}); // a metre is a gap
}

TEST_CASE("sources with classes or keys join by shared points only") {
    auto cross = lines({{{-100, 0}, {100, 0}}, {{0, -100}, {0, 100}}}).text("road_class", {"primary", "motorway"});
    CHECK(assembled({cross}).city.streets.size() == 2); // one passes over the other
    auto shared = lines({{{-100, 0}, {0, 0}, {100, 0}}, {{0, -100}, {0, 0}, {0, 100}}}).text("road_class", {"primary", "residential"});
    CHECK(degrees(assembled({shared}).city.streets) == std::vector{1, 1, 1, 1, 4});
    auto keyed = lines({{{-100, 0}, {100, 0}}, {{0, -100}, {0, 100}}});
    keyed.layer().key = {1, 2};
    CHECK(assembled({keyed}).city.streets.size() == 2);
}

TEST_CASE("edges keep the line's shape; a loop is cut where it meets itself") {
    auto draw = lines({{{0, 0}, {50, 20}, {100, 0}}, {{100, 0}, {120, 0}, {120, 20}, {100, 20}, {100, 0}}});
    Assembled made = assembled({draw});
    const Streets& s = made.city.streets;
    REQUIRE(s.size() == 2);
    CHECK(s.line[0].size() == 3);
    CHECK(s.from[1] == s.to[1]);
    CHECK(s.line[1].front() == s.node[s.from[1]]);
    CHECK(s.line[0].back() == s.node[s.to[0]]);
}

TEST_CASE("the same line in a second file is one street") {
    auto a = lines({{{0, 0}, {100, 0}}, {{100, 0}, {200, 0}}});
    auto b = lines({{{100, 0}, {0, 0}}, {{200, 0}, {300, 50}}});
    Assembled made = assembled({a, b});
    CHECK(made.city.streets.size() == 3);
    CHECK(made.report.layers[1].merged == 1);
    CHECK(made.report.layers[1].kept == 1);
}

TEST_CASE("columns of streets") {
    auto draw = lines({{{0, 0}, {100, 0}}, {{0, 50}, {100, 50}}, {{0, 90}, {100, 90}}});
    draw.text("road_class", {"103", "residential", "footway"}).number("lanes_forward", {2, 1, std::nan("")}).number("lanes_backward", {2, 0, std::nan("")});
    draw.number("speed_kmh", {60, 0, std::nan("")}).number("width_m", {14, 1, 1.5}).text("one_way", {"0", "1", "-1"}).text("bridge", {"", "yes", "no"});
    const Assembled made = assembled({draw});
    const Streets& s = made.city.streets;
    REQUIRE(s.size() == 3);
    CHECK(s.road_class == std::vector{RoadClass::primary, RoadClass::residential, RoadClass::path});
    CHECK(s.lanes == std::vector<std::int8_t>{4, 1, -1});
    CHECK(s.speed_kmh == std::vector<std::int16_t>{60, -1, -1}); // 0 means "none stated"
    CHECK(s.width_m[0] == 14.0F);
    CHECK(std::isnan(s.width_m[1])); // one metre is a code, not a street
    CHECK(s.width_m[2] == 1.5F);
    CHECK(noted(made.report.layers[0], "width_implausible") == 1);
    CHECK(s.one_way == std::vector{OneWay::both, OneWay::forward, OneWay::backward});
    CHECK(s.level == std::vector<std::uint8_t>{0, 1, 0});
}

TEST_CASE("a street without a width takes it from the road surface") {
    auto surface = Draw("surface", Role::roads, GeometryKind::polygon).box(0, -4, 200, 8);
    Assembled made = assembled({surface, lines({{{0, 0}, {200, 0}}})});
    CHECK(made.city.streets.width_m[0] == Approx(8.0F));
    CHECK(made.city.areas.kind == std::vector{AreaKind::road_surface});
    CHECK(noted(made.report.layers[1], "width_from_surface") == 1);
}

TEST_CASE("a sidewalk surface becomes a line along its middle, with its width") {
    auto strip = Draw("sidewalk", Role::sidewalks, GeometryKind::polygon).add({{0, 0}, {100, 0}, {100, 60}, {98, 60}, {98, 2}, {0, 2}});
    Assembled made = assembled({strip, frame()});
    const Sidewalks& s = made.city.sidewalks;
    REQUIRE(s.size() == 1);
    CHECK(length_m(s.line[0]) == Approx(158.0).epsilon(0.05)); // an L of 100 and 60 m
    CHECK(s.width_m[0] == Approx(2.0F).epsilon(0.06));
    for (LocalPoint p : s.line[0]) CHECK(nearest_on_line(made.city.areas.area.outer(0), p).distance_m < 2.0);
}

TEST_CASE("the Korean road grades") {
    auto draw = lines({{{0, 0}, {9, 0}}, {{0, 10}, {9, 10}}, {{0, 20}, {9, 20}}, {{0, 30}, {9, 30}}, {{0, 40}, {9, 40}}, {{0, 50}, {9, 50}}});
    draw.text("road_class", {"101", "102", "104", "106", "107", "108"});
    CHECK(assembled({draw}).city.streets.road_class == std::vector{RoadClass::motorway, RoadClass::trunk, RoadClass::secondary,
                                                                   RoadClass::secondary, RoadClass::tertiary, RoadClass::motorway});
}
