// 3D Tiles: what is at its finest level, where gdaltransform and the file's own numbers say it is.
#include "geo/crs.h"
#include "read_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

using namespace tp;

namespace {

std::size_t files_with(const std::filesystem::path& folder, const std::string& ending) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) count += entry.path().extension() == ending ? 1 : 0;
    return count;
}

// Metres between two places, good for a few kilometres.
double apart_m(double lon1, double lat1, double h1, double lon2, double lat2, double h2) {
    constexpr double k_metres = 111'194.93; // a degree of a sphere of 6371 km
    double east = (lon1 - lon2) * k_metres * std::cos(lat1 * 0.017453292519943295), north = (lat1 - lat2) * k_metres;
    return std::sqrt(east * east + north * north + (h1 - h2) * (h1 - h2));
}

std::string u32(std::uint32_t v) { return {reinterpret_cast<const char*>(&v), 4}; }

std::string padded(std::string text) {
    while (text.size() % 8 != 0) text += ' ';
    return text;
}

// A .glb of triangles; `batch`: per vertex the number of its feature.
std::string glb_of(const std::vector<float>& xyz, const std::vector<float>& batch) {
    std::string bytes(reinterpret_cast<const char*>(xyz.data()), xyz.size() * 4);
    std::size_t positions = bytes.size();
    bytes.append(reinterpret_cast<const char*>(batch.data()), batch.size() * 4);
    auto bound = [&](bool most) {
        std::vector<float> out(xyz.begin(), xyz.begin() + 3);
        for (std::size_t i = 0; i < xyz.size(); ++i) out[i % 3] = most ? std::max(out[i % 3], xyz[i]) : std::min(out[i % 3], xyz[i]);
        return out;
    };
    nlohmann::json json = {{"asset", {{"version", "2.0"}}},
                           {"scene", 0},
                           {"scenes", {{{"nodes", {0}}}}},
                           {"nodes", {{{"mesh", 0}}}},
                           {"meshes", {{{"primitives", {{{"attributes", {{"POSITION", 0}, {"_BATCHID", 1}}}}}}}}},
                           {"accessors",
                            {{{"bufferView", 0}, {"componentType", 5126}, {"count", xyz.size() / 3}, {"type", "VEC3"}, {"min", bound(false)}, {"max", bound(true)}},
                             {{"bufferView", 1}, {"componentType", 5126}, {"count", batch.size()}, {"type", "SCALAR"}}}},
                           {"bufferViews", {{{"buffer", 0}, {"byteLength", positions}}, {{"buffer", 0}, {"byteOffset", positions}, {"byteLength", batch.size() * 4}}}},
                           {"buffers", {{{"byteLength", bytes.size()}}}}};
    std::string text = padded(json.dump());
    return "glTF" + u32(2) + u32(static_cast<std::uint32_t>(12 + 8 + text.size() + 8 + bytes.size())) + u32(static_cast<std::uint32_t>(text.size())) + "JSON" + text +
           u32(static_cast<std::uint32_t>(bytes.size())) + std::string("BIN\0", 4) + bytes;
}

std::string b3dm_of(const std::string& features, const std::string& batches, const std::string& glb) {
    std::string f = padded(features), b = padded(batches);
    return "b3dm" + u32(1) + u32(static_cast<std::uint32_t>(28 + f.size() + b.size() + glb.size())) + u32(static_cast<std::uint32_t>(f.size())) + u32(0) +
           u32(static_cast<std::uint32_t>(b.size())) + u32(0) + f + b + glb;
}

} // namespace

TEST_CASE("geocentric metres become longitude, latitude and ellipsoidal height as gdaltransform has them") {
    // gdaltransform -s_srs EPSG:4978 -t_srs EPSG:4979 (GDAL 3.6.2, PROJ 9.1.1)
    std::vector<double> x{1215107.7612304366, -3'042'000.0}, y{-4736682.902037748, 4'047'000.0}, z{4081926.095098698, 3'866'000.0};
    geocentric_to_geographic(x, y, z);
    CHECK(apart_m(x[0], y[0], z[0], -75.6120943078245, 40.0425306114259, 503.750000002794) < 0.001);
    CHECK(apart_m(x[1], y[1], z[1], 126.931009499372, 37.5514657577658, -154.58562433254) < 0.001);
}

TEST_CASE("of implicit tilesets every content file is one feature, quadtree and octree") {
    for (const char* name : {"data/3dtiles-cesium/1.1/SparseImplicitQuadtree", "data/3dtiles-cesium/1.1/SparseImplicitOctree"}) {
        auto folder = test::shared(name);
        if (!folder) return;
        auto layers = test::read_model(*folder / "tileset.json", *folder);
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].in == static_cast<std::int64_t>(files_with(*folder, ".glb")));
        CHECK(layers[0].left_out == 0);
        CHECK(layers[0].needs_place);
        std::set<std::string> seen(layers[0].column("tile")->text.begin(), layers[0].column("tile")->text.end());
        CHECK(seen.size() == layers[0].size());
        for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) // none twice
            if (auto ending = entry.path().extension(); ending == ".glb" || ending == ".subtree")
                CHECK(test::read_model(entry.path(), *folder).at(0).notes.at(0).code == "part_of_tileset");
    }
}

TEST_CASE("a tile's triangles lie within the box that its tileset states") {
    auto folder = test::shared("data/3dtiles-cesium/1.1/BoundingBoxTests");
    if (!folder) return;
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
        auto layers = test::read_model(entry.path() / "tileset.json", entry.path());
        auto box = nlohmann::json::parse(test::read_file(entry.path() / "tileset.json"))["root"]["boundingVolume"]["box"].get<std::vector<double>>();
        const auto& m = layers.at(0).models;
        REQUIRE(m.x.size() == 24);
        for (std::size_t c = 0; c < 3; ++c) {
            const auto& axis = c == 0 ? m.x : c == 1 ? m.y : m.z;
            double half = std::abs(box[3 + c * 4]);
            CHECK(*std::ranges::min_element(axis) == Approx(box[c] - half).margin(1e-6));
            CHECK(*std::ranges::max_element(axis) == Approx(box[c] + half).margin(1e-6));
        }
        ++seen;
    }
    CHECK(seen == 6);
}

TEST_CASE("the trees of an i3dm stand within their region, upright, the billboard not beside them") {
    auto folder = test::shared("data/3dtiles-cesium/1.0/TilesetWithTreeBillboards");
    if (!folder) return;
    auto layers = test::read_model(*folder / "tileset.json", *folder);
    REQUIRE(layers.size() == 1);
    const FeatureLayer& layer = layers[0];
    CHECK(layer.in == 25);
    CHECK(layer.epsg == 4326);
    CHECK(layer.heights == HeightDatum::ellipsoidal);
    auto region = nlohmann::json::parse(test::read_file(*folder / "tileset.json"))["root"]["boundingVolume"]["region"].get<std::vector<double>>();
    constexpr double k_degrees = 57.29577951308232;
    REQUIRE(layer.models.instances.size() == 25);
    for (const auto& i : layer.models.instances) {
        CHECK(i.in_place == 0);
        CHECK(i.at[0] >= region[0] * k_degrees - 1e-6);
        CHECK(i.at[0] <= region[2] * k_degrees + 1e-6);
        CHECK(i.at[1] >= region[1] * k_degrees - 1e-6);
        CHECK(i.at[1] <= region[3] * k_degrees + 1e-6);
        CHECK(std::abs(i.at[2]) < 1.0);
        float up = i.turn[8]; // the model's z to up
        CHECK(up > 0.99f * std::sqrt(i.turn[2] * i.turn[2] + i.turn[5] * i.turn[5] + i.turn[8] * i.turn[8]));
    }
    CHECK(layer.column("Height"));
    CHECK(test::note_of(layer, "tile_coarser"));
}

TEST_CASE("where the finest tile is missing the next coarser one stands, and says so") {
    auto folder = test::shared("data/3dtiles-cesium/1.0/TilesetWithDiscreteLOD");
    if (!folder) return;
    auto layers = test::read_model(*folder / "tileset.json", *folder);
    REQUIRE(layers.size() == 1);
    const FeatureLayer& layer = layers[0];
    CHECK(test::note_of(layer, "uri_missing"));
    CHECK(test::note_of(layer, "tile_coarser_used")->where == "dragon_medium.b3dm");
    REQUIRE(layer.size() == 1);
    // The origin of its transform as above; the box is 7 x 3 x 5 times 100 m around it.
    CHECK(apart_m(layer.x[0], layer.y[0], layer.z[0], -75.6120943, 40.0425306, 503.75) < 800.0);
    for (std::size_t i = 0; i < layer.models.x.size(); ++i)
        REQUIRE(apart_m(layer.models.x[i], layer.models.y[i], layer.models.z[i], -75.6120943, 40.0425306, 503.75) < 1400.0);
}

TEST_CASE("points are no surface, and a tileset of several contents keeps the rest") {
    auto folder = test::shared("data/3dtiles-cesium/1.1/MultipleContents");
    if (!folder) return;
    auto layers = test::read_model(*folder / "tileset.json", *folder);
    CHECK(layers.at(0).in == 2);
    CHECK(layers.at(0).left_out == 1);
    CHECK(test::note_of(layers.at(0), "mesh_no_surface"));
}

TEST_CASE("a b3dm is one feature per batch with its table, at the place that RTC_CENTER and transform give") {
    test::TemporaryFolder folder;
    // Two triangles, y up: 10 m boxes east of and above the centre.
    std::vector<float> xyz{0, 0, 0, 10, 0, 0, 0, 10, 0, 20, 0, 0, 30, 0, 0, 20, 10, 0};
    std::string glb = glb_of(xyz, {0, 0, 0, 1, 1, 1});
    // Seoul's city hall, 126.9779 E, 37.5663 N, 50 m, by gdaltransform -s_srs EPSG:4979 -t_srs EPSG:4978
    constexpr double cx = -3044804.89209839, cy = 4043836.8980138, cz = 3867429.86591452;
    nlohmann::json features = {{"BATCH_LENGTH", 2}, {"RTC_CENTER", {cx, cy, cz}}}, batches = {{"name", {"가 동", "나 동"}}, {"height", {12.5, 30}}};
    test::write_text(folder / "a.b3dm", b3dm_of(features.dump(), batches.dump(), glb));
    test::write_text(folder / "tileset.json", R"({"asset":{"version":"1.0"},"geometricError":9,"root":{"boundingVolume":{"sphere":[0,0,0,9]},"geometricError":0,"refine":"ADD",
        "children":[{"boundingVolume":{"sphere":[0,0,0,9]},"geometricError":0,"content":{"uri":"a.b3dm"}}]}})");
    auto layers = test::read_model(folder / "tileset.json", folder.path());
    REQUIRE(layers.size() == 1);
    const FeatureLayer& layer = layers[0];
    CHECK(layer.in == 2);
    REQUIRE(layer.size() == 2);
    CHECK(layer.column("name")->text == std::vector<std::string>{"가 동", "나 동"});
    CHECK(layer.column("height")->number == std::vector<double>{12.5, 30});
    REQUIRE(layer.models.instances.size() == 2);
    CHECK(layer.models.instances[0].in_place == 1);
    // Vertex 0 is the centre itself.
    std::uint32_t v = layer.models.index[layer.models.parts[layer.models.geometry_begin[0]].begin];
    CHECK(apart_m(layer.models.x[v], layer.models.y[v], layer.models.z[v], 126.9779, 37.5663, 50.0) < 0.1);
    CHECK(test::read_model(folder / "a.b3dm", folder.path()).at(0).notes.at(0).code == "part_of_tileset");
}

TEST_CASE("hostile tilesets are refused in words") {
    test::TemporaryFolder folder;
    const std::pair<const char*, const char*> cases[] = {
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"content":{"uri":"../../../etc/passwd"}}})", "uri_outside"},
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"content":{"uri":"http://example.com/a.b3dm"}}})", "uri_outside"},
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"content":{"uri":"self/tileset.json"}}})", "uri_missing"},
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"content":{"uri":"tileset.json"}}})", "tileset_too_large"},
        {R"({"asset":{"version":"3.0"},"geometricError":1,"root":{}})", "tileset_bad"},
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"transform":[1,2]}})", "tileset_bad"},
        {R"({"asset":{"version":"1.1"},"geometricError":1,"root":{"content":{"uri":"a/{level}"},"implicitTiling":{"subdivisionScheme":"QUADTREE",
            "subtreeLevels":4000000,"availableLevels":4000000,"subtrees":{"uri":"{level}"}}}})", "tileset_bad"},
    };
    for (const auto& [text, code] : cases) {
        CAPTURE(text);
        test::write_text(folder / "tileset.json", text);
        auto layers = test::read_model(folder / "tileset.json", folder.path());
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].role == Role::none);
        CHECK(layers[0].notes.at(0).code == code);
    }
}

TEST_CASE("broken tiles are left out by name") {
    test::TemporaryFolder folder;
    std::string glb = glb_of({0, 0, 0, 1, 0, 0, 0, 1, 0}, {0, 0, 0});
    std::string good = b3dm_of(R"({"BATCH_LENGTH":1})", "", glb);
    std::vector<std::string> bad{good.substr(0, 20), good.substr(0, good.size() / 2), "b3dm" + u32(1) + u32(0xFFFFFFFF), b3dm_of(R"({"BATCH_LENGTH":4000000000})", "", glb),
                                 b3dm_of("{", "", glb), "i3dm" + good.substr(4), "cmpt" + u32(1) + u32(16) + u32(0xFFFFFFFF)};
    std::string large = good;
    large.replace(12, 4, u32(0xFFFFFFF0));
    bad.push_back(large);
    for (std::size_t i = 0; i < bad.size(); ++i) {
        CAPTURE(i);
        test::write_text(folder / "x.b3dm", bad[i]);
        auto layers = test::read_model(folder / "x.b3dm", folder.path());
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].models.empty());
        CHECK_FALSE(layers[0].notes.empty());
    }
    test::write_text(folder / "x.b3dm", good);
    CHECK(test::triangles(test::read_model(folder / "x.b3dm", folder.path()).at(0)) == 1);
}
