// Where real sets land: control points against GDAL's ogr2ogr, hot spots and zones against the streets.
#include "run_program.h"

#include "geo/crs.h"
#include "geo/polygon.h"
#include "project/project.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace tp;
using namespace tp::test;

namespace {

std::shared_ptr<const City> city_of(const std::vector<std::string>& inputs, const TemporaryFolder& folder) {
    std::vector<std::string> words{"import"};
    words.insert(words.end(), inputs.begin(), inputs.end());
    words.insert(words.end(), {"-o", (folder / "c.twin").string(), "--lang", "en"});
    Run made = twinplan(words, folder);
    INFO(made.err);
    REQUIRE(made.status == 0);
    auto project = Project::open(folder / "c.twin", OpenMode::read_only);
    REQUIRE(project);
    auto city = project->city();
    REQUIRE(city);
    return *city;
}

// The first point of each feature of `file` in the city's system, by ogr2ogr.
std::vector<MapPoint> by_gdal(const std::filesystem::path& file, int epsg, const TemporaryFolder& folder) {
    Run made = run("/usr/bin/ogr2ogr", {"-f", "GeoJSON", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=6", "-t_srs", "EPSG:" + std::to_string(epsg),
                                        (folder / "gdal.geojson").string(), file.string()}, folder);
    INFO(made.err);
    REQUIRE(made.status == 0);
    std::vector<MapPoint> out;
    auto document = nlohmann::json::parse(read_file(folder / "gdal.geojson"));
    for (const auto& feature : document["features"]) {
        auto at = feature["geometry"]["coordinates"];
        while (at[0].is_array()) at = nlohmann::json(at[0]);
        out.push_back({at[0].get<double>(), at[1].get<double>()});
    }
    std::filesystem::remove(folder / "gdal.geojson");
    return out;
}

// The largest distance from a control point to the nearest of `points`.
double worst_m(const std::vector<MapPoint>& control, const LocalFrame& frame, std::vector<LocalPoint> points) {
    std::sort(points.begin(), points.end(), [](LocalPoint a, LocalPoint b) { return a.x_m < b.x_m; });
    double worst = 0.0;
    for (MapPoint c : control) {
        LocalPoint p = frame.to_local(c);
        double nearest = 1e9;
        auto at = std::lower_bound(points.begin(), points.end(), p.x_m - 1.0, [](LocalPoint a, double x) { return a.x_m < x; });
        for (; at != points.end() && at->x_m < p.x_m + 1.0; ++at) nearest = std::min(nearest, distance_m(*at, p));
        worst = std::max(worst, nearest);
    }
    return worst;
}

double to_street_m(const City& city, LocalPoint p) {
    double nearest = 1e9;
    for (std::size_t e = 0; e < city.streets.size(); ++e) nearest = std::min(nearest, nearest_on_line(city.streets.line[e], p).distance_m);
    return nearest;
}

} // namespace

TEST_CASE("kr-pohang: corners where GDAL puts them; 2 hot spots and 15 zones on the sheets, the others kept") {
    auto set = shared("data/kr-pohang");
    if (!set) return;
    TemporaryFolder folder;
    auto city = city_of({set->string()}, folder);
    auto control = by_gdal(*set / "pohang_buildings_4326.geojson", city->frame.epsg, folder);
    CHECK(control.size() == 7'987);
    CHECK(worst_m(control, city->frame, city->buildings.footprint.rings.points) < 0.05);
    REQUIRE(city->crashes.size() == 46);
    REQUIRE(city->zones.size() == 34);
    LocalBox sheets; // 129.3005-129.3500 E, 36.0000-36.0250 N (README.txt of the set)
    auto projection = Projection::to_epsg(city->frame.epsg);
    REQUIRE(projection);
    for (GeoPoint corner : {GeoPoint{129.3005, 36.0}, GeoPoint{129.35, 36.025}}) {
        auto p = projection->forward(corner);
        REQUIRE(p);
        sheets.add(city->frame.to_local(*p));
    }
    int spots = 0, zones = 0, by_a_street = 0;
    for (LocalPoint p : city->crashes.at)
        if (sheets.contains(p)) {
            ++spots;
            CHECK(to_street_m(*city, p) <= 30.0);
        }
    CHECK(spots == 2);
    // A school's point is the middle of its grounds: of the 15, ogr2ogr's coordinates of the raw files have 9 within 30 m of a
    // centre line and the farthest at 75.2 m; each zone reaches 300 m.
    double farthest = 0.0;
    for (LocalPoint p : city->zones.at)
        if (sheets.contains(p)) {
            ++zones;
            by_a_street += to_street_m(*city, p) <= 30.0;
            farthest = std::max(farthest, to_street_m(*city, p));
        }
    CHECK(zones == 15);
    CHECK(by_a_street == 9);
    CHECK(farthest == Approx(75.2).margin(0.1));
    CHECK(city->extent.max.x_m - city->extent.min.x_m < 5'500.0); // what lies outside does not stretch the city
}

TEST_CASE("kr-osan: 1,498 signals stay 1,498, where GDAL puts them") {
    auto set = shared("data/kr-osan");
    if (!set) return;
    TemporaryFolder folder;
    auto city = city_of({set->string()}, folder);
    REQUIRE(city->signals.size() == 1'498);
    std::set<std::pair<double, double>> places;
    for (LocalPoint p : city->signals.at) places.insert({p.x_m, p.y_m});
    CHECK(city->signals.size() - places.size() <= 19); // heads that share a place stay each
    auto control = by_gdal(*set / "19.오산시_신호등.geojson", city->frame.epsg, folder);
    CHECK(control.size() == 1'498);
    CHECK(worst_m(control, city->frame, city->signals.at) < 0.05);
}

TEST_CASE("Pohang and Osan together: the smaller is kept out with its place") {
    auto pohang = shared("data/kr-pohang"), osan = shared("data/kr-osan");
    if (!pohang || !osan) return;
    TemporaryFolder folder;
    auto city = city_of({pohang->string(), osan->string()}, folder);
    CHECK(city->buildings.size() == 7'971);
    CHECK(city->signals.size() == 0);
    CHECK(city->extent.max.x_m - city->extent.min.x_m < 5'500.0);
}
