// A city goes out and comes back: the same objects, attributes and places, as ogrinfo and ogr2ogr see them too.
#include "../import/imported.h"

#include <cmath>
#include <map>

using namespace tp::test;
namespace fs = std::filesystem;

namespace {

bool shell(const TemporaryFolder& folder, const std::string& command) {
    return std::system(("cd " + quoted(folder.path().string()) + " && " + command).c_str()) == 0; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
}
bool has_ogr(const TemporaryFolder& folder) {
    if (shell(folder, "command -v ogr2ogr >/dev/null && command -v ogrinfo >/dev/null")) return true;
    std::cerr << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": no ogr2ogr (gdal-bin)\n";
    return false;
}

json info_of(const TemporaryFolder& folder, const std::string& city) {
    Run run = twinplan({"info", (folder / city).string(), "--json"}, folder);
    REQUIRE(run.status == 0);
    return json::parse(run.out);
}

void import(const TemporaryFolder& folder, const fs::path& input, const std::string& city, int epsg = 0) {
    std::vector<std::string> words{"import", input.string(), "-o", (folder / city).string()};
    if (epsg > 0) words.insert(words.end(), {"--epsg", std::to_string(epsg)});
    Run run = twinplan(words, folder);
    INFO(run.err);
    REQUIRE(run.status == 0);
}

void export_to(const TemporaryFolder& folder, const std::string& city, const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"export", (folder / city).string(), "-o", (folder / file).string()};
    words.insert(words.end(), more.begin(), more.end());
    Run run = twinplan(words, folder);
    INFO(run.err);
    REQUIRE(run.status == 0);
}

// A layer of a file as ogr2ogr gives it, in EPSG:`epsg`.
json layer_of(const TemporaryFolder& folder, const std::string& file, const std::string& layer, int epsg) {
    REQUIRE(shell(folder, "rm -f seen.geojson && ogr2ogr -f GeoJSON -lco COORDINATE_PRECISION=9 -t_srs EPSG:" + std::to_string(epsg) + " seen.geojson " + file + ' ' + layer));
    return json::parse(read_file(folder / "seen.geojson"));
}

void flatten(const json& coordinates, std::vector<double>& out) {
    if (coordinates.is_number()) return out.push_back(coordinates.get<double>());
    for (const json& item : coordinates) flatten(item, out);
}

// The farthest that a coordinate of the one is from the other; both list the same features in the same order.
double farthest(const json& a, const json& b) {
    REQUIRE(a["features"].size() == b["features"].size());
    double far = 0;
    for (std::size_t i = 0; i < a["features"].size(); ++i) {
        std::vector<double> one, two;
        flatten(a["features"][i]["geometry"]["coordinates"], one);
        flatten(b["features"][i]["geometry"]["coordinates"], two);
        REQUIRE(one.size() == two.size());
        for (std::size_t k = 0; k < one.size(); ++k) far = std::max(far, std::abs(one[k] - two[k]));
    }
    return far;
}

} // namespace

TEST_CASE("an OpenStreetMap city goes out as GeoPackage and comes back the same", "[flow]") {
    TemporaryFolder folder;
    auto set = shared("data/osm/seoul-jamsil.osm.gz");
    if (!set || !has_ogr(folder)) return;
    import(folder, *set, "first.twin");
    export_to(folder, "first.twin", "out.gpkg", {"--plain"});
    json first = info_of(folder, "first.twin");
    int epsg = first["epsg"];
    import(folder, folder / "out.gpkg", "second.twin", epsg);
    json second = info_of(folder, "second.twin");
    for (const char* what : {"buildings", "crossings", "signals", "stops", "street_edges", "street_nodes", "sidewalks", "devices", "facilities", "areas"}) {
        CAPTURE(what);
        CHECK(first["counts"][what] == second["counts"][what]);
    }
    export_to(folder, "second.twin", "again.gpkg", {"--plain"});
    for (const char* layer : {"buildings", "roads", "crossings", "signals"}) {
        CAPTURE(layer);
        json a = layer_of(folder, "out.gpkg", layer, epsg), b = layer_of(folder, "again.gpkg", layer, epsg);
        CHECK(a["features"].size() > 4);
        CHECK(farthest(a, b) < 0.001);
        std::size_t other = 0;
        for (std::size_t i = 0; i < a["features"].size(); ++i) {
            other += a["features"][i]["properties"] != b["features"][i]["properties"];
        }
        CHECK(other == 0);
    }
}

TEST_CASE("buildings keep what their file said; GeoJSON is RFC 7946 and within a centimetre", "[flow]") {
    TemporaryFolder folder;
    auto set = shared("data/kr-wangsuk/footprint-with-height.geojson");
    if (!set || !has_ogr(folder)) return;
    import(folder, *set, "city.twin");
    export_to(folder, "city.twin", "out.geojson", {"--role", "buildings"});
    json source = json::parse(read_file(*set)), out = json::parse(read_file(folder / "out.geojson"));
    REQUIRE(out["features"].size() == 177);
    CHECK_FALSE(out.contains("crs"));
    for (std::size_t i = 0; i < 177; ++i) { // the file's own attributes, under their names
        const json& properties = out["features"][i]["properties"];
        for (const auto& [name, value] : source["features"][i]["properties"].items()) {
            CAPTURE(i, name, value.dump(), properties.dump());
            bool as_it_was = name == "name" || value.is_null() || (properties.contains(name) && (properties[name] == value || properties[name].dump() == value.dump()));
            CHECK(as_it_was);
        }
    }
    // Against ogr2ogr's own transformation of the source into metres.
    REQUIRE(shell(folder, "cp " + quoted(set->string()) + " source.geojson"));
    REQUIRE(shell(folder, "ogr2ogr -f GeoJSON -dim XY flat.geojson source.geojson"));
    std::map<std::string, int> found;
    json a = layer_of(folder, "flat.geojson", "", 5186), b = layer_of(folder, "out.geojson", "", 5186);
    for (std::size_t i = 0; i < 177; ++i) {
        std::vector<double> one, two;
        flatten(a["features"][i]["geometry"]["coordinates"], one);
        flatten(b["features"][i]["geometry"]["coordinates"], two);
        auto [x1, x2] = std::minmax_element(one.begin(), one.end()); // northings are the larger, eastings the smaller
        auto [y1, y2] = std::minmax_element(two.begin(), two.end());
        CHECK(std::abs(*x1 - *y1) < 0.01);
        CHECK(std::abs(*x2 - *y2) < 0.01);
    }
    import(folder, folder / "out.geojson", "again.twin");
    CHECK(info_of(folder, "again.twin")["counts"]["buildings"] == 177);
}

TEST_CASE("export: what cannot be, and the file that is there stays", "[flow]") {
    TemporaryFolder folder;
    std::ofstream(folder / "stops.geojson") << R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[127,37]}}]})";
    std::ofstream(folder / "signals.geojson") << R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[127,37]}}]})";
    Run made = twinplan({"import", (folder / "stops.geojson").string(), (folder / "signals.geojson").string(), "-o", (folder / "c.twin").string()}, folder);
    REQUIRE(made.status == 0);
    auto attempt = [&](const std::string& out, std::vector<std::string> more = {}) {
        std::vector<std::string> words{"export", (folder / "c.twin").string(), "-o", (folder / out).string(), "--lang", "en"};
        words.insert(words.end(), more.begin(), more.end());
        return twinplan(words, folder);
    };
    CHECK(attempt("x.shp").status == 2);
    Run several = attempt("x.geojson");
    CHECK(several.status == 1);
    CHECK(several.err.find("GeoJSON holds one layer") != std::string::npos);
    Run none = attempt("x.gpkg", {"--role", "buildings"});
    CHECK(none.status == 1);
    CHECK(none.err.find("signals, stops") != std::string::npos);
    CHECK_FALSE(fs::exists(folder / "x.gpkg"));
    CHECK_FALSE(fs::exists(folder / "x.geojson"));
    CHECK(attempt("nowhere/x.gpkg").status == 1);
    CHECK(attempt("stops_out.geojson", {"--role", "stops"}).status == 0);
    CHECK(json::parse(read_file(folder / "stops_out.geojson"))["features"].size() == 1);
    CHECK_FALSE(fs::exists(folder / "stops_out.geojson.part"));
}
