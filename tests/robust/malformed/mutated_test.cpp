// More than a thousand files that our own mutator damages, of every format: layers, or a reason, and no worker lost.
#include "robust/malformed/mutate.h"
#include "robust/malformed/outcome.h"

#include <chrono>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

struct Seed {
    std::string ending, bytes;
    std::map<std::string, std::string> beside = {}; // side files as they are: ending -> bytes
};

const char* const k_geojson = R"({"type":"FeatureCollection","name":"houses","features":[
{"type":"Feature","id":1,"properties":{"height":9,"name":"집 1","levels":3},"geometry":{"type":"Polygon","coordinates":[[[127.10,37.50],[127.1002,37.50],[127.1002,37.5002],[127.10,37.5002],[127.10,37.50]],[[127.10005,37.50005],[127.1001,37.50005],[127.1001,37.5001],[127.10005,37.50005]]]}},
{"type":"Feature","id":2,"properties":{"height":6.5,"name":"집 2"},"geometry":{"type":"MultiPolygon","coordinates":[[[[127.101,37.50],[127.1012,37.50],[127.1012,37.5002],[127.101,37.5002],[127.101,37.50]]]]}},
{"type":"Feature","properties":{"name":"길"},"geometry":{"type":"LineString","coordinates":[[127.1,37.5],[127.2,37.6,12.5]]}},
{"type":"Feature","properties":{"name":null},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[127.1,37.5]}]}}]})";
const char* const k_csv = "name,longitude,latitude,levels,height\n\"a, \"\"b\"\"\",127.1,37.5,3,9.0\nc,127.2,37.6,,\nd,127.3,37.7,2,6\n\"e\nf\",127.4,37.8,1,3\n";
const char* const k_osm = R"(<?xml version="1.0" encoding="UTF-8"?><osm version="0.6" generator="test">
<node id="1" version="1" lat="37.5" lon="127.1"/><node id="2" version="1" lat="37.5" lon="127.101"/><node id="3" version="1" lat="37.501" lon="127.101"/>
<node id="4" version="1" lat="37.501" lon="127.1"><tag k="highway" v="crossing"/></node><node id="5" version="1" lat="37.502" lon="127.1"><tag k="natural" v="tree"/></node>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="building" v="yes"/><tag k="height" v="12 m"/></way>
<way id="11" version="1"><nd ref="1"/><nd ref="3"/><nd ref="5"/><tag k="highway" v="residential"/><tag k="lanes" v="2"/></way>
<relation id="20" version="1"><member type="way" ref="10" role="outer"/><tag k="type" v="multipolygon"/><tag k="building" v="house"/></relation></osm>)";
const char* const k_grid = "ncols 4\nnrows 3\nxllcorner 127.0\nyllcorner 37.0\ncellsize 0.001\nNODATA_value -9999\n1 2 3 4\n5 6 -9999 8\n9 10 11 12\n";
const char* const k_kml = R"(<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><Point><coordinates>127.1,37.5,3</coordinates></Point></Placemark>
<Placemark><name>b</name><Polygon><outerBoundaryIs><LinearRing><coordinates>127,37 127.1,37 127.1,37.1 127,37</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>)";
const char* const k_obj = "mtllib a.mtl\nv 0 0 0\nv 10 0 0\nv 10 10 0\nv 0 10 5\nvt 0 0\nvt 1 1\nvn 0 0 1\nf 1/1/1 2/2/1 3/1/1\nf 1//1 3//1 4//1\n";
const char* const k_ply = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n3 0 1 2\n3 0 2 3\n";
const char* const k_stl = "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 1 1 0\nendloop\nendfacet\nendsolid a\n";
const char* const k_cityjson = R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[953000,1950000,30]},"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/5179"},
"CityObjects":{"a":{"type":"Building","attributes":{"height":3},"geometry":[{"type":"Solid","lod":"1","boundaries":[[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]]}]}},
"vertices":[[0,0,0],[10000,0,0],[10000,10000,0],[0,10000,0],[0,0,3000],[10000,0,3000],[10000,10000,3000],[0,10000,3000]]})";

// By another program, from the GeoJSON above; empty where it is not there.
std::string converted(const TemporaryFolder& folder, const std::string& ending, const std::string& command) {
    std::ofstream(folder / "seed.geojson") << k_geojson;
    std::ofstream(folder / "seed.osm") << k_osm;
    std::ofstream(folder / "seed.asc") << k_grid;
    std::string full = "cd " + tp::test::quoted(folder.path().string()) + " && " + command + " >/dev/null 2>&1";
    if (std::system(full.c_str()) != 0) return {}; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    return read_file(folder / ("out" + ending));
}

std::vector<Seed> seeds() {
    TemporaryFolder folder;
    std::vector<Seed> out{{".geojson", k_geojson}, {".csv", k_csv},      {".osm", k_osm}, {".asc", k_grid},  {".kml", k_kml},
                          {".obj", k_obj},         {".ply", k_ply},      {".stl", k_stl}, {".city.json", k_cityjson}};
    std::string polygons = "ogr2ogr -f 'ESRI Shapefile' -where \"levels is not null or height > 0\" -lco ENCODING=CP949 out.shp seed.geojson";
    if (std::string shp = converted(folder, ".shp", polygons); !shp.empty()) {
        std::string dbf = read_file(folder / "out.dbf"), prj = read_file(folder / "out.prj");
        out.push_back({".shp", shp, {{".dbf", dbf}, {".prj", prj}}});
        out.push_back({".dbf", dbf, {{".shp", shp}, {".prj", prj}}});
        out.push_back({".dbf", dbf});
        out.push_back({".prj", prj, {{".shp", shp}, {".dbf", dbf}}});
    }
    for (const auto& [ending, command] : std::initializer_list<std::pair<const char*, const char*>>{
             {".gpkg", "ogr2ogr -f GPKG out.gpkg seed.geojson"},
             {".fgb", "ogr2ogr -f FlatGeobuf -where \"height > 0\" -nlt MULTIPOLYGON out.fgb seed.geojson"},
             {".dxf", "ogr2ogr -f DXF -select '' out.dxf seed.geojson"},
             {".xlsx", "ogr2ogr -f XLSX out.xlsx seed.geojson"},
             {".kmz", "ogr2ogr -f LIBKML out.kmz seed.geojson"},
             {".osm.pbf", "osmium cat -f pbf -o out.osm.pbf --overwrite seed.osm"},
             {".tif", "gdal_translate -a_srs EPSG:4326 seed.asc out.tif"},
             {".geojson.gz", "gzip -c seed.geojson >out.geojson.gz; true"}})
        if (std::string bytes = converted(folder, ending, command); !bytes.empty())
            out.push_back({ending, bytes});
        else
            std::cerr << "SKIPPED: no seed for " << ending << '\n';
    for (const char* file : {"assets-khronos/BoxAnimated.glb", "kr-wangsuk/sample-3ds/a_bd003.3ds", "kr-wangsuk/sample-kml/a_bd003.dae", "malformed/cjval/cube.city.json",
                             "weather/pvgis_tmy_45.000_8.000_2005_2023.epw"})
        if (auto path = shared(std::string("data/") + file)) {
            std::string bytes = read_file(*path);
            if (bytes.size() > 200'000) bytes.resize(bytes.rfind('\n', 200'000) + 1);
            out.push_back({path->extension().string(), bytes});
        }
    return out;
}

// The worker may take the address space that RELIABILITY.md gives it.
ImportInputs bounded(const TemporaryFolder& folder) {
    ImportInputs options = worker_options();
    fs::path script = folder / "worker";
    std::ofstream(script) << "#!/bin/sh\nulimit -v 2300000\nexec '" << options.worker.string() << "' \"$@\"\n";
    fs::permissions(script, fs::perms::owner_all);
    options.worker = script;
    return options;
}

void damage_all(int per_kind) {
    auto all = seeds();
    REQUIRE(all.size() >= 20);
    TemporaryFolder folder;
    fs::create_directory(folder / "in");
    std::set<std::string> made;
    for (std::size_t s = 0; s < all.size(); ++s)
        for (int kind = 0; kind < static_cast<int>(Damage::count); ++kind)
            for (int n = 0; n < per_kind; ++n) {
                auto damage = static_cast<Damage>(kind);
                std::string stem = "s" + std::to_string(s) + '_' + damage_name(damage) + std::to_string(n);
                std::string bytes = damaged(all[s].bytes, damage, s * 1000 + static_cast<std::uint64_t>(n), all[(s + 1) % all.size()].bytes);
                std::ofstream(folder / ("in/" + stem + all[s].ending), std::ios::binary) << bytes;
                for (const auto& [ending, side] : all[s].beside) std::ofstream(folder / ("in/" + stem + ending), std::ios::binary) << side;
                bool side = all[s].ending == ".prj" || (all[s].ending == ".dbf" && !all[s].beside.empty());
                made.insert(stem + (side ? ".shp" : all[s].ending));
            }
    CHECK(made.size() >= static_cast<std::size_t>(200 * per_kind));
    auto began = std::chrono::steady_clock::now();
    auto came = read_folder(folder / "in", bounded(folder));
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::map<Outcome, int> outcomes;
    for (const std::string& file : made) {
        auto found = came.find(file);
        CAPTURE(file);
        REQUIRE(found != came.end());
        INFO(found->second.text());
        ++outcomes[found->second.outcome()];
        CHECK(found->second.outcome() != Outcome::silent);
        CHECK_FALSE(found->second.has("worker_failed"));
        CHECK_FALSE(found->second.has("timeout"));
        if (found->second.has("worker_failed") || found->second.has("timeout")) // kept to be looked at
            fs::copy_file(folder / ("in/" + file), fs::temp_directory_path() / ("twinplan-" + file), fs::copy_options::overwrite_existing);
    }
    std::cerr << made.size() << " files in " << seconds << " s:";
    for (auto [outcome, count] : outcomes) std::cerr << ' ' << outcome_name(outcome) << ' ' << count;
    std::cerr << '\n';
    CHECK(outcomes[Outcome::refused] > 0);
    CHECK(outcomes[Outcome::repaired] > 0);
}

} // namespace

TEST_CASE("the same damage every time", "[robust]") {
    for (int kind = 0; kind < static_cast<int>(Damage::count); ++kind) {
        auto damage = static_cast<Damage>(kind);
        CHECK(damaged(k_geojson, damage, 7, k_csv) == damaged(k_geojson, damage, 7, k_csv));
        CHECK(damaged(k_geojson, damage, 7, k_csv) != damaged(k_geojson, damage, 8, k_csv));
    }
}

TEST_CASE("damaged files of every format: layers or a reason", "[robust]") { damage_all(1); }
TEST_CASE("a thousand damaged files and more", "[robust][slow]") { damage_all(6); }
