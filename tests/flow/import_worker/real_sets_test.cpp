// Real files through the worker. Oracles: the counts that ogrinfo, osmium and row counts give (README.txt of each set).
#include "shared_data.h"
#include "wire/import_client.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace tp;

namespace {

std::vector<FeatureLayer> read(const std::filesystem::path& input) {
    ImportInputs options;
    options.worker = test::bin_folder() / "twinplan_import_worker";
    options.data = test::source_folder() / "assets/data";
    auto layers = read_inputs({input}, options, {});
    REQUIRE(layers);
    return std::move(*layers);
}

const FeatureLayer& layer_of(const std::vector<FeatureLayer>& layers, const std::string& file) {
    for (const auto& layer : layers)
        if (layer.file.ends_with(file)) return layer;
    FAIL("no layer " << file);
    return layers.front();
}

// Features by role and subtype, "devices/cctv".
std::map<std::string, std::size_t> counts_of(const std::vector<FeatureLayer>& layers) {
    std::map<std::string, std::size_t> counts;
    for (const auto& layer : layers)
        counts[std::string(role_name(layer.role)) + (layer.subtype.empty() ? "" : "/" + layer.subtype)] += layer.size();
    return counts;
}

double sum_of(const FeatureLayer& layer, const std::string& quantity) {
    const Column* column = layer.canonical_column(quantity);
    REQUIRE(column);
    REQUIRE(column->numeric);
    return std::accumulate(column->number.begin(), column->number.end(), 0.0,
                           [](double s, double v) { return std::isnan(v) ? s : s + v; });
}

void check_account(const std::vector<FeatureLayer>& layers) {
    for (const auto& layer : layers) {
        CAPTURE(layer.file, layer.layer);
        if (layer.role != Role::none && layer.raster.empty())
            CHECK(layer.in == static_cast<std::int64_t>(layer.size()) + layer.left_out);
    }
}

} // namespace

TEST_CASE("kr-pohang comes in whole", "[flow]") {
    auto folder = test::shared("data/kr-pohang");
    if (!folder) return;
    auto layers = read(*folder);
    check_account(layers);
    auto counts = counts_of(layers);
    CHECK(counts["buildings"] == 2 * 7987); // the sheets without .dbf, and the joined GeoJSON
    CHECK(counts["building_table"] == 7987);
    CHECK(counts["roads"] == 1517 + 3094);
    CHECK(counts["roads/surface"] == 806 + 1719);
    CHECK(counts["sidewalks"] == 74 + 341);
    CHECK(counts["sidewalks/shared_path"] == 10 + 98);
    CHECK(counts["contours"] == 291 + 122);
    CHECK(counts["spot_heights"] == 364 + 582);
    CHECK(counts["landuse"] == 819 + 216);
    CHECK(counts["zones/child"] == 34);
    CHECK(counts["crashes"] == 46);
    CHECK(counts["boundary/admin_dong"] == 29);
    const auto& sheet = layer_of(layers, "ngii-36914094/N3A_A0033320.shp");
    CHECK(sheet.encoding == "CP949");
    CHECK(sheet.epsg == 5187);
    CHECK(sheet.column("재질") != nullptr);
    const auto& table = layer_of(layers, "postech_buildings_real_height.csv");
    CHECK(table.epsg == 0); // "longitude" holds metres
    CHECK(sum_of(table, "height_m") == 3.0 * sum_of(table, "levels"));
    const auto& terrain = layer_of(layers, "pohang_dem_5m_derived.tif");
    CHECK(terrain.raster_columns == 904);
    CHECK(terrain.raster_rows == 560);
    CHECK(terrain.epsg == 5187);
    auto [low, high] = std::minmax_element(terrain.raster.begin(), terrain.raster.end(), [](float a, float b) {
        return std::isnan(a) ? false : std::isnan(b) || a < b;
    });
    CHECK(*low == Approx(-1.2).margin(0.05));
    CHECK(std::isfinite(*high));
}

TEST_CASE("kr-osan comes in whole", "[flow]") {
    auto folder = test::shared("data/kr-osan");
    if (!folder) return;
    auto layers = read(*folder);
    check_account(layers);
    auto counts = counts_of(layers);
    CHECK(counts["crossings"] == 1205);
    CHECK(counts["signals"] == 1498);
    CHECK(counts["sidewalks"] == 1340);
    CHECK(counts["roads"] == 1875);
    CHECK(counts["stops"] == 412);
    CHECK(counts["devices/enforcement_camera"] == 112);
    CHECK(counts["devices/sign"] == 831);
    CHECK(counts["devices/speed_bump"] == 29);
    CHECK(counts["facilities/school"] == 41);
    CHECK(counts["facilities/kindergarten"] == 307);
    CHECK(counts["facilities/academy"] == 1786);
    CHECK(counts["facilities/sports"] == 145);
    CHECK(counts["weather"] == 3652);
    CHECK(counts["counts/congestion_frequency"] == 3032);
    CHECK(counts["boundary/admin_dong"] == 6);
    CHECK(counts["boundary/legal_dong"] == 24);
    CHECK(counts["zones/child"] == 2 * 91); // two files of the same
    CHECK(sum_of(layer_of(layers, "총인구).geojson"), "persons") == 225'897);
    CHECK(sum_of(layer_of(layers, "유소년).geojson"), "persons") == 32'595);
    CHECK(sum_of(layer_of(layers, "생산가능인구).geojson"), "persons") == 168'311);
    CHECK(sum_of(layer_of(layers, "고령).geojson"), "persons") == 22'819);
    CHECK(sum_of(layer_of(layers, "어린이교통사고_격자.geojson"), "count") == 537);
    const auto& old = layer_of(layers, "스쿨존내어린이사고다발지현황.csv");
    CHECK(old.encoding == "CP949");
    CHECK(old.geometry == GeometryKind::polygon);
    const auto& codes = layer_of(layers, "코드정의서.xlsx");
    CHECK(codes.role == Role::none);
    CHECK(codes.in > 0);
}

TEST_CASE("hot spots come in with their kind and severity", "[flow]") {
    auto folder = test::shared("data/kr-taas-hotspots");
    if (!folder) return;
    auto counts = counts_of(read(*folder));
    CHECK(counts["crashes/jaywalking"] == 531);
    CHECK(counts["crashes/elderly_pedestrian"] == 1273);
    CHECK(counts["crashes/child_pedestrian"] == 161);
    CHECK(counts["crashes/school_zone"] == 90);
    CHECK(counts["crashes/municipal"] == 1822);
    CHECK(counts["crashes/holiday"] == 155);
}

TEST_CASE("OpenStreetMap: counts as osmium gives them", "[flow]") {
    auto folder = test::shared("data/osm");
    if (!folder) return;
    auto jamsil = read(*folder / "seoul-jamsil.osm.gz");
    check_account(jamsil);
    CHECK(counts_of(read(*folder / "seoul-jamsil-overpass-geom.osm.gz")) == counts_of(jamsil));
    auto counts = counts_of(jamsil);
    CHECK(counts["buildings"] == 1358); // osmium tags-filter: 1,355 ways and 3 relations
    CHECK(counts["crossings"] == 69);
    CHECK(counts["signals"] == 5);
    CHECK(counts["roads"] + counts["sidewalks"] == 356);
    double highest = 0;
    for (const auto& layer : jamsil)
        if (layer.role == Role::buildings)
            for (double height : layer.canonical_column("height_m")->number) highest = std::max(highest, std::isnan(height) ? 0.0 : height);
    CHECK(highest == 555.0); // a relation of type building

    auto liechtenstein = read(*folder / "liechtenstein-2015.osm.pbf");
    check_account(liechtenstein);
    counts = counts_of(liechtenstein);
    CHECK(counts["buildings"] == 8998 - 3); // one says building=no, two are not closed
    CHECK(counts["crossings"] == 355);
    CHECK(counts["stops"] == 307);
    CHECK(counts["signals"] == 8);
}

TEST_CASE("151,743 buildings of Tokyo with every vertex that is one", "[flow]") {
    auto file = test::shared("data/bench-tokyo-east/tokyo-east.geojson.gz");
    if (!file) return;
    auto layers = read(*file);
    REQUIRE(layers.size() == 1);
    const auto& l = layers[0];
    CHECK(l.role == Role::buildings);
    CHECK(l.size() == 151'743);
    const auto& height = l.canonical_column("height_m")->number;
    CHECK(std::count_if(height.begin(), height.end(), [](double h) { return !std::isnan(h); }) == 151'676);
    CHECK(*std::max_element(height.begin(), height.end(), [](double a, double b) { return std::isnan(a) || a < b; }) ==
          186.9);
    // Counted with a few lines of Python: 1,290,749 coordinates, 207,413 of them the same as the one before, in 152,711
    // rings.
    std::size_t dropped_rings = 152'711 - (l.ring_begin.size() - 1);
    CHECK(l.x.size() <= 1'290'749 - 207'413 - 152'711);
    CHECK(l.x.size() + 3 * dropped_rings >= 1'290'749 - 207'413 - 152'711);
}

TEST_CASE("the same city as GeoJSON, shapefile and GeoPackage", "[flow]") {
    auto folder = test::shared("data/kr-wangsuk");
    if (!folder) return;
    auto layers = read(*folder);
    std::vector<const FeatureLayer*> same;
    for (const auto& layer : layers)
        if (layer.role == Role::buildings) same.push_back(&layer);
    REQUIRE(same.size() == 3);
    for (const auto* layer : same) {
        CHECK(layer->size() == 177);
        CHECK(layer->epsg == 4326);
        CHECK(layer->x.size() == same[0]->x.size());
        CHECK(sum_of(*layer, "height_m") == sum_of(*same[0], "height_m"));
    }
}

TEST_CASE("dirty points: swapped, zero and far away coordinates", "[flow]") {
    auto folder = test::shared("data/kr-busan");
    if (!folder) return;
    auto layers = read(*folder);
    check_account(layers);
    const auto& cctv = layer_of(layers, "20241231(공공데이터포털).csv");
    CHECK(cctv.in == 21'060);
    auto noted = [&](const std::string& code) {
        std::int64_t sum = 0;
        for (const auto& note : cctv.notes) sum += note.code == code ? note.count : 0;
        return sum;
    };
    CHECK(noted("swapped_coordinates") == 42);
    // The seven bad rows, counted by hand: "35.174535.1741" twice and "129226015", and four with a comma at the end.
    CHECK(cctv.left_out == 3);
    CHECK(noted("untidy_coordinate") == 4);
    CHECK(cctv.repaired == 46);
    CHECK(counts_of(layers)["devices/smart_shelter"] == 44);
    CHECK(layer_of(layers, "tl_tracffic_cctv_info.shp").size() == 212);
    const auto& survey = layer_of(layers, "LSMD_CONT_ZB001_26_202512.shp"); // zones of the cadastral survey, no parcels
    CHECK(survey.in == 117);
    CHECK(survey.role == Role::none);
    CHECK(survey.subtype == "survey_zone");
}
