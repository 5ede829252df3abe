// The same city in every format through the real program; sets of the shared data against counts of ogrinfo and of lines.
#include "../import/imported.h"

#include <cmath>
#include <optional>
#include <sstream>

using namespace tp::test;

namespace {

bool shell(const TemporaryFolder& folder, const std::string& command) {
    return std::system(("cd " + quoted(folder.path().string()) + " && " + command + " >/dev/null 2>&1").c_str()) == 0; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
}
bool has_ogr(const TemporaryFolder& folder) {
    if (shell(folder, "command -v ogr2ogr && command -v ogrinfo")) return true;
    std::cerr << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": no ogr2ogr (gdal-bin)\n";
    return false;
}

// "Feature Count" of all layers together, as ogrinfo says it.
std::int64_t ogr_count(const TemporaryFolder& folder, const std::filesystem::path& file) {
    std::string command = "cd " + quoted(folder.path().string()) + " && ogrinfo -ro -so -al " + quoted(file.string()) + " 2>/dev/null >count.txt";
    REQUIRE(std::system(command.c_str()) == 0); // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    std::istringstream lines(read_file(folder / "count.txt"));
    std::int64_t sum = 0;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("Feature Count: ")) sum += std::stoll(line.substr(15));
    return sum;
}

} // namespace

TEST_CASE("one city in seven formats gives the same buildings", "[flow]") {
    TemporaryFolder folder;
    if (!has_ogr(folder)) return;
    auto set = shared("data/kr-wangsuk/footprint.gpkg");
    if (!set) return;
    const std::pair<const char*, const char*> formats[] = {
        {"FlatGeobuf", "fgb"}, {"LIBKML", "kml"}, {"LIBKML", "kmz"}, {"GeoJSONSeq", "geojsonl"}, {"GPKG", "gpkg"}, {"GeoJSON", "geojson"}, {"ESRI Shapefile", "shp"}};
    std::filesystem::create_directories(folder / "in");
    std::optional<json> first;
    for (const auto& [driver, ending] : formats) {
        CAPTURE(ending);
        std::string file = "in/building." + std::string(ending);
        REQUIRE(shell(folder, std::string("ogr2ogr -f '") + driver + "' -nln building " + file + ' ' + quoted(set->string())));
        Imported made = import_all({folder / file}, folder);
        CHECK(made.report["totals"]["in"] == 177);
        CHECK(ogr_count(folder, folder / file) == 177);
        CHECK(made.count("buildings") == 177);
        json facts = made.info["extent_m"];
        if (!first) first = facts;
        for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(facts[i].get<double>() - (*first)[i].get<double>()) < 0.01);
        std::filesystem::remove_all(folder / "in");
        std::filesystem::create_directories(folder / "in");
    }
}

TEST_CASE("counts of the sets are those of ogrinfo and of their lines", "[flow]") {
    TemporaryFolder folder;
    if (!has_ogr(folder)) return;
    for (const char* name : {"kr-admdong", "kr-taas-hotspots", "kr-busan"}) {
        CAPTURE(name);
        auto set = shared("data/" + std::string(name));
        if (!set) continue;
        Imported made = import_all({*set}, folder);
        for (const auto& entry : std::filesystem::directory_iterator(*set)) {
            if (entry.path().extension() != ".geojson") continue;
            CAPTURE(entry.path().string());
            std::int64_t in = 0;
            for (const json& file : made.report["files"])
                if (file["file"] == entry.path().filename().string()) in += file["in"].get<std::int64_t>();
            CHECK(in == ogr_count(folder, entry.path()));
        }
        if (std::string(name) != "kr-busan") continue;
        // 44 shelters, 212 cameras of the traffic centre, 21,060 of the district offices: three cannot be placed.
        CHECK(made.count("devices") == 44 + 212 + 21'060 - 3);
        CHECK(made.info["devices"]["smart_shelter"] == 44);
        CHECK(made.info["devices"]["cctv"] == 212 + 21'060 - 3);
        CHECK(made.noted("devices", "swapped_coordinates") == 42);
        CHECK(made.noted("devices", "no_coordinates") + made.noted("devices", "bad_coordinate") + made.noted("devices", "untidy_coordinate") == 7);
    }
}

TEST_CASE("a column is offered, given once and known from then on", "[flow]") {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder / "in");
    std::string csv = "이름,층정보,WKT\n";
    for (int i = 0; i < 5; ++i) {
        std::string x = std::to_string(127.0 + 0.001 * i), x2 = std::to_string(127.0005 + 0.001 * i);
        csv += "가" + std::to_string(i) + ',' + std::to_string(i + 2) + ",\"POLYGON((" + x + " 37," + x2 + " 37," + x2 + " 37.0005," + x + " 37))\"\n";
    }
    std::ofstream(folder / "in/건물.csv", std::ios::binary) << csv;
    std::string city = (folder / "city.twin").string(), report = (folder / "r.json").string(), in = (folder / "in").string();
    std::string home = "XDG_DATA_HOME=" + quoted((folder / "home").string());
    auto import = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"import", in, "-o", city, "--report", report, "--lang", "en"};
        words.insert(words.end(), more.begin(), more.end());
        return twinplan(words, folder, home);
    };
    auto layer = [&] { return json::parse(read_file(report))["files"][0]; };
    Run first = import({});
    REQUIRE(first.status == 0);
    CHECK(first.err.find("--column '건물.csv:층정보=levels'") != std::string::npos);
    CHECK(layer()["unknown_columns"] == json::parse(R"([{"column":"층정보","quantity":"levels"}])"));
    Run wrong = import({"--column", "건물.csv:층=levels"});
    CHECK(wrong.status == 1);
    CHECK(wrong.err.find("no such column") != std::string::npos);
    CHECK(import({"--column", "건물.csv"}).status == 2);
    CHECK_FALSE(std::filesystem::exists(folder / "home/twinplan/roles/remembered.toml"));
    Run given = import({"--column", "건물.csv:층정보=levels"});
    INFO(given.err);
    REQUIRE(given.status == 0);
    CHECK(std::filesystem::exists(folder / "home/twinplan/roles/remembered.toml"));
    CHECK(layer()["unknown_columns"].empty());
    Run again = import({});
    REQUIRE(again.status == 0);
    CHECK(layer()["unknown_columns"].empty());
    CHECK(again.err.find("--column") == std::string::npos);
    CHECK(twinplan({"import", "--forget-columns"}, folder, home).status == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "home/twinplan/roles/remembered.toml"));
    REQUIRE(import({}).status == 0);
    CHECK(layer()["unknown_columns"].size() == 1);
}

TEST_CASE("GeoParquet and a geodatabase are refused with what to do", "[flow]") {
    auto set = shared("data/kr-wangsuk/sample-geoparquet/footprint.parquet");
    if (!set) return;
    TemporaryFolder folder;
    Run made = twinplan({"import", set->string(), "-o", (folder / "x.twin").string(), "--lang", "en"}, folder);
    CHECK(made.status == 1);
    CHECK(made.err.find("ogr2ogr out.gpkg in.parquet") != std::string::npos);
    std::filesystem::create_directories(folder / "town.gdb");
    for (const char* name : {"a00000001.gdbtable", "a00000001.gdbtablx", "a00000002.gdbtable", "gdb", "timestamps"})
        std::ofstream(folder / ("town.gdb/" + std::string(name)), std::ios::binary) << "\3\0\0\0 x";
    made = twinplan({"import", (folder / "town.gdb").string(), "-o", (folder / "x.twin").string(), "--lang", "en"}, folder);
    CHECK(made.status == 1);
    CHECK(made.err.find("ogr2ogr out.gpkg in.gdb") != std::string::npos);
}
