// Codes and axes as the EPSG registry has them (epsg.org: 6697, 7415, 25832, 3946, 31468, 5186, 6677, 4979).
#include "geo/crs_parts.h"
#include "geo/union.h"

#include <catch2/catch.hpp>

using namespace tp;

TEST_CASE("names of coordinate systems as GML writes them") {
    CHECK(crs_text_of("urn:ogc:def:crs:EPSG::25832") == "EPSG:25832");
    CHECK(crs_text_of("urn:ogc:def:crs:EPSG:6.12:3068") == "EPSG:3068");
    CHECK(crs_text_of("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783") == "EPSG:25832+5783");
    CHECK(crs_text_of("urn:ogc:def:crs,crs:EPSG:6.12:3068,crs:EPSG:6.12:5783") == "EPSG:3068+5783");
    CHECK(crs_text_of("http://www.opengis.net/def/crs/EPSG/0/6697") == "EPSG:6697");
    CHECK(crs_text_of("http://www.opengis.net/gml/srs/epsg.xml#4326") == "EPSG:4326");
    CHECK(crs_text_of("EPSG:25832+5783") == "EPSG:25832+5783");
    CHECK(crs_text_of("epsg:7415") == "EPSG:7415");
    CHECK(crs_text_of("urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH") == "EPSG:25832+5783");
    CHECK(crs_text_of("#local-CRS-1") == "#local-CRS-1");
}

TEST_CASE("parts of a coordinate system") {
    auto plateau = crs_parts("EPSG:6697");
    CHECK(plateau.epsg == 6668);
    CHECK((plateau.known && plateau.north_first && plateau.geographic && plateau.vertical && !plateau.ellipsoidal));
    auto dutch = crs_parts("EPSG:7415");
    CHECK(dutch.epsg == 28992);
    CHECK((!dutch.north_first && !dutch.geographic && dutch.vertical));
    auto wgs84 = crs_parts("EPSG:4979");
    CHECK(wgs84.epsg == 4326);
    CHECK((wgs84.north_first && wgs84.ellipsoidal && !wgs84.vertical));
    CHECK(crs_parts("EPSG:25832+5783").epsg == 25832);
    CHECK(crs_parts("EPSG:5186").north_first);
    CHECK(crs_parts("EPSG:6677").north_first);
    CHECK_FALSE(crs_parts("EPSG:3946").north_first);
    CHECK_FALSE(crs_parts("EPSG:3946").vertical);
    CHECK_FALSE(crs_parts("").known);
    CHECK_FALSE(crs_parts("EPSG:999999").known);
    CHECK_FALSE(crs_parts("#local-CRS-1").known);
    CHECK_FALSE(crs_parts("EPSG:5703").known); // heights alone
}

TEST_CASE("the area of use tells exchanged axes") {
    CHECK_FALSE(axes_look_swapped(6668, 139.7, 35.6));
    CHECK(axes_look_swapped(6668, 35.6, 139.7));
    CHECK(axes_look_swapped(5186, 550'000, 200'000)); // Seoul, northing first
    CHECK_FALSE(axes_look_swapped(5186, 200'000, 550'000));
    CHECK(axes_look_swapped(4326, 38.9, -77.0)); // Washington, or the ice of Antarctica
    CHECK_FALSE(axes_look_swapped(0, 1, 2));
}

TEST_CASE("a union of polygons") {
    FlatPolygons two;
    auto add = [&](std::initializer_list<std::pair<double, double>> ring) {
        for (auto [x, y] : ring) {
            two.x.push_back(x);
            two.y.push_back(y);
        }
        two.end_ring();
    };
    add({{0, 0}, {4, 0}, {4, 4}, {0, 4}});
    two.end_polygon();
    add({{4.0000001, 0}, {8, 0}, {8, 4}, {4.0000001, 4}}); // a gap of a tenth of a micrometre
    two.end_polygon();
    add({{20, 0}, {21, 1}, {21, 0}, {20, 1}}); // crosses itself
    two.end_polygon();
    auto area = union_of(two, 0.001);
    REQUIRE(area);
    REQUIRE(area->size() == 3); // the crossing one becomes two triangles
    CHECK(area->ring_begin[1] - area->ring_begin[0] >= 4);
    double twice = 0;
    for (std::uint32_t i = 0, n = area->ring_begin[1]; i < n; ++i)
        twice += area->x[i] * area->y[(i + 1) % n] - area->x[(i + 1) % n] * area->y[i];
    CHECK(twice / 2 == Approx(32.0)); // one outer ring, counter-clockwise
    CHECK_FALSE(union_of(FlatPolygons{}, 0.001));
}
