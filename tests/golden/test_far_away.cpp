// Coordinates of hundreds of kilometres: the same pictures there, and a camera that moves a centimetre moves them a little.
#include "compare_pictures.h"
#include "moved_city.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace tp;
using namespace tp::test;

namespace {

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = std::move(*Renderer::create());
    return *one;
}

Camera from_south_west() {
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    return camera;
}
Camera on_the_street() { // 20 m from a wall, where a centimetre is a tenth of a pixel
    Camera camera;
    camera.eye = {55, -2, 1.6};
    camera.target = {62, 14, 3};
    camera.near_m = 0.3;
    return camera;
}

void load(Shift by) {
    REQUIRE(renderer().set_city(std::make_shared<const City>(moved(small_city(true), by))));
    REQUIRE(renderer().set_solutions(moved(small_solutions(), by), small_catalogue()));
    REQUIRE(renderer().set_layer(moved(small_layer(), by)));
}

Image picture(const Camera& camera) {
    FrameOptions options;
    options.width = 320;
    options.height = 180;
    options.samples_per_side = 2;
    auto image = renderer().render(camera, options, true, true);
    REQUIRE(image);
    return *std::move(image);
}

constexpr double k_tile_m = 480; // scene/tiles.h

// Mean absolute differences of channels from frame to frame while the camera goes sideways by 1 cm steps.
std::vector<double> steps(Shift by, bool camera_in_floats) {
    std::vector<double> out;
    Image before;
    for (int i = 0; i < 24; ++i) {
        Camera camera = on_the_street();
        for (auto* point : {&camera.eye, &camera.target}) (*point)[0] += 0.01 * i;
        camera = moved(camera, by);
        if (camera_in_floats)
            for (auto* point : {&camera.eye, &camera.target})
                for (double& v : *point) v = static_cast<double>(static_cast<float>(v));
        Image now = picture(camera);
        if (i > 0) {
            double sum = 0;
            for (std::size_t k = 0; k < now.rgba.size(); ++k) sum += std::abs(int{now.rgba[k]} - int{before.rgba[k]});
            out.push_back(sum / static_cast<double>(now.rgba.size()));
        }
        before = std::move(now);
    }
    return out;
}

double unevenness(std::vector<double> values) { // from the smallest step to the largest, of the middle one
    std::ranges::sort(values);
    return (values.back() - values.front()) / std::max(values[values.size() / 2], 1e-6);
}

} // namespace

TEST_CASE("a city at 300 to 600 km northings looks as it does at its origin", "[gpu]") {
    std::vector<Image> here;
    load({});
    for (const Camera& camera : {from_south_west(), on_the_street()}) here.push_back(picture(camera));
    for (Shift by : {Shift{421 * k_tile_m, 640 * k_tile_m}, Shift{417 * k_tile_m, 1249 * k_tile_m}, Shift{198765.43, 598321.09}, Shift{-312345.6, 301234.5}}) {
        load(by);
        std::size_t i = 0;
        for (const Camera& camera : {from_south_west(), on_the_street()}) {
            Image there = picture(moved(camera, by));
            auto difference = compare_pictures(here[i], there);
            CAPTURE(by.dx_m, by.dy_m, i, difference.mean, difference.largest_blob_px);
            CHECK(difference.same_to_a_person());
            CHECK(difference.mean < 0.004);
            auto other = std::ranges::count_if(std::views::iota(std::size_t{0}, there.ids.size()), [&](std::size_t k) { return there.ids[k] != here[i].ids[k]; });
            CHECK(other < static_cast<long>(there.ids.size() / 50)); // edges: positions are rounded to 1 cm
            ++i;
        }
    }
}

TEST_CASE("steps of a centimetre move a picture evenly at 600 km northing", "[gpu]") {
    load({});
    double at_home = unevenness(steps({}, false));
    Shift far{417 * k_tile_m, 1249 * k_tile_m};
    load(far);
    auto there = steps(far, false);
    CAPTURE(at_home, unevenness(there));
    CHECK(*std::ranges::min_element(there) > 0); // each step shows
    CHECK(unevenness(there) < 0.2);
    CHECK(unevenness(there) < at_home + 0.05);
    CHECK(unevenness(steps(far, true)) > 0.8); // a camera in floats stands still and jumps: this test can tell
}
