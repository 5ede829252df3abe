// glTF: the verdict on every asset of Khronos' own corpus is that of its validator (the reports beside the assets).
#include "read_model.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace tp;
using Json = nlohmann::json;

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// Where our word for the same thing is another: kinds are told from the content before a reader sees it.
std::string ours(const std::string& code, const std::string& got) {
    static const std::multimap<std::string, std::string> k_same{{"IO_ERROR", "uri_missing"},
                                                               {"INVALID_JSON", "gltf_byte_order_mark"},
                                                               {"INVALID_JSON", "empty_file"},
                                                               {"GLB_UNEXPECTED_END_OF_HEADER", "empty_file"},
                                                               {"GLB_UNEXPECTED_END_OF_HEADER", "not_what_it_says"},
                                                               {"GLB_INVALID_MAGIC", "not_what_it_says"},
                                                               {"INVALID_JSON", "not_what_it_says"}};
    auto [begin, end] = k_same.equal_range(code);
    for (auto it = begin; it != end; ++it)
        if (it->second == got) return got;
    return "gltf_" + lower(code);
}

} // namespace

TEST_CASE("every asset of the glTF validator's corpus gets the validator's verdict, and its code") {
    auto folder = test::shared("data/malformed/gltf-validator");
    if (!folder) return;
    int assets = 0, valid = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
        std::string name = entry.path().filename().string();
        if (!name.ends_with(".report.json")) continue;
        std::filesystem::path asset = entry.path().parent_path() / name.substr(0, name.size() - 12);
        CAPTURE(asset.string());
        REQUIRE(std::filesystem::exists(asset));
        Json report = Json::parse(test::read_file(entry.path()));
        std::vector<std::string> errors;
        for (const auto& message : report["issues"]["messages"])
            if (message["severity"] == 0) errors.push_back(message["code"]);
        REQUIRE(static_cast<int>(errors.size()) == report["issues"]["numErrors"].get<int>());
        auto layers = test::read_model(asset, *folder);
        REQUIRE(layers.size() == 1);
        bool refused = layers[0].role == Role::none;
        std::set<std::string> got;
        for (const auto& note : layers[0].notes)
            if (refused || note.code.starts_with("gltf_") || note.code.starts_with("uri_")) got.insert(note.code);
        if (errors.empty()) {
            CHECK_FALSE(refused);
            for (const auto& code : got) CHECK((code == "uri_outside" || code == "gltf_no_data" || code == "gltf_value_not_in_list")); // warnings there
            ++valid;
        } else {
            CHECK_FALSE(got.empty());
            for (const auto& code : got) { // nothing is named that the validator does not name
                CAPTURE(code);
                CHECK(std::ranges::any_of(errors, [&](const std::string& error) { return ours(error, code) == code; }));
            }
            if (!refused) // read all the same: then everything is named
                for (const auto& error : errors) {
                    CAPTURE(error);
                    CHECK(std::ranges::any_of(got, [&](const std::string& code) { return ours(error, code) == code; }));
                }
        }
        ++assets;
    }
    CHECK(assets == 114);
    CHECK(valid == 33);
}

namespace {

// A triangle of three floats each; `change` edits the document before it is written.
template <class Change> std::vector<FeatureLayer> read_changed(Change change) {
    test::TemporaryFolder folder;
    float xyz[9] = {0, 0, 0, 2, 0, 0, 0, 3, 0};
    test::write_text(folder / "a.bin", std::string(reinterpret_cast<const char*>(xyz), sizeof xyz));
    Json json = Json::parse(R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
        "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[2,3,0]}],
        "bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":"a.bin"}]})");
    change(json);
    test::write_text(folder / "a.gltf", json.dump());
    return test::read_model(folder / "a.gltf", folder.path());
}

} // namespace

TEST_CASE("a glTF triangle stands with z up, its node's transform applied") {
    auto layers = read_changed([](Json& json) { json["nodes"][0] = {{"mesh", 0}, {"translation", {10, 20, 30}}, {"scale", {1, 1, 1}}}; });
    REQUIRE(layers.size() == 1);
    REQUIRE(test::triangles(layers[0]) == 1);
    CHECK(layers[0].needs_place);
    const auto& m = layers[0].models;
    // glTF's (x, y, z) is (x, -z, y) here
    CHECK(m.x == std::vector<double>{10, 12, 10});
    CHECK(m.y == std::vector<double>{-30, -30, -30});
    CHECK(m.z == std::vector<double>{20, 20, 23});
}

TEST_CASE("what makes a glTF unreadable is refused with its place") {
    struct Case {
        const char* code;
        std::function<void(Json&)> change;
    };
    const Case cases[] = {
        {"gltf_node_loop", [](Json& j) { j["nodes"][0]["children"] = {0}; }},
        {"gltf_node_parent_override", [](Json& j) { j["nodes"] = {{{"children", {2}}}, {{"children", {2}}}, {{"mesh", 0}}}; j["scenes"][0]["nodes"] = {0, 1}; }},
        {"gltf_accessor_too_long", [](Json& j) { j["accessors"][0]["count"] = 4; }},
        {"gltf_accessor_too_long", [](Json& j) { j["accessors"][0]["count"] = 4'000'000'000ULL; }},
        {"gltf_unresolved_reference", [](Json& j) { j["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = 1; }},
        {"gltf_invalid_index", [](Json& j) { j["nodes"][0]["mesh"] = -1; }},
        {"gltf_type_mismatch", [](Json& j) { j["nodes"][0]["mesh"] = "0"; }},
        {"uri_missing", [](Json& j) { j["buffers"][0]["uri"] = "b.bin"; }},
        {"uri_outside", [](Json& j) { j["buffers"][0]["uri"] = "../../../../etc/passwd"; }},
        {"uri_outside", [](Json& j) { j["buffers"][0]["uri"] = "file:///etc/passwd"; }},
        {"gltf_needs_extension", [](Json& j) { j["extensionsUsed"] = j["extensionsRequired"] = {"EXT_meshopt_compression"}; }},
    };
    for (const Case& c : cases) {
        auto layers = read_changed(c.change);
        CAPTURE(c.code, layers[0].notes.empty() ? "" : layers[0].notes[0].code);
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].role == Role::none);
        CHECK(layers[0].models.empty());
        CHECK(layers[0].notes.at(0).code == c.code);
        CHECK_FALSE(layers[0].notes.at(0).where.empty());
    }
}

TEST_CASE("what a glTF gets wrong and the reader does not need is mended and named") {
    struct Case {
        const char* code;
        std::function<void(Json&)> change;
    };
    const Case cases[] = {
        {"gltf_accessor_max_mismatch", [](Json& j) { j["accessors"][0]["max"] = {2, 4, 0}; }},
        {"gltf_mesh_primitive_position_accessor_without_bounds", [](Json& j) { j["accessors"][0].erase("min"); }},
        {"gltf_rotation_non_unit", [](Json& j) { j["nodes"][0]["rotation"] = {0, 0, 0, 2}; }},
        {"gltf_mesh_primitive_invalid_attribute", [](Json& j) { j["meshes"][0]["primitives"][0]["attributes"]["FOO"] = 0; }},
        {"gltf_node_matrix_non_trs", [](Json& j) { j["nodes"][0]["matrix"] = {1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; }},
        {"gltf_undeclared_extension", [](Json& j) { j["nodes"][0]["extensions"]["EXT_x"] = Json::object(); }},
    };
    for (const Case& c : cases) {
        auto layers = read_changed(c.change);
        CAPTURE(c.code);
        REQUIRE(layers.size() == 1);
        CHECK(test::triangles(layers[0]) == 1);
        CHECK(layers[0].repaired == 1);
        REQUIRE(test::note_of(layers[0], c.code));
    }
}

TEST_CASE("a mesh that Draco packed is unpacked, and turned as every glTF is") {
    test::TemporaryFolder folder;
    // Two triangles of a 2 x 3 rectangle by draco's encoder (1.5.5), positions in 11 bits.
    test::write_text(folder / "a.gltf", R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
        "extensionsUsed":["KHR_draco_mesh_compression"],"extensionsRequired":["KHR_draco_mesh_compression"],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1,
            "extensions":{"KHR_draco_mesh_compression":{"bufferView":0,"attributes":{"POSITION":0}}}}]}],
        "accessors":[{"componentType":5126,"count":4,"type":"VEC3","min":[0,0,0],"max":[2,3,0]},{"componentType":5123,"count":6,"type":"SCALAR"}],
        "bufferViews":[{"buffer":0,"byteLength":80}],
        "buffers":[{"byteLength":80,"uri":"data:application/octet-stream;base64,RFJBQ08CAgEBAAAABAIAAgAAAR//AREB/wAAAQAJAwAAAgEBAQAMAwEwIwEQAwAkgqqqAAAgAAAAAAD/BwAAAAAAAAAAAAAAAAAAAABAQAs="}]})");
    auto layers = test::read_model(folder / "a.gltf", folder.path());
    REQUIRE(layers.size() == 1);
    CAPTURE(layers[0].notes.empty() ? "" : layers[0].notes[0].code, layers[0].notes.empty() ? "" : layers[0].notes[0].where);
    REQUIRE(test::triangles(layers[0]) == 2);
    const auto& m = layers[0].models;
    CHECK(*std::ranges::max_element(m.x) == Approx(2).margin(0.01));
    CHECK(*std::ranges::max_element(m.z) == Approx(3).margin(0.01));
    CHECK(*std::ranges::max_element(m.y) == Approx(0).margin(0.01));
}
