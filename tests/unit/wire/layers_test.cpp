// The parent's checks: what a worker hands over is used only if everything in it holds together.
#include "wire/bytes.h"
#include "wire/layers.h"
#include "wire/request.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>
#include <random>

using namespace tp;

namespace {

// Two polygons, the second of two parts, the first with a hole; a text and a number column.
FeatureLayer sample() {
    FeatureLayer layer;
    layer.file = "a.geojson";
    layer.layer = "건물";
    layer.role = Role::buildings;
    layer.encoding = "UTF-8";
    layer.crs = "EPSG:5187";
    layer.epsg = 5187;
    layer.geometry = GeometryKind::polygon;
    layer.feature_begin = {0, 1, 3};
    layer.part_begin = {0, 2, 3, 4};
    layer.ring_begin = {0, 4, 7, 10, 14};
    for (int i = 0; i < 14; ++i) {
        layer.x.push_back(100.0 + i);
        layer.y.push_back(200.0 - i * i);
        layer.z.push_back(i % 2 ? 3.5F : std::numeric_limits<float>::quiet_NaN());
    }
    layer.columns.push_back({"높이", true, {}, {3.0, std::numeric_limits<double>::quiet_NaN()}});
    layer.columns.push_back({"용도", false, {"주택", ""}, {}});
    layer.canonical = {{"height_m", "높이"}};
    layer.row = {0, 2};
    layer.key = {41, 42};
    layer.in = 3;
    layer.left_out = 1;
    layer.repaired = 1;
    layer.notes.push_back({"no_geometry", "feature 1", 1, "left_out", {0}});
    LayerModels& m = layer.models; // one triangle with a texture of one block
    m.x = {1, 2, 3}, m.y = {1, 1, 2}, m.z = {0, 0, 4};
    m.u = m.v = {0.0F, 1.0F, 0.5F};
    m.index = {0, 1, 2};
    m.parts = {{0, 3, 0}};
    m.geometry_begin = {0, 1};
    m.materials = {{.texture = 0}};
    m.textures = {{4, 4, 1, false, std::vector<std::uint8_t>(8)}};
    m.instances = {{.feature = 1, .lod = 2, .role = ModelRole::building}};
    return layer;
}

bool refused(const std::function<void(FeatureLayer&)>& spoil) {
    FeatureLayer layer = sample();
    spoil(layer);
    return !read_layers(write_layers({&layer, 1}));
}

} // namespace

TEST_CASE("layers come back as they were written") {
    FeatureLayer a = sample(), b;
    b.file = "dem.tif";
    b.raster_columns = 2;
    b.raster_rows = 1;
    b.raster = {1.0F, std::numeric_limits<float>::quiet_NaN()};
    b.raster_transform[0] = 5.0;
    b.in = 1;
    std::vector layers{a, b};
    auto back = read_layers(write_layers(layers));
    REQUIRE(back);
    REQUIRE(back->size() == 2);
    const FeatureLayer& c = back->front();
    CHECK(c.layer == "건물");
    CHECK(c.role == Role::buildings);
    CHECK(c.epsg == 5187);
    CHECK(c.ring_begin == a.ring_begin);
    CHECK(c.part_begin == a.part_begin);
    CHECK(c.feature_begin == a.feature_begin);
    CHECK(c.x == a.x);
    CHECK(c.z.size() == 14);
    CHECK(c.columns[0].number[0] == 3.0);
    CHECK(std::isnan(c.columns[0].number[1]));
    CHECK(c.columns[1].text == a.columns[1].text);
    CHECK(c.canonical_column("height_m") == &c.columns[0]);
    CHECK(c.key == a.key);
    CHECK(c.notes[0].where == "feature 1");
    CHECK(c.notes[0].rows == std::vector<std::uint32_t>{0});
    CHECK(c.models.index == a.models.index);
    CHECK(c.models.z[2] == 4.0);
    CHECK(c.models.instances[0].feature == 1);
    CHECK(c.models.instances[0].role == ModelRole::building);
    CHECK(c.models.textures[0].blocks.size() == 8);
    CHECK(back->at(1).raster.size() == 2);
    CHECK(back->at(1).raster_transform[0] == 5.0);
}

TEST_CASE("a layer that does not hold together is refused") {
    constexpr double k_inf = std::numeric_limits<double>::infinity();
    CHECK_FALSE(refused([](FeatureLayer&) {}));
    CHECK(refused([](auto& l) { l.feature_begin.back() = 4; }));               // past the last part
    CHECK(refused([](auto& l) { l.part_begin[1] = 4, l.part_begin[2] = 3; })); // falls
    CHECK(refused([](auto& l) { l.ring_begin.front() = 1; }));
    CHECK(refused([](auto& l) { l.ring_begin[1] = 2; })); // a ring of two points
    CHECK(refused([](auto& l) { l.ring_begin.clear(); }));
    CHECK(refused([](auto& l) { l.x[3] = std::numeric_limits<double>::quiet_NaN(); }));
    CHECK(refused([k_inf](auto& l) { l.y[0] = k_inf; }));
    CHECK(refused([](auto& l) { l.x[0] = 2e9; }));
    CHECK(refused([](auto& l) { l.y.pop_back(); }));
    CHECK(refused([](auto& l) { l.z.pop_back(); }));
    CHECK(refused([](auto& l) { l.z[0] = std::numeric_limits<float>::infinity(); }));
    CHECK(refused([](auto& l) { l.row.push_back(5); })); // more rows than features
    CHECK(refused([](auto& l) { l.key.push_back(5); }));
    CHECK(refused([](auto& l) { l.columns[0].number.pop_back(); }));
    CHECK(refused([k_inf](auto& l) { l.columns[0].number[0] = k_inf; }));
    CHECK(refused([](auto& l) { l.columns[1].text[0] = "\xC1\xD6"; }));        // CP949
    CHECK(refused([](auto& l) { l.columns[1].text = {"\xEC\xA3", "\xBC"}; })); // a character cut between two cells
    CHECK(refused([](auto& l) { l.canonical["levels"] = "none such"; }));
    CHECK(refused([](auto& l) { l.role = static_cast<Role>(200); }));
    CHECK(refused([](auto& l) { l.geometry = static_cast<GeometryKind>(9); }));
    CHECK(refused([](auto& l) { l.geometry = GeometryKind::none; })); // a table with coordinates
    CHECK(refused([](auto& l) { l.raster = {1.0F}; }));               // of no size
    CHECK(refused([](auto& l) { l.raster_columns = 70000, l.raster_rows = 70000; }));
    CHECK(refused([k_inf](auto& l) { l.raster_transform[2] = k_inf; }));
    CHECK(refused([](auto& l) { l.left_out = 2; })); // 2 kept + 2 left out of 3
    CHECK(refused([](auto& l) { l.in = -1; }));
    CHECK(refused([](auto& l) { l.models.index[1] = 3; }));
    CHECK(refused([](auto& l) { l.models.index.push_back(0), l.models.parts[0].end = 4; }));
    CHECK(refused([](auto& l) { l.models.parts[0].material = 1; }));
    CHECK(refused([](auto& l) { l.models.materials[0].texture = 1; }));
    CHECK(refused([](auto& l) { l.models.materials[0].colour[0] = 2.0F; }));
    CHECK(refused([](auto& l) { l.models.textures[0].blocks.pop_back(); }));
    CHECK(refused([](auto& l) { l.models.textures[0].width = 5; }));
    CHECK(refused([](auto& l) { l.models.textures[0].levels = 40; }));
    CHECK(refused([](auto& l) { l.models.instances[0].feature = 2; }));
    CHECK(refused([](auto& l) { l.models.instances[0].geometry = 1; }));
    CHECK(refused([](auto& l) { l.models.instances[0].role = ModelRole::count; }));
    CHECK(refused([](auto& l) { l.models.instances[0].in_place = 2; }));
    CHECK(refused([k_inf](auto& l) { l.models.z[0] = k_inf; }));
    CHECK(refused([](auto& l) { l.models.v.pop_back(); }));
    CHECK(refused([](auto& l) { l.picture = {0, 0, 0, 255}; })); // of no size
}

TEST_CASE("no cut and no flipped byte makes the reader fall over") {
    FeatureLayer layer = sample();
    auto bytes = write_layers({&layer, 1});
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(read_layers(std::span(bytes).first(size)));
    std::mt19937 random(11);
    std::size_t taken = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto spoiled = bytes;
        for (unsigned k = 0; k <= random() % 3; ++k)
            spoiled[random() % spoiled.size()] = static_cast<std::byte>(random() % 256);
        auto back = read_layers(spoiled);
        if (!back) continue;
        ++taken; // a changed number is as good as any other; an index never reaches outside
        for (const auto& l : *back) {
            REQUIRE(l.ring_begin.back() == l.x.size());
            REQUIRE(l.part_begin.back() == l.ring_begin.size() - 1);
            REQUIRE(l.feature_begin.back() == l.part_begin.size() - 1);
        }
    }
    CHECK(taken > 0);
    CHECK(taken < 20'000);
}

TEST_CASE("a count that does not fit costs no memory") {
    ByteWriter out;
    out.value(std::uint64_t{1} << 61);
    auto array = [&] {
        ByteReader in(out.bytes());
        auto items = in.array<double>();
        return in.failed() && items.empty();
    };
    CHECK(array());
}

TEST_CASE("UTF-8 is recognised by its form") {
    CHECK(is_utf8("plain 한글 🚦"));
    CHECK_FALSE(is_utf8(std::string_view("a\0b", 3)));
    CHECK_FALSE(is_utf8("\xC0\xAF"));         // overlong
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));     // surrogate
    CHECK_FALSE(is_utf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
    CHECK_FALSE(is_utf8("\xEA\xB0"));         // cut
}

TEST_CASE("a request comes back as it was written, or not at all") {
    ReadRequest request{"/data/a b.shp", "a b.shp", "CP949", {{"a b.shp", "roads"}}};
    auto bytes = write_request(request);
    auto back = read_request(bytes);
    REQUIRE(back);
    CHECK(back->path == request.path);
    CHECK(back->roles == request.roles);
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(read_request(std::span(bytes).first(size)));
}

TEST_CASE("--as names a file by its name or the end of its path") {
    CHECK(names_file("roads.shp", "sheet/roads.shp"));
    CHECK(names_file("sheet/roads.shp", "sheet/roads.shp"));
    CHECK(names_file("roads.shp", "roads.shp"));
    CHECK_FALSE(names_file("oads.shp", "sheet/roads.shp"));
    CHECK_FALSE(names_file("", "roads.shp"));
}
