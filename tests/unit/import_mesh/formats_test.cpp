// OBJ, STL, PLY, Collada, 3DS, FBX, glTF: files that Assimp's exporter makes of one small OBJ give the same triangles.
#include "import/assimp.h"
#include "read_model.h"

#include <algorithm>
#include <set>
#include <tuple>

using namespace tp;

namespace {

// A house of 4 x 3 x 5 m: two walls of two triangles, a gable of one; y up as OBJ is usually written.
constexpr const char* k_house = "mtllib house.mtl\nv 0 0 0\nv 4 0 0\nv 4 5 0\nv 0 5 0\nv 0 0 3\nv 4 0 3\nv 4 5 3\nv 0 5 3\nv 2 7 3\n"
                                "usemtl wall\nf 4 3 2\nf 4 2 1\nf 5 6 7\nf 5 7 8\nf 8 7 9\nf 1 1 2\n";
constexpr const char* k_material = "newmtl wall\nKd 0.25 0.5 0.75\n";

std::string assimp_program() {
    const char* given = std::getenv("TWINPLAN_ASSIMP");
    return given && std::filesystem::exists(given) ? given : "";
}

using Corner = std::array<long, 3>;
// Triangles as sets of corners in millimetres.
std::multiset<std::array<Corner, 3>> shape(const LayerModels& m, bool y_up, double scale = 1.0) {
    std::multiset<std::array<Corner, 3>> out;
    for (std::size_t i = 0; i + 2 < m.index.size(); i += 3) {
        std::array<Corner, 3> t{};
        for (std::size_t k = 0; k < 3; ++k) {
            std::uint32_t v = m.index[i + k];
            std::array<double, 3> p{m.x[v], m.y[v], m.z[v]};
            if (!y_up) p = {p[0], p[2], -p[1]}; // back to the axes of the OBJ
            for (std::size_t c = 0; c < 3; ++c) t[k][c] = std::lround(p[c] * scale * 1000.0);
        }
        std::rotate(t.begin(), std::ranges::min_element(t), t.end()); // the direction stays
        out.insert(t);
    }
    return out;
}

std::multiset<std::array<Corner, 3>> house() {
    // the degenerate face is gone
    const long v[][3] = {{0, 0, 0}, {4, 0, 0}, {4, 5, 0}, {0, 5, 0}, {0, 0, 3}, {4, 0, 3}, {4, 5, 3}, {0, 5, 3}, {2, 7, 3}};
    const int faces[][3] = {{4, 3, 2}, {4, 2, 1}, {5, 6, 7}, {5, 7, 8}, {8, 7, 9}};
    std::multiset<std::array<Corner, 3>> out;
    for (const auto& f : faces) {
        std::array<Corner, 3> t{};
        for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t c = 0; c < 3; ++c) t[k][c] = v[f[k] - 1][c] * 1000;
        std::rotate(t.begin(), std::ranges::min_element(t), t.end());
        out.insert(t);
    }
    return out;
}

} // namespace

TEST_CASE("seven importers are registered, nothing else") {
    CHECK(assimp_importers().size() == 7);
    for (const auto& endings : assimp_importers()) {
        std::string first = endings.substr(0, endings.find(' '));
        CHECK(std::set<std::string>{"obj", "3ds", "ply", "stl", "dae", "fbx", "gltf"}.contains(first));
    }
}

TEST_CASE("a house is the same in every format that Assimp's exporter writes") {
    test::TemporaryFolder folder;
    test::write_text(folder / "house.obj", k_house);
    test::write_text(folder / "house.mtl", k_material);
    auto from_obj = test::read_model(folder / "house.obj", folder.path());
    REQUIRE(from_obj.size() == 1);
    CHECK(shape(from_obj[0].models, true) == house());
    CHECK(test::note_of(from_obj[0], "mesh_no_area")->count == 1);
    CHECK(test::note_of(from_obj[0], "mesh_units"));
    CHECK(test::note_of(from_obj[0], "needs_place"));
    REQUIRE(from_obj[0].models.parts.size() == 1);
    const auto& material = from_obj[0].models.materials[from_obj[0].models.parts[0].material];
    CHECK(material.colour[0] == Approx(0.25));
    CHECK(material.colour[2] == Approx(0.75));
    CHECK(test::read_model(folder / "house.mtl", folder.path())[0].notes.at(0).code == "part_of_model");

    std::string program = assimp_program();
    if (program.empty()) {
        std::cerr << "SKIPPED: the other formats: no program assimp (package assimp-utils)\n";
        return;
    }
    struct Format {
        const char *name, *format;
        bool y_up;
        double scale;
    };
    // FBX counts in centimetres, of which the exporter takes one unit to be one. Its binary FBX not even Assimp 5.2.5 reads.
    for (const Format& f : {Format{"h.dae", "collada", false, 1}, {"h.stl", "stl", true, 1}, {"hb.stl", "stlb", true, 1}, {"h.ply", "ply", true, 1},
                            {"hb.ply", "plyb", true, 1}, {"h.3ds", "3ds", true, 1}, {"h.gltf", "gltf2", false, 1}, {"h.glb", "glb2", false, 1},
                            {"ha.fbx", "fbxa", false, 100}}) {
        CAPTURE(f.name);
        auto made = test::run(program, {"export", (folder / "house.obj").string(), (folder / f.name).string(), std::string("-f") + f.format, "-tri"}, folder);
        if (!std::filesystem::exists(folder / f.name)) FAIL(made.out + made.err);
        auto layers = test::read_model(folder / f.name, folder.path());
        REQUIRE(layers.size() == 1);
        CAPTURE(layers[0].notes.at(0).code, layers[0].notes.at(0).where);
        CHECK(shape(layers[0].models, f.y_up, f.scale) == house());
        CHECK(layers[0].in == 1);
        CHECK(layers[0].size() == 1);
    }
}

TEST_CASE("a concave face is cut without leaving its outline") {
    test::TemporaryFolder folder;
    // An L of 3 x 3 with a corner of 2 x 2 missing: 5 square metres, given from a corner whose fan would leave it.
    test::write_text(folder / "l.obj", "v 0 0 0\nv 3 0 0\nv 3 1 0\nv 1 1 0\nv 1 3 0\nv 0 3 0\nf 2 3 4 5 6 1\n");
    auto layers = test::read_model(folder / "l.obj", folder.path());
    const auto& m = layers.at(0).models;
    REQUIRE(test::triangles(layers[0]) == 4);
    double area = 0.0;
    for (std::size_t i = 0; i < m.index.size(); i += 3) {
        auto [a, b, c] = std::tuple(m.index[i], m.index[i + 1], m.index[i + 2]);
        double twice = (m.x[b] - m.x[a]) * (m.y[c] - m.y[a]) - (m.y[b] - m.y[a]) * (m.x[c] - m.x[a]);
        CHECK(twice > 0.0); // none is turned over
        area += twice / 2.0;
    }
    CHECK(area == Approx(5.0));
}

TEST_CASE("hostile models are refused in words, quickly") {
    test::TemporaryFolder folder;
    std::string deep = "<COLLADA>";
    for (int i = 0; i < 100'000; ++i) deep += "<node>";
    test::write_text(folder / "deep.dae", deep);
    test::write_text(folder / "bomb.dae", "<?xml version=\"1.0\"?><!DOCTYPE COLLADA [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><COLLADA>&b;</COLLADA>");
    test::write_text(folder / "deep.fbx", "; FBX 7.3.0 project file\n" + [] {
        std::string text;
        for (int i = 0; i < 100'000; ++i) text += "A: {";
        return text;
    }());
    test::write_text(folder / "many.ply", "ply\nformat ascii 1.0\nelement vertex 4000000000\nproperty float x\nend_header\n0\n");
    test::write_text(folder / "few.ply", "ply\nformat ascii 1.0\nelement vertex 1000000\nproperty float x\nend_header\n0\n");
    test::write_text(folder / "escape.obj", "mtllib ../../../../etc/passwd\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    std::string binary = "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
    test::write_text(folder / "short.ply", binary + "end_header\n" + std::string(30, '\0')); // of 36 bytes
    test::write_text(folder / "list.ply", binary + "element face 1\nproperty list int int vertex_index\nend_header\n" + std::string(36, '\0') + "\xFF\xFF\xFF\x7F");
    test::write_text(folder / "header.ply", binary + "element face 1\nproperty lisat x\nend_header\n" + std::string(40, '\0'));
    const std::pair<const char*, const char*> cases[] = {{"short.ply", "mesh_cannot_read"}, {"list.ply", "mesh_cannot_read"}, {"header.ply", "mesh_cannot_read"}, {"deep.dae", "mesh_too_deep"}, {"bomb.dae", "cannot_read"}, {"deep.fbx", "mesh_too_deep"},
                                                         {"many.ply", "mesh_too_large"}, {"few.ply", "mesh_cannot_read"}};
    for (const auto& [name, code] : cases) {
        CAPTURE(name);
        auto layers = test::read_model(folder / name, folder.path());
        REQUIRE(layers.size() == 1);
        CHECK(layers[0].role == Role::none);
        CHECK(layers[0].notes.at(0).code == code);
    }
    auto escaped = test::read_model(folder / "escape.obj", folder.path());
    CHECK(test::triangles(escaped.at(0)) == 1);
    CHECK(test::note_of(escaped.at(0), "mesh_warnings")); // the material library was not found
}
