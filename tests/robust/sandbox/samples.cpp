#include "robust/sandbox/samples.h"
#include "robust/sandbox/samples_made.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sqlite3.h>
#include <zlib.h>

namespace tp::test {
namespace {

namespace fs = std::filesystem;

const std::string k_geojson =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"정류장","height":9},"geometry":{"type":"Point","coordinates":[127.1,37.5]}}]})";
const std::string k_csv = "\xC0\xCC\xB8\xA7,longitude,latitude\n\xC1\xA4\xB7\xF9\xC0\xE5,127.1,37.5\n"; // CP949: 이름, 정류장
const std::string k_osm =
    R"(<?xml version="1.0" encoding="UTF-8"?><osm version="0.6"><node id="1" version="1" lat="37.50" lon="127.10"/><node id="2" version="1" lat="37.51" lon="127.10"/><node id="3" version="1" lat="37.51" lon="127.11"><tag k="highway" v="bus_stop"/></node><way id="4" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way></osm>)";
const std::string k_wgs84 =
    R"(GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])";

template <class T>
void little(std::string& out, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
}
void little(std::string& out, double value) { little(out, std::bit_cast<std::uint64_t>(value)); }
void big(std::string& out, std::uint32_t value) {
    for (int i = 3; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// One record with a text field NAME of ten characters (dBase III).
std::string dbf_bytes() {
    std::string out("\x03\x7D\x01\x01", 4);
    little(out, std::uint32_t{1});
    little(out, std::uint16_t{65});
    little(out, std::uint16_t{11});
    out.append(20, '\0');
    std::string field = "NAME";
    field.resize(11, '\0');
    out += field + 'C' + std::string(4, '\0') + '\x0A' + std::string(15, '\0');
    return out + '\r' + ' ' + "\xC1\xA4\xB7\xF9\xC0\xE5    " + '\x1A';
}

// One point, in the form of the ESRI white paper of 1998.
std::string shp_bytes() {
    std::string out;
    big(out, 9994);
    out.append(20, '\0');
    big(out, (100 + 28) / 2);
    little(out, std::uint32_t{1000});
    little(out, std::uint32_t{1});
    for (double v : {127.1, 37.5, 127.1, 37.5, 0.0, 0.0, 0.0, 0.0}) little(out, v);
    big(out, 1);
    big(out, 10);
    little(out, std::uint32_t{1});
    little(out, 127.1);
    little(out, 37.5);
    return out;
}

bool make_shapefile(const fs::path& file) {
    auto beside = [&](const char* ending) { return fs::path(file).replace_extension(ending); };
    return write_bytes(file, shp_bytes()) && write_bytes(beside(".dbf"), dbf_bytes()) && write_bytes(beside(".prj"), k_wgs84);
}

// Two by two heights in EPSG:4326 (TIFF 6.0, GeoTIFF 1.1).
std::string tiff_bytes() {
    constexpr std::uint16_t k_entries = 13;
    constexpr std::uint32_t k_after = 8 + 2 + k_entries * 12 + 4;
    constexpr std::uint32_t k_pixels = k_after, k_scale = k_pixels + 16, k_tie = k_scale + 24, k_keys = k_tie + 48;
    std::string out("II*\0", 4);
    little(out, std::uint32_t{8});
    little(out, k_entries);
    auto entry = [&](std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
        little(out, tag);
        little(out, type);
        little(out, count);
        little(out, value);
    };
    entry(256, 3, 1, 2);       // columns
    entry(257, 3, 1, 2);       // rows
    entry(258, 3, 1, 32);      // bits
    entry(259, 3, 1, 1);       // not compressed
    entry(262, 3, 1, 1);       // black is zero
    entry(273, 4, 1, k_pixels);
    entry(277, 3, 1, 1);       // samples per pixel
    entry(278, 3, 1, 2);       // rows per strip
    entry(279, 4, 1, 16);      // bytes
    entry(339, 3, 1, 3);       // floating point
    entry(33550, 12, 3, k_scale);
    entry(33922, 12, 6, k_tie);
    entry(34735, 3, 16, k_keys);
    little(out, std::uint32_t{0});
    for (float v : {1.0F, 2.0F, 3.0F, 4.0F}) little(out, std::bit_cast<std::uint32_t>(v));
    for (double v : {0.001, 0.001, 0.0}) little(out, v);
    for (double v : {0.0, 0.0, 0.0, 127.1, 37.5, 0.0}) little(out, v);
    for (int v : {1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326}) little(out, static_cast<std::uint16_t>(v));
    return out;
}

// The point: 'GP', version 0, flags 1, EPSG:4326, then WKB of 127.1 37.5 (OGC 12-128).
bool make_geopackage(const fs::path& file) {
    fs::remove(file);
    sqlite3* db = nullptr;
    const char* statements =
        "PRAGMA application_id=1196444487; PRAGMA user_version=10300;"
        "CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,"
        " organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES('WGS 84',4326,'EPSG',4326,'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\","
        "SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]',NULL);"
        "CREATE TABLE gpkg_contents(table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,"
        " description TEXT, last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);"
        "INSERT INTO gpkg_contents VALUES('stops','features','stops','','2025-01-01T00:00:00.000Z',127,37,128,38,4326);"
        "CREATE TABLE gpkg_geometry_columns(table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,"
        " z TINYINT, m TINYINT);"
        "INSERT INTO gpkg_geometry_columns VALUES('stops','geom','POINT',4326,0,0);"
        "CREATE TABLE stops(fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);"
        "INSERT INTO stops VALUES(1,X'47500001E610000001010000006666666666C65F400000000000C04240','stop');";
    bool made = ::sqlite3_open(file.c_str(), &db) == SQLITE_OK && ::sqlite3_exec(db, statements, nullptr, nullptr, nullptr) == SQLITE_OK;
    ::sqlite3_close(db);
    return made;
}

bool make_gzip(const fs::path& file) {
    gzFile out = ::gzopen(file.c_str(), "wb");
    bool made = out && ::gzwrite(out, k_geojson.data(), static_cast<unsigned>(k_geojson.size())) > 0;
    return out && ::gzclose(out) == Z_OK && made;
}

// One stored file (PKWARE's APPNOTE).
std::string zip_bytes(const std::string& name, const std::string& bytes) {
    auto sum = static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
    std::string common;
    for (int v : {20, 0, 0, 0, 0x21}) little(common, static_cast<std::uint16_t>(v)); // version, flags, method, time, date
    little(common, sum);
    for (int i = 0; i < 2; ++i) little(common, static_cast<std::uint32_t>(bytes.size()));
    little(common, static_cast<std::uint16_t>(name.size()));
    little(common, std::uint16_t{0});
    std::string local = std::string("PK\3\4", 4) + common + name + bytes;
    std::string central("PK\1\2\x14\0", 6);
    central += common + std::string(14, '\0') + name; // no comment, disk, attributes; offset 0
    std::string end("PK\5\6\0\0\0\0\1\0\1\0", 12);
    little(end, static_cast<std::uint32_t>(central.size()));
    little(end, static_cast<std::uint32_t>(local.size()));
    return local + central + end + std::string(2, '\0');
}

bool by_ogr(const char* format, const fs::path& file) { return make_by("ogr2ogr", file, "from.geojson", k_geojson, "-f " + std::string(format) + " {out} {in}"); }

} // namespace

bool write_bytes(const fs::path& file, const std::string& bytes) { return static_cast<bool>(std::ofstream(file, std::ios::binary) << bytes); }

bool make_by(const char* program, const fs::path& file, const char* from_name, const std::string& from, const std::string& words) {
    if (std::system(("command -v " + std::string(program) + " >/dev/null 2>&1").c_str()) != 0) { // NOLINT: a test
        std::cerr << "SKIPPED: " << file.filename().string() << " needs the program " << program << '\n';
        return false;
    }
    fs::path folder = file.parent_path() / "made";
    fs::create_directories(folder);
    write_bytes(folder / from_name, from);
    std::string command = std::string(program) + ' ' + words + " >/dev/null 2>&1";
    for (const auto& [sign, path] : {std::pair{"{in}", folder / from_name}, {"{out}", file}})
        command.replace(command.find(sign), std::char_traits<char>::length(sign), '\'' + path.string() + '\'');
    bool made = std::system(command.c_str()) == 0; // NOLINT: a test
    fs::remove_all(folder);
    return made;
}

const std::vector<Sample>& samples() {
    static const std::vector<Sample> k_samples = [] {
        std::vector<Sample> all{
            {"JSON", "stops.geojson", [](const fs::path& file) { return write_bytes(file, k_geojson); }},
            {"CSV", "stops.csv", [](const fs::path& file) { return write_bytes(file, k_csv); }},
            {"Shapefile", "stops.shp", make_shapefile},
            {"dBase", "stops.dbf", [](const fs::path& file) { return write_bytes(file, dbf_bytes()); }},
            {"GeoPackage", "stops.gpkg", make_geopackage},
            {"GeoTIFF", "terrain.tif", [](const fs::path& file) { return write_bytes(file, tiff_bytes()); }},
            {"OpenStreetMap", "town.osm", [](const fs::path& file) { return write_bytes(file, k_osm); }},
            {"OpenStreetMap", "town.osm.pbf", [](const fs::path& file) { return make_by("osmium", file, "town.osm", k_osm, "cat --overwrite {in} -o {out}"); }},
            {"gzip", "stops.geojson.gz", make_gzip},
            {"zip", "stops.zip", [](const fs::path& file) { return write_bytes(file, zip_bytes("stops.geojson", k_geojson)); }},
            {"FlatGeobuf", "stops.fgb", [](const fs::path& file) { return by_ogr("FlatGeobuf", file); }},
            {"KML", "stops.kml", [](const fs::path& file) { return by_ogr("KML", file); }},
            {"DXF", "stops.dxf", [](const fs::path& file) { return by_ogr("DXF", file); }},
            {"XLSX", "stops.xlsx", [](const fs::path& file) { return by_ogr("XLSX", file); }},
        };
        auto models = model_samples();
        all.insert(all.end(), models.begin(), models.end());
        return all;
    }();
    return k_samples;
}

} // namespace tp::test
