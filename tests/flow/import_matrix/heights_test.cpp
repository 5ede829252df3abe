// Base heights of files against a terrain, through the program and back out of the document.
#include "run_program.h"

#include "city/layer.h"
#include "project/project.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace tp;
using namespace tp::test;

TEST_CASE("ellipsoidal heights are named, shifted only when told; the residual is kept in the document and drawn") {
    TemporaryFolder folder;
    std::filesystem::create_directory(folder / "set");
    // ground at 50 m; at 127.0 E 37.5 N the geoid lies 22-25 m above the ellipsoid (EGM96): floors at 50.4 + 23.3 m
    std::string rows, features;
    for (int r = 0; r < 60; ++r) {
        for (int c = 0; c < 60; ++c) rows += "50 ";
        rows += '\n';
    }
    std::ofstream(folder / "dem.asc") << "ncols 60\nnrows 60\nxllcorner 126.99\nyllcorner 37.49\ncellsize 0.0005\n" << rows;
    REQUIRE(run("/usr/bin/gdal_translate", {"-q", "-a_srs", "EPSG:4326", "-ot", "Float32", (folder / "dem.asc").string(), (folder / "set/dem.tif").string()}, folder).status == 0);
    for (int i = 0; i < 30; ++i) {
        double x = 127.0 + (i % 6) * 0.001, y = 37.5 + (i / 6) * 0.001, s = 0.0001, z = 73.7;
        features += fmt::format("{}{{\"type\":\"Feature\",\"properties\":{{\"height\":9}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{},{},{}],[{},{},{}],[{},{},{}],"
                                "[{},{},{}],[{},{},{}]]]}}}}",
                                i > 0 ? "," : "", x, y, z, x + s, y, z, x + s, y + s, z, x, y + s, z, x, y, z);
    }
    std::ofstream(folder / "set/buildings.geojson") << "{\"type\":\"FeatureCollection\",\"features\":[" << features << "]}";
    auto import = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"import", (folder / "set").string(), "-o", (folder / "c.twin").string(), "--report", (folder / "r.json").string(), "--lang", "en"};
        words.insert(words.end(), more.begin(), more.end());
        Run made = twinplan(words, folder);
        INFO(made.err);
        REQUIRE(made.status == 0);
        auto project = Project::open(folder / "c.twin", OpenMode::read_only);
        REQUIRE(project);
        auto city = project->city();
        REQUIRE(city);
        return std::pair{*city, made.err};
    };
    auto [city, said] = import({});
    CHECK(said.find("ellipsoid") != std::string::npos);
    REQUIRE(city->buildings.residual_m.size() == 30);
    for (float r : city->buildings.residual_m) CHECK(r == Approx(23.7F).margin(0.1));
    CHECK(city->buildings.base_m[0] == Approx(50.0F).margin(0.1));
    Layer layer = base_residual_layer(*city);
    CHECK(layer.on == LayerOn::buildings);
    CHECK(layer.low == -layer.high); // 0 in the middle of a diverging map
    CHECK(layer.high >= 23.7F);
    auto [shifted, told] = import({"--heights", "buildings.geojson=ellipsoidal"});
    CHECK(told.find("look ellipsoidal") == std::string::npos);
    CHECK(std::abs(shifted->buildings.residual_m[0]) < 2.0F);
    CHECK(shifted->buildings.base_m == city->buildings.base_m);
}
