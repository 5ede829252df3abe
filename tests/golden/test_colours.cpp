// A layer on buildings: every building has its own word, missing values and small samples are seen, and differ.
#include "small_city.h"
#include "view/view.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>

using namespace tp;
using namespace tp::test;

namespace {

// Share of pixels of building `index` that differ by more than 6 of 255 between two pictures, and of all others.
struct Changed {
    double of_it = 0, of_others = 0;
};
Changed changed(const Image& a, const Image& b, std::uint32_t index) {
    REQUIRE(a.ids.size() * 4 == a.rgba.size());
    std::size_t its = 0, others = 0, its_changed = 0, others_changed = 0;
    for (std::size_t i = 0; i < a.ids.size(); ++i) {
        bool differs = false;
        for (std::size_t c = 0; c < 3; ++c) differs = differs || std::abs(int{a.rgba[4 * i + c]} - int{b.rgba[4 * i + c]}) > 6;
        bool it = a.ids[i] == object_id(ObjectRole::building, index);
        (it ? its : others) += 1;
        if (differs) (it ? its_changed : others_changed) += 1;
    }
    REQUIRE(its > 300);
    return {static_cast<double>(its_changed) / static_cast<double>(its), static_cast<double>(others_changed) / static_cast<double>(others)};
}

} // namespace

TEST_CASE("missing values and small samples are hatched on their building, each its way", "[gpu]") {
    auto renderer = Renderer::create({}, true);
    REQUIRE(renderer);
    auto city = std::make_shared<const City>(small_city());
    REQUIRE((*renderer)->set_city(city));
    Layer layer;
    layer.on = LayerOn::buildings;
    layer.map = ColourMap::orrd;
    layer.breaks = {10, 20, 30, 40};
    layer.value.assign(city->buildings.size(), 25.0F);
    std::uint32_t tower = 0;
    for (std::uint32_t i = 0; i < city->buildings.size(); ++i)
        if (city->buildings.height_m[i] > city->buildings.height_m[tower]) tower = i;
    FrameOptions options;
    options.width = 320, options.height = 180;
    options.shadow = ShadowMode::off;
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    auto picture = [&](const Layer& shown) {
        REQUIRE((*renderer)->set_layer(shown));
        auto image = (*renderer)->render(camera, options, true);
        REQUIRE(image);
        return *std::move(image);
    };
    Image plain = picture(layer);
    Layer small = layer, missing = layer, other = layer;
    small.small_sample.assign(layer.value.size(), 0);
    small.small_sample[tower] = 1;
    missing.value[tower] = std::numeric_limits<float>::quiet_NaN();
    other.value[tower] = 5;
    Image few = picture(small), none = picture(missing);
    Changed by_few = changed(plain, few, tower);
    CHECK(by_few.of_it > 0.15); // lines of 3 in 10
    CHECK(by_few.of_it < 0.75); // between them its colour (edges are smoothed)
    CHECK(by_few.of_others < 0.01);
    Changed by_none = changed(plain, none, tower);
    CHECK(by_none.of_it > 0.9); // no colour at all
    CHECK(by_none.of_others < 0.01);
    CHECK(changed(few, none, tower).of_it > 0.5); // the signs differ
    CHECK(changed(plain, picture(other), tower).of_it > 0.9);
    CHECK((*renderer)->validation_messages() == 0);

    // All missing: the whole city hatched, nothing painted; all equal and an empty range: one colour.
    Layer nothing = layer;
    nothing.value.assign(layer.value.size(), std::numeric_limits<float>::quiet_NaN());
    CHECK(changed(plain, picture(nothing), tower).of_it > 0.9);
    Layer flat = layer;
    flat.breaks.clear();
    flat.low = flat.high = 25;
    Image even = picture(flat);
    CHECK(changed(plain, even, tower).of_it < 0.05); // the middle class has the colour of the ramp's middle
    CHECK((*renderer)->validation_messages() == 0);
}
