#include "studio/panels.h"

#include <catch2/catch.hpp>

using namespace tp;

TEST_CASE("a signal of the picture leads to its own line in the files, a device to another") {
    City city;
    city.signals.at = {{0, 0}, {10, 0}};
    city.signals.origin = {{0, 7}, {0, 8}};
    city.devices.at = {{5, 5}};
    city.devices.origin = {{1, 3}};
    auto signal = origin_of(city, object_id(ObjectRole::signal, 1)), device = origin_of(city, object_id(ObjectRole::device, 0));
    REQUIRE(signal);
    REQUIRE(device);
    CHECK(signal->source == 0);
    CHECK(signal->feature == 8);
    CHECK(device->source == 1);
    CHECK(object_from(city, *signal) == object_id(ObjectRole::signal, 1));
    CHECK(object_from(city, *device) == object_id(ObjectRole::device, 0));
    CHECK_FALSE(origin_of(city, object_id(ObjectRole::signal, 2)));
}
