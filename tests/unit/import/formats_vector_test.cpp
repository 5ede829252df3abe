// The same features in every 2D format, each file written by ogr2ogr: counts, attributes and positions are the source's.
#include "format_files.h"

#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

const std::string k_buildings = R"({"type":"FeatureCollection","name":"buildings","features":[
{"type":"Feature","properties":{"이름":"가 & 나","height":12.5,"levels":4},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.001,37],[127.001,37.001],[127,37.001],[127,37]],[[127.0002,37.0002],[127.0002,37.0004],[127.0004,37.0004],[127.0002,37.0002]]]}},
{"type":"Feature","properties":{"이름":"나","height":30,"levels":null},"geometry":{"type":"MultiPolygon","coordinates":[[[[127.01,37],[127.011,37],[127.011,37.001],[127.01,37]]],[[[127.02,37],[127.021,37],[127.021,37.001],[127.02,37]]]]}},
{"type":"Feature","properties":{"이름":"다","height":3.25,"levels":1},"geometry":{"type":"Polygon","coordinates":[[[127.03,37],[127.031,37],[127.031,37.001],[127.03,37]]]}}]})";

std::string text_at(const FeatureLayer& layer, const std::string& column, std::size_t i) {
    const Column* c = layer.column(column);
    REQUIRE(c != nullptr);
    REQUIRE_FALSE(c->numeric);
    return c->text.at(i);
}

// The corner farthest in the south-west of a feature, and how many parts and points it has: independent of where a ring
// begins and of its direction.
struct Outline {
    std::size_t parts = 0, points = 0;
    double x_sum = 0, y_sum = 0;
};
Outline outline(const FeatureLayer& l, std::size_t i) {
    Outline o;
    o.parts = l.feature_begin[i + 1] - l.feature_begin[i];
    std::uint32_t begin = l.ring_begin[l.part_begin[l.feature_begin[i]]];
    std::uint32_t end = l.ring_begin[l.part_begin[l.feature_begin[i + 1]]];
    for (std::uint32_t k = begin; k < end; ++k) ++o.points, o.x_sum += l.x[k], o.y_sum += l.y[k];
    return o;
}

void check_buildings(const FeatureLayer& l) {
    CHECK(l.role == Role::buildings);
    CHECK(l.epsg == 4326);
    CHECK(l.in == 3);
    CHECK(l.left_out == 0);
    REQUIRE(l.size() == 3);
    const std::array<Outline, 3> wanted{{{1, 7, 4 * 127.0 + 0.002 + 3 * 127.0 + 0.0008, 4 * 37.0 + 0.002 + 3 * 37.0 + 0.001},
                                         {2, 6, 3 * 127.01 + 0.002 + 3 * 127.02 + 0.002, 6 * 37.0 + 0.002},
                                         {1, 3, 3 * 127.03 + 0.002, 3 * 37.0 + 0.001}}};
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        Outline o = outline(l, i);
        CHECK(o.parts == wanted[i].parts);
        CHECK(o.points == wanted[i].points);
        CHECK(std::abs(o.x_sum - wanted[i].x_sum) < 1e-8);
        CHECK(std::abs(o.y_sum - wanted[i].y_sum) < 1e-8);
    }
    CHECK(text_at(l, "이름", 0) == "가 & 나");
    CHECK(text_at(l, "이름", 2) == "다");
    const auto& height = l.canonical_column("height_m")->number;
    CHECK(height == std::vector<double>{12.5, 30, 3.25});
    const auto& levels = l.canonical_column("levels")->number;
    CHECK(levels[0] == 4);
    CHECK(std::isnan(levels[1]));
    CHECK(levels[2] == 1);
}

} // namespace

TEST_CASE("buildings that ogr2ogr wrote in nine formats are the same buildings") {
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("source.geojson", k_buildings);
    struct Row {
        const char* driver;
        const char* file;
        const char* options;
    };
    const Row rows[] = {{"FlatGeobuf", "buildings.fgb", "-lco SPATIAL_INDEX=NO"},
                        {"GPKG", "buildings.gpkg", ""},
                        {"LIBKML", "buildings.kml", ""},
                        {"LIBKML", "town.kmz", ""},
                        {"KML", "plain.kml", ""},
                        {"GeoJSONSeq", "buildings.geojsonl", ""},
                        {"GeoJSONSeq", "buildings.geojsonseq", "-lco RS=YES"},
                        {"CSV", "buildings.csv", "-lco GEOMETRY=AS_WKT"},
                        {"CSV", "building_tab.csv", "-lco GEOMETRY=AS_WKT -lco SEPARATOR=TAB"},
                        {"ESRI Shapefile", "buildings.shp", "-lco ENCODING=CP949"}};
    for (const Row& row : rows) {
        CAPTURE(row.file);
        REQUIRE(folder.run(std::string("ogr2ogr -f '") + row.driver + "' " + row.options + ' ' + row.file + " source.geojson"));
        auto layers = folder.read(row.file);
        REQUIRE(layers.size() == 1);
        check_buildings(layers[0]);
        CHECK(layers[0].notes.size() <= 1); // "the CRS follows from the values" at most
    }
}

TEST_CASE("a shapefile without any of its side files") {
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("source.geojson", k_buildings);
    REQUIRE(folder.run("ogr2ogr -f 'ESRI Shapefile' -lco ENCODING=UTF-8 buildings.shp source.geojson && rm buildings.dbf buildings.shx buildings.prj buildings.cpg"));
    auto layers = folder.read("buildings.shp");
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].size() == 3);
    CHECK(layers[0].role == Role::buildings);
    CHECK(layers[0].epsg == 4326); // by its values, and said
    CHECK(note_count(layers[0], "crs_from_values") == 1);
    CHECK(outline(layers[0], 0).points == 7);
}

TEST_CASE("mixed kinds, tables and a projected CRS in FlatGeobuf and GeoPackage") {
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("bus_stops.geojson", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"정류장명":"가"},"geometry":{"type":"Point","coordinates":[127,37,5]}},
{"type":"Feature","properties":{"정류장명":"나"},"geometry":{"type":"MultiPoint","coordinates":[[127.1,37.1],[127.2,37.2]]}},
{"type":"Feature","properties":{"정류장명":"다"},"geometry":null},
{"type":"Feature","properties":{"정류장명":"라"},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[127.3,37.3]},{"type":"LineString","coordinates":[[127,37],[127.5,37.5]]}]}}]})");
    for (const char* file : {"bus_stops.fgb -lco SPATIAL_INDEX=NO", "bus_stops.gpkg"}) {
        CAPTURE(file);
        REQUIRE(folder.run(std::string("ogr2ogr -t_srs EPSG:5186 ") + file + " bus_stops.geojson"));
        auto layers = folder.read(std::string(file).substr(0, std::string(file).find(' ')));
        REQUIRE(layers.size() == 2);
        std::int64_t in = 0, left_out = 0;
        for (const auto& l : layers) in += l.in, left_out += l.left_out;
        bool null_is_kept = std::string(file).starts_with("bus_stops.gpkg"); // ogrinfo: FlatGeobuf is written without it
        CHECK(in == (null_is_kept ? 4 : 3));
        CHECK(left_out == (null_is_kept ? 1 : 0));
        const auto& points = layers[0].geometry == GeometryKind::point ? layers[0] : layers[1];
        const auto& lines = layers[0].geometry == GeometryKind::point ? layers[1] : layers[0];
        CHECK(points.epsg == 5186);
        CHECK(points.size() == 2);
        CHECK(points.x.size() == 3);
        CHECK(std::abs(points.x[0] - 200'000.0) < 0.001); // the central meridian of EPSG:5186 is 127 E, false easting 200 km
        CHECK(lines.in == 1); // a line is no stop
        CHECK(lines.role == Role::none);
        CHECK(note_count(lines, "collection_reduced") == 1);
    }
}

TEST_CASE("lines of GeoJSON features: a bad line is one bad feature") {
    FormatFolder folder;
    folder.add("stops.ndjson", "{\"type\":\"Feature\",\"properties\":{\"name\":\"a\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[127,37]}}\n"
                               "{\"type\":\"Feature\",\"properties\":{\"name\":\"b\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[127,\n"
                               "\n{\"type\":\"Feature\",\"properties\":{\"name\":\"c\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[127.1,37]}}");
    auto layers = folder.read("stops.ndjson");
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].in == 3);
    CHECK(layers[0].size() == 2);
    CHECK(note_count(layers[0], "bad_feature") == 1);
    CHECK(note_count(layers[0], "damaged_file") == 0);
}

TEST_CASE("KML: folders are layers, models are left out, document types are refused") {
    FormatFolder folder;
    folder.add("parks.kml", R"(<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>시설</name>
<Folder><name>버스정류장</name>
<Placemark><name>가</name><ExtendedData><Data name="shelter"><displayName>x</displayName><value>Y</value></Data></ExtendedData><Point><coordinates> 127.5,37.25,10 </coordinates></Point></Placemark>
<Placemark><name>나</name><Point><coordinates>127.5</coordinates></Point></Placemark>
<Placemark><name>다</name><Model><Location><longitude>1</longitude></Location></Model></Placemark>
<Placemark><name>라</name><gx:Track><when>2020</when></gx:Track></Placemark>
</Folder>
<Folder><name>parks</name><Placemark><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>127,37 127.1,37 127.1,37.1 127,37</coordinates></LinearRing></outerBoundaryIs></Polygon><Point><coordinates>127,37</coordinates></Point></MultiGeometry></Placemark></Folder>
</Document></kml>)");
    auto layers = folder.read("parks.kml");
    REQUIRE(layers.size() == 3); // the last is of the model, which names no file
    CHECK(layers[0].layer == "버스정류장");
    CHECK(layers[0].role == Role::stops);
    CHECK(layers[0].in == 3);
    CHECK(layers[0].left_out == 2);
    CHECK(layers[0].x == std::vector<double>{127.5});
    CHECK(layers[0].z == std::vector<float>{10.0F});
    CHECK(layers[0].canonical_column("shelter")->number[0] == 1.0);
    CHECK(layers[0].canonical_column("name")->text[0] == "가");
    CHECK(note_count(layers[0], "bad_geometry") == 1);
    CHECK(note_count(layers[0], "kml_track") == 1);
    CHECK(layers[0].crs_from == CrsFrom::format);
    CHECK(layers[1].role == Role::green);
    CHECK(note_count(layers[1], "collection_reduced") == 1);

    folder.add("bomb.kml", R"(<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml><Placemark><name>&a;</name></Placemark></kml>)");
    CHECK(note_count(folder.read("bomb.kml")[0], "xml_doctype") == 1);
    std::string deep = "<kml>";
    for (int i = 0; i < 200; ++i) deep += "<Folder>";
    folder.add("deep.kml", deep);
    CHECK(note_count(folder.read("deep.kml")[0], "too_deep") == 1);
    folder.add("cut.kml", folder.bytes("parks.kml").substr(0, 700));
    auto cut = folder.read("cut.kml");
    CHECK(cut[0].size() == 1); // what was whole before the end
    CHECK(note_count(cut[0], "damaged_file") == 1);
    folder.add("none.kml", "<kml><Document/></kml>");
    CHECK(note_count(folder.read("none.kml")[0], "kml_no_placemark") == 1);
}

TEST_CASE("known kinds that nothing reads are refused with what to do") {
    FormatFolder folder;
    auto code = [&](const std::string& name, std::string_view bytes) {
        folder.add(name, bytes);
        auto layers = folder.read(name);
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].in == 0);
        return layers[0].notes.at(0).code;
    };
    CHECK(code("a.parquet", "PAR1xxxxPAR1") == "unread_parquet");
    CHECK(code("a.dwg", "AC1032....") == "unread_dwg");
    CHECK(code("a.hwp", "\xD0\xCF\x11\xE0 and so on") == "unread_hwp");
    CHECK(code("a.xls", "\xD0\xCF\x11\xE0 and so on") == "unread_xls");
    CHECK(code("a.mdb", std::string_view("\0\1\0\0Standard Jet DB", 19)) == "unread_access");
    CHECK(code("a.pdf", "%PDF-1.7") == "unread_pdf");
    CHECK(code("a00000001.gdbtable", std::string_view("\3\0\0\0", 4)) == "unread_gdb");
    CHECK(code("a.laz", "LASF") == "unread_points");
    CHECK(code("map.qgs", "<qgis/>") == "unread_project");
}

TEST_CASE("identifiers of 19 digits stay what they are") {
    // Not in KML: ogr2ogr itself writes 2.61101010010001e+18 there.
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("parcels.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"PNU":2611010100100010007,"n":7},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37.1],[127,37]]]}}]})");
    for (const char* file : {"parcels.geojson", "parcels.gpkg", "parcels.fgb", "parcels.shp", "parcels.geojsonl"}) {
        CAPTURE(file);
        if (std::string(file) != "parcels.geojson") REQUIRE(folder.run(std::string("ogr2ogr ") + file + " parcels.geojson"));
        auto layers = folder.read(file);
        REQUIRE(layers.size() == 1);
        CHECK(text_at(layers[0], "PNU", 0) == "2611010100100010007");
        CHECK(layers[0].column("n")->number[0] == 7);
    }
}

TEST_CASE("columns of a shapefile whose names were cut to the same letters stay apart") {
    // Two fields "A" of one character each, as a writer leaves them that cuts names after 10 bytes.
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("source.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"aa":"x","ab":"y"},"geometry":{"type":"Point","coordinates":[127,37]}}]})");
    REQUIRE(folder.run("ogr2ogr -f 'ESRI Shapefile' stops.shp source.geojson"));
    std::string dbf = folder.bytes("stops.dbf");
    dbf.at(32 + 32 + 1) = 'a'; // the second field is called "aa" too
    folder.add("stops.dbf", dbf);
    auto layers = folder.read("stops.shp");
    CHECK(text_at(layers.at(0), "aa", 0) == "x");
    CHECK(text_at(layers.at(0), "aa 2", 0) == "y");
}
