// Buildings that the border of two sheets cut apart come in as what they were: cut here by ogr2ogr, and by the surveyor
// in kr-pohang.
#include "flow/import/imported.h"

using namespace tp::test;

namespace {

bool shell(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
}

// Sum of the footprints in a saved city, by ogrinfo.
double area_m2(const std::filesystem::path& city, const TemporaryFolder& folder) {
    std::string out = (folder / "area.txt").string();
    REQUIRE(shell("ogrinfo -q " + tp::test::quoted(city.string()) + " -dialect sqlite -sql 'select sum(st_area(geom)) as a from buildings' >" + tp::test::quoted(out) + " 2>/dev/null; test -s " + tp::test::quoted(out)));
    std::string text = read_file(out);
    auto at = text.find("(Real) = ");
    REQUIRE(at != std::string::npos);
    return std::stod(text.substr(at + 9));
}

} // namespace

TEST_CASE("Tokyo cut in two by ogr2ogr is the same 11,993 buildings with the same area") {
    auto set = shared("data/bench-tokyo-east/tokyo-east-small.geojson.gz");
    if (!set) return;
    if (!shell("ogr2ogr --version")) {
        std::cerr << "SKIPPED: no ogr2ogr\n";
        return;
    }
    TemporaryFolder folder;
    std::string whole = (folder / "buildings.geojson").string();
    REQUIRE(shell("gzip -dc " + tp::test::quoted(set->string()) + " >" + tp::test::quoted(whole) + " 2>/dev/null; test -s " + tp::test::quoted(whole)));
    Imported as_is = import_all({whole}, folder);
    double area = area_m2(folder / "city.twin", folder);
    REQUIRE(as_is.count("buildings") == 11'993);
    struct Cut {
        const char *first, *second, *columns;
    };
    for (const Cut& cut : {Cut{"139.7 35 139.8123 36", "139.8123 35 139.9 36", ""}, Cut{"139.7 35 139.9 35.7021", "139.7 35.7021 139.9 36", ""},
                           Cut{"139.7 35 139.8123 36", "139.8123 35 139.9 36", "-select height,flood_m "}}) { // without ids
        std::filesystem::remove_all(folder / "cut");
        std::filesystem::create_directory(folder / "cut");
        std::string command = std::string("ogr2ogr -f GeoJSON ") + cut.columns + "-clipsrc ";
        REQUIRE(shell(command + cut.first + ' ' + tp::test::quoted((folder / "cut" / "a_buildings.geojson").string()) + ' ' + tp::test::quoted(whole)));
        REQUIRE(shell(command + cut.second + ' ' + tp::test::quoted((folder / "cut" / "b_buildings.geojson").string()) + ' ' + tp::test::quoted(whole)));
        Imported city = import_all({folder / "cut"}, folder);
        CHECK(city.sum("buildings", "in") > 12'000);
        CHECK(city.noted("buildings", "tile_cut") == city.sum("buildings", "in") - 11'993);
        CHECK(city.count("buildings") == 11'993);
        CHECK(area_m2(folder / "city.twin", folder) == Approx(area).epsilon(1e-6));
    }
}
