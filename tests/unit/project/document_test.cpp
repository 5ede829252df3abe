// What is written is read back; other programs (SQLite's own checks) agree that the file is sound.
#include "project/project.h"
#include "project/quantise.h"
#include "project/sqlite.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <sqlite3.h>

using namespace tp;
using namespace tp::test;

namespace {

std::string asked(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::string out;
    auto collect = [](void* to, int count, char** values, char**) {
        for (int i = 0; i < count; ++i)
            *static_cast<std::string*>(to) += std::string(values[i] ? values[i] : "NULL") + ' ';
        return 0;
    };
    char* message = nullptr;
    if (sqlite3_exec(database, sql.c_str(), collect, &out, &message) != SQLITE_OK) FAIL(message);
    sqlite3_close(database);
    return out;
}

bool same_numbers(const std::vector<float>& a, const std::vector<float>& b) { // a missing one is as good as another
    return std::ranges::equal(a, b, [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

bool same_bits(const std::vector<LocalPoint>& a, const std::vector<LocalPoint>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(LocalPoint)) == 0);
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same_texture(const Texture& a, const Texture& b) {
    return a.width == b.width && a.height == b.height && a.levels == b.levels && a.alpha == b.alpha && a.blocks == b.blocks;
}

void check_extras(const City& read, const City& city) { // what city_hash leaves out: what is only looked at
    const Models &a = read.models, &b = city.models;
    CHECK(same(a.position, b.position));
    CHECK(same(a.uv, b.uv));
    CHECK(same(a.index, b.index));
    CHECK(same(a.parts, b.parts));
    CHECK(a.geometry_begin == b.geometry_begin);
    REQUIRE(a.materials.size() == b.materials.size());
    for (std::size_t i = 0; i < a.materials.size(); ++i) {
        CHECK(a.materials[i].colour == b.materials[i].colour);
        CHECK(a.materials[i].texture == b.materials[i].texture);
        CHECK(a.materials[i].double_sided == b.materials[i].double_sided);
        CHECK(a.materials[i].coloured == b.materials[i].coloured);
    }
    CHECK(std::ranges::equal(a.textures, b.textures, same_texture));
    CHECK(a.geometry == b.geometry);
    CHECK(same_bits(a.at, b.at));
    CHECK(same(a.z_m, b.z_m));
    CHECK(same(a.turn, b.turn));
    CHECK(a.role == b.role);
    CHECK(a.building == b.building);
    CHECK(a.name == b.name);
    CHECK(std::ranges::equal(a.origin, b.origin, [](Origin x, Origin y) { return x.source == y.source && x.feature == y.feature; }));
    CHECK(std::ranges::equal(read.pictures, city.pictures, [](const GroundPicture& x, const GroundPicture& y) {
        return same_texture(x.texture, y.texture) && x.south_west == y.south_west && x.width_m == y.width_m && x.height_m == y.height_m && x.source == y.source;
    }));
    CHECK(read.weather.size() == city.weather.size()); // the rest is in city_hash
    CHECK(read.terrain.known == city.terrain.known);
    CHECK(read.buildings.residual_m.size() == city.buildings.residual_m.size());
}

} // namespace

TEST_CASE("a city comes back bit for bit", "[property]") {
    Folder folder;
    auto file = folder / "a.twin";
    unsigned seed = GENERATE(range(1U, 13U));
    bool on_grid = GENERATE(true, false);
    City city = random_city(seed, static_cast<int>(seed * 7), on_grid);
    REQUIRE(write_document(file, city, {}));
    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    auto read = project->city();
    REQUIRE(read);
    CHECK(city_hash(**read) == city_hash(city));
    check_extras(**read, city);
    CHECK(same_bits((*read)->buildings.footprint.rings.points, city.buildings.footprint.rings.points));
    CHECK(same_bits((*read)->streets.line.points, city.streets.line.points));
    CHECK(same_bits((*read)->zones.at, city.zones.at));
    CHECK((*read)->buildings.name == city.buildings.name);
    CHECK(same_bits((*read)->trees.at, city.trees.at));
    CHECK(same_numbers((*read)->trees.height_m, city.trees.height_m));
    CHECK(same_numbers((*read)->trees.crown_m, city.trees.crown_m));
    CHECK((*read)->trees.leaf == city.trees.leaf);
    CHECK((*read)->trees.origin.size() == city.trees.size());
    CHECK((*read)->frame == city.frame);
    CHECK((*read)->sources.size() == 2);
    CHECK((*read)->sources[1].file == "나.csv");
    CHECK(project->city()->get() == read->get()); // read once, then shared
    bool stored_beside = asked(file, "SELECT count(*) FROM exact_coordinates") != "0 ";
    CHECK(stored_beside == !on_grid);
}

TEST_CASE("an empty city and one without a CRS are documents too") {
    Folder folder;
    City city;
    REQUIRE(write_document(folder / "empty.twin", city, {}));
    auto project = Project::open(folder / "empty.twin", OpenMode::read_only);
    REQUIRE(project);
    auto read = project->city();
    REQUIRE(read);
    CHECK(city_hash(**read) == city_hash(city));
    CHECK((*read)->extent.empty());
    CHECK_FALSE((*read)->population.has_value());
}

TEST_CASE("SQLite finds the file and its packed R-trees sound") {
    Folder folder;
    auto file = folder / "a.twin";
    int size = GENERATE(1, 51, 52, 2700); // one node, a full one, two levels, three levels
    City city = random_city(3, size);
    REQUIRE(write_document(file, city, {}));
    CHECK(asked(file, "PRAGMA integrity_check") == "ok ");
    CHECK(asked(file, "PRAGMA foreign_key_check").empty());
    CHECK(asked(file, "PRAGMA application_id") == "1196444487 ");
    CHECK(asked(file, "PRAGMA user_version") == "10300 ");
    for (const char* table : {"buildings", "street_nodes", "street_edges", "crossings", "signals", "stops", "sidewalks",
                              "zones", "population", "crashes", "devices", "facilities", "areas", "trees"}) {
        INFO(table);
        CHECK(asked(file, std::string("SELECT rtreecheck('rtree_") + table + "_geom')") == "ok ");
    }
    // The index finds what a look at every row finds.
    auto everything = asked(file, "SELECT count(*) FROM stops");
    CHECK(asked(file, "SELECT count(*) FROM rtree_stops_geom") == everything);
    std::size_t expected = 0;
    for (LocalPoint p : city.stops.at)
        expected += p.x_m >= 0 && p.x_m <= 5000 && p.y_m >= -3000 && p.y_m <= 3000 ? 1U : 0U;
    auto found = asked(file, "SELECT count(*) FROM rtree_stops_geom WHERE maxx>=229000 AND minx<=234000 AND "
                             "maxy>=397000 AND miny<=403000");
    CHECK(std::stoul(found) >= expected);
    CHECK(std::stoul(found) <= expected + 2); // floats: borders are rounded outwards
}

TEST_CASE("quantise moves no point by more than an eighth of a millimetre") {
    City city = random_city(9, 40, false), before = city;
    quantise(city);
    CHECK(city.frame.origin == MapPoint{229000.0, 400000.0});
    for (std::size_t i = 0; i < city.stops.size(); ++i) {
        MapPoint now = city.frame.to_map(city.stops.at[i]), was = before.frame.to_map(before.stops.at[i]);
        CHECK(std::abs(now.easting_m - was.easting_m) < 0.000123);
        CHECK(std::abs(now.northing_m - was.northing_m) < 0.000123);
        CHECK(std::nearbyint(city.stops.at[i].x_m * 4096.0) == city.stops.at[i].x_m * 4096.0);
    }
    City twice = city;
    quantise(twice);
    CHECK(city_hash(twice) == city_hash(city));
    CHECK(std::bit_cast<std::uint64_t>(quantise_m(-0.00001)) == 0);
}

TEST_CASE("proposals, facts and the import report come along") {
    Folder folder;
    auto file = folder / "a.twin";
    Proposal proposal;
    proposal.perform(Place{solution(1)});
    proposal.perform(Replace{solution(1), solution(1, 5.0)});
    Solution service = solution(2);
    service.at.reset();
    proposal.perform(Place{service});
    proposal.undo();
    ImportReport report;
    report.epsg = 5187;
    report.missing = {"roads"};
    report.layers.push_back({"a.shp",
                             "a",
                             "buildings",
                             "CP949",
                             true,
                             5187,
                             10,
                             7,
                             2,
                             1,
                             1,
                             3,
                             {{"open_ring", "feature 17", 1, "closed"}}});
    REQUIRE(write_document(file, random_city(1), report, {{"계획 A", proposal}, {"B", {}}}, {{"level", "시"}}));

    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    REQUIRE(project->proposals().size() == 2);
    const Proposal& read = project->proposal("계획 A")->proposal;
    CHECK(read.solutions() == proposal.solutions());
    CHECK(read.edits() == proposal.edits());
    CHECK(read.done() == 2);
    CHECK(read.next_id() == SolutionId{3});
    CHECK(project->facts() == Facts{{"level", "시"}});
    auto again = project->import_report();
    REQUIRE(again);
    REQUIRE(again->layers.size() == 1);
    CHECK(again->missing == report.missing);
    CHECK(again->layers[0].joined == 3);
    CHECK(again->layers[0].notes[0].where == "feature 17");
    CHECK(asked(file, "SELECT proposal,solution,kind,components FROM solutions") == "계획 A 1 smart_pole cctv, led ");
}

TEST_CASE("a coordinate that is no number is refused before anything is replaced") {
    Folder folder;
    City city = random_city(1);
    REQUIRE(write_document(folder / "a.twin", city, {}));
    auto before = bytes_of(folder / "a.twin");
    city.stops.at[3].x_m = std::numeric_limits<double>::quiet_NaN();
    auto written = write_document(folder / "a.twin", city, {});
    REQUIRE_FALSE(written);
    CHECK(written.error().key == "project.not_finite");
    CHECK(bytes_of(folder / "a.twin") == before);
    CHECK(files_in(folder.path) == 1);
}

TEST_CASE("a document holds the tables of models, pictures and weather only where it has any, and names them") {
    Folder folder;
    City city = random_city(1);
    city.models = {};
    city.pictures.clear();
    city.weather.clear();
    city.terrain.known.clear();
    city.buildings.residual_m.clear();
    REQUIRE(write_document(folder / "plain.twin", city, {}));
    std::string count = "SELECT count(*) FROM sqlite_schema WHERE name IN ('models','textures','texture_blobs','pictures','weather','weather_steps','city_arrays')";
    CHECK(asked(folder / "plain.twin", count) == "0 "); // as an older program wrote it
    CHECK(asked(folder / "plain.twin", "SELECT count(*) FROM pragma_table_info('buildings') WHERE name='residual_m'") == "0 ");
    auto plain = Project::open(folder / "plain.twin", OpenMode::read_only);
    REQUIRE(plain);
    REQUIRE(plain->city());
    CHECK((*plain->city())->models.size() == 0);

    City full = random_city(2);
    RandomCity more{std::mt19937(5), true};
    full.models = {}, full.pictures.clear(), full.weather.clear(), full.terrain.known.clear(), full.buildings.residual_m.clear();
    more.extras(full);
    full.pictures.assign(2, {full.models.textures[0], {0, 0}, 10, 10, 0}); // a texture that is there already
    REQUIRE(write_document(folder / "full.twin", full, {}));
    CHECK(asked(folder / "full.twin", "SELECT count(*) FROM textures") == "4 ");
    CHECK(asked(folder / "full.twin", "SELECT count(*) FROM texture_blobs") == "3 ");
    CHECK(asked(folder / "full.twin", "SELECT count(*) FROM gpkg_extensions WHERE table_name IN ('models','textures','texture_blobs','pictures','city_arrays')") == "5 ");
}

TEST_CASE("pieces to draw are those of the city as it was written, or none") {
    Folder folder;
    auto file = folder / "tiles.twin";
    std::vector<TileBlob> tiles{{5, {std::byte{1}, std::byte{2}}}, {-7, {std::byte{3}}}};
    REQUIRE(write_document(file, random_city(3, 20), {}, {{"A", {}}}, {}, {}, {}, {.tables = {}, .tiles = tiles}));
    {
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        auto source = project->tiles();
        REQUIRE(source);
        CHECK(*source->read(5) == tiles[0].bytes);
        CHECK(*source->read(-7) == tiles[1].bytes);
        CHECK(source->read(6)->empty());
        REQUIRE(project->add_proposal("B"));
        REQUIRE(project->save());
        CHECK(project->tiles() != nullptr); // saving proposals changes no city
        CHECK(*source->read(5) == tiles[0].bytes); // the old file, still open
    }
    {
        auto database = Database::open(file, Database::Mode::working, "tiles.twin");
        REQUIRE(database);
        REQUIRE(database->execute("UPDATE gpkg_contents SET last_change='2030-01-01T00:00:00Z' WHERE table_name='buildings'")); // as QGIS does
    }
    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    CHECK(project->tiles() == nullptr);
}
