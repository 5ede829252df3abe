// The same city drawn by the device alone and with the processor's rasteriser: the same picture.
#include "compare_pictures.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <string_view>

using namespace tp;
using namespace tp::test;

namespace {

std::unique_ptr<Renderer> renderer_with(const char* raster, bool hill) {
    std::string before = std::getenv("TWINPLAN_RASTER") ? std::getenv("TWINPLAN_RASTER") : "";
    setenv("TWINPLAN_RASTER", raster, 1);
    auto made = Renderer::create({}, true);
    setenv("TWINPLAN_RASTER", before.c_str(), 1);
    REQUIRE(made);
    REQUIRE((*made)->set_city(std::make_shared<const City>(small_city(hill))));
    REQUIRE((*made)->set_solutions(small_solutions(), small_catalogue()));
    REQUIRE((*made)->set_layer(small_layer()));
    return *std::move(made);
}

} // namespace

TEST_CASE("the device and the processor see the same", "[gpu]") {
    for (bool hill : {false, true}) {
        auto device = renderer_with("off", hill), processor = renderer_with("on", hill);
        for (const Camera& camera : {Camera{{-170, -190, 150}, {10, 10, 5}}, Camera{{3, -60, 1.6}, {3, 40, 2}}, Camera{{30, 20, 300}, {30, 21, 0}}})
            for (bool orthographic : {false, true})
                for (bool moving : {false, true}) {
                    Camera from = camera;
                    from.orthographic = orthographic;
                    FrameOptions options;
                    options.width = 320;
                    options.height = 180;
                    options.moving = moving;
                    options.wait_for_tiles = true;
                    options.samples_per_side = moving ? 1 : 2;
                    auto a = device->render(from, options, true, true), b = processor->render(from, options, true, true);
                    REQUIRE(a);
                    REQUIRE(b);
                    CAPTURE(hill, camera.eye[0], orthographic, moving);
                    CHECK(compare_pictures(*a, *b).same_to_a_person());
                    CHECK(compare_pictures(*a, *b).mean < 0.004);
                    std::size_t other_id = 0, other_depth = 0;
                    for (std::size_t i = 0; i < a->ids.size(); ++i) {
                        other_id += static_cast<std::size_t>(a->ids[i] != b->ids[i]);
                        if (a->ids[i] != b->ids[i]) continue; // an edge
                        float x = a->depth_m[i], y = b->depth_m[i];
                        other_depth += static_cast<std::size_t>(!(x == y || std::abs(x - y) < 0.002f * x + 0.01f));
                    }
                    CHECK(other_id < a->ids.size() / 200);
                    CHECK(other_depth < a->ids.size() / 1000);
                }
        for (const auto* one : {&device, &processor})
            for (const std::string& text : (*one)->validation_texts()) FAIL_CHECK(text);
    }
}

TEST_CASE("a solution that is moved leaves the shadows of the city as they are, and takes its own along", "[gpu]") {
    for (const char* raster : {"on", "off"}) {
        CAPTURE(raster);
        auto one = renderer_with(raster, true);
        FrameOptions options;
        options.width = 320;
        options.height = 180;
        options.sun = {200, 30};
        Camera camera{{-60, -90, 70}, {0, 0, 0}};
        for (bool moving : {true, false}) {
            options.moving = moving;
            options.wait_for_tiles = true;
            REQUIRE(one->render(camera, options));
            auto cast = [&] {
                for (const PassTime& pass : one->statistics().passes)
                    if (pass.name == "cast") return true;
                return false;
            };
            for (double shift : {4.0, -7.0, 0.0}) {
                auto solutions = small_solutions();
                for (Solution& solution : solutions)
                    if (solution.at) solution.at->x_m += shift;
                REQUIRE(one->set_solutions(solutions, small_catalogue()));
                auto moved = one->render(camera, options, true);
                REQUIRE(moved);
                CHECK_FALSE(cast()); // nothing of the city
                options.fresh_shadows = true;
                auto fresh = one->render(camera, options, true);
                options.fresh_shadows = false;
                REQUIRE(fresh);
                CHECK(cast() == (std::string_view(raster) == "on"));
                CHECK(moved->rgba == fresh->rgba);
                CHECK(moved->ids == fresh->ids);
            }
        }
        for (const std::string& text : one->validation_texts()) FAIL_CHECK(text);
    }
}

TEST_CASE("what is seen again is what was seen, whatever came between", "[gpu]") {
    auto one = renderer_with("on", false);
    FrameOptions options;
    options.width = 320;
    options.height = 180;
    Camera here{{-170, -190, 150}, {10, 10, 5}}, there{{3, -60, 1.6}, {3, 40, 2}};
    auto look = [&](const Camera& camera, const FrameOptions& how) {
        auto image = one->render(camera, how, true, true);
        REQUIRE(image);
        return *std::move(image);
    };
    auto same = [](const Image& a, const Image& b) { return a.rgba == b.rgba && a.ids == b.ids && a.depth_m == b.depth_m; };
    Image first = look(here, options);
    CHECK(same(first, look(here, options)));
    FrameOptions small = options;
    small.width = 200;
    look(here, small);
    CHECK(same(first, look(here, options)));
    look(there, options);
    CHECK(same(first, look(here, options)));
    FrameOptions bare = options;
    bare.buildings_on = false;
    CHECK_FALSE(same(first, look(here, bare)));
    CHECK(same(first, look(here, options)));
    options.sun = {110, 20};
    Image evening = look(here, options);
    CHECK(evening.ids == first.ids);
    CHECK(evening.rgba != first.rgba);
    City other = small_city();
    add_box(other, -70, -70, -40, -40, 0, 90);
    REQUIRE(one->set_city(std::make_shared<const City>(other)));
    REQUIRE(one->set_solutions(small_solutions(), small_catalogue()));
    REQUIRE(one->set_layer(small_layer()));
    Image changed = look(here, options);
    CHECK(changed.ids != first.ids);
    one = renderer_with("on", false);
    REQUIRE(one->set_city(std::make_shared<const City>(other)));
    REQUIRE(one->set_solutions(small_solutions(), small_catalogue()));
    REQUIRE(one->set_layer(small_layer()));
    CHECK(same(changed, look(here, options)));
    for (const std::string& text : one->validation_texts()) FAIL_CHECK(text);
}
