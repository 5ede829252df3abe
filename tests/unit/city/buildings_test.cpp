// Buildings: merged between files, joined with tables, completed by rule; each rule leaves a flag and a note.
#include "unit/city/layers.h"

using namespace tp;
using namespace tp::test;

TEST_CASE("the same building in two files is one, and knows what both say") {
    auto shapes = Draw("a.shp", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(30, 0, 10, 10).box(60, 0, 10, 10);
    auto facts = Draw("b.geojson", Role::buildings, GeometryKind::polygon).box(0.1, 0, 10, 10).box(30, 0, 10, 10);
    facts.number("height_m", {12, 7}).number("levels", {4, 2}).text("use", {"residential", "education"}).text("id", {"x-1", "x-2"});
    facts.box(30, 40, 10, 10); // new
    Assembled made = assembled({shapes, facts});
    REQUIRE(made.city.buildings.size() == 4);
    CHECK(made.report.layers[0].kept == 3);
    CHECK(made.report.layers[1].merged == 2);
    CHECK(made.report.layers[1].kept == 1);
    CHECK(made.city.buildings.height_m[0] == 12.0F);
    CHECK(made.city.buildings.levels[1] == 2);
    CHECK(made.city.buildings.use[1] == BuildingUse::education);
    CHECK(made.city.buildings.name[0] == "x-1");
    CHECK(made.city.buildings.footprint.outer(0)[0] == made.city.frame.to_local({200000, 400000})); // the first file's corner
}

TEST_CASE("the same outline twice in a file is one building, unless the rows say different things") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(0, 0, 10, 10).box(50, 0, 10, 10);
    a.add({{60, 10}, {50, 10}, {50, 0}, {60, 0}}); // the third one drawn from another corner
    a.box(100, 0, 10, 10).box(100, 0, 10, 10);
    a.number("height_m", {9, 9, std::nan(""), 7, 5, 50}).text("id", {"p", "p", "q", "", "r", "r"});
    Assembled made = assembled({a});
    REQUIRE(made.city.buildings.size() == 4);
    CHECK(made.report.layers[0].merged == 2);
    CHECK(noted(made.report.layers[0], "same_building") == 2);
    CHECK(noted(made.report.layers[0], "same_outline") == 1);
    CHECK(made.city.buildings.height_m[1] == 7.0F); // what the second row knew
    auto b = Draw("b", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(0, 0, 10, 10);
    b.box(0, 0, 10, 10);
    Assembled both = assembled({a, b});
    CHECK(both.city.buildings.size() == 4);
    CHECK(both.report.layers[1].merged == 3);
}

TEST_CASE("absurd heights and storeys are replaced by the rule that the note names") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon);
    for (int i = 0; i < 8; ++i) a.box(30 * i, 0, 10, 10);
    a.number("height_m", {10, 12, 14, -3, 9999, 999, 1200, 1.5}).number("levels", {3, 4, 999, 2, 5, std::nan(""), -1, 40});
    Assembled made = assembled({a});
    const Buildings& b = made.city.buildings;
    const LayerReport& r = made.report.layers[0];
    CHECK(b.height_m[2] == 14.0F);
    CHECK(b.levels[2] == 5); // 14 m / 3 m
    CHECK(b.height_m[3] == 6.0F);
    CHECK(b.height_m[4] == 15.0F);
    CHECK(b.height_m[5] == 12.0F); // the median of the three that are known
    CHECK(b.height_m[6] == 12.0F);
    CHECK(b.height_m[7] == 120.0F); // 40 storeys are not 1.5 m high
    CHECK(r.repaired == 6);
    bool by_levels = false, by_median = false, by_height = false;
    for (const ReportNote& note : r.notes) {
        by_height = by_height || (note.code == "levels_absurd" && note.done == "levels_by_height" && note.count == 1);
        by_levels = by_levels || (note.code == "height_absurd" && note.done == "height_by_levels" && note.count == 3);
        by_median = by_median || (note.code == "height_absurd" && note.done == "height_by_median" && note.count == 2);
    }
    CHECK(by_levels);
    CHECK(by_median);
    CHECK(by_height); // of the other one neither is known
}

TEST_CASE("buildings that the border of two sheets cut are one again; neighbours at the border stay two") {
    auto west = Draw("west", Role::buildings, GeometryKind::polygon).box(0, 0, 100, 100).box(90, 200, 110, 20).box(180, 300, 20, 20).box(0, 500, 200, 9);
    west.number("height_m", {30, 12, 9, 6}).text("id", {"a", "b", "c", "u"});
    auto east = Draw("east", Role::buildings, GeometryKind::polygon).box(200, 200, 50, 20).box(200, 300, 20, 20).box(200, 500, 100, 9).box(350, 0, 9, 9);
    east.number("height_m", {12, 9, 6, 3}).text("id", {"b", "d", "u", "e"});
    Assembled made = assembled({west, east});
    REQUIRE(made.city.buildings.size() == 6); // a, b, c, u; d, e
    CHECK(made.report.layers[1].merged == 2);
    CHECK(noted(made.report.layers[1], "tile_cut") == 2);
    CHECK(signed_area_m2(made.city.buildings.footprint.outer(1)) == Approx(160 * 20));
    CHECK(signed_area_m2(made.city.buildings.footprint.outer(3)) == Approx(300 * 9));
    // Without ids the attributes decide, and the border: the same two boxes away from it are neighbours.
    auto plain = [](Draw d, std::vector<double> heights) { return d.number("height_m", std::move(heights)); };
    auto left = plain(Draw("left", Role::buildings, GeometryKind::polygon).box(0, 0, 100, 900).box(180, 0, 20, 20).box(180, 300, 20, 20).box(180, 600, 20, 20), {30, 9, 9, 9});
    auto right = plain(Draw("right", Role::buildings, GeometryKind::polygon).box(200, 0, 20, 20).box(200, 300, 20, 20).box(200, 601, 20, 20).box(390, 0, 9, 900), {9, 8, 9, 30});
    Assembled cut = assembled({left, right});
    CHECK(cut.city.buildings.size() == 7); // one of another height, one not edge to edge
    CHECK(noted(cut.report.layers[1], "tile_cut") + noted(cut.report.layers[0], "tile_cut") == 1);
    auto over = plain(Draw("over", Role::buildings, GeometryKind::polygon).box(200, 0, 20, 20).box(120, 300, 20, 20).box(390, 0, 9, 900), {9, 9, 30});
    CHECK(assembled({left, over}).city.buildings.size() == 7);
}

TEST_CASE("a different size or a place half a metre off is another building; an id decides before the place") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(50, 0, 10, 10).box(90, 0, 9, 9).text("id", {"p", "q", "1"});
    auto b = Draw("b", Role::buildings, GeometryKind::polygon).box(-1, -1, 12, 12).box(50.6, 0, 10, 10).text("id", {"r", "s"});
    CHECK(assembled({a, b}).city.buildings.size() == 5);
    auto c = Draw("c", Role::buildings, GeometryKind::polygon).box(-1, -1, 12, 12).box(300, 0, 9, 9).text("id", {"p", "1"});
    Assembled made = assembled({a, c}); // "p" is near; the other "1" is 200 m away and only counts from one
    CHECK(made.city.buildings.size() == 4);
    CHECK(made.report.layers[1].merged == 1);
}

TEST_CASE("rows of a table join by the building's centroid, once each; a row without a building is left out") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(30, 0, 10, 10);
    auto t = Draw("t.csv", Role::building_table, GeometryKind::point).add({{35, 5}}).add({{5, 5}}).add({{5, 5}}).add({{200, 5}});
    t.number("height_m", {9, 6, 99, 99}).number("levels", {3, 2, 1, 1});
    Assembled made = assembled({a, t, frame()});
    CHECK(made.report.layers[1].joined == 2);
    CHECK(made.report.layers[1].merged == 2);
    CHECK(made.report.layers[1].left_out == 2);
    CHECK(noted(made.report.layers[1], "no_building") == 2);
    CHECK(made.city.buildings.height_m[0] == 6.0F);
    CHECK(made.city.buildings.height_m[1] == 9.0F);
    CHECK(made.city.heights_derived); // 3 m x levels throughout
    CHECK((made.city.buildings.derived[0] & k_height_from_levels) != 0);
}

TEST_CASE("what is missing is completed by a rule that is flagged") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10).box(30, 0, 10, 10).box(60, 0, 10, 10);
    a.number("height_m", {10, std::nan(""), std::nan("")}).number("levels", {std::nan(""), 5, std::nan("")});
    Assembled made = assembled({a});
    const Buildings& b = made.city.buildings;
    CHECK(b.levels[0] == 3);
    CHECK(b.derived[0] == k_levels_from_height);
    CHECK(b.height_m[1] == 15.0F);
    CHECK(b.derived[1] == k_height_from_levels);
    CHECK(b.height_m[2] == 10.0F); // the median of the known heights: one of three is enough
    CHECK(b.levels[2] == 0);
    CHECK(b.derived[2] == k_height_assumed);
    CHECK_FALSE(made.city.heights_derived);
    Assembled bare = assembled({Draw("b", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 10)});
    CHECK(bare.city.buildings.height_m[0] == 6.0F); // two storeys
    CHECK(noted(bare.report.layers[0], "height_assumed") == 1);
    CHECK(bare.city.heights_derived);
}

TEST_CASE("a building in two pieces is one; rings are turned; what encloses nothing is left out") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon);
    a.part({{{50, 0}, {50, 4}, {54, 4}, {54, 0}}}); // the smaller piece, clockwise
    a.part({{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{2, 2}, {4, 2}, {4, 4}, {2, 4}}}).feature();
    a.add({{0, 50}, {10, 50}, {20, 50}});
    Assembled made = assembled({a});
    REQUIRE(made.city.buildings.size() == 1);
    const Polygons& p = made.city.buildings.footprint;
    REQUIRE(p.end_ring(0) - p.first_ring(0) == 3);
    CHECK(signed_area_m2(p.rings[0]) == Approx(100.0));
    CHECK(signed_area_m2(p.rings[1]) == Approx(-4.0));
    CHECK(signed_area_m2(p.rings[2]) == Approx(16.0));
    CHECK(noted(made.report.layers[0], "no_area") == 1);
}

TEST_CASE("terrain in the city's CRS is copied exactly; a building stands on its lowest corner") {
    FeatureLayer dem;
    dem.file = "dem.tif";
    dem.role = Role::terrain;
    dem.epsg = 5187;
    dem.crs = "EPSG:5187";
    dem.raster_columns = 4;
    dem.raster_rows = 3;
    double transform[6] = {199990, 10, 0, 400020, 0, -10}; // cells of 10 m, the north-west corner
    std::copy(transform, transform + 6, dem.raster_transform);
    dem.raster = {9, 9, 9, 9, 5, 6, 7, 8, 1, 2, 3, 4}; // the last row lies in the south
    dem.in = 1;
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(5, 5, 10, 10);
    Assembled made = assembled({dem, a});
    const HeightGrid& t = made.city.terrain;
    REQUIRE(t.height_m == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9});
    CHECK(made.city.frame.to_map(t.shape.south_west) == MapPoint{199990, 399990});
    CHECK(made.report.layers[0].kept == 1);
    CHECK(made.city.buildings.base_m[0] == Approx(6.0F)); // its corner on the centre of cell (1, 1)
}

TEST_CASE("parts belong to the building around them, which is as high as its highest part") {
    auto a = Draw("a", Role::buildings, GeometryKind::polygon).box(0, 0, 20, 20).box(100, 0, 20, 20).number("height_m", {std::nan(""), 7});
    auto p = Draw("p", Role::buildings, GeometryKind::polygon).box(0, 0, 10, 20).box(10, 0, 10, 20).box(100, 0, 9, 9).box(300, 0, 9, 9);
    p.number("height_m", {12, 31, 50, 4}).number("part", {1, 1, 1, 1});
    Assembled made = assembled({a, p});
    REQUIRE(made.city.buildings.size() == 2);
    CHECK(made.city.buildings.height_m[0] == 31.0F);
    CHECK(made.city.buildings.height_m[1] == 7.0F);
    CHECK(made.report.layers[1].merged == 3);
    CHECK(noted(made.report.layers[1], "part_without_building") == 1);
    CHECK(noted(made.report.layers[0], "height_from_parts") == 1);
}
