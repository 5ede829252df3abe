// Stills: samples that are averaged, tiles of large pictures, and that nothing of what was drawn before remains in them.
#include "small_city.h"
#include "view/still.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
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

void load() {
    REQUIRE(renderer().set_city(std::make_shared<const City>(small_city(true))));
    REQUIRE(renderer().set_solutions(small_solutions(), small_catalogue()));
    REQUIRE(renderer().set_layer(small_layer()));
}

Camera from_south_west() {
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    return camera;
}

Camera from_above() {
    Camera camera;
    camera.orthographic = true;
    camera.eye = {0.123, 0.071, 1000}; // no wall runs through the middles of pixels
    camera.target = {0.123, 0.071, 0};
    camera.height_m = 301.7;
    return camera;
}

FrameOptions sized(int width, int height) {
    FrameOptions options;
    options.width = width;
    options.height = height;
    return options;
}

Image still(const FrameOptions& options, const StillOptions& how, const Camera& camera = from_south_west()) {
    auto image = render_still(renderer(), camera, options, how);
    REQUIRE(image);
    return *std::move(image);
}

double mean_difference(const Image& a, const Image& b) {
    REQUIRE(a.rgba.size() == b.rgba.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.rgba.size(); ++i) sum += std::abs(int{a.rgba[i]} - int{b.rgba[i]});
    return sum / static_cast<double>(a.rgba.size());
}

// The picture of `factor` times the size, averaged in linear light.
Image shrunk(const Image& large, int factor) {
    Image out{large.width / factor, large.height / factor, {}, {}, {}};
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x)
            for (int c = 0; c < 4; ++c) {
                double sum = 0;
                for (int j = 0; j < factor; ++j)
                    for (int i = 0; i < factor; ++i) {
                        auto at = static_cast<std::size_t>((y * factor + j) * large.width + x * factor + i) * 4 + static_cast<std::size_t>(c);
                        double v = large.rgba[at] / 255.0;
                        sum += v * v;
                    }
                out.rgba.push_back(static_cast<std::uint8_t>(std::lround(255 * std::sqrt(sum / (factor * factor)))));
            }
    return out;
}

} // namespace

TEST_CASE("the first 4, 16 and 64 samples fill a pixel evenly, from the middle on") {
    CHECK(sample_place(0) == std::array{0.0, 0.0});
    for (int side : {2, 4, 8}) {
        std::set<std::pair<int, int>> cells;
        for (int i = 0; i < side * side; ++i) {
            auto [x, y] = sample_place(i);
            CHECK((x >= -0.5 && x < 0.5 && y >= -0.5 && y < 0.5));
            cells.emplace(static_cast<int>((x + 0.5) * side), static_cast<int>((y + 0.5) * side));
        }
        CHECK(cells.size() == static_cast<std::size_t>(side * side));
    }
}

TEST_CASE("the samples of the sun lie within its disc, the first in the middle") {
    Sun sun;
    CHECK(sample_sun(sun, 0).azimuth_deg == sun.azimuth_deg);
    std::set<double> heights;
    for (int i = 0; i < k_still_samples; ++i) {
        Sun moved = sample_sun(sun, i);
        double up = moved.elevation_deg - sun.elevation_deg, aside = (moved.azimuth_deg - sun.azimuth_deg) * std::cos(sun.elevation_deg * 0.0174532925);
        CHECK(std::hypot(up, aside) <= 0.2666);
        heights.insert(moved.elevation_deg);
    }
    CHECK(heights.size() == k_still_samples / k_samples_a_sun);
    sun.elevation_deg = -3;
    CHECK(sample_sun(sun, 40).elevation_deg == -3);
}

TEST_CASE("sample 0 alone is the picture without smoothing", "[gpu]") {
    load();
    FrameOptions options = sized(320, 180);
    auto plain = renderer().render(from_south_west(), options, true);
    options.sample = 0;
    auto first = renderer().render(from_south_west(), options, true);
    REQUIRE((plain && first));
    CHECK(first->ids == plain->ids);
    CHECK(first->rgba != plain->rgba); // edges are not smoothed
    CHECK(mean_difference(*first, *plain) < 2.5);
}

TEST_CASE("a still is the same, bit for bit, whatever was drawn before", "[gpu]") {
    load();
    FrameOptions options = sized(320, 180);
    StillOptions how{.samples = 20, .with_ids = true};
    const Image once = still(options, how);
    FrameOptions moving = options;
    moving.moving = true;
    moving.shadow = ShadowMode::fast;
    for (int step = 0; step < 4; ++step) { // a flight that ends where the still is taken
        Camera camera = from_south_west();
        camera.eye[0] -= 40.0 * (3 - step);
        moving.width = step == 1 ? 200 : 320;
        REQUIRE(renderer().render(camera, moving));
    }
    const Image again = still(options, how);
    CHECK(again.rgba == once.rgba);
    CHECK(again.ids == once.ids);
    still(options, {.samples = 3}, from_above()); // one that was broken off
    CHECK(still(options, how).rgba == once.rgba);
}

TEST_CASE("many samples come near the picture of eight times the size", "[gpu]") {
    load();
    REQUIRE(renderer().set_layer(std::nullopt)); // missing values are hatched by pixels of the picture, whatever its size
    FrameOptions options = sized(160, 90), large = sized(1280, 720);
    options.outline_on = large.outline_on = false;
    options.shadow = large.shadow = ShadowMode::off; // a sample has its own sun
    options.solutions_on = large.solutions_on = false; // markers have a size in pixels
    large.sample = 0;
    auto fine = renderer().render(from_south_west(), large);
    REQUIRE(fine);
    Image reference = shrunk(*fine, 8);
    double one = mean_difference(still(options, {.samples = 1}), reference), four = mean_difference(still(options, {.samples = 4}), reference),
           all = mean_difference(still(options, {.samples = 64}), reference);
    CAPTURE(one, four, all);
    CHECK(four < 0.8 * one);
    CHECK(all < 0.75 * four);
}

TEST_CASE("the sun's disc softens the shadow of a tower far from its foot", "[gpu]") {
    load();
    FrameOptions options = sized(320, 180);
    options.sun.elevation_deg = 20;
    Image hard = still(options, {.samples = 8}), soft = still(options, {.samples = 64});
    CHECK(mean_difference(hard, soft) > 0.05);
    CHECK(mean_difference(hard, soft) < 3.0);
}

// Positions in the picture are rounded relative to where the drawn part begins, so that a colour may fall on the other side
// of a rounding: objects are the same exactly, colours to 1 of 255 in a pixel of two thousand.
TEST_CASE("a picture in tiles is the untiled one", "[gpu]") {
    load();
    Camera camera = GENERATE(from_south_west(), from_above());
    int samples = GENERATE(1, 5);
    FrameOptions options = sized(640, 360);
    options.selected_id = object_id(ObjectRole::building, 0);
    StillOptions how{.samples = samples, .with_ids = true};
    Image whole = still(options, how, camera);
    how.tile_px = 128;
    Image tiled = still(options, how, camera);
    REQUIRE(tiled.rgba.size() == whole.rgba.size());
    int ids = 0, pixels = 0;
    for (std::size_t i = 0; i < whole.ids.size(); ++i) {
        ids += whole.ids[i] != tiled.ids[i];
        pixels += !std::equal(whole.rgba.begin() + static_cast<std::ptrdiff_t>(4 * i), whole.rgba.begin() + static_cast<std::ptrdiff_t>(4 * i + 4),
                              tiled.rgba.begin() + static_cast<std::ptrdiff_t>(4 * i));
    }
    int most = 0;
    for (std::size_t i = 0; i < whole.rgba.size(); ++i) most = std::max(most, std::abs(int{whole.rgba[i]} - int{tiled.rgba[i]}));
    CAPTURE(samples, camera.orthographic);
    CHECK(ids == 0);
    CHECK(most <= 1);
    CHECK(pixels <= 640 * 360 / 2000);
}

TEST_CASE("samples out of order and parts beyond the picture are refused", "[gpu]") {
    load();
    FrameOptions options = sized(100, 80);
    options.sample = 1;
    auto image = renderer().render(from_south_west(), options);
    REQUIRE_FALSE(image);
    CHECK(image.error().key == "renderer.sample");
    options.sample = -1;
    for (PicturePart part : {PicturePart{90, 0, 20, 20}, {-1, 0, 20, 20}, {0, 0, 20, -4}, {2147483647, 0, 2147483647, 10}}) {
        options.part = part;
        auto refused = renderer().render(from_south_west(), options);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().key == "renderer.size");
    }
    auto cancelled = render_still(renderer(), from_south_west(), sized(100, 80), {.samples = 9}, [](std::string_view, double share) { return share < 0.5; });
    REQUIRE_FALSE(cancelled);
    CHECK(cancelled.error().code == ErrorCode::cancelled);
}

TEST_CASE("the layers stay silent over stills", "[gpu]") {
    load();
    still(sized(200, 100), {.samples = 10, .with_ids = true, .tile_px = 64});
    for (const std::string& text : renderer().validation_texts()) UNSCOPED_INFO(text);
    CHECK(renderer().validation_messages() == 0);
}
