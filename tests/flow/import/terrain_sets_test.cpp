// Terrain, contours and weather of the shared data through the real program and its worker.
#include "imported.h"

#include <catch2/catch.hpp>

using namespace tp::test;
namespace fs = std::filesystem;

TEST_CASE("kr-pohang without its grid: the terrain comes from contours and spot heights") {
    auto set = shared("data/kr-pohang");
    if (!set) return;
    TemporaryFolder folder;
    Imported city = import_all({*set / "ngii-36914093", *set / "ngii-36914094", *set / "pohang_buildings_4326.geojson"}, folder);
    CHECK(city.sum("contours", "in") == 291 + 122); // ogrinfo
    CHECK(city.sum("contours", "kept") == 291 + 122);
    CHECK(city.sum("spot_heights", "kept") == 364 + 582);
    CHECK(city.noted("contours", "terrain_interpolated") == 1);
    CHECK(city.noted("contours", "terrain_not_covering") == 0);
    CHECK_FALSE(city.missing("terrain"));
    CHECK(city.count("terrain_cells") > 450'000); // 4.5 x 2.8 km in cells of 5 m
    CHECK(city.count("terrain_cells") < 600'000);
    CHECK(city.count("buildings") == 7'971);

    TemporaryFolder second;
    Imported grid = import_all({*set}, second);
    CHECK(grid.sum("terrain", "kept") == 1);
    CHECK(grid.noted("contours", "terrain_known") == 291 + 122); // the grid goes first
    CHECK(grid.noted("terrain", "terrain_not_covering") == 0);
}

TEST_CASE("terrain and weather alone are cities too, and beside another city they lie outside") {
    auto terrain = shared("data/terrain"), weather = shared("data/weather"), osan = shared("data/kr-osan");
    if (!terrain || !weather || !osan) return;
    {
        TemporaryFolder folder;
        Imported city = import_all({*terrain}, folder);
        CHECK(city.sum("terrain", "kept") == 1);
        CHECK(city.noted("terrain", "terrain_filled") > 0); // 0.53 % of the tile has no data
        CHECK(city.noted("terrain", "terrain_not_covering") == 0);
        CHECK(city.report["epsg"] == 32631); // Andorra
    }
    {
        TemporaryFolder folder;
        Imported city = import_all({*weather}, folder);
        CHECK(city.sum("weather", "in") == 2 * 8'760); // wc -l, less 8 lines of header
        CHECK(city.sum("weather", "kept") == 2 * 8'760);
    }
    TemporaryFolder folder;
    Imported city = import_all({*osan, *terrain}, folder);
    CHECK(city.noted("terrain", "crs_elsewhere") == 1);
    CHECK(city.missing("terrain"));
    CHECK(city.sum("weather", "kept") == 3'652); // days from 2010 to 2019
}
