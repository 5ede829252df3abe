// Licences: only a clear statement counts. The made texts are in the ways people write them.
#include "import/licence.h"
#include "import/read_file.h"

#include "shared_data.h"

#include <fstream>
#include <unistd.h>

using namespace tp;
namespace fs = std::filesystem;

namespace {

LicenceTable table() { return load_licences(test::source_folder() / "assets/data/roles").value(); }
std::string stated(const std::string& text, bool licence_text = false) { return licence_in(text, licence_text, table()).licence; }

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twinplan-licence-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path / "set" / "sheet"); }
    ~Folder() { fs::remove_all(path); }
    void add(const std::string& name, const std::string& text) const { std::ofstream(path / name, std::ios::binary) << text; }
    std::string of(const std::string& below, const std::string& file) const { return licence_beside(path / below / file, file, table()); }
};

} // namespace

TEST_CASE("a clear statement names the licence") {
    CHECK(stated("Buildings. Licence: CC BY 4.0.") == "CC BY 4.0");
    CHECK(stated("Roads of 2024. Licensed under the Creative Commons Attribution 4.0 licence\n") == "CC BY 4.0");
    CHECK(stated("Licence CC BY 4.0 (link + Project PLATEAU/MLIT). EPSG:4326.") == "CC BY 4.0, Project PLATEAU / MLIT");
    CHECK(stated("License: ODbL 1.0, (c) OpenStreetMap contributors") == "ODbL 1.0, © OpenStreetMap contributors");
    CHECK(stated("본 자료는 공공누리 제1유형에 따라 이용할 수 있습니다.") == "KOGL Type 1 (공공누리 제1유형)");
    CHECK(stated("라이선스: CC0") == "CC0 1.0");
    CHECK(stated("Mozilla Public License Version 2.0\n====\n 1. Definitions", true) == "MPL-2.0");
}

TEST_CASE("what is no clear statement names none") {
    CHECK(stated("").empty());
    CHECK(stated("Pictures of the CC BY 4.0 sort of thing").empty());                        // does not speak of the licence
    CHECK(stated("Licence: CC BY 4.0-compatible").empty());
    CHECK(stated("Licence: CC BY-NC-ND 4.0").empty());                                       // not in the table
    CHECK(stated("The licence is NOT stated there; others use CC BY 4.0").empty());
    CHECK(stated("Licence CC BY 4.0 (unverified)").empty());
    CHECK(stated("Licence: CC BY 4.0. Redistribution: licence terms not seen").empty());     // doubt further on
    CHECK(stated("Licence of roads: CC BY 4.0. Licence of buildings: ODbL").empty());        // two
    CHECK(stated("Not licensed under CC BY 4.0").empty());
    CHECK(stated("Basemap: OpenStreetMap contributors").empty());
    CHECK(stated("라이선스: CC0 여부 확인 필요").empty());
    CHECK(licence_in("Licence of roads: CC BY 4.0. Licence of buildings: ODbL", false, table()).unclear);
}

TEST_CASE("the texts nearest to the file decide; those above what was named do not") {
    Folder folder;
    folder.add("README.txt", "Licence: MPL-2.0");
    CHECK(folder.of("set", "a.csv").empty());
    folder.add("set/readme.md", "# Data\n\nLicense: CC BY 4.0\n");
    CHECK(folder.of("set", "a.csv") == "CC BY 4.0");
    CHECK(folder.of("set", "sheet/a.csv") == "CC BY 4.0");
    folder.add("set/sheet/SOURCES.md", "Licence: not stated by the publisher");
    CHECK(folder.of("set", "sheet/a.csv").empty());
    folder.add("set/LICENSE", "CC0 1.0 Universal");
    CHECK(folder.of("set", "a.csv").empty()); // the two disagree
}

TEST_CASE("layers carry the licence that lies beside their file") {
    Folder folder;
    folder.add("set/LICENCE.txt", "CC BY 4.0");
    folder.add("set/stops.csv", "name,lon,lat\na,127.1,37.5\nb,127.2,37.6\n");
    folder.add("set/a.osm", "<osm version=\"0.6\"><node id=\"1\" lat=\"37\" lon=\"127\"><tag k=\"highway\" v=\"crossing\"/></node></osm>");
    Session session{load_roles(test::source_folder() / "assets/data/roles").value(), {}, table()};
    CHECK(read_file({(folder.path / "set/stops.csv").string(), "stops.csv", {}, {}}, session).at(0).licence == "CC BY 4.0");
    CHECK(read_file({(folder.path / "set/a.osm").string(), "a.osm", {}, {}}, session).at(0).licence == "ODbL 1.0, © OpenStreetMap contributors");
}

TEST_CASE("the real sets: what each README says of itself") {
    for (const auto& [set, licence] : std::vector<std::pair<std::string, std::string>>{
             {"bench-tokyo-east/tokyo-east.geojson.gz", "CC BY 4.0, Project PLATEAU / MLIT"},
             {"kr-wangsuk/footprint.gpkg", "MPL-2.0"},
             {"kr-pohang/pohang_taas.geojson", ""},
             {"kr-osan/17.오산시_횡단보도.geojson", ""},
             {"kr-taas-hotspots/taas_jaywalking.geojson", ""},
             {"kr-std/전국어린이보호구역표준데이터.csv", ""},
             {"kr-busan/스마트 버스쉘터 설치 현황.csv", ""},
             {"plateau-yokohama/udx", ""}})
        if (auto path = test::shared("data/" + set)) {
            INFO(set);
            CHECK(licence_beside(*path, path->filename().string(), table()) == licence);
        }
}
