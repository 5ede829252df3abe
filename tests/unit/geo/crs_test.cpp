// Projections against what their definitions say: false origins and central meridians (EPSG registry).
#include "geo/crs.h"

#include <catch2/catch.hpp>

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
