// Trees, devices, people and coverage bodies: each is seen where it stands, named by its id, and gone when it is switched off.
#include "small_city.h"
#include "view/view.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
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

std::shared_ptr<const City> planted(int trees) {
    City city = small_city();
    for (int i = 0; i < trees; ++i) {
        city.trees.at.push_back({-30.0 + 12.0 * (i % 6), -30.0 + 12.0 * (i / 6)});
        city.trees.height_m.push_back(9.0f);
        city.trees.crown_m.push_back(6.0f);
        city.trees.leaf.push_back(Leaf::broad);
        city.trees.origin.push_back({});
    }
    for (double x : {-70.0, -50.0, 70.0}) {
        city.devices.kind.push_back(DeviceKind::shade);
        city.devices.at.push_back({x, -8.0});
        city.devices.count.push_back(1);
        city.devices.name.emplace_back();
        city.devices.origin.push_back({});
    }
    return std::make_shared<const City>(std::move(city));
}

FrameOptions small() {
    FrameOptions options;
    options.width = 320;
    options.height = 180;
    return options;
}

Camera camera() {
    Camera c;
    c.eye = {-120, -140, 110};
    c.target = {0, 0, 0};
    return c;
}

Image picture(const FrameOptions& options, bool ids = false) {
    auto image = renderer().render(camera(), options, ids);
    REQUIRE(image);
    return *std::move(image);
}

long pixels(const Image& image, ObjectRole role) { return std::ranges::count_if(image.ids, [&](std::uint32_t id) { return object_role(id) == role; }); }

int different(const Image& a, const Image& b) {
    int count = 0;
    for (std::size_t i = 0; i < a.rgba.size(); i += 4) count += std::abs(a.rgba[i] - b.rgba[i]) + std::abs(a.rgba[i + 1] - b.rgba[i + 1]) > 6;
    return count;
}

} // namespace

TEST_CASE("trees and devices are seen under their ids, cast shadows, and go with the switch", "[gpu]") {
    REQUIRE(renderer().set_city(planted(36)));
    REQUIRE(renderer().set_solutions({}, small_catalogue()));
    FrameOptions options = small();
    Image with = picture(options, true);
    CHECK(pixels(with, ObjectRole::tree) > 300);
    CHECK(pixels(with, ObjectRole::device) > 8);
    options.detail_on = false;
    Image without = picture(options, true);
    CHECK(pixels(without, ObjectRole::tree) == 0);
    CHECK(different(with, without) > pixels(with, ObjectRole::tree)); // their shadows are more than they are
    options.detail_on = true;
    options.moving = true;
    CHECK(pixels(picture(options, true), ObjectRole::tree) > 200);
}

TEST_CASE("people and cars are seen and are no object", "[gpu]") {
    REQUIRE(renderer().set_city(planted(0)));
    FrameOptions options = small();
    Image without = picture(options, true);
    options.people_on = true;
    Image with = picture(options, true);
    CHECK(different(with, without) > 20);
    std::size_t other = 0;
    for (std::size_t i = 0; i < with.ids.size(); ++i) other += with.ids[i] != without.ids[i] && with.ids[i] != 0 ? 1U : 0U;
    CHECK(other == 0);
}

TEST_CASE("coverage bodies tint the picture once however many lie over one another, and change no id", "[gpu]") {
    REQUIRE(renderer().set_city(planted(0)));
    FrameOptions options = small();
    Image without = picture(options, true);
    CoverageVolume cone{{-20, -20}, 8.0, {}};
    for (int k = 0; k < 40; ++k) cone.outline.push_back({-20 + 25 * std::cos(k * 0.15708), -20 + 25 * std::sin(k * 0.15708)});
    REQUIRE(renderer().set_volumes({cone}));
    Image one = picture(options, true);
    REQUIRE(renderer().set_volumes({cone, cone, cone}));
    Image three = picture(options, true);
    CHECK(different(one, without) > 1000);
    CHECK(different(one, three) == 0);
    CHECK(one.ids == without.ids);
    std::size_t redder = 0;
    for (std::size_t i = 0; i < one.rgba.size(); i += 4) redder += one.rgba[i] - one.rgba[i + 2] > without.rgba[i] - without.rgba[i + 2] + 20 ? 1U : 0U;
    CHECK(redder > 1000);
    options.volumes_on = false;
    CHECK(different(picture(options), without) == 0);
    REQUIRE(renderer().set_volumes({}));
}

TEST_CASE("nothing of this troubles the validation layer", "[gpu]") {
    for (const std::string& text : renderer().validation_texts()) INFO(text);
    CHECK(renderer().validation_messages() == 0);
}
