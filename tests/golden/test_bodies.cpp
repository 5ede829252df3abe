// 3D models and orthophotos: seen where rays say, in their colours only where asked for, in the place of their prism.
#include "model_city.h"
#include "ray_cast.h"
#include "small_city.h"

#include "vk/block_decode.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <stdexcept>

using namespace tp;
using namespace tp::test;

namespace {

using V = std::array<double, 3>;
constexpr int k_width = 320, k_height = 180;
constexpr std::uint32_t k_house = k_modelled_house;

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = [] {
        auto made = Renderer::create({}, true);
        if (!made) throw std::runtime_error("no Vulkan device: " + made.error().key);
        return std::move(*made);
    }();
    return *one;
}

struct ModelHit {
    double t = std::numeric_limits<double>::infinity();
    std::size_t instance = 0;
    bool hole = false; // a card where its picture is not there, or close to that
};

// Moeller and Trumbore (1997) over every triangle; what is not there of a card is passed through.
ModelHit cast_models(const Models& m, const V& origin, const V& direction) {
    ModelHit best;
    auto dot = [](const V& a, const V& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    auto cross = [](const V& a, const V& b) { return V{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]}; };
    auto minus = [](const V& a, const V& b) { return V{a[0] - b[0], a[1] - b[1], a[2] - b[2]}; };
    for (std::size_t i = 0; i < m.size(); ++i) {
        auto place = [&](std::uint32_t v) {
            const auto& p = m.position[v];
            const auto& t = m.turn[i];
            V out{m.at[i].x_m, m.at[i].y_m, m.z_m[i]};
            for (std::size_t r = 0; r < 3; ++r)
                for (std::size_t c = 0; c < 3; ++c) out[r] += static_cast<double>(t[3 * r + c]) * static_cast<double>(p[c]);
            return out;
        };
        std::uint32_t g = m.geometry[i];
        for (std::uint32_t p = m.geometry_begin[g]; p < m.geometry_begin[g + 1]; ++p)
            for (std::uint32_t k = m.parts[p].begin; k < m.parts[p].end; k += 3) {
                V a = place(m.index[k]), e1 = minus(place(m.index[k + 1]), a), e2 = minus(place(m.index[k + 2]), a), h = cross(direction, e2);
                double det = dot(e1, h);
                if (std::abs(det) < 1e-12) continue;
                V s = minus(origin, a), q = cross(s, e1);
                double u = dot(s, h) / det, v = dot(direction, q) / det, t = dot(e2, q) / det;
                if (u < 0 || v < 0 || u + v > 1 || t < 1e-6 || t >= best.t) continue;
                bool card = g == 1;
                double z = origin[2] + t * direction[2];
                if (card && z < 4.0) continue;
                best = {t, i, card && z < 4.6}; // the border of the hole is half a texel wide
            }
    }
    return best;
}

Camera from_south_west() {
    Camera camera;
    camera.eye = {-95, -125, 60};
    camera.target = {-15, -40, 3};
    return camera;
}

FrameOptions options(bool textures) {
    FrameOptions out;
    out.width = k_width;
    out.height = k_height;
    out.textures_on = textures;
    return out;
}

Image picture(const FrameOptions& o, const Camera& camera = from_south_west()) {
    auto image = renderer().render(camera, o, true, true);
    REQUIRE(image);
    return *std::move(image);
}

void load(City city) {
    REQUIRE(renderer().set_city(std::make_shared<const City>(std::move(city))));
    REQUIRE(renderer().set_solutions({}, small_catalogue()));
    REQUIRE(renderer().set_layer(std::nullopt));
}

int saturation(const Image& image, std::size_t i) {
    auto [low, high] = std::minmax({image.rgba[4 * i], image.rgba[4 * i + 1], image.rgba[4 * i + 2]});
    return high - low;
}

int saturated(const Image& image, ObjectRole role) {
    int count = 0;
    for (std::size_t i = 0; i < image.ids.size(); ++i) count += object_role(image.ids[i]) == role && saturation(image, i) > 70;
    return count;
}

} // namespace

TEST_CASE("models are seen where rays cast on the processor meet their triangles", "[gpu]") {
    City city = city_with_models(), without = city;
    load(city);
    bool textures = GENERATE(false, true);
    Camera camera = from_south_west();
    Image image = picture(options(textures));
    without.buildings.base_m[k_house] = 1e6f; // its prism is not drawn
    V forward{camera.target[0] - camera.eye[0], camera.target[1] - camera.eye[1], camera.target[2] - camera.eye[2]};
    double length = std::sqrt(forward[0] * forward[0] + forward[1] * forward[1] + forward[2] * forward[2]);
    for (double& v : forward) v /= length;
    double flat = std::hypot(forward[0], forward[1]);
    V right{forward[1] / flat, -forward[0] / flat, 0};
    V up{right[1] * forward[2] - right[2] * forward[1], right[2] * forward[0] - right[0] * forward[2], right[0] * forward[1] - right[1] * forward[0]};
    auto at = [&](double x, double y, double& depth) -> std::pair<std::uint32_t, bool> { // object id; true: says nothing
        double tangent = std::tan(camera.fovy_deg * std::numbers::pi / 360);
        double u = (2 * x / k_width - 1) * tangent * k_width / k_height, v = (1 - 2 * y / k_height) * tangent;
        V d{};
        for (std::size_t k = 0; k < 3; ++k) d[k] = forward[k] + right[k] * u + up[k] * v; // depth along the axis is the ray's parameter
        auto box = cast(without, camera, k_width, k_height, x, y);
        ModelHit hit = cast_models(city.models, camera.eye, d);
        depth = box ? box->depth_m : std::numeric_limits<double>::infinity();
        std::uint32_t id = box && box->role == ObjectRole::building ? object_id(ObjectRole::building, box->index) : 0;
        if (hit.t >= depth) return {id, false};
        depth = hit.t;
        std::int32_t b = city.models.building[hit.instance];
        return {b >= 0 ? object_id(ObjectRole::building, static_cast<std::uint32_t>(b)) : object_id(ObjectRole::model, static_cast<std::uint32_t>(hit.instance)), hit.hole};
    };
    int houses = 0, cards = 0, others = 0;
    for (int y = 2; y < k_height; y += 2)
        for (int x = 2; x < k_width; x += 2) {
            double depth = 0;
            auto [id, unsure] = at(x + 0.5, y + 0.5, depth);
            for (double dx : {-0.7, 0.7})
                for (double dy : {-0.7, 0.7}) {
                    double beside = 0;
                    auto other = at(x + 0.5 + dx, y + 0.5 + dy, beside);
                    unsure = unsure || other.second || other.first != id;
                }
            std::size_t i = static_cast<std::size_t>(y) * k_width + static_cast<std::size_t>(x);
            ObjectRole role = object_role(image.ids[i]);
            if (unsure || role == ObjectRole::stop || role == ObjectRole::device) continue;
            CAPTURE(x, y, textures);
            bool body = id != 0;
            CHECK(body == (role == ObjectRole::building || role == ObjectRole::model));
            if (!body) {
                ++others;
                continue;
            }
            CHECK(image.ids[i] == id);
            CHECK(static_cast<double>(image.depth_m[i]) == Approx(depth).epsilon(0.003).margin(0.05));
            houses += id == object_id(ObjectRole::building, k_house);
            cards += object_role(id) == ObjectRole::model;
        }
    CHECK(houses > 25);
    CHECK(cards > 15);
    CHECK(others > 3000);
}

TEST_CASE("textures are shown only where they are asked for, and models throw shadows", "[gpu]") {
    load(city_with_models());
    Image clay = picture(options(false)), own = picture(options(true));
    CHECK(saturated(clay, ObjectRole::building) == 0);
    CHECK(saturated(own, ObjectRole::building) > 60); // picture and roof
    CHECK(saturated(own, ObjectRole::model) > 60);
    std::set<std::uint32_t> seen(own.ids.begin(), own.ids.end());
    for (std::uint32_t i = 1; i < 6; ++i) CHECK(seen.contains(object_id(ObjectRole::model, i)));
    CHECK_FALSE(seen.contains(object_id(ObjectRole::model, 0))); // the house is its building
    // The city without its models: other walls, and other shadows on the ground.
    City plain = city_with_models();
    plain.models = {};
    load(plain);
    Image bare = picture(options(false));
    int ground = 0;
    for (std::size_t i = 0; i < bare.ids.size(); ++i)
        ground += object_role(bare.ids[i]) == ObjectRole::terrain && object_role(clay.ids[i]) == ObjectRole::terrain &&
                  std::abs(int{bare.rgba[4 * i]} - int{clay.rgba[4 * i]}) > 20;
    CHECK(ground > 60);
}

TEST_CASE("a model is picked as its building, a tree as itself", "[gpu]") {
    City city = city_with_models();
    load(city);
    FrameOptions o = options(true);
    REQUIRE(renderer().draw(from_south_west(), o));
    auto pick = [&](const V& p) {
        auto at = renderer().project(from_south_west(), o, p);
        REQUIRE(at);
        auto id = renderer().pick(static_cast<int>((*at)[0]), static_cast<int>((*at)[1]));
        REQUIRE(id);
        return *id;
    };
    LocalPoint at = city.models.at[0];
    CHECK(pick({at.x_m, at.y_m - 4, 7}) == object_id(ObjectRole::building, k_house));
    CHECK(pick({city.models.at[2].x_m, -60, 6}) == object_id(ObjectRole::model, 2));
}

TEST_CASE("an orthophoto lies on the ground north up, without a seam, and objects stay what they are", "[gpu]") {
    bool hill = GENERATE(false, true);
    City city = small_city(hill);
    load(city);
    Camera top;
    top.orthographic = true;
    top.eye = {0, 0, 1000};
    top.target = {0, 0, 0};
    top.height_m = 180;
    FrameOptions o = options(true);
    o.shadow = ShadowMode::off;
    Image before = picture(o, top);
    Texture east = four_colours(), west = four_colours();
    city.pictures = {{west, {-80, -80}, 80, 160, 0}, {east, {0, -80}, 80, 160, 0}};
    load(city);
    Image off = picture([&] { FrameOptions x = o; x.textures_on = false; return x; }(), top), on = picture(o, top);
    CHECK(off.rgba == before.rgba);
    CHECK(on.ids == before.ids);
    auto colour = [&](double x, double y) { // one pixel is a metre
        auto i = static_cast<std::size_t>(90 - y) * k_width + static_cast<std::size_t>(160 + x);
        return std::array<int, 3>{on.rgba[4 * i], on.rgba[4 * i + 1], on.rgba[4 * i + 2]};
    };
    auto is = [](const std::array<int, 3>& c, bool r, bool g, bool b) { return (c[0] > 140) == r && (c[1] > 140) == g && (c[2] > 140) == b; };
    CHECK(is(colour(-70, 70), true, false, false));   // west photo: north-west is red
    CHECK(is(colour(-70, -70), false, false, true));  // south-west is blue
    CHECK(is(colour(70, 70), false, true, false));    // east photo: north-east is green
    CHECK(is(colour(70, -70), true, true, false));    // south-east is yellow
    for (int y = -79; y < 79; ++y) { // along the seam every pixel has the colour of a photo
        CAPTURE(y);
        CHECK(std::max(saturation(on, static_cast<std::size_t>(90 - y) * k_width + 160), saturation(on, static_cast<std::size_t>(90 - y) * k_width + 159)) > 60);
    }
    CHECK(colour(-100, 60) == [&] { // beyond the photos nothing changed
        auto i = static_cast<std::size_t>(30) * k_width + 60;
        return std::array<int, 3>{before.rgba[4 * i], before.rgba[4 * i + 1], before.rgba[4 * i + 2]};
    }());
}

TEST_CASE("hostile models are drawn or left out, never a crash", "[gpu]") {
    City city = city_with_models();
    Models& m = city.models;
    m.at[1] = {std::numeric_limits<double>::quiet_NaN(), 0};
    m.at[2] = {1e300, 0};
    m.turn[3] = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    m.turn[4][0] = -m.turn[4][0]; // mirrored
    m.position[0] = {1e30f, 0, 0};
    load(city);
    Image image = picture(options(true));
    CHECK(std::ranges::count(image.ids, object_id(ObjectRole::building, 0)) > 100);

}

TEST_CASE("blocks are unpacked as the specification says") {
    // BC1, c0 > c1: 0, 1, 2/3 + 1/3, 1/3 + 2/3 along the first row.
    const std::vector<std::uint8_t> bc1{0x00, 0xF8, 0x1F, 0x00, 0xE4, 0, 0, 0};
    auto pixels = decode_blocks(bc1, 4, 4, 1, false);
    REQUIRE(pixels.size() == 64);
    CHECK(std::vector<int>(pixels.begin(), pixels.begin() + 16) == std::vector<int>{255, 0, 0, 255, 0, 0, 255, 255, 170, 0, 85, 255, 85, 0, 170, 255});
    // BC3 alpha 200, 100 with steps of 1/7: index 2 is (6 * 200 + 100) / 7.
    std::vector<std::uint8_t> bc3{200, 100, 0x88, 0, 0, 0, 0, 0, 0x00, 0xF8, 0x1F, 0x00, 0, 0, 0, 0};
    auto with_alpha = decode_blocks(bc3, 4, 4, 1, true);
    CHECK(int{with_alpha[3]} == 200);
    CHECK(int{with_alpha[7]} == 100);
    CHECK(int{with_alpha[11]} == 185);
}

TEST_CASE("the validation layers stay silent about models and photos", "[gpu]") {
    City city = city_with_models();
    city.pictures = {{four_colours(), {-80, -80}, 160, 160, 0}};
    load(city);
    picture(options(true));
    FrameOptions moving = options(false);
    moving.moving = true;
    for (int i = 0; i < 2; ++i) REQUIRE(renderer().draw(from_south_west(), moving));
    load(small_city());
    picture(options(true));
    for (const std::string& text : renderer().validation_texts()) UNSCOPED_INFO(text);
    CHECK(renderer().validation_messages() == 0);
}
