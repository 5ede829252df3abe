// Small files made here, with what the formats' own documents say about them.
#include "import/read_file.h"
#include "import/text_encoding.h"
#include "wire/layers.h"

#include "shared_data.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <unistd.h>

using namespace tp;
namespace fs = std::filesystem;

namespace {

Session& session() {
    static Session made{load_roles(test::source_folder() / "assets/data/roles").value(), {}};
    return made;
}

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twinplan-import-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    void add(const std::string& name, std::string_view bytes) const {
        std::ofstream(path / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    std::vector<FeatureLayer> read(const std::string& name, std::string encoding = {},
                                   std::vector<RoleGiven> roles = {}) const {
        return read_file({(path / name).string(), name, std::move(encoding), std::move(roles)}, session());
    }
};

std::int64_t count_of(const FeatureLayer& layer, std::string_view code) {
    for (const auto& note : layer.notes)
        if (note.code == code) return note.count;
    return 0;
}

std::string collection(const std::string& features, const std::string& extra = "") {
    return R"({"type":"FeatureCollection",)" + extra + R"("features":[)" + features + "]}";
}
std::string feature(const std::string& geometry, const std::string& properties = "{}") {
    return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}
const std::string k_square =
    R"({"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37.1],[127,37.1],[127,37]]]})";

template <class T>
std::string raw(T value, bool big = false) {
    if (big) value = std::byteswap(value);
    std::string out(sizeof value, '\0');
    std::memcpy(out.data(), &value, sizeof value);
    return out;
}
std::string raw_double(double value) { return raw(std::bit_cast<std::uint64_t>(value)); }

// A polygon record (type 5) of a shapefile: its rings, each closed.
std::string shape_record(std::int32_t number, const std::vector<std::vector<std::pair<double, double>>>& rings) {
    std::string content = raw<std::int32_t>(5);
    content.append(32, '\0'); // the box, which no reader needs
    content += raw(static_cast<std::int32_t>(rings.size()));
    std::int32_t points = 0;
    std::string begins, coordinates;
    for (const auto& ring : rings) {
        begins += raw(points);
        points += static_cast<std::int32_t>(ring.size());
        for (auto [x, y] : ring)
            for (double value : {x, y}) coordinates += raw_double(value);
    }
    content += raw(points) + begins + coordinates;
    return raw(number, true) + raw(static_cast<std::int32_t>(content.size() / 2), true) + content;
}
std::string shapefile(const std::string& records) {
    return raw<std::int32_t>(9994, true) + std::string(20, '\0') +
           raw(static_cast<std::int32_t>((100 + records.size()) / 2), true) + raw<std::int32_t>(1000) +
           raw<std::int32_t>(5) + std::string(64, '\0') + records;
}
std::string dbf(const std::string& name, const std::vector<std::string>& values, int size) {
    std::string field(32, '\0');
    std::memcpy(field.data(), name.data(), std::min<std::size_t>(name.size(), 10));
    field[11] = 'C';
    field[16] = static_cast<char>(size);
    std::string head = "\x03" + std::string(3, '\1') + raw(static_cast<std::uint32_t>(values.size())) +
                       raw<std::uint16_t>(65) + raw(static_cast<std::uint16_t>(size + 1)) + std::string(20, '\0') +
                       field + "\r";
    for (auto value : values) {
        value.resize(static_cast<std::size_t>(size), ' ');
        head += ' ' + value;
    }
    return head;
}

const std::vector<std::pair<double, double>> k_outer{{0, 0}, {0, 10}, {10, 10}, {10, 0}, {0, 0}}; // clockwise
const std::vector<std::pair<double, double>> k_hole{{2, 2}, {4, 2}, {4, 4}, {2, 4}, {2, 2}};      // counter-clockwise
const std::vector<std::pair<double, double>> k_second{{20, 0}, {20, 5}, {25, 5}, {25, 0}, {20, 0}};

} // namespace

TEST_CASE("GeoJSON: rings are stored open, open ones are closed, repeats dropped, each counted") {
    Folder folder;
    folder.add(
        "buildings.geojson",
        collection(feature(k_square) + "," +
                   feature(R"({"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37],[127.1,37.1]]]})") +
                   "," + feature("null") + "," + feature(R"({"type":"Polygon","coordinates":[[[1,1],[1,1],[1,1]]]})") +
                   "," + feature(R"({"type":"Polygon","coordinates":[["a"]]})")));
    auto layers = folder.read("buildings.geojson");
    REQUIRE(layers.size() == 1);
    const auto& l = layers[0];
    CHECK(l.role == Role::buildings);
    CHECK(l.epsg == 4326);
    CHECK(l.in == 5);
    CHECK(l.left_out == 3);
    CHECK(l.repaired == 1);
    REQUIRE(l.size() == 2);
    CHECK(l.ring_begin == std::vector<std::uint32_t>{0, 4, 7});
    CHECK(l.row == std::vector<std::uint32_t>{0, 1});
    CHECK(count_of(l, "open_ring") == 1);
    CHECK(count_of(l, "duplicate_vertex") == 1);
    CHECK(count_of(l, "no_geometry") == 1);
    CHECK(count_of(l, "degenerate") == 1);
    CHECK(count_of(l, "bad_geometry") == 1);
}

TEST_CASE("GeoJSON: mixed kinds become layers of one kind each; a collection gives its highest kind") {
    Folder folder;
    folder.add(
        "mixed.geojson",
        collection(feature(R"({"type":"Point","coordinates":[127,37,12.5]})", R"({"name":"가"})") + "," +
                   feature(k_square) + "," +
                   feature(R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},)" +
                           k_square + "]}")));
    auto layers = folder.read("mixed.geojson", "", {{"mixed.geojson", "facilities"}});
    REQUIRE(layers.size() == 2);
    CHECK(layers[0].geometry == GeometryKind::polygon);
    CHECK(layers[0].size() == 2);
    CHECK(count_of(layers[0], "collection_reduced") == 1);
    CHECK(layers[1].geometry == GeometryKind::point);
    CHECK(layers[1].z == std::vector<float>{12.5F});
    CHECK(layers[1].canonical_column("name")->text[0] == "가");
    CHECK_FALSE(layers[1].guessed);
}

TEST_CASE("GeoJSON: the CRS member counts, and values that cannot be degrees are said") {
    Folder folder;
    std::string metres = feature(R"({"type":"Point","coordinates":[227000,380000]})");
    folder.add("stops.geojson",
               collection(metres, R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5187"}},)"));
    CHECK(folder.read("stops.geojson")[0].epsg == 5187);
    folder.add("bus_stops.geojson", collection(metres));
    auto unknown = folder.read("bus_stops.geojson");
    CHECK(unknown[0].epsg == 0);
    CHECK(count_of(unknown[0], "not_degrees") == 1);
    folder.add("busstops.geojson", collection(feature(R"({"type":"Point","coordinates":[37.5,127.1]})")));
    auto swapped = folder.read("busstops.geojson");
    CHECK(swapped[0].x[0] == 127.1);
    CHECK(swapped[0].y[0] == 37.5);
    CHECK(count_of(swapped[0], "axes_swapped") == 1);
}

TEST_CASE("GeoJSON: one broken feature does not fail the file") {
    Folder folder;
    folder.add("building.geojson",
               collection(feature(k_square) + "," + feature(R"({"type":"Point","coordinates":[NaN,1]})") + "," +
                          feature(k_square)));
    auto layers = folder.read("building.geojson");
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].in == 3);
    CHECK(layers[0].size() == 2);
    CHECK(count_of(layers[0], "bad_feature") == 1);
    std::string deep(200, '[');
    folder.add("deep.geojson", R"({"type":"Point","coordinates":)" + deep);
    CHECK(count_of(folder.read("deep.geojson")[0], "cannot_read") == 1);
}

TEST_CASE("shapefile: holes by direction, several parts, no .dbf, .shx or .prj needed") {
    Folder folder;
    folder.add("N3A_B0010000.shp",
               shapefile(shape_record(1, {k_outer, k_second, k_hole}) + shape_record(2, {k_second})));
    auto layers = folder.read("N3A_B0010000.shp");
    REQUIRE(layers.size() == 1);
    const auto& l = layers[0];
    CHECK(l.role == Role::buildings);
    CHECK(l.feature_begin == std::vector<std::uint32_t>{0, 2, 3});
    CHECK(l.part_begin == std::vector<std::uint32_t>{0, 2, 3, 4}); // the hole went to the outer ring around it
    CHECK(l.x[4] == 2.0);
    CHECK(count_of(l, "no_attributes") == 1);
    CHECK(fs::exists(folder.path / "N3A_B0010000.shx") == false); // nothing is written beside it
}

TEST_CASE("shapefile: a record cut off leaves the ones before it") {
    Folder folder;
    std::string bytes = shapefile(shape_record(1, {k_outer}) + shape_record(2, {k_second}));
    folder.add("building.shp", std::string_view(bytes).substr(0, bytes.size() - 30));
    auto layers = folder.read("building.shp");
    CHECK(layers[0].size() == 1);
    CHECK(layers[0].in == 2);
    CHECK(layers[0].left_out == 1);
    CHECK(count_of(layers[0], "cut_off") == 1);
}

TEST_CASE("shapefile: CP949 without a .cpg, and against one that lies") {
    // "용도" and "주택" in CP949 (KS X 1001: BF EB B5 B5, C1 D6 C5 C3).
    Folder folder;
    folder.add("building.shp", shapefile(shape_record(1, {k_outer}) + shape_record(2, {k_second})));
    folder.add("building.dbf", dbf("\xBF\xEB\xB5\xB5", {"\xC1\xD6\xC5\xC3", "\xC1\xD6\xC5\xC3"}, 20));
    for (const char* cpg : {"", "UTF-8", "ISO-8859-1", "EUC-KR"}) {
        CAPTURE(cpg);
        fs::remove(folder.path / "building.cpg");
        if (*cpg) folder.add("building.cpg", cpg);
        auto layers = folder.read("building.shp");
        CHECK(layers[0].encoding == "CP949");
        REQUIRE(layers[0].columns.size() >= 1);
        CHECK(layers[0].columns[0].name == "용도");
        CHECK(layers[0].columns[0].text[1] == "주택");
        CHECK(layers[0].canonical_column("use")->text[0] == "residential");
    }
    folder.add("building.dbf", dbf("use", {"주택", "공장"}, 20));
    CHECK(folder.read("building.shp")[0].encoding == "UTF-8");
    CHECK(folder.read("building.shp")[0].canonical_column("use")->text[1] == "industrial");
}

TEST_CASE("CSV: coordinates by value, rows that swap them, rows without") {
    Folder folder;
    folder.add("CCTV.csv", "\xEF\xBB\xBF관리번호,위도,경도\r\n\"A,1\",35.1,129.0\r\nB,129.1,35.2\r\nC,,\r\nD,35.3,129."
                           "2\r\nE,999,129\r\nF,35.4,129.3\r\n");
    auto layers = folder.read("CCTV.csv");
    REQUIRE(layers.size() == 1);
    const auto& l = layers[0];
    CHECK(l.role == Role::devices);
    CHECK(l.subtype == "cctv");
    CHECK(l.epsg == 4326);
    CHECK(l.in == 6);
    CHECK(l.left_out == 2);
    CHECK(count_of(l, "swapped_coordinates") == 1);
    CHECK(count_of(l, "no_coordinates") == 1);
    CHECK(count_of(l, "bad_coordinate") == 1);
    CHECK(l.x == std::vector<double>{129.0, 129.1, 129.2, 129.3});
    CHECK(l.canonical_column("id")->text[0] == "A,1");
}

TEST_CASE("CSV: metres under the names of degrees stay metres") {
    Folder folder;
    folder.add("heights.csv",
               "building_id,longitude,latitude,height_m,층수\n0,227455.5,380861.5,3.0,1\n1,228197.2,380862.5,6.0,2\n");
    auto layers = folder.read("heights.csv");
    CHECK(layers[0].role == Role::building_table);
    CHECK(layers[0].epsg == 0);
    CHECK(layers[0].crs.empty());
    CHECK(count_of(layers[0], "metres_in_degree_columns") == 1);
    CHECK(layers[0].canonical_column("levels")->number == std::vector<double>{1, 2});
}

TEST_CASE("CSV: polygons as JSON in a cell") {
    Folder folder;
    folder.add("사고다발지.csv", "발생건수,사망자수,폴리곤\n3,0,\"{\"\"type\"\":\"\"Polygon\"\",\"\"coordinates\"\":[[["
                                 "127,37],[127.1,37],[127.1,37.1],[127,37]]]}\"\n2,1,oops\n");
    auto layers = folder.read("사고다발지.csv");
    CHECK(layers[0].role == Role::crashes);
    CHECK(layers[0].geometry == GeometryKind::polygon);
    CHECK(layers[0].size() == 1);
    CHECK(layers[0].left_out == 1);
    CHECK(layers[0].canonical_column("count")->number[0] == 3.0);
}

TEST_CASE("a file that is not what its name says") {
    Folder folder;
    folder.add("a.shp", "\x89PNG\r\n\x1a\n and so on");
    std::string stop = collection(feature(R"({"type":"Point","coordinates":[127,37]})"));
    auto refused = [&](const std::string& name, std::string_view bytes) {
        folder.add(name, bytes);
        auto layers = folder.read(name);
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].role == Role::none);
        CHECK(layers[0].in == 0);
        CHECK(count_of(layers[0], "other_kind") == 1);
        return layers[0].notes.at(0).where;
    };
    CHECK(refused("a.shp", "\x89PNG\r\n\x1a\n and so on") == "Shapefile -> PNG");
    CHECK(refused("stops.csv", stop) == "CSV -> GeoJSON");
    CHECK(refused("stops.gpkg", stop) == "GeoPackage -> GeoJSON");
    CHECK(refused("stops.geojson.gz", stop) == "gzip -> GeoJSON");
    CHECK(refused("stops.geojson", "name,lon,lat\na,127,37\n") == "GeoJSON -> CSV");
    CHECK(refused("stops.tif", "<html><body>not found</body></html>") == "GeoTIFF -> HTML");
    folder.add("stops.json", stop);
    CHECK(folder.read("stops.json")[0].size() == 1);
    folder.add("stops.txt", "name,lon,lat\na,127,37\nb,127.1,37\n");
    CHECK(folder.read("stops.txt")[0].in == 2);
    folder.add("b.shp", std::string("\x01\x02\x03\x04 nothing that is known"));
    CHECK(count_of(folder.read("b.shp")[0], "not_what_it_says") == 1);
    folder.add("empty.geojson", "");
    CHECK(count_of(folder.read("empty.geojson")[0], "empty_file") == 1);
    folder.add("x.off", "OFF\n3 1 0\n");
    CHECK(count_of(folder.read("x.off")[0], "no_reader") == 1);
    CHECK(count_of(folder.read("not there.csv")[0], "cannot_read") == 1);
}

TEST_CASE("OSM: nested geometry and objects in any order are tidied; tags give roles") {
    Folder folder;
    folder.add("a.osm", R"(<?xml version="1.0"?><osm version="0.6">
<way id="7"><bounds minlat="1" minlon="1" maxlat="2" maxlon="2"/><nd ref="1" lat="1" lon="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/><tag k="height" v="40 ft"/></way>
<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="maxspeed" v="30 mph"/><tag k="oneway" v="-1"/></way>
<node id="1" lat="37" lon="127"/><node id="3" lat="37.1" lon="127"><tag k="highway" v="crossing"/><tag k="crossing" v="traffic_signals"/></node><node id="2" lat="37.1" lon="127.1"/>
<relation id="9"><member type="way" ref="7" role="outer"><nd lat="1" lon="1"/></member><tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation></osm>)");
    auto layers = folder.read("a.osm");
    auto layer = [&](Role role) {
        return *std::find_if(layers.begin(), layers.end(), [&](const auto& l) { return l.role == role; });
    };
    CHECK(layer(Role::buildings).size() == 1);
    CHECK(layer(Role::buildings).key[0] == (7U << 2U | 2U));
    CHECK(layer(Role::buildings).canonical_column("height_m")->number[0] == Approx(12.192)); // 40 ft
    CHECK(layer(Role::roads).canonical_column("speed_kmh")->number[0] == Approx(48.28032));  // 30 mph
    CHECK(layer(Role::roads).canonical_column("one_way")->number[0] == -1.0);
    CHECK(layer(Role::roads).canonical_column("road_class")->text[0] == "residential");
    CHECK(layer(Role::crossings).canonical_column("signal")->number[0] == 1.0);
    CHECK(layer(Role::water).size() == 1);
    CHECK(count_of(layers[0], "osm_cleaned") == 1);
    folder.add(
        "bomb.osm",
        R"(<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa">]><osm version="0.6"><node id="1" lat="1" lon="1"><tag k="name" v="&a;"/></node></osm>)");
    CHECK(count_of(folder.read("bomb.osm")[0], "cannot_read") == 1);
}

TEST_CASE("a reference stays inside the folder that was given") {
    CHECK(resolve_reference("", "a.jpg") == "a.jpg");
    CHECK(resolve_reference("udx/bldg", "../../codelists/use%20a.xml") == "codelists/use a.xml");
    CHECK(resolve_reference("udx", "./b\\c.png") == "udx/b/c.png");
    for (const char* bad : {"", "/etc/passwd", "../x", "a/../../x", "file:///etc/passwd", "http://x/y", "C:\\x", "%2e%2e/x", "\\\\server\\x"}) {
        CAPTURE(bad);
        CHECK_FALSE(resolve_reference("", bad));
    }
}

TEST_CASE("text that iconv lets through and UTF-8 does not have is replaced") {
    bool damaged = false;
    std::string out = to_utf8("a\xF4\x90\x80\x80z\xED\xA0\x80\xFF", "UTF-8", damaged);
    CHECK(is_utf8(out));
    CHECK(damaged);
    CHECK(out.starts_with("a"));
    CHECK(out.find('z') != std::string::npos);
}
