// A flight, again and again: what it needs it has after the first lap.
#include "small_city.h"

#include "core/platform/memory_use.h"
#include "core/platform/sanitized.h"
#include "view/view.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <malloc.h>
#include <numbers>

using namespace tp;
using namespace tp::test;

TEST_CASE("300 frames along a path need no more memory than its first lap", "[gpu]") {
    if (k_sanitized) return; // what is freed is held back there
    auto renderer = Renderer::create();
    REQUIRE(renderer);
    REQUIRE((*renderer)->set_city(std::make_shared<const City>(small_city(true))));
    auto lap = [&] {
        for (int i = 0; i < 60; ++i) {
            double angle = 2 * std::numbers::pi * i / 60;
            Camera camera;
            camera.eye = {300 * std::cos(angle), 300 * std::sin(angle), 150};
            camera.target = {0, 0, 5};
            FrameOptions options;
            options.width = i % 20 == 0 ? 200 : 320;
            options.height = 180;
            options.moving = i % 3 != 0;
            if (i % 15 == 0) REQUIRE((*renderer)->set_solutions(i % 30 == 0 ? small_solutions() : std::vector<Solution>{}, small_catalogue()));
            if (i % 20 == 5) REQUIRE((*renderer)->set_layer(i == 5 ? std::optional(small_layer()) : std::nullopt));
            if (i % 6 == 0) REQUIRE((*renderer)->render(camera, options, true, true));
            else REQUIRE((*renderer)->draw(camera, options));
        }
    };
    lap();
    lap();
    // What is free in the heap does not count: how much of it there is depends on which thread was when faster.
    auto resident = [] {
        malloc_trim(0);
        return static_cast<double>(resident_bytes());
    };
    // What leaks grows in every five laps; a worker that comes to its first work late, on a busy machine, in one of them.
    double growth_mb = 1e9;
    for (int window = 0; window < 3 && growth_mb >= 2; ++window) {
        double before = resident();
        REQUIRE(before > 1e6);
        for (int i = 0; i < 5; ++i) lap();
        growth_mb = (resident() - before) / (1024 * 1024);
    }
    CAPTURE(growth_mb);
    CHECK(growth_mb < 2);
}
