#include "city/problem_layers.h"

#include "city/city.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace tp;

namespace {

City a_city() {
    City city;
    double nothing = std::numeric_limits<double>::quiet_NaN();
    for (int i = 0; i < 10; ++i) {
        city.people.at.push_back({100.0 * i, 0});
        city.people.cell_m.push_back(100);
        city.people.total.push_back(i == 9 ? nothing : 10.0 * (i + 1));
        city.people.children.push_back(1);
        city.people.working.push_back(1);
        city.people.older.push_back(i == 8 ? nothing : 5.0 * (i + 1));
        city.people.origin.push_back({});
    }
    auto crash = [&](double x, CrashGroup group, int count) {
        city.crashes.kind.push_back(CrashKind::point);
        city.crashes.group.push_back(group);
        city.crashes.at.push_back({x, 20});
        city.crashes.year.push_back(0);
        city.crashes.count.push_back(count);
        city.crashes.deaths.push_back(-1);
        city.crashes.serious.push_back(-1);
        city.crashes.slight.push_back(-1);
        city.crashes.origin.push_back({});
    };
    crash(10, CrashGroup::pedestrian, 4);
    crash(90, CrashGroup::pedestrian, 3);
    crash(50, CrashGroup::elderly_pedestrian, 5); // among the seven
    crash(150, CrashGroup::pedestrian, 2);
    crash(250, CrashGroup::pedestrian, -1); // not known how many
    for (float height : {6.0F, 9.0F, 30.0F}) {
        city.buildings.height_m.push_back(height);
        city.buildings.derived.push_back(height == 9.0F ? k_height_assumed : 0);
    }
    return city;
}

} // namespace

TEST_CASE("a city offers the layers that its data have a value for") {
    CHECK(problem_layers_of(a_city()) == std::vector<std::string>{"population", "children", "older", "older_share", "crashes", "building_height"});
    CHECK(problem_layers_of(City{}).empty());
    CHECK_FALSE(problem_layer(City{}, "population"));
    CHECK_FALSE(problem_layer(a_city(), "speed"));
    CHECK_FALSE(problem_layer(a_city(), "no such"));
}

TEST_CASE("shares of few residents are marked, unknown ones are missing") {
    Layer share = *problem_layer(a_city(), "older_share");
    REQUIRE(share.value.size() == 10);
    CHECK(share.value[0] == 50.0F);
    CHECK(std::isnan(share.value[8]));
    CHECK(std::isnan(share.value[9]));
    CHECK(is_small(share, 0)); // 10 residents
    CHECK(is_small(share, 1)); // 20
    CHECK_FALSE(is_small(share, 2)); // 30
    CHECK_FALSE(is_small(share, 8));
    LayerFacts facts = facts_of(share);
    CHECK((facts.known == 8 && facts.missing == 2 && facts.small == 2));
    CHECK(share.unit == "%");
    CHECK(share.on == LayerOn::cells);
    CHECK(share.cell_m == 100.0F);
}

TEST_CASE("crashes of one square are those of its largest list") {
    Layer layer = *problem_layer(a_city(), "crashes");
    REQUIRE(layer.value.size() == 2);
    CHECK(layer.value[0] == 7.0F); // 4 + 3 pedestrians; the 5 elderly ones are among them
    CHECK((layer.at[0].x_m == 50.0 && layer.at[0].y_m == 50.0));
    CHECK_FALSE(is_small(layer, 0));
    CHECK(layer.value[1] == 2.0F);
    CHECK(is_small(layer, 1));
}

TEST_CASE("assumed heights are missing in the layer of heights") {
    Layer layer = *problem_layer(a_city(), "building_height");
    CHECK(layer.value[0] == 6.0F);
    CHECK(std::isnan(layer.value[1]));
    CHECK(layer.on == LayerOn::buildings);
}

TEST_CASE("classes are fifths of the values, ascending, within their range") {
    Layer layer;
    for (int i = 1; i <= 1000; ++i) layer.value.push_back(static_cast<float>(i));
    layer.value.push_back(std::numeric_limits<float>::quiet_NaN());
    set_fifths(layer);
    CHECK(layer.breaks == std::vector<float>{200, 400, 600, 800});
    CHECK(layer.low == 0.0F);
    CHECK(layer.high == 1000.0F);
    layer.value.assign(50, 3.0F); // all equal: no class
    set_fifths(layer);
    CHECK(layer.breaks.empty());
    layer.value = {1, 1, 1, 1, 1, 1, 1, 1, 2, 9};
    set_fifths(layer);
    CHECK(layer.breaks == std::vector<float>{2});
    layer.value.clear();
    set_fifths(layer);
    CHECK(layer.value.empty());
}
