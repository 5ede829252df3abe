// What attackers put into archives, documents and headers: each has its named error, through the real worker.
#include "robust/malformed/outcome.h"

#include <cstring>
#include <zlib.h>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

const std::string k_houses =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"height":9},"geometry":{"type":"Polygon","coordinates":[[[127.10,37.50],[127.1002,37.50],[127.1002,37.5002],[127.10,37.50]]]}}]})";

std::string number(std::uint64_t value, int bytes, bool big = false) {
    std::string out(static_cast<std::size_t>(bytes), '\0');
    for (int i = 0; i < bytes; ++i) out[static_cast<std::size_t>(big ? bytes - 1 - i : i)] = static_cast<char>(value >> (8 * i));
    return out;
}

std::string packed(const std::string& content, int window_bits) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string in = content, out(deflateBound(&stream, static_cast<uLong>(content.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

struct Member {
    std::string name, content;
    unsigned flags = 0, mode = 0;
    bool deflated = false;
    std::uint64_t claimed = 0; // unpacked size that the directory states; 0: the true one
};

// APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
std::string zip_of(const std::vector<Member>& members) {
    std::string body, directory;
    for (const Member& m : members) {
        std::string data = m.deflated ? packed(m.content, -15) : m.content;
        auto crc = crc32(0, reinterpret_cast<const Bytef*>(m.content.data()), static_cast<uInt>(m.content.size()));
        std::string common = number(20, 2) + number(m.flags, 2) + number(m.deflated ? 8 : 0, 2) + number(0, 4) + number(crc, 4) + number(data.size(), 4) +
                             number(m.claimed != 0 ? m.claimed : m.content.size(), 4) + number(m.name.size(), 2) + number(0, 2);
        std::size_t at = body.size();
        body += "PK\3\4" + common + m.name + data;
        directory += "PK\1\2" + number(0x0314, 2) + common + number(0, 2) + number(0, 2) + number(0, 2) + number(std::uint64_t{m.mode} << 16U, 4) + number(at, 4) + m.name;
    }
    return body + directory + "PK\5\6" + number(0, 4) + number(members.size(), 2) + number(members.size(), 2) + number(directory.size(), 4) +
           number(body.size(), 4) + number(0, 2);
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string laughs(const std::string& root, const std::string& inside) {
    std::string dtd = "<!DOCTYPE " + root + " [<!ENTITY a0 \"ha\">";
    for (int i = 1; i < 12; ++i) dtd += "<!ENTITY a" + std::to_string(i) + " \"" + repeated("&a" + std::to_string(i - 1) + ";", 10) + "\">";
    return "<?xml version=\"1.0\"?>" + dtd + "]>" + inside;
}

// A shapefile of one polygon record with the given counts.
std::string shape(std::uint32_t parts, std::uint32_t points, std::uint32_t words) {
    std::string record = number(5, 4) + std::string(32, '\0') + number(parts, 4) + number(points, 4) + std::string(100, '\0');
    std::string bytes = number(9994, 4, true) + std::string(20, '\0') + number((100 + 8 + record.size()) / 2, 4, true) + number(1000, 4) + number(5, 4) + std::string(64, '\0');
    return bytes + number(1, 4, true) + number(words != 0 ? words : record.size() / 2, 4, true) + record;
}

std::string table(std::uint32_t rows, std::uint16_t header, std::uint16_t row) {
    std::string field = "NAME" + std::string(7, '\0') + "C" + std::string(4, '\0') + number(10, 1) + std::string(15, '\0');
    return "\x03\x7e\x01\x01" + number(rows, 4) + number(header, 2) + number(row, 2) + std::string(20, '\0') + field + "\r" + " one       ";
}

std::string tiff(std::uint32_t width, std::uint32_t height) {
    auto entry = [](unsigned tag, unsigned type, std::uint32_t value) { return number(tag, 2) + number(type, 2) + number(1, 4) + number(value, 4); };
    return "II*" + std::string(1, '\0') + number(8, 4) + number(8, 2) + entry(256, 4, width) + entry(257, 4, height) + entry(258, 3, 8) + entry(259, 3, 1) +
           entry(262, 3, 1) + entry(273, 4, 200) + entry(278, 4, height) + entry(279, 4, 100) + number(0, 4) + std::string(400, '\1');
}

} // namespace

TEST_CASE("tricks in archives, documents and headers have named errors", "[robust]") {
    struct Trick {
        std::string file, bytes;
        std::set<std::string> codes; // one of these
    };
    std::string nested = zip_of({{"houses.geojson", k_houses}});
    for (int i = 0; i < 5; ++i) nested = zip_of({{"inner" + std::to_string(i) + ".zip", nested}});
    std::string zeros(std::size_t{16} << 20, '\0');
    std::vector<Trick> tricks{
        {"up.zip", zip_of({{"../houses.geojson", k_houses}}), {"zip_path"}},
        {"up_within.zip", zip_of({{"a/../../houses.geojson", k_houses}}), {"zip_path"}},
        {"up_dos.zip", zip_of({{"..\\houses.geojson", k_houses}}), {"zip_path"}},
        {"absolute.zip", zip_of({{"/tmp/houses.geojson", k_houses}}), {"zip_path"}},
        {"drive.zip", zip_of({{"C:\\houses.geojson", k_houses}}), {"zip_path"}},
        {"link.zip", zip_of({{"houses.geojson", "/etc/passwd", 0, 0120777}}), {"zip_path"}},
        {"locked.zip", zip_of({{"houses.geojson", k_houses, 1}}), {"zip_method"}},
        {"bomb.zip", zip_of({{"houses.geojson", zeros, 0, 0, true}}), {"unpacks_too_large"}},
        {"claims.zip", zip_of({{"houses.geojson", k_houses, 0, 0, true, 0xfffffff0U}}), {"unpacks_too_large", "cannot_read"}},
        {"lies.zip", zip_of({{"houses.geojson", zeros, 0, 0, true, 100}}), {"unpacks_too_large", "cannot_read"}},
        {"nested.zip", nested, {"unpacks_too_large"}},
        {"bomb.geojson.gz", packed(zeros, 31), {"unpacks_too_large"}},
        {"laughs.osm", laughs("osm", "<osm version=\"0.6\"><node id=\"1\" lat=\"37\" lon=\"127\"><tag k=\"name\" v=\"&a11;\"/></node></osm>"), {"cannot_read"}},
        {"outside.osm", "<?xml version=\"1.0\"?><!DOCTYPE osm [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><osm version=\"0.6\"><node id=\"1\" lat=\"37\" lon=\"127\"><tag k=\"name\" v=\"&x;\"/></node></osm>", {"cannot_read"}},
        {"laughs.kml", laughs("kml", "<kml><Document><Placemark><name>&a11;</name><Point><coordinates>127,37</coordinates></Point></Placemark></Document></kml>"), {"xml_doctype"}},
        {"laughs.gml", laughs("CityModel", "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\">&a11;</CityModel>"), {"xml_entities"}},
        {"deep.geojson", R"({"type":"Feature","properties":{"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "},\"geometry\":null}", {"cannot_read"}},
        {"deep.osm", "<osm version=\"0.6\">" + repeated("<node>", 100'000) + "</osm>", {"cannot_read", "no_features"}},
        {"deep.kml", "<kml>" + repeated("<Folder>", 100'000), {"too_deep"}},
        {"wide.tif", tiff(2'000'000'000, 2'000'000'000), {"raster_too_large", "cannot_read"}},
        {"tall.tif", tiff(20'000, 20'000), {"raster_too_large", "cannot_read"}},
        {"parts.shp", shape(0xffffffff, 1, 0), {"bad_geometry"}},
        {"points.shp", shape(1, 0x10000001, 0), {"bad_geometry"}}, // times 16 it is small in 32 bits
        {"record.shp", shape(1, 4, 0x7fffffff), {"bad_geometry", "cut_off"}},
        {"rows.dbf", table(0xffffffff, 65, 11), {"cut_off", "cannot_read", "row_count_differs"}},
        {"no_width.dbf", table(0xffffffff, 65, 0), {"cannot_read"}},
        {"header.dbf", table(1, 0xffff, 11), {"cannot_read"}},
        {"numbers.geojson", R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e999,37]}})", {"cannot_read", "bad_geometry", "bad_coordinate"}},
        {"far.geojson", R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e308,37]}})", {"bad_coordinate"}},
        {"huge.asc", "ncols 2000000000\nnrows 2000000000\nxllcorner 127\nyllcorner 37\ncellsize 1\n1 2 3\n", {"raster_too_large", "cannot_read"}},
        {"table.parquet", "PAR1" + std::string(64, '\0') + "PAR1", {"unread_parquet"}},
    };
    TemporaryFolder folder;
    fs::create_directory(folder / "in");
    for (const Trick& trick : tricks) std::ofstream(folder / ("in/" + trick.file), std::ios::binary) << trick.bytes;
    auto came = read_folder(folder / "in");
    for (const Trick& trick : tricks) {
        auto found = came.find(trick.file);
        CAPTURE(trick.file);
        REQUIRE(found != came.end());
        INFO(outcome_name(found->second.outcome()) << ": " << found->second.text());
        CHECK(std::any_of(trick.codes.begin(), trick.codes.end(), [&](const std::string& code) { return found->second.has(code); }));
        CHECK_FALSE(found->second.has("worker_failed"));
        CHECK(found->second.text().find("root:") == std::string::npos); // of /etc/passwd
    }
    CHECK_FALSE(fs::exists(folder / "houses.geojson")); // nothing was unpacked beside the archives
}
