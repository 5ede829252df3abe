// The night by what it means: dim ground, pools of light that measure what the lamps give, windows that are few and stay.
#include "light/illuminance.h"
#include "light/luminaires.h"
#include "scene/palette.h"
#include "shared_data.h"
#include "small_city.h"
#include "view/view.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

using namespace tp;
using namespace tp::test;

namespace {

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = [] {
        auto made = Renderer::create({}, true);
        if (!made) throw std::runtime_error("no Vulkan device: " + made.error().key);
        return std::move(*made);
    }();
    return *one;
}

FrameOptions night_options() {
    FrameOptions options;
    options.width = 320;
    options.height = 180;
    options.sun = {250.0, -25.0};
    return options;
}

Camera from_above(double height_m) {
    Camera camera;
    camera.orthographic = true;
    camera.eye = {0, 0, 500};
    camera.target = {0, 0, 0};
    camera.height_m = height_m;
    return camera;
}

Image picture(const Camera& camera, const FrameOptions& options = night_options(), bool ids = false) {
    auto image = renderer().render(camera, options, ids);
    REQUIRE(image);
    return *std::move(image);
}

// Linear light of a pixel; colours are stored as square roots (shaders/common.inc).
std::array<double, 3> light_at(const Image& image, int x, int y) {
    std::size_t i = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
    std::array<double, 3> out{};
    for (std::size_t c = 0; c < 3; ++c) out[c] = std::pow(image.rgba[i + c] / 255.0, 2);
    return out;
}
double luminance(const std::array<double, 3>& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; }

std::array<double, 3> light_of(const Image& image, const Camera& camera, const std::array<double, 3>& p) {
    auto at = renderer().project(camera, night_options(), p);
    REQUIRE(at);
    REQUIRE(((*at)[0] >= 0 && (*at)[0] < image.width && (*at)[1] >= 0 && (*at)[1] < image.height));
    return light_at(image, static_cast<int>((*at)[0]), static_cast<int>((*at)[1]));
}

City plain() { // nothing but ground
    City city = small_city();
    city.buildings = {};
    city.streets = {};
    city.crossings = {};
    city.sidewalks = {};
    city.areas = {};
    city.stops = {};
    city.signals = {};
    return city;
}

Lamps one_lamp(LocalPoint at, std::array<float, 2> c90 = {0.0f, 1.0f}) {
    Lamps lamps{load_luminaires(source_folder() / "assets/data").value(), {}};
    Lamp lamp;
    lamp.at = at;
    lamp.c90 = c90;
    lamps.lamps.push_back(lamp);
    return lamps;
}

void load(City city, const Lamps& lamps = {}, bool solutions = false) {
    REQUIRE(renderer().set_city(std::make_shared<const City>(std::move(city))));
    REQUIRE(renderer().set_solutions(solutions ? small_solutions() : std::vector<Solution>{}, small_catalogue()));
    REQUIRE(renderer().set_layer(std::nullopt));
    REQUIRE(renderer().set_lamps(lamps));
}

} // namespace

TEST_CASE("level ground at night has 5 to 9 % of the light, in blue-grey", "[gpu]") {
    load(plain());
    Image image = picture(from_above(200));
    for (int x : {20, 160, 300}) {
        auto c = light_at(image, x, 90);
        CHECK(luminance(c) > 0.05);
        CHECK(luminance(c) < 0.09);
        CHECK(c[2] > 1.15 * c[0]);
    }
}

TEST_CASE("a pool of light measures what the lamp gives", "[gpu]") {
    Lamps lamps = one_lamp({0, 0}, {0.6f, 0.8f});
    lamps.lamps.push_back(lamps.lamps[0]);
    lamps.lamps[1].at = {26, 6};
    load(plain());
    Camera camera = from_above(90);
    Image dark = picture(camera);
    REQUIRE(renderer().set_lamps(lamps));
    Image lit = picture(camera);
    std::vector<LocalPoint> probes;
    std::vector<std::pair<int, int>> pixels;
    for (int y = 40; y < 140; y += 9)
        for (int x = 90; x < 260; x += 9) {
            auto ground = renderer().ground_under(camera, night_options(), x + 0.5, y + 0.5);
            REQUIRE(ground);
            probes.push_back({(*ground)[0], (*ground)[1]});
            pixels.emplace_back(x, y);
        }
    auto lux = ground_lux(lamps, probes);
    double albedo = static_cast<double>(make_palette({}, 0.0f)[static_cast<std::size_t>(Material::ground)].albedo[0]);
    int compared = 0;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        double all = light_at(lit, pixels[i].first, pixels[i].second)[0], more = all - light_at(dark, pixels[i].first, pixels[i].second)[0];
        if (all > 0.8 || lux[i] < 2.0f) continue; // bent towards white; too few grey levels
        double seen = more / albedo, bright = seen / (1.0 - 0.4 * seen); // shaders/night.inc
        CAPTURE(probes[i].x_m, probes[i].y_m);
        CHECK(bright / 0.04 == Approx(static_cast<double>(lux[i])).epsilon(0.08).margin(0.3));
        ++compared;
    }
    CHECK(compared > 40);
    CHECK(luminance(light_of(lit, camera, {2, 2, 0})) > 2.5 * luminance(light_of(dark, camera, {2, 2, 0})));
    auto warm = light_of(lit, camera, {2, 2, 0});
    CHECK(warm[0] > 1.5 * warm[2]); // 3000 K
    CHECK(light_of(lit, camera, {-70, -40, 0}) == light_of(dark, camera, {-70, -40, 0})); // beyond its reach nothing changes
}

TEST_CASE("walls end the light of a lamp", "[gpu]") {
    City city = plain();
    city.buildings = {};
    add_box(city, -15, 10, 15, 14, 0, 20);
    Lamps lamps = one_lamp({0, 0});
    find_walls(city.buildings, lamps.lamps);
    load(city, lamps);
    Camera camera = from_above(90);
    Image image = picture(camera);
    REQUIRE(renderer().set_lamps({}));
    Image dark = picture(camera);
    auto more = [&](double x, double y) { return luminance(light_of(image, camera, {x, y, 0})) - luminance(light_of(dark, camera, {x, y, 0})); };
    CHECK(more(0, 7) > 0.05);
    CHECK(more(0, 17) == 0.0);
    CHECK(more(18, 4) > 0.02);
}

TEST_CASE("lit windows are few, warm and stay where they are", "[gpu]") {
    City city = plain();
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) add_box(city, -140 + 36 * x, -140 + 36 * y, -118 + 36 * x, -118 + 36 * y, 0, 24.0f + 6.0f * static_cast<float>((x * 5 + y * 3) % 7));
    load(city);
    FrameOptions options = night_options();
    options.width = 960;
    options.height = 540;
    Camera camera;
    camera.eye = {-230, -250, 60};
    camera.target = {0, 0, 20};
    Image image = picture(camera, options, true);
    options.sun.elevation_deg = 40;
    Image day = picture(camera, options);
    int walls = 0, lit = 0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x);
            if (object_role(image.ids[i]) != ObjectRole::building) continue;
            ++walls;
            auto c = light_at(image, x, y);
            lit += luminance(c) > 0.15;
            if (luminance(c) > 0.3) CHECK(c[0] > c[2]);
        }
    REQUIRE(walls > 50000);
    CHECK(static_cast<double>(lit) / walls > 0.01);
    CHECK(static_cast<double>(lit) / walls < 0.06);
    Camera beside = camera; // the same windows from another place
    beside.eye = {-200, -260, 75};
    Image other = picture(beside, night_options());
    options = night_options();
    Image first = picture(camera, options);
    int same = 0, all = 0, bright = 0;
    for (double z = 6; z < 24; z += 0.7)
        for (double x = -139.5; x < -118.5; x += 0.7) { // the south wall of the nearest house
            std::array<double, 3> p{x, -140, z};
            bool here = luminance(light_of(first, camera, p)) > 0.2, there = luminance(light_of(other, beside, p)) > 0.2;
            ++all;
            same += here == there;
            bright += here;
        }
    CHECK(same > all * 94 / 100); // borders of windows fall between pixels
    CHECK(bright < all / 4);
}

TEST_CASE("what is proposed is readable at night, and lamps are seen as points", "[gpu]") {
    City city = small_city();
    load(city, {}, true);
    Camera camera;
    camera.eye = {-34, -12, 7};
    camera.target = {-12, 0, 1};
    FrameOptions options = night_options();
    Image image = picture(camera, options, true);
    int accent = 0, glowing = 0;
    for (std::size_t i = 0; i < image.ids.size(); ++i) {
        if (object_role(image.ids[i]) != ObjectRole::solution) continue;
        accent += image.rgba[4 * i] - image.rgba[4 * i + 2] > 70;
        glowing += image.rgba[4 * i] > 235 && image.rgba[4 * i + 1] > 200; // floor signal, lamps
    }
    CHECK(accent > 150);
    CHECK(glowing > 10);
    Lamps lamps = one_lamp({30, 12}, {0.0f, -1.0f});
    camera.eye = {0, -4, 1.6};
    camera.target = {30, 12, 7};
    Image before = picture(camera);
    REQUIRE(renderer().set_lamps(lamps));
    CHECK(luminance(light_of(picture(camera), camera, {30, 12, 8})) > 0.5);
    CHECK(luminance(light_of(before, camera, {30, 12, 8})) < 0.2);
}

TEST_CASE("lamps that cannot be are left out, and a night twice is the same night", "[gpu]") {
    Lamps lamps = one_lamp({0, 0});
    for (double far : {1e6, 1e300}) {
        lamps.lamps.push_back(lamps.lamps[0]);
        lamps.lamps.back().at = {far, -far};
    }
    lamps.lamps.back().at.x_m = std::nan("");
    load(small_city(true), lamps, true);
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    Image first = picture(camera), second = picture(camera);
    CHECK(first.rgba == second.rgba);
    REQUIRE(renderer().set_lamps({}));
    CHECK(picture(camera).rgba != first.rgba);
    FrameOptions day = night_options();
    day.sun.elevation_deg = 30;
    Image bright = picture(camera, day);
    REQUIRE(renderer().set_lamps(lamps));
    CHECK(picture(camera, day).rgba == bright.rgba); // by day nobody sees a lamp
    day.moving = true;
    REQUIRE(renderer().draw(camera, day));
    for (const std::string& text : renderer().validation_texts()) UNSCOPED_INFO(text);
    CHECK(renderer().validation_messages() == 0);
}
