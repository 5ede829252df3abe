// What cannot be imported: one sentence, the right exit status, and no file left behind. No shared data needed.
#include "flow/import/imported.h"

using namespace tp::test;

namespace {

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

const char* const k_houses = R"({"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"height":9},"geometry":{"type":"Polygon","coordinates":[[[127.10,37.50],[127.1002,37.50],[127.1002,37.5002],[127.10,37.5002],[127.10,37.50]]]}},
 {"type":"Feature","properties":{"height":6},"geometry":{"type":"Polygon","coordinates":[[[127.101,37.50],[127.1012,37.50],[127.1012,37.5002],[127.101,37.5002],[127.101,37.50]]]}}]})";

// Runs `import words... -o city.twin` in English and Korean; both refuse with one line and leave nothing.
void refused(const TemporaryFolder& folder, std::vector<std::string> words, int status) {
    for (const char* language : {"en", "ko"}) {
        std::vector<std::string> all{"import"};
        all.insert(all.end(), words.begin(), words.end());
        all.insert(all.end(), {"-o", (folder / "city.twin").string(), "--report", (folder / "r.json").string(), "--lang", language});
        Run run = twinplan(all, folder);
        INFO(run.err);
        CHECK(run.status == status);
        CHECK(run.out.empty());
        CHECK(run.err.find("twinplan: ") != std::string::npos);
        CHECK(run.err.find('<') == std::string::npos); // a message that does not exist shows in angle brackets
        std::size_t sentences = 0;
        for (std::size_t at = run.err.find("twinplan: "); at != std::string::npos; at = run.err.find("twinplan: ", at + 1)) ++sentences;
        CHECK(sentences == 1);
        CHECK_FALSE(std::filesystem::exists(folder / "city.twin"));
        CHECK_FALSE(std::filesystem::exists(folder / "r.json"));
        CHECK_FALSE(std::filesystem::exists(folder / "r.json.part"));
    }
}

} // namespace

TEST_CASE("a small GeoJSON comes in; a second import does not touch what it reads") {
    TemporaryFolder folder;
    write(folder / "houses.geojson", k_houses);
    Imported city = import_all({folder / "houses.geojson"}, folder, {"--as", "houses.geojson=buildings", "--population", "79000", "--level", "시"});
    CHECK(city.count("buildings") == 2);
    CHECK(city.info["name"] == "houses");
    CHECK(city.info["population"] == 79'000);
    CHECK(city.report["files"][0]["guessed"] == false);
    CHECK(city.report["epsg"] == 5186);
    CHECK(import_all({folder / "houses.geojson"}, folder, {"--epsg", "5179", "--as", "houses.geojson=buildings"}).info["epsg"] == 5179);
}

TEST_CASE("--bbox leaves out what lies outside") {
    TemporaryFolder folder;
    write(folder / "buildings.geojson", k_houses);
    Imported city = import_all({folder / "buildings.geojson"}, folder, {"--bbox", "127.0995,37.4995,127.1005,37.5005"});
    CHECK(city.count("buildings") == 1);
    CHECK(city.noted("buildings", "outside_bbox") == 1);
    TemporaryFolder other;
    refused(other, {(folder / "buildings.geojson").string(), "--bbox", "1,2,3"}, 2);
    refused(other, {(folder / "buildings.geojson").string(), "--bbox", "128,37,127,38"}, 2);
}

TEST_CASE("what is not there, is empty, or has no role") {
    TemporaryFolder folder;
    refused(folder, {(folder / "none.geojson").string()}, 1);
    std::filesystem::create_directory(folder / "empty");
    refused(folder, {(folder / "empty").string()}, 1);
    std::filesystem::create_directory(folder / "roleless");
    write(folder / "roleless" / "abc.csv", "a,b\n1,2\n3,4\n");
    refused(folder, {(folder / "roleless").string()}, 1);
    write(folder / "zero.geojson", "");
    refused(folder, {(folder / "zero.geojson").string()}, 1);
}

TEST_CASE("a file that is not what its name says") {
    TemporaryFolder folder;
    write(folder / "buildings.geojson", "\x89PNG\r\n\x1a\nnot a map at all");
    refused(folder, {(folder / "buildings.geojson").string()}, 1);
    write(folder / "buildings.gpkg", "SQLite format 3 is what this should say");
    refused(folder, {(folder / "buildings.gpkg").string()}, 1);
    write(folder / "dem.tif", "II*");
    refused(folder, {(folder / "dem.tif").string()}, 1);
    write(folder / "city.osm.pbf", std::string(4096, 'x'));
    refused(folder, {(folder / "city.osm.pbf").string()}, 1);
    write(folder / "houses.gpkg", k_houses);
    refused(folder, {(folder / "houses.gpkg").string()}, 1);
    write(folder / "stops.geojson", "name,lon,lat\na,127.1,37.5\nb,127.2,37.6\n");
    refused(folder, {(folder / "stops.geojson").string()}, 1);
    for (const char* language : {"en", "ko"}) { // the sentence names the file, what its name says and what it is
        Run run = twinplan({"import", (folder / "houses.gpkg").string(), "-o", (folder / "city.twin").string(), "--lang", language}, folder);
        for (const char* word : {"houses.gpkg", "GeoPackage", "GeoJSON"}) CHECK(run.err.find(word) != std::string::npos);
    }
}

TEST_CASE("in a folder, a file under a wrong name is left out and named; under its right name it comes in") {
    TemporaryFolder folder;
    std::filesystem::create_directory(folder / "set");
    write(folder / "set" / "buildings.json", k_houses);
    write(folder / "set" / "stops.geojson", "name,lon,lat\na,127.1,37.5\nb,127.1001,37.5001\n");
    Imported city = import_all({folder / "set"}, folder);
    CHECK(city.count("buildings") == 2);
    CHECK(city.count("stops") == 0);
    CHECK(city.noted("none", "other_kind") == 1);
    CHECK(city.err.find("stops.geojson") != std::string::npos);
    std::filesystem::rename(folder / "set" / "stops.geojson", folder / "set" / "stops.csv");
    CHECK(import_all({folder / "set"}, folder).count("stops") == 2);
}

TEST_CASE("one bad file among good ones is reported, and does not fail the rest") {
    TemporaryFolder folder;
    std::filesystem::create_directory(folder / "set");
    write(folder / "set" / "buildings.geojson", k_houses);
    write(folder / "set" / "dem.tif", "not a picture");
    Imported city = import_all({folder / "set"}, folder);
    CHECK(city.count("buildings") == 2);
    CHECK(city.err.find("dem.tif") != std::string::npos);
    CHECK(city.info["name"] == "set");
}

TEST_CASE("wrong words are usage errors") {
    TemporaryFolder folder;
    write(folder / "buildings.geojson", k_houses);
    std::string file = (folder / "buildings.geojson").string();
    refused(folder, {file, "--as", "buildings.geojson=houses"}, 2);
    refused(folder, {file, "--as", "buildings"}, 2);
    refused(folder, {file, "--epsg", "abc"}, 2);
    refused(folder, {}, 2);
    refused(folder, {file, "--as", "other.geojson=buildings"}, 1); // a file that was not given
}

TEST_CASE("a target that cannot be written") {
    TemporaryFolder folder;
    write(folder / "buildings.geojson", k_houses);
    std::string file = (folder / "buildings.geojson").string();
    for (const std::string& target : {(folder / "nowhere/city.twin").string(), folder.path().string(), std::string("/proc/city.twin"), file}) {
        Run run = twinplan({"import", file, "-o", target}, folder);
        INFO(target << '\n' << run.err);
        CHECK(run.status == 1);
        CHECK(run.err.find('<') == std::string::npos);
    }
    CHECK(read_file(folder / "buildings.geojson") == k_houses);
}

TEST_CASE("an older city stays as it was when a new import fails") {
    TemporaryFolder folder;
    write(folder / "buildings.geojson", k_houses);
    import_all({folder / "buildings.geojson"}, folder);
    std::string before = read_file(folder / "city.twin");
    write(folder / "bad.geojson", "{");
    CHECK(twinplan({"import", (folder / "bad.geojson").string(), "-o", (folder / "city.twin").string()}, folder).status == 1);
    CHECK(read_file(folder / "city.twin") == before);
}

TEST_CASE("Ctrl-C leaves nothing behind") {
    auto set = shared("data/bench-tokyo-east");
    if (!set) return;
    TemporaryFolder folder;
    std::filesystem::create_directory(folder / "out");
    Run run = tp::test::run("/usr/bin/timeout", {"--preserve-status", "-s", "INT", "0.3", (bin_folder() / "twinplan").string(), "import", set->string(), "-o",
                                       (folder / "out/city.twin").string(), "--report", (folder / "out/r.json").string()}, folder);
    INFO(run.err);
    CHECK(run.status == 130);
    CHECK(std::filesystem::is_empty(folder / "out"));
}
