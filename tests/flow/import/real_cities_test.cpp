// Real cities through the real program. Oracles: the counts in each set's README.txt (ogrinfo, osmium, row counts).
#include "flow/import/imported.h"

using namespace tp::test;

TEST_CASE("kr-pohang: 15,974 polygons of three files are 7,971 buildings") {
    auto set = shared("data/kr-pohang");
    if (!set) return;
    TemporaryFolder folder;
    Imported city = import_all({*set}, folder);
    CHECK(city.sum("buildings", "in") == 15'974);
    CHECK(city.sum("buildings", "kept") == 7'971);
    CHECK(city.sum("buildings", "merged") == 7'987 + 16);
    CHECK(city.noted("buildings", "same_building") == 7'987);
    // 16 pairs of the two sheets share an edge on their border and agree in height, levels, use and kind (counted with
    // Python in the joined GeoJSON, where both halves have their attributes).
    CHECK(city.noted("buildings", "tile_cut") == 16);
    CHECK(city.noted("buildings", "height_is_levels") == 7'971);
    CHECK(city.sum("building_table", "joined") == 7'987);
    CHECK(city.report["totals"]["joined"] == 7'987);
    CHECK(city.report["epsg"] == 5187);
    CHECK(city.info["epsg"] == 5187);
    CHECK(city.count("buildings") == 7'971);
    CHECK(city.sum("roads", "in") - city.noted("roads", "road_edge") == 4'611 + 806 + 1'719 + 26); // lines, surfaces, bridges
    CHECK(city.count("street_edges") >= 4'611);
    CHECK(city.sum("sidewalks", "kept") == 415 + 108); // surfaces, and lines of shared paths
    CHECK(city.sum("zones", "kept") == 34); // 15 on the sheets
    CHECK(city.noted("zones", "beyond_city") == 19);
    CHECK(city.sum("crashes", "kept") == 46); // 2 on the sheets
    CHECK(city.noted("crashes", "beyond_city") == 44);
    CHECK(city.sum("terrain", "kept") == 1);
    CHECK(city.missing("population"));
    CHECK(city.missing("crossings"));
    CHECK_FALSE(city.missing("buildings"));
    for (const json& source : city.info["sources"]) CHECK(source["licence"].is_null()); // its README says "NOT stated"
}

TEST_CASE("kr-osan: crossings, signals, stops and people are exact; it has no buildings") {
    auto set = shared("data/kr-osan");
    if (!set) return;
    TemporaryFolder folder;
    Imported city = import_all({*set}, folder);
    CHECK(city.info["name"] == "오산시");
    CHECK(city.report["epsg"] == 5186);
    CHECK(city.count("crossings") == 1'205);
    CHECK(city.count("signals") == 1'498);
    CHECK(city.count("stops") == 412);
    CHECK(city.info["people"] == 225'897);
    CHECK(city.sum("population", "kept") == 4'510);
    CHECK(city.sum("population", "merged") == 3 * 4'510);
    CHECK(city.sum("roads", "kept") == 1'875);
    CHECK(city.sum("sidewalks", "kept") == 1'340);
    CHECK(city.sum("zones", "kept") == 91); // the same 91 in two files
    CHECK(city.sum("zones", "merged") == 91);
    CHECK(city.missing("buildings"));
    CHECK(city.count("buildings") == 0);
}

TEST_CASE("bench-tokyo-east: the whole folder is 151,743 buildings, the cut merged by id") {
    auto set = shared("data/bench-tokyo-east");
    if (!set) return;
    TemporaryFolder folder;
    Imported city = import_all({*set}, folder);
    CHECK(city.sum("buildings", "in") == 151'743 + 11'993);
    CHECK(city.sum("buildings", "kept") == 151'743);
    CHECK(city.sum("buildings", "merged") == 11'993);
    CHECK(city.count("buildings") == 151'743);
    CHECK(city.report["epsg"] == 32654);
    CHECK(city.noted("buildings", "height_median") == 151'743 - 151'676); // those without a height
    CHECK(city.missing("roads"));
    for (const json& source : city.info["sources"]) CHECK(source["licence"] == "CC BY 4.0, Project PLATEAU / MLIT");
}

TEST_CASE("hot spots of nine provinces are clipped to the sheets, those the city has already are merged") {
    auto city_set = shared("data/kr-pohang"), spots = shared("data/kr-taas-hotspots");
    if (!city_set || !spots) return;
    TemporaryFolder folder;
    Imported city = import_all({*city_set, *spots}, folder);
    CHECK(city.sum("crashes", "in") == 46 + 531 + 1'273 + 161 + 90 + 1'822 + 155);
    CHECK(city.sum("crashes", "kept") == 46);  // kr-pohang's own file, a clip of the same: the municipality's, on the sheets and beyond
    CHECK(city.sum("crashes", "merged") == 2); // of the nine provinces only what lies on the sheets is looked at
    CHECK(city.count("buildings") == 7'971);
}

TEST_CASE("OpenStreetMap: Jamsil and Liechtenstein") {
    if (auto set = shared("data/osm/seoul-jamsil.osm.gz")) {
        TemporaryFolder folder;
        Imported city = import_all({*set}, folder, {"--name", "잠실"});
        CHECK(city.info["name"] == "잠실");
        CHECK(city.count("buildings") == 1'358);
        CHECK(city.count("crossings") == 69);
        CHECK(city.report["epsg"] == 5186);
    }
    if (auto set = shared("data/osm/liechtenstein-2015.osm.pbf")) {
        TemporaryFolder folder;
        Imported city = import_all({*set}, folder);
        CHECK(city.count("crossings") == 355);
        CHECK(city.count("stops") == 307);
        CHECK(city.report["epsg"] == 32632);
        // 8,992 ways and 6 relations carry the tag; a relation without a type is no area, and two ways are not closed.
        CHECK(city.sum("buildings", "in") >= 8'996);
        CHECK(city.sum("buildings", "in") <= 8'998);
        CHECK(city.noted("buildings", "not_closed") == 2);
        CHECK(city.count("buildings") == city.sum("buildings", "kept"));
        CHECK(city.sum("buildings", "kept") >= 8'990);
    }
}

TEST_CASE("the same report and the same city for any number of threads") {
    auto set = shared("data/kr-osan");
    if (!set) return;
    TemporaryFolder one, four;
    Imported a = import_all({*set}, one, {"--threads", "1"}), b = import_all({*set}, four, {"--threads", "4"});
    CHECK(a.report == b.report);
    CHECK(a.info == b.info); // unit/city compares the hash of everything; the files differ in their dates
}
