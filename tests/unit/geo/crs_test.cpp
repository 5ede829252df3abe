// Projections against what their definitions say: false origins and central meridians (EPSG registry).
#include "geo/crs.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace tp;

TEST_CASE("the origin of the Korean belts is 200,000 / 600,000 at 38 N") {
    struct Belt {
        int epsg;
        double meridian_deg;
    };
    for (Belt belt : {Belt{5185, 125.0}, Belt{5186, 127.0}, Belt{5187, 129.0}, Belt{5188, 131.0}}) {
        auto projection = Projection::to_epsg(belt.epsg);
        REQUIRE(projection);
        auto p = projection->forward({belt.meridian_deg, 38.0});
        REQUIRE(p);
        CHECK(p->easting_m == Approx(200000.0).margin(1e-3));
        CHECK(p->northing_m == Approx(600000.0).margin(1e-3));
        auto back = projection->inverse(*p);
        REQUIRE(back);
        CHECK(back->longitude_deg == Approx(belt.meridian_deg).margin(1e-9));
        CHECK(epsg_for({belt.meridian_deg, 36.0}) == belt.epsg);
    }
}

TEST_CASE("UTM elsewhere, its easting 500,000 on the central meridian") {
    CHECK(epsg_for({9.5, 47.1}) == 32632);
    CHECK(epsg_for({139.8, 35.7}) == 32654);
    CHECK(epsg_for({-70.0, -33.0}) == 32719);
    auto projection = Projection::to_epsg(32632);
    REQUIRE(projection);
    auto p = projection->forward({9.0, 0.0});
    REQUIRE(p);
    CHECK(p->easting_m == Approx(500000.0).margin(1e-6));
    CHECK(p->northing_m == Approx(0.0).margin(1e-6));
}

TEST_CASE("what is no place is refused") {
    CHECK_FALSE(Projection::to_epsg(999999));
    auto projection = Projection::to_epsg(5186);
    REQUIRE(projection);
    auto bad = projection->forward({127.0, std::numeric_limits<double>::quiet_NaN()});
    REQUIRE_FALSE(bad);
    CHECK(bad.error().key == "geo.outside");
    CHECK(identify_epsg("not a coordinate system") == 0);
    CHECK(identify_epsg("EPSG:5174") == 5174);
}

TEST_CASE("from A to B to A comes back within 1 mm: 10,000 places in the area of use of each system a city may be in") {
    std::mt19937_64 random(20'240'611);
    for (int epsg : {2096, 2097, 2098, 5173, 5174, 5175, 5176, 5177, 5178, 5179, 5180, 5181, 5182, 5183, 5184, 5185, 5186, 5187, 5188, 3857, 32651, 32652}) {
        INFO(epsg);
        auto area = crs_area(epsg);
        REQUIRE(area);
        if (epsg == 3857 || epsg > 32000) *area = {124.0, 33.0, 132.0, 39.0}; // where it is used here
        auto here = Projection::to_epsg(epsg);
        auto other = Projection::between("EPSG:" + std::to_string(epsg), 5186);
        REQUIRE(here);
        REQUIRE(other);
        std::uniform_real_distribution<double> longitude(area->west, area->east), latitude(area->south, area->north);
        std::vector<double> x(10'000), y(10'000);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = longitude(random), y[i] = latitude(random);
        here->forward_all(x, y);
        std::vector<double> east = x, north = y;
        double worst = 0.0;
        here->inverse_all(x, y), here->forward_all(x, y);
        for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::hypot(x[i] - east[i], y[i] - north[i]));
        CHECK(worst < 1e-3);
        worst = 0.0;
        x = east, y = north;
        other->forward_all(x, y), other->inverse_all(x, y);
        for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::hypot(x[i] - east[i], y[i] - north[i]));
        CHECK(worst < 1e-3);
    }
}

TEST_CASE("what a definition says of its datum; the geoid by EGM96 where others publish it") {
    CHECK(crs_kind("EPSG:5174").bessel);
    CHECK_FALSE(crs_kind("EPSG:5174").without_datum);
    CHECK_FALSE(crs_kind("EPSG:5186").bessel);
    CHECK(crs_kind("EPSG:4162").geographic);
    CHECK_FALSE(crs_kind("nonsense").known);
    CrsKind bare = crs_kind("+proj=tmerc +lat_0=38 +lon_0=127 +k=1 +x_0=200000 +y_0=500000 +ellps=bessel +units=m +type=crs");
    CHECK(bare.bessel);
    CHECK(bare.without_datum);
    CHECK_FALSE(bare.geographic);
    // NGA, EGM96 test values (WW15MGH.GRD, outfile of the interpolation program F477): 38.6281550 N 269.7791550 E -31.629 m
    CHECK(geoid_undulation_m({269.7791550 - 360.0, 38.6281550}) == Approx(-31.629).margin(0.1));
    CHECK(geoid_undulation_m({305.0211140 - 360.0, -14.6212170}) == Approx(-2.966).margin(0.1));
    CHECK(ground_distance_m({127.0, 37.0}, {127.0, 38.0}) == Approx(111'195.0).margin(5.0));
}
