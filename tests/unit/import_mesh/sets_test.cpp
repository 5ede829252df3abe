// The sets of 3D files as municipalities and projects hold them: read, placed where a KML says, refused with a reason.
#include "read_model.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace tp;

TEST_CASE("a KML places its model, and the model's own file is not read twice") {
    auto folder = test::shared("data/kr-wangsuk/sample-kml");
    if (!folder) return;
    struct Place {
        const char* name;
        double longitude_deg, latitude_deg; // of the KML
    };
    for (const Place& p : {Place{"a_bd001", 127.1719337, 37.62362101}, Place{"a_bd002", 127.1715514, 37.62272621}, Place{"a_bd003", 127.1730086, 37.62340771}}) {
        auto layers = test::read_model(*folder / (std::string(p.name) + ".kml"), *folder);
        REQUIRE(layers.size() == 1);
        const FeatureLayer& layer = layers[0];
        CHECK(layer.role == Role::mesh);
        CHECK(layer.epsg == 4326);
        CHECK_FALSE(layer.needs_place);
        CHECK(layer.heights == HeightDatum::ground);
        REQUIRE(layer.models.instances.size() == 1);
        CHECK(layer.models.instances[0].at[0] == p.longitude_deg);
        CHECK(layer.models.instances[0].at[1] == p.latitude_deg);
        CHECK(test::triangles(layer) == 134);
        CHECK(layer.models.textures.size() == 1);
        CHECK(*std::ranges::min_element(layer.models.z) == Approx(0.0).margin(0.01)); // stands upright on the ground
        CHECK(*std::ranges::max_element(layer.models.z) > 85.0);
        CHECK(test::read_model(*folder / (std::string(p.name) + ".dae"), *folder).at(0).notes.at(0).code == "part_of_model");
        CHECK(test::read_model(*folder / (std::string(p.name) + ".jpg"), *folder).at(0).notes.at(0).code == "part_of_model");
    }
}

TEST_CASE("a KML model is turned clockwise by its heading, scaled, and stands above the sea where it says so") {
    test::TemporaryFolder folder;
    test::write_text(folder / "m.obj", "v 0 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\n");
    test::write_text(folder / "m.kml", R"(<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>a</name><Model>
        <altitudeMode>absolute</altitudeMode><Location><longitude>127</longitude><latitude>37</latitude><altitude>30</altitude></Location>
        <Orientation><heading>90</heading></Orientation><Scale><x>2</x><y>3</y><z>4</z></Scale><Link><href>m.obj</href></Link></Model></Placemark>
        <Placemark><Model><Link><href>m.obj</href></Link></Model></Placemark></kml>)");
    auto layers = test::read_model(folder / "m.kml", folder.path());
    REQUIRE(layers.size() == 2);
    auto& sea = layers[0].heights == HeightDatum::orthometric ? layers[0] : layers[1];
    auto& lost = layers[0].heights == HeightDatum::orthometric ? layers[1] : layers[0];
    const auto& i = sea.models.instances.at(0);
    CHECK(i.at[2] == 30);
    // the model's north (0, 1, 0) comes to lie in the east, 3 m long; its up stays up, 4 m
    CHECK(i.turn[1] == Approx(3).margin(1e-5));
    CHECK(i.turn[4] == Approx(0).margin(1e-5));
    CHECK(i.turn[8] == Approx(4).margin(1e-5));
    CHECK(lost.left_out == 1);
    CHECK(test::note_of(lost, "model_no_location"));
}

TEST_CASE("3DS models of the same city stand upright, their pictures found whatever the case of the name") {
    auto folder = test::shared("data/kr-wangsuk/sample-3ds");
    if (!folder) return;
    auto layers = test::read_model(*folder / "a_bd001.3ds", *folder);
    const FeatureLayer& layer = layers.at(0);
    CHECK(test::triangles(layer) == 134);
    CHECK(layer.models.textures.size() == 1);
    CHECK(layer.needs_place);
    CHECK(test::note_of(layer, "mesh_far")->where == "215178, 558239, 0");
    CHECK(*std::ranges::max_element(layer.models.z) - *std::ranges::min_element(layer.models.z) > 85.0);
}

TEST_CASE("every glTF of the two sample sets is read without a complaint, as many triangles as its accessors say") {
    int seen = 0;
    for (const char* name : {"data/assets-kaykit/gltf", "data/assets-khronos"}) {
        auto set = test::shared(name);
        if (!set) return;
        test::TemporaryFolder copy; // with the picture that all share for one of them only: packing it takes most of the time
        std::filesystem::copy(*set, copy / "set");
        auto folder = std::optional(copy / "set");
        if (std::filesystem::exists(*folder / "citybits_texture.png")) {
            CHECK(test::read_model(*folder / "streetlight.gltf", *folder).at(0).models.textures.size() == 1);
            std::filesystem::remove(*folder / "citybits_texture.png");
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
            auto ending = entry.path().extension();
            if (ending != ".gltf" && ending != ".glb") continue;
            CAPTURE(entry.path().string());
            auto layers = test::read_model(entry.path(), *folder);
            REQUIRE(layers.size() == 1);
            CHECK(layers[0].size() == 1);
            for (const auto& note : layers[0].notes) CHECK_FALSE(note.code.starts_with("gltf_"));
            if (ending == ".gltf") {
                auto json = nlohmann::json::parse(test::read_file(entry.path()));
                std::size_t corners = 0; // every mesh of these is used once
                for (const auto& node : json["nodes"])
                    if (node.contains("mesh"))
                        for (const auto& p : json["meshes"][node["mesh"].get<std::size_t>()]["primitives"])
                            corners += json["accessors"][p["indices"].get<std::size_t>()]["count"].get<std::size_t>();
                const ReportNote* flat = test::note_of(layers[0], "mesh_no_area");
                CHECK(test::triangles(layers[0]) + (flat ? static_cast<std::size_t>(flat->count) : 0) == corners / 3);
            }
            ++seen;
        }
    }
    CHECK(seen == 48);
}

TEST_CASE("Assimp's invalid models are loaded, mended or refused, each with a reason") {
    auto folder = test::shared("data/malformed/assimp");
    if (!folder) return;
    int seen = 0, read = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
        if (!entry.is_regular_file()) continue;
        CAPTURE(entry.path().string());
        auto layers = test::read_model(entry.path(), *folder);
        REQUIRE(layers.size() == 1);
        CHECK_FALSE(layers[0].notes.empty());
        read += layers[0].models.empty() ? 0 : 1;
        ++seen;
    }
    CHECK(seen == 22);
    CHECK(read == 2); // a material that is not there, normals that are not of length 1
}
