// Files that are no twin, are damaged, or were made to harm: an error each, never a crash, never a change.
#include "project/geometry_blob.h"
#include "project/project.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <random>
#include <sqlite3.h>

using namespace tp;
using namespace tp::test;

namespace {

std::filesystem::path written(const Folder& folder) {
    Proposal proposal;
    proposal.perform(Place{solution(1)});
    City city = random_city(5, 30);
    city.models = {}, city.pictures.clear(), city.weather.clear(), city.terrain.known.clear(), city.buildings.residual_m.clear();
    RandomCity more{std::mt19937(6), true};
    more.extras(city, 1);
    REQUIRE(write_document(folder / "a.twin", city, {}, {{"A", proposal}}));
    return folder / "a.twin";
}

void sql(const std::filesystem::path& file, const std::string& text) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr); // those of the R-tree need ST_IsEmpty
    char* message = nullptr;
    sqlite3_exec(database, ("PRAGMA writable_schema=ON;" + text).c_str(), nullptr, nullptr, &message);
    if (message) FAIL(message);
    sqlite3_close(database);
}

std::string opening(const std::filesystem::path& file) {
    for (OpenMode mode : {OpenMode::read_only, OpenMode::edit}) {
        auto project = Project::open(file, mode);
        if (!project) return project.error().key;
        if (auto city = project->city(); !city) return city.error().key;
    }
    return "fine";
}

} // namespace

TEST_CASE("what is no twin is called so") {
    Folder folder;
    auto file = folder / "x.twin";
    CHECK(opening(file) == "project.not_found");
    std::ofstream(file) << "";
    CHECK(opening(file) == "project.not_a_twin");
    std::ofstream(file) << std::string(5000, 'x');
    CHECK(opening(file) == "project.not_a_twin");
    std::filesystem::remove(file);
    sql(file, "CREATE TABLE a(b);");
    CHECK(opening(file) == "project.not_a_twin");
    sql(file, "PRAGMA application_id=0x47504B47; CREATE TABLE gpkg_contents(a);"); // some other GeoPackage
    CHECK(opening(file) == "project.not_a_twin");
    CHECK(opening(folder.path) == "project.not_a_twin");
    CHECK_FALSE(std::filesystem::exists(folder / "x.twin-wal"));
}

TEST_CASE("a document of a later version is not touched") {
    Folder folder;
    auto file = written(folder);
    sql(file, "UPDATE meta SET value=99 WHERE key='document_version'; UPDATE meta SET value='9.0' WHERE "
              "key='generator_version'");
    auto before = bytes_of(file);
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE_FALSE(project);
    CHECK(project.error().key == "project.newer_version");
    CHECK(project.error().code == ErrorCode::unsupported);
    CHECK(project.error().args[1].second == "9.0");
    CHECK(bytes_of(file) == before);
}

TEST_CASE("tables that say what cannot be are refused") {
    Folder folder;
    auto file = written(folder);
    auto [change, expected] = GENERATE(table<std::string, std::string>({
        {"UPDATE buildings SET geom=substr(geom,1,60) WHERE fid=7", "project.corrupt"},
        {"UPDATE buildings SET geom=zeroblob(100) WHERE fid=7", "project.corrupt"},
        {"UPDATE buildings SET geom=NULL WHERE fid=7", "project.corrupt"},
        {"UPDATE buildings SET use='castle' WHERE fid=7", "project.corrupt"},
        {"UPDATE buildings SET levels=70000 WHERE fid=7", "project.corrupt"},
        {"UPDATE buildings SET levels='many' WHERE fid=7", "project.corrupt"},
        {"DELETE FROM buildings WHERE fid=7", "project.corrupt"},
        {"UPDATE street_edges SET to_fid=1000 WHERE fid=2", "project.corrupt"},
        {"UPDATE street_edges SET from_fid=0 WHERE fid=2", "project.corrupt"},
        {"UPDATE street_edges SET from_fid=-9223372036854775808 WHERE fid=2", "project.corrupt"},
        {"UPDATE crossings SET edge_fid=31 WHERE fid=2", "project.corrupt"},
        {"UPDATE zones SET x_m=1e999", "project.corrupt"},
        {"UPDATE meta SET value=1000000 WHERE key='terrain_columns'; INSERT OR REPLACE INTO terrain "
         "VALUES(0,zeroblob(40))",
         "project.corrupt"},
        {"UPDATE meta SET value=NULL WHERE key='origin_easting_m'", "project.corrupt"},
        {"DELETE FROM meta WHERE key='name'", "project.corrupt"},
        {"INSERT INTO exact_coordinates VALUES('stops',0,zeroblob(17))", "project.corrupt"},
        {"UPDATE proposals SET done=2", "proposal.bad_log"},
        {"UPDATE proposals SET next_id=99999999999", "project.corrupt"},
        {"UPDATE edit_log SET after='{}'", "project.corrupt"},
        {"UPDATE edit_log SET after=NULL", "project.corrupt"},
        {"UPDATE edit_log SET proposal=5", "proposal.bad_log"},
        {"UPDATE assumptions SET value=1; INSERT INTO assumptions VALUES('a','b')", "fine"},
        {"DROP TABLE facts", "project.corrupt"},
        {"DROP TABLE facts; CREATE VIEW facts AS SELECT 1 AS key, 2 AS value", "project.corrupt"},
        {"DROP TABLE signals; CREATE VIEW signals AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) "
         "SELECT x AS fid, NULL AS geom, 1 AS source, 1 AS feature FROM r",
         "project.corrupt"},
        {"DROP TABLE signals; CREATE VIRTUAL TABLE signals USING rtree(fid,a,b)", "project.corrupt"},
        {"UPDATE models SET geometry=3 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET geometry=-1 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET building_fid=31 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET building_fid=-5 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET turn=zeroblob(35) WHERE id=1", "project.corrupt"},
        {"UPDATE models SET turn=x'0000807F' || substr(turn,5) WHERE id=1", "project.corrupt"},
        {"UPDATE models SET z_m=1e999 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET role='castle' WHERE id=1", "project.corrupt"},
        {"UPDATE models SET source=0 WHERE id=1", "project.corrupt"},
        {"UPDATE models SET id=50 WHERE id=1", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'FFFFFFFF' || substr(data,5) WHERE name='model_index'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'0000807F' || substr(data,5) WHERE name='model_position'", "project.corrupt"},
        {"UPDATE city_arrays SET data=zeroblob(13) WHERE name='model_position'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'FFFFFFFF' || substr(data,5) WHERE name='model_parts'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'01000000' || substr(data,5) WHERE name='model_geometry_begin'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'0000C07F' || substr(data,5) WHERE name='model_colour'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'04000000' || substr(data,5) WHERE name='model_texture'", "project.corrupt"},
        {"UPDATE city_arrays SET data=x'02' || substr(data,2) WHERE name='model_flags'", "project.corrupt"},
        {"DELETE FROM city_arrays WHERE name='model_flags'", "project.corrupt"},
        {"INSERT OR REPLACE INTO city_arrays VALUES('terrain_known',0,zeroblob(3))", "project.corrupt"},
        {"UPDATE textures SET width=4096 WHERE id=1", "project.corrupt"},
        {"UPDATE textures SET width=5000000000 WHERE id=1", "project.corrupt"},
        {"UPDATE textures SET levels=99 WHERE id=1", "project.corrupt"},
        {"DELETE FROM texture_blobs", "project.corrupt"},
        {"DELETE FROM textures WHERE id=2", "project.corrupt"},
        {"DROP TABLE models; CREATE VIEW models AS SELECT 1 AS id", "project.corrupt"},
        {"UPDATE pictures SET width_m=0", "project.corrupt"},
        {"UPDATE pictures SET x_m=1e999", "project.corrupt"},
        {"UPDATE weather SET step_h=5", "project.corrupt"},
        {"UPDATE weather_steps SET weather=9 WHERE weather=1 AND step=1", "project.corrupt"},
        {"DELETE FROM weather_steps WHERE weather=1 AND step=1", "project.corrupt"},
        {"UPDATE weather_steps SET pressure_pa=1e999", "project.corrupt"},
    }));
    INFO(change);
    sql(file, change);
    CHECK(opening(file) == expected);
}

TEST_CASE("a trigger in somebody's document does nothing when it is saved") {
    Folder folder;
    auto file = written(folder);
    sql(file, "CREATE TRIGGER evil AFTER INSERT ON gpkg_contents BEGIN DELETE FROM buildings; END;");
    {
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        REQUIRE(project->set_fact("level", "시"));
        REQUIRE(project->save());
    }
    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    auto city = project->city();
    REQUIRE(city);
    CHECK((*city)->buildings.size() == 30);
}

TEST_CASE("a damaged document is an error or is read, never more", "[property]") {
    Folder folder;
    auto file = written(folder);
    const std::string whole = bytes_of(file);
    std::mt19937 random(11);
    std::size_t refused = 0;
    for (int turn = 0; turn < 150; ++turn) {
        std::string bytes = whole;
        if (turn % 5 == 0) {
            bytes.resize(100 + random() % (whole.size() - 100));
        } else {
            for (int flips = 1 + static_cast<int>(random() % 20); flips > 0; --flips)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            if (turn % 5 == 1) // the header and the first pages, where it hurts
                for (int flips = 0; flips < 3; ++flips) bytes[random() % 20000] = static_cast<char>(random());
        }
        std::ofstream(folder / "b.twin", std::ios::binary) << bytes;
        auto key = opening(folder / "b.twin");
        refused += key != "fine" ? 1 : 0;
        CHECK(bytes_of(folder / "b.twin") == bytes);
        if (key == "fine")
            if (auto project = Project::open(folder / "b.twin", OpenMode::edit)) {
                (void)project->set_fact("level", "시");
                (void)project->save();
            }
        std::filesystem::remove(folder / "b.twin");
        std::filesystem::remove(folder / "b.twin.bak");
    }
    CHECK(refused > 40); // every truncated file, and more
}

TEST_CASE("geometry of every kind of wrongness is refused", "[property]") {
    LocalFrame frame{5186, {200000.0, 600000.0}};
    Polygons polygons;
    polygons.rings.add(std::vector<LocalPoint>{{0, 0}, {10, 0}, {10, 10}});
    polygons.end_polygon();
    Bytes blob;
    LocalBox box;
    write_polygon(frame, polygons, 0, blob, box);
    CHECK(box.min == LocalPoint{200000.0, 600000.0});
    Polygons out;
    CHECK(read_geometry(frame, blob, {.polygon = &out}) == BlobKind::polygon);
    CHECK(out.rings.points == polygons.rings.points);
    for (std::size_t size = 0; size < blob.size(); ++size) {
        Polygons part;
        CHECK(read_geometry(frame, std::span(blob).first(size), {.polygon = &part}) == BlobKind::bad);
    }
    Rings lines;
    CHECK(read_geometry(frame, blob, {.line = &lines}) == BlobKind::bad);
    std::mt19937 random(3);
    for (int turn = 0; turn < 20000; ++turn) {
        Bytes noise = blob;
        for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips)
            noise[random() % noise.size()] = static_cast<std::byte>(random());
        Polygons p;
        std::vector<LocalPoint> at;
        (void)read_geometry(frame, noise, {.point = &at, .line = &lines, .polygon = &p}); // no crash, no endless memory
        CHECK(p.rings.points.size() <= 4);
    }
}
