// The shipped luminaires, where lamps hang, and the layer of lux.
#include "golden/small_city.h"
#include "light/illuminance.h"
#include "light/luminaires.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tp;
using namespace tp::test;

namespace {

std::vector<Luminaire> shipped() { return load_luminaires(source_folder() / "assets/data").value(); }

void add_lamp(City& city, LocalPoint at) {
    city.devices.kind.push_back(DeviceKind::lamp);
    city.devices.at.push_back(at);
    city.devices.count.push_back(1);
    city.devices.name.emplace_back();
    city.devices.origin.push_back({});
}

} // namespace

TEST_CASE("the shipped luminaires are synthetic, give their lumens and light what they are for") {
    auto luminaires = shipped();
    auto catalogue = load_catalogue(source_folder() / "assets/data");
    REQUIRE(catalogue);
    for (const Luminaire& one : luminaires) {
        CAPTURE(one.id);
        CHECK(one.source == "synthetic");
        CHECK(catalogue->source(one.source));
        CHECK(one.name.en.find("synthetic") != std::string::npos);
        CHECK(flux_lm(one.photometry) == Approx(one.photometry.lumens).epsilon(1e-9));
        CHECK(intensity_cd(one.photometry, 90, 95) == 0.0); // nothing above the horizon
        for (const std::string& kind : one.kinds) CHECK(catalogue->kind(kind));
        for (const std::string& id : one.components)
            CHECK(std::ranges::any_of(catalogue->kinds, [&](const Kind& kind) { return catalogue->component(kind, id) != nullptr; }));
    }
    const Photometry& street = luminaires[0].photometry;
    CHECK(intensity_cd(street, 18, 60) > 3 * intensity_cd(street, 270, 60)); // along the street, not into the gardens
    CHECK(intensity_cd(street, 18, 60) == Approx(intensity_cd(street, 162, 60)).epsilon(0.02));
    Lamp lamp;
    lamp.mounting_m = 8;
    CHECK(horizontal_lux(lamp, street, {0, 0}) > 5);
    CHECK(horizontal_lux(lamp, street, {15, 4}) > 2); // half way to the next lamp
    CHECK(reach_m(street, 8.0) > 20);
    CHECK(reach_m(street, 8.0) < 60);
}

TEST_CASE("lamps stand where the files say and look into the street") {
    City city = small_city();
    auto luminaires = shipped();
    CHECK(city_lamps(city, luminaires).empty()); // none is made up
    add_lamp(city, {50, 7});
    add_lamp(city, {120, 120});
    add_lamp(city, {std::numeric_limits<double>::quiet_NaN(), 3});
    add_lamp(city, {1e300, 3});
    city.devices.kind.push_back(DeviceKind::cctv);
    city.devices.at.push_back({3, 3});
    city.devices.count.push_back(1);
    auto lamps = city_lamps(city, luminaires);
    REQUIRE(lamps.size() == 2);
    CHECK(lamps[0].c90[1] == Approx(-1.0));
    CHECK(lamps[0].at.y_m == Approx(7 - luminaires[0].outreach_m));
    CHECK(lamps[1].c90[1] == Approx(1.0)); // no street near: north
    city.streets.road_class[0] = RoadClass::path;
    CHECK(luminaires[city_lamps(city, luminaires)[0].luminaire].stands == Stands::path);
}

TEST_CASE("solutions bring their lamps") {
    City city = small_city();
    auto luminaires = shipped();
    auto catalogue = load_catalogue(source_folder() / "assets/data").value();
    Solution pole, crossing, shelter;
    pole.kind = "smart_pole";
    pole.at = LocalPoint{60, -8};
    crossing.kind = "smart_crosswalk";
    crossing.at = LocalPoint{-12, 0};
    crossing.components = {"crossing_light"};
    shelter.kind = "smart_bus_shelter";
    shelter.at = LocalPoint{30, -9};
    CHECK(solution_lamps(city, {shelter}, catalogue, luminaires).empty());
    auto lamps = solution_lamps(city, {pole, crossing}, catalogue, luminaires);
    REQUIRE(lamps.size() == 3);
    CHECK(lamps[0].c90[1] == Approx(1.0));
    for (std::size_t i : {1U, 2U}) { // behind either kerb of the 12 m street, both looking at the crossing
        CHECK(std::abs(lamps[i].at.y_m) == Approx(7.0));
        double towards = (-12 - lamps[i].at.x_m) * static_cast<double>(lamps[i].c90[0]) - lamps[i].at.y_m * static_cast<double>(lamps[i].c90[1]);
        CHECK(towards > 0);
    }
    crossing.components = {"led_markers"};
    CHECK(solution_lamps(city, {crossing}, catalogue, luminaires).empty());
    crossing.at = LocalPoint{1000, 1000};
    crossing.components = {"crossing_light"};
    CHECK(solution_lamps(city, {crossing}, catalogue, luminaires).empty()); // no street there
}

TEST_CASE("the layer of lux is the sum of the lamps") {
    Lamps lamps{shipped(), {}};
    CHECK(illuminance_layer(lamps).at.empty());
    for (double x : {0.0, 30.0, 60.0}) {
        Lamp lamp;
        lamp.at = {x, 0};
        lamps.lamps.push_back(lamp);
    }
    Layer layer = illuminance_layer(lamps, 2.0);
    REQUIRE(layer.at.size() > 500);
    REQUIRE(layer.value.size() == layer.at.size());
    CHECK(layer.map == ColourMap::cividis);
    for (std::size_t i = 0; i < layer.at.size(); i += 97) {
        double sum = 0, far = 0;
        for (const Lamp& lamp : lamps.lamps) {
            double lux = horizontal_lux(lamp, lamps.luminaires[0].photometry, layer.at[i]);
            sum += lux;
            if (distance_m(lamp.at, layer.at[i]) > 20) far += lux;
        }
        CHECK(static_cast<double>(layer.value[i]) == Approx(sum).margin(3 * k_least_lux));
        CHECK(far < sum + 1e-9);
    }
    CHECK(*std::ranges::max_element(layer.value) > 5);
    lamps.lamps[2].at = {9e6, 9e6}; // one that is astray does not fill the memory
    CHECK(illuminance_layer(lamps).at.size() < 9'000'000);
}

TEST_CASE("walls end a lamp's light") {
    City city = small_city(); // buildings of 16 x 16 m, 9 m high, from (54, 14) on
    std::vector<Lamp> lamps(2);
    lamps[0].at = {62, 4};  // 10 m before the wall at y = 14
    lamps[1].at = {62, 22}; // in the building
    find_walls(city.buildings, lamps);
    for (double x : {56.0, 60.0, 62.0, 65.0, 69.0}) { // the wall itself and the ground before it are lit, the other side is not
        CAPTURE(x);
        CHECK(unblocked(lamps[0], {x, 13.9}) == Approx(1.0));
        CHECK(unblocked(lamps[0], {x, 14.0}) == Approx(1.0));
        CHECK(unblocked(lamps[0], {62 + (x - 62) * 1.3, 17.0}) == Approx(0.0).margin(1e-9));
    }
    CHECK(unblocked(lamps[0], {62, -40}) == Approx(0.0).margin(0.01)); // behind the houses across the street
    CHECK(unblocked(lamps[0], {100, 4}) == Approx(1.0));               // along it
    CHECK(unblocked(lamps[0], {62, 4}) == Approx(1.0));
    for (double turn = 0; turn < 6.28; turn += 0.1) CHECK(unblocked(lamps[1], {62 + 12 * std::cos(turn), 22 + 12 * std::sin(turn)}) > 0.99);
    for (float& height : city.buildings.height_m) height = 3.0f; // lower than the lamp
    find_walls(city.buildings, lamps);
    CHECK(unblocked(lamps[0], {62, 40}) == 1.0);
    for (double turn = 0; turn < 6.28; turn += 0.01) // a monotone number in [0, 4)
        CHECK(turn_of(std::cos(turn + 0.01), std::sin(turn + 0.01)) > (turn + 0.01 < 6.283 ? turn_of(std::cos(turn), std::sin(turn)) : -1.0));
}
