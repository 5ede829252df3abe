// Cities, layers and sizes that nobody should send: drawn as far as they make sense, or refused by a sentence.
#include "compare_pictures.h"
#include "model_city.h"
#include "small_city.h"
#include "vk/device.h"
#include "vk/textures.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace tp;
using namespace tp::test;

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN(), k_endless = std::numeric_limits<double>::infinity();
constexpr float k_nan_f = std::numeric_limits<float>::quiet_NaN(), k_endless_f = std::numeric_limits<float>::infinity();

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = std::move(*Renderer::create({}, true));
    return *one;
}

Camera from_south_west() {
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    return camera;
}

FrameOptions options(int width = 320, int height = 180) {
    FrameOptions out;
    out.width = width;
    out.height = height;
    return out;
}

void load(const City& city) {
    REQUIRE(renderer().set_city(std::make_shared<const City>(city)));
    REQUIRE(renderer().set_solutions({}, small_catalogue()));
    REQUIRE(renderer().set_layer(std::nullopt));
}

Image picture(const City& city, const Camera& camera = from_south_west()) {
    load(city);
    auto image = renderer().render(camera, options(), true, true);
    REQUIRE(image);
    return *std::move(image);
}

void add_ring(City& city, const std::vector<LocalPoint>& ring, float height_m) {
    add_box(city, 0, 0, 1, 1, 0, height_m); // all that goes with a building
    auto& points = city.buildings.footprint.rings.points;
    points.resize(points.size() - 4);
    auto& begin = city.buildings.footprint.rings.begin;
    begin.back() = begin[begin.size() - 2];
    begin.pop_back();
    city.buildings.footprint.rings.add(ring);
}

struct Silent { // what the layers said while it lived
    std::size_t before = renderer().validation_texts().size();
    Silent() = default;
    Silent(const Silent&) = delete;
    ~Silent() {
        auto texts = renderer().validation_texts();
        for (std::size_t i = before; i < texts.size(); ++i) UNSCOPED_INFO(texts[i]);
        CHECK(texts.size() == before);
    }
};

} // namespace

TEST_CASE("buildings without sense leave the rest of the picture as it is", "[gpu]") {
    Silent silent;
    Image plain = picture(small_city());
    struct Bad {
        const char* what;
        std::vector<LocalPoint> ring;
        float height_m;
    };
    for (const Bad& bad : std::vector<Bad>{{"a corner that is no number", {{60, 60}, {k_nan, 60}, {70, 70}, {60, 70}}, 10},
                                           {"a corner at infinity", {{60, 60}, {k_endless, 60}, {70, 70}, {60, 70}}, 10},
                                           {"a corner at 1e300", {{60, 60}, {1e300, 60}, {70, 70}, {60, 70}}, 10},
                                           {"no corners", {}, 10},
                                           {"two corners", {{60, 60}, {70, 70}}, 10},
                                           {"no height", {{60, 60}, {70, 60}, {70, 70}, {60, 70}}, k_nan_f},
                                           {"endless height", {{60, 60}, {70, 60}, {70, 70}, {60, 70}}, k_endless_f}}) {
        CAPTURE(bad.what);
        City city = small_city();
        add_ring(city, bad.ring, bad.height_m);
        Image image = picture(city);
        auto bad_id = object_id(ObjectRole::building, 13);
        bool drawn = std::ranges::find(image.ids, bad_id) != image.ids.end();
        if (!drawn) CHECK(compare_pictures(plain, image).largest_blob_px == 0);
        for (std::size_t i = 0; i < image.ids.size(); ++i) // elsewhere nothing is hidden but by it
            if (image.ids[i] != plain.ids[i] && !drawn) FAIL_CHECK("pixel " << i << " changed");
        CHECK(std::ranges::count(image.ids, object_id(ObjectRole::building, 0)) > 100);
        CHECK(std::ranges::none_of(image.depth_m, [](float d) { return std::isnan(d); }));
    }
}

TEST_CASE("points twice and faces without area change nothing that is seen", "[gpu]") {
    Silent silent;
    City plain = small_city(), doubled = small_city();
    auto& points = doubled.buildings.footprint.rings.points;
    auto ring = std::vector<LocalPoint>(points.end() - 4, points.end());
    points.resize(points.size() - 4);
    auto& begin = doubled.buildings.footprint.rings.begin;
    begin.back() = begin[begin.size() - 2];
    begin.pop_back();
    doubled.buildings.footprint.rings.add(std::vector<LocalPoint>{ring[0], ring[0], ring[1], {0.5 * (ring[1].x_m + ring[2].x_m), ring[1].y_m + 8}, ring[2], ring[2], ring[3], ring[3]});
    Image a = picture(plain), b = picture(doubled);
    CHECK(a.ids == b.ids);
    CHECK(compare_pictures(a, b).same_to_a_person());
    City flat = small_city();
    add_ring(flat, {{60, 60}, {70, 60}, {80, 60}}, 10);  // a wall without thickness
    add_ring(flat, {{60, 70}, {60, 70}, {60, 70}}, 10);  // a point
    Image c = picture(flat);
    CHECK(std::ranges::count(c.ids, object_id(ObjectRole::building, 0)) == std::ranges::count(a.ids, object_id(ObjectRole::building, 0)));
}

TEST_CASE("models with vertices, textures and places without sense are left out or drawn", "[gpu]") {
    Silent silent;
    for (int turn = 0; turn < 6; ++turn) {
        CAPTURE(turn);
        City city = city_with_models();
        Models& m = city.models;
        if (turn == 0) m.position[3] = {k_nan_f, k_nan_f, k_nan_f};
        if (turn == 1) m.position[3] = {3e38f, -3e38f, 3e38f};
        if (turn == 2) m.position.assign(m.position.size(), m.position.front()); // no face has an area
        if (turn == 3) m.uv.assign(m.uv.size(), {k_nan_f, 1e30f});
        if (turn == 4) m.z_m.assign(m.z_m.size(), k_endless);
        if (turn == 5) m.turn.assign(m.turn.size(), {k_nan_f, 0, 0, 0, k_nan_f, 0, 0, 0, k_nan_f});
        load(city);
        FrameOptions o = options();
        o.textures_on = true;
        auto image = renderer().render(from_south_west(), o, true, true);
        REQUIRE(image);
        CHECK(std::ranges::count(image->ids, object_id(ObjectRole::building, 0)) > 100);
        CHECK(std::ranges::none_of(image->depth_m, [](float d) { return std::isnan(d); }));
    }
}

TEST_CASE("a texture of one pixel is read, one beyond the device's limit is scaled or refused by a sentence", "[gpu]") {
    auto log = std::make_shared<ValidationLog>();
    DeviceOptions wanted;
    wanted.log = log;
    auto device = Device::create(wanted);
    REQUIRE(device);
    std::vector<std::uint8_t> one(8, 0x55);
    const BlockPicture pixel{1, 1, 1, false, one};
    auto made = Textures::create(*device, std::span(&pixel, 1), true);
    REQUIRE(made);
    CHECK(made->size() == 1);
    std::vector<std::uint8_t> wide((5000 + 2500 + 1250) * 8, 0x55); // 20,000 x 4 and the levels below it
    const BlockPicture levels{20000, 4, 3, false, wide};
    REQUIRE((*device)->facts().image_side_most < 20000);
    CHECK(Textures::create(*device, std::span(&levels, 1), true)); // from 10,000 on
    CHECK(Textures::create(*device, std::span(&levels, 1), true, false, 6000)); // from 5,000 on
    auto error = [&](const BlockPicture& picture, std::uint32_t side_most = 0) {
        auto refused = Textures::create(*device, std::span(&picture, 1), true, false, side_most);
        REQUIRE_FALSE(refused);
        return refused.error().key;
    };
    CHECK(error({20000, 4, 1, false, wide}) == "renderer.texture");
    CHECK(error({20000, 4, 3, false, wide}, 4096) == "renderer.texture");
    CHECK(error({20000, 20000, 1, false, wide}) == "renderer.texture_data"); // said to be larger than it is
    CHECK(error({0, 4, 1, false, wide}) == "renderer.texture_data");
    CHECK(error({4, 4, 40, false, wide}) == "renderer.texture_data");
    CHECK(error({4, 4, 0, false, wide}) == "renderer.texture_data");
    CHECK(error({UINT32_MAX, UINT32_MAX, 1, true, wide}) == "renderer.texture_data");
    made = Textures{};
    device->reset();
    for (const std::string& text : log->texts()) UNSCOPED_INFO(text);
    CHECK(log->texts().empty());
}

TEST_CASE("layers with all values missing, equal or endless are drawn", "[gpu]") {
    Silent silent;
    load(small_city());
    auto bare = renderer().render(from_south_west(), options());
    REQUIRE(bare);
    for (LayerOn on : {LayerOn::cells, LayerOn::points, LayerOn::buildings, LayerOn::street_edges})
        for (float value : {k_nan_f, 5.0f, k_endless_f, -k_endless_f, 3e38f})
            for (float cell : {20.0f, 0.0f, k_nan_f, k_endless_f, 1e-30f}) {
                CAPTURE(static_cast<int>(on), value, cell);
                Layer layer = small_layer();
                layer.on = on;
                layer.cell_m = cell;
                layer.value.assign(layer.value.size(), value);
                layer.low = layer.high = value;
                layer.breaks.clear();
                REQUIRE(renderer().set_layer(layer));
                auto image = renderer().render(from_south_west(), options());
                REQUIRE(image);
                bool is_ground = on == LayerOn::cells || on == LayerOn::points;
                if (is_ground && cell == 20.0f) CHECK(compare_pictures(*bare, *image).largest_blob_px > 60); // hatched where missing
            }
    Layer nothing = small_layer();
    nothing.value.clear();
    nothing.at.clear();
    REQUIRE(renderer().set_layer(nothing));
    CHECK(renderer().render(from_south_west(), options()));
    Layer broken = small_layer();
    broken.low = broken.high = k_nan_f;
    broken.breaks = {k_nan_f, k_nan_f};
    broken.value.pop_back(); // fewer values than places
    REQUIRE(renderer().set_layer(broken));
    CHECK(renderer().render(from_south_west(), options()));
    REQUIRE(renderer().set_layer(std::nullopt));
}

TEST_CASE("pictures of 1 x 1 and 7680 x 4320 are drawn, of 0 x 0 and 20,000 x 20 refused by a sentence", "[gpu]") {
    Silent silent;
    load(small_city());
    for (auto [width, height] : {std::pair{0, 0}, {20000, 20}, {20, 20000}, {-1, -1}, {INT32_MAX, INT32_MAX}, {8193, 1}}) {
        auto image = renderer().render(from_south_west(), options(width, height));
        CAPTURE(width, height);
        REQUIRE_FALSE(image);
        CHECK(image.error().key == "renderer.size");
        CHECK_FALSE(renderer().draw(from_south_west(), options(width, height)));
    }
    for (auto [width, height] : {std::pair{1, 1}, {1, 300}, {300, 1}, {7680, 4320}}) {
        FrameOptions o = options(width, height);
        o.samples_per_side = 2;
        o.moving = o.wait_for_tiles = height > 300; // a CPU draws the large one for seconds otherwise
        o.shadow = o.moving ? ShadowMode::off : ShadowMode::soft;
        CAPTURE(width, height);
        auto image = renderer().render(from_south_west(), o, true);
        REQUIRE(image);
        CHECK(image->rgba.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
        CHECK(image->ids.size() * 4 == image->rgba.size());
        if (height > 300) CHECK(std::ranges::count(image->ids, object_id(ObjectRole::building, 0)) > 50000);
    }
    CHECK(renderer().render(from_south_west(), options())); // and small again
}

TEST_CASE("sizes that change with every frame leave nothing behind", "[gpu]") {
    Silent silent;
    load(small_city());
    auto before = renderer().render(from_south_west(), options());
    for (int i = 0; i < 40; ++i) {
        FrameOptions o = options(16 + i * 37 % 400, 16 + i * 53 % 300);
        o.shadow = ShadowMode::off;
        REQUIRE(renderer().draw(from_south_west(), o));
    }
    auto after = renderer().render(from_south_west(), options());
    REQUIRE(before);
    REQUIRE(after);
    CHECK(before->rgba == after->rgba);
}

TEST_CASE("a city without terrain, of one building, of none, and one that is 3 km high", "[gpu]") {
    Silent silent;
    City one;
    add_box(one, -10, -10, 10, 10, 0, 20);
    Image image = picture(one);
    CHECK(std::ranges::count(image.ids, object_id(ObjectRole::building, 0)) > 100);
    one.extent.add({-10, -10});
    one.extent.add({10, 10});
    CHECK(std::ranges::count(picture(one).ids, object_id(ObjectRole::building, 0)) > 100);
    City none = small_city(true);
    none.buildings = {};
    image = picture(none);
    CHECK(std::ranges::none_of(image.ids, [](std::uint32_t id) { return object_role(id) == ObjectRole::building; }));
    CHECK(std::ranges::any_of(image.ids, [](std::uint32_t id) { return object_role(id) == ObjectRole::street; }));
    picture(City{});

    City high = small_city();
    add_box(high, 60, 60, 90, 90, 0, 3000);
    Camera far; // its top in the middle of the picture
    far.eye = {75, -4000, 3000};
    far.target = {75, 75, 2990};
    image = picture(high, far);
    auto at = [&](const std::array<double, 3>& point, const Camera& camera) {
        auto p = renderer().project(camera, options(), point);
        REQUIRE(p);
        return static_cast<std::size_t>((*p)[1]) * 320 + static_cast<std::size_t>((*p)[0]);
    };
    std::size_t top = at({75, 60, 2985}, far);
    CHECK(image.ids[top] == object_id(ObjectRole::building, 13));
    CHECK(static_cast<double>(image.depth_m[top]) == Approx(4060).epsilon(0.003));
    CHECK(image.ids[at({75, 60, 3060}, far)] == 0);
    Image near = picture(high), plain = picture(small_city()); // its neighbours stand where they stood
    long moved = 0;
    for (std::size_t i = 0; i < near.ids.size(); ++i)
        moved += object_role(near.ids[i]) == ObjectRole::building && object_index(near.ids[i]) < 13 && near.ids[i] != plain.ids[i];
    CHECK(moved < 40);
}
