// The comparison of pictures itself: what a person sees it tells, what nobody sees it lets pass.
#include "compare_pictures.h"
#include "flip.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace tp;
using namespace tp::test;

namespace {

Image flat(std::uint8_t r, std::uint8_t g, std::uint8_t b, int width = 48, int height = 32) {
    Image image{width, height, {}, {}, {}};
    for (int i = 0; i < width * height; ++i) image.rgba.insert(image.rgba.end(), {r, g, b, 255});
    return image;
}

Image picture_of(const City& city, int samples, bool shadow = true) {
    static std::unique_ptr<Renderer> renderer = std::move(*Renderer::create());
    REQUIRE(renderer->set_city(std::make_shared<const City>(city)));
    REQUIRE(renderer->set_solutions(small_solutions(), small_catalogue()));
    FrameOptions options;
    options.width = 320;
    options.height = 180;
    options.samples_per_side = samples;
    options.shadow = shadow ? ShadowMode::soft : ShadowMode::off;
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    auto image = renderer->render(camera, options);
    REQUIRE(image);
    return *std::move(image);
}

City without_building(std::size_t which) {
    City city = small_city(true), out = city;
    out.buildings = {};
    for (std::size_t i = 0; i < city.buildings.size(); ++i) {
        auto ring = city.buildings.footprint.outer(i);
        if (i != which) add_box(out, ring[0].x_m, ring[0].y_m, ring[2].x_m, ring[2].y_m, city.buildings.base_m[i], city.buildings.height_m[i]);
    }
    return out;
}

} // namespace

TEST_CASE("FLIP is 0 for the same picture and 1 from pure green to pure blue") {
    Image grey = flat(128, 120, 110), green = flat(0, 255, 0), blue = flat(0, 0, 255);
    for (float v : flip(grey, grey)) CHECK(v == 0.0f);
    for (float v : flip(green, blue)) CHECK(v == Approx(1.0).margin(1e-3)); // the scale's upper end (section 4.1)
    auto one_way = flip(grey, blue), back = flip(blue, grey);
    for (std::size_t i = 0; i < one_way.size(); ++i) CHECK(one_way[i] == Approx(back[i]));
    // A step of one in 255 cannot be seen; ten times the step is more.
    double small = compare_pictures(grey, flat(129, 120, 110)).mean, large = compare_pictures(grey, flat(138, 120, 110)).mean;
    CHECK(small < 0.03);
    CHECK(large > 2 * small);
    CHECK(large < 0.2);
}

TEST_CASE("edges count more than the same difference without one") {
    Image plain = flat(150, 150, 150), line = plain;
    for (int y = 0; y < 32; ++y)
        for (std::size_t c = 0; c < 3; ++c) line.rgba[static_cast<std::size_t>(y * 48 + 24) * 4 + c] = 40;
    auto d = compare_pictures(plain, line);
    CHECK(d.flip[16 * 48 + 24] > d.flip[16 * 48 + 10]);
    CHECK(d.flip[16 * 48 + 2] == 0.0f);
    CHECK(d.largest_blob_px == 0); // a line is no blob
}

TEST_CASE("a lost building is caught although the mean is small; other anti-aliasing is let pass", "[gpu]") {
    Image whole = picture_of(small_city(true), 2);
    CHECK(compare_pictures(whole, whole).same_to_a_person());
    Image other = picture_of(small_city(true), 1); // FXAA in place of four samples a pixel
    auto aliasing = compare_pictures(whole, other);
    CAPTURE(aliasing.mean, aliasing.most, aliasing.largest_blob_px);
    CHECK(other.rgba != whole.rgba);
    CHECK(aliasing.same_to_a_person());
    for (std::size_t lost = 1; lost < 13; ++lost) { // 16 x 16 m, 9 to 21 m high
        auto d = compare_pictures(whole, picture_of(without_building(lost), 2));
        CAPTURE(lost, d.mean, d.most, d.largest_blob_px);
        CHECK_FALSE(d.same_to_a_person());
        CHECK(d.mean < 0.05); // the mean alone would not have told
        CHECK(d.largest_blob_px > PictureDifference::k_blob_most_px);
    }
    auto dark = compare_pictures(whole, picture_of(small_city(true), 2, false));
    CHECK_FALSE(dark.same_to_a_person());
}
