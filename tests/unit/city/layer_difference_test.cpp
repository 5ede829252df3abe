// The difference of two layers and the range that two pictures share.
#include "city/colour_map.h"
#include "city/layer.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tp;

namespace {

Layer on_buildings(std::vector<float> values) {
    Layer layer;
    layer.id = "reach";
    layer.unit = "m";
    layer.on = LayerOn::buildings;
    layer.value = std::move(values);
    return layer;
}

Layer on_points(std::vector<LocalPoint> at, std::vector<float> values) {
    Layer layer = on_buildings(std::move(values));
    layer.on = LayerOn::points;
    layer.at = std::move(at);
    return layer;
}

} // namespace

TEST_CASE("a difference is B minus A per object, missing where either is") {
    float nan = std::nanf("");
    auto d = difference_layer(on_buildings({100, 200, nan, 50, nan}), on_buildings({160, 120, 10, nan, nan}));
    REQUIRE(d);
    CHECK(d->value[0] == 60);
    CHECK(d->value[1] == -80);
    for (std::size_t i : {2, 3, 4}) CHECK(std::isnan(d->value[i]));
    CHECK(d->low == -d->high);
    CHECK(d->high >= 80);
    REQUIRE(d->breaks.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK(d->breaks[i] == -d->breaks[5 - i]); // symmetric round 0
    CHECK(colour_of(*d, 0) == colour_at(ColourMap::vik, 0.5));
    CHECK(colour_of(*d, -80) != colour_of(*d, 80));
}

TEST_CASE("places are joined by where they are, in whatever order") {
    auto d = difference_layer(on_points({{0, 0}, {10, 0}, {20, 0}}, {5, 6, 7}), on_points({{20, 0}, {0, 0}, {30, 0}}, {17, 4, 1}));
    REQUIRE(d);
    REQUIRE(d->value.size() == 4);
    CHECK(d->value[0] == -1);
    CHECK(std::isnan(d->value[1])); // at (10, 0) in A alone
    CHECK(d->value[2] == 10);
    CHECK(std::isnan(d->value[3]));
}

TEST_CASE("the range of a difference is round, and one outlier does not take it") {
    std::vector<float> a(1000, 0.0F), b(1000, 30.0F);
    b[7] = 1e6F;
    auto d = difference_layer(on_buildings(a), on_buildings(b));
    REQUIRE(d);
    CHECK(d->high == 35); // classes of 10
    auto same = difference_layer(on_buildings(a), on_buildings(a));
    REQUIRE(same);
    CHECK(same->high > 0);
    CHECK(colour_of(*same, 0) == colour_at(ColourMap::vik, 0.5));
}

TEST_CASE("other results or other objects have no difference") {
    Layer a = on_buildings({1, 2}), b = on_buildings({1, 2, 3});
    CHECK(difference_layer(a, b).error().key == "layer.not_comparable");
    b = on_buildings({1, 2});
    b.unit = "s";
    CHECK_FALSE(difference_layer(a, b));
    b = a;
    b.id = "sky";
    CHECK_FALSE(difference_layer(a, b));
    CHECK(difference_layer(on_buildings({}), on_buildings({}))->value.empty());
}

TEST_CASE("two layers side by side have one range") {
    Layer a = on_buildings({}), b = on_buildings({});
    a.low = 0, a.high = 400, a.breaks = {100, 200, 300};
    b.low = 50, b.high = 800, b.breaks = {100, 200, 300};
    lock_range(a, b);
    CHECK((a.low == 0 && b.low == 0 && a.high == 800 && b.high == 800));
    CHECK(a.breaks == b.breaks);
    b.breaks = {500};
    lock_range(a, b);
    CHECK((a.breaks.empty() && b.breaks.empty()));
}
