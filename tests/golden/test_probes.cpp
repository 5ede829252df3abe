// Shadows on ground, walls and roofs against rays cast on the processor, for several suns and both shadow images.
#include "ray_cast.h"
#include "scene/ground.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

constexpr int k_width = 320, k_height = 180;

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = std::move(*Renderer::create());
    return *one;
}

struct Probes {
    int lit[3]{}, shaded[3]{}; // ground, walls, roofs
    int wrong = 0;
};

// A pixel is in the shade where it is darker than without shadows. Says nothing: edges, borders of shadows within `soft_m`, faces
// that the sun grazes. `cast_sun`: the one that rays are cast to.
Probes probe(const City& city, const Camera& camera, const Sun& sun, const Sun& cast_sun, ShadowMode mode) {
    FrameOptions options;
    options.width = k_width;
    options.height = k_height;
    options.sun = sun;
    options.streets_on = false;
    options.shadow = mode;
    auto with = renderer().render(camera, options, true);
    options.shadow = ShadowMode::off;
    auto without = renderer().render(camera, options, true);
    REQUIRE(with);
    REQUIRE(without);
    Probes out;
    auto s = towards(cast_sun);
    constexpr double soft_m = 1.5;
    for (int y = 3; y < k_height - 3; y += 2)
        for (int x = 3; x < k_width - 3; x += 2) {
            auto hit = cast(city, camera, k_width, k_height, x + 0.5, y + 0.5);
            if (!hit) continue;
            double facing = s[0] * hit->normal[0] + s[1] * hit->normal[1] + s[2] * hit->normal[2];
            if (facing < 0.15) continue;
            bool unsure = false;
            for (double dx : {-1.5, 1.5}) // smoothing mixes a pixel with its neighbours
                for (double dy : {-1.5, 1.5}) {
                    auto beside = cast(city, camera, k_width, k_height, x + 0.5 + dx, y + 0.5 + dy);
                    unsure = unsure || !beside || beside->role != hit->role || beside->index != hit->index || beside->normal != hit->normal;
                }
            bool shaded = in_shadow(city, cast_sun, hit->point);
            for (int k = 0; k < 8 && !unsure; ++k) { // round the place, on its face
                double a = k * 0.785398, u = soft_m * std::cos(a), v = soft_m * std::sin(a);
                std::array<double, 3> p = hit->point;
                if (std::abs(hit->normal[2]) > 0.5) p[0] += u, p[1] += v;
                else if (std::abs(hit->normal[0]) > 0.5) p[1] += u, p[2] += v;
                else p[0] += u, p[2] += v;
                for (std::size_t c = 0; c < 3; ++c) p[c] += 0.02 * hit->normal[c];
                unsure = in_shadow(city, cast_sun, p) != shaded;
            }
            if (unsure) continue;
            std::size_t i = (static_cast<std::size_t>(y) * k_width + static_cast<std::size_t>(x)) * 4;
            double a = with->rgba[i] + with->rgba[i + 1] + with->rgba[i + 2], b = without->rgba[i] + without->rgba[i + 1] + without->rgba[i + 2];
            int surface = hit->role == ObjectRole::terrain ? 0 : hit->normal[2] > 0.5 ? 2 : 1;
            (shaded ? out.shaded : out.lit)[surface]++;
            out.wrong += shaded != (a < 0.93 * b);
        }
    return out;
}

Camera camera_at(double x, double y, double z) {
    Camera camera;
    camera.eye = {x, y, z};
    camera.target = {10, 10, 5};
    return camera;
}

} // namespace

TEST_CASE("shadows on ground, walls and roofs fall where rays say", "[gpu]") {
    City city = small_city();
    add_box(city, 46, 12, 62, 20, 0, 45); // these two throw their shadows on walls and roofs beside them
    add_box(city, 20, -75, 110, -65, 0, 55);
    REQUIRE(renderer().set_city(std::make_shared<const City>(city)));
    Probes sum;
    int probes = 0;
    for (const Camera& camera : {camera_at(-170, -190, 150), camera_at(190, -150, 120), camera_at(-60, -75, 60), camera_at(0.1, -160, 260)})
        for (const Sun& sun : {Sun{200, 35}, Sun{110, 25}, Sun{250, 50}})
            for (ShadowMode mode : {ShadowMode::soft, ShadowMode::fast}) {
                Probes p = probe(city, camera, sun, sun, mode);
                int count = 0;
                for (int k = 0; k < 3; ++k) {
                    count += p.lit[k] + p.shaded[k];
                    sum.lit[k] += p.lit[k];
                    sum.shaded[k] += p.shaded[k];
                }
                CAPTURE(camera.eye[0], sun.azimuth_deg, static_cast<int>(mode), count, p.wrong);
                CHECK(p.wrong <= count / 500); // a shadow image has pixels too
                sum.wrong += p.wrong;
                probes += count;
            }
    CAPTURE(probes, sum.wrong, sum.lit[0], sum.lit[1], sum.lit[2], sum.shaded[0], sum.shaded[1], sum.shaded[2]);
    CHECK(probes > 50000);
    CHECK(sum.wrong < probes / 2000);
    for (int k = 0; k < 3; ++k) CHECK(sum.lit[k] > 500);
    CHECK(sum.shaded[0] > 1000);
    CHECK(sum.shaded[1] > 100);
    CHECK(sum.shaded[2] > 50);
    // With rays to another sun, 25 degrees off, the same probes tell.
    Probes other = probe(city, camera_at(-170, -190, 150), {200, 35}, {225, 35}, ShadowMode::soft);
    CHECK(other.wrong > 30);
}

TEST_CASE("hills shade the ground where a ray along it says, whatever the sun's height", "[gpu]") {
    City city = small_city(true);
    Ground ground(city);
    REQUIRE(renderer().set_city(std::make_shared<const City>(city)));
    Camera camera;
    camera.eye = {-80.1, -20, 420};
    camera.target = {-80, 80, 0};
    int shaded_at_low_sun = 0;
    for (Sun sun : {Sun{90, 4}, Sun{90, 9}, Sun{135, 14}, Sun{90, 30}, Sun{90, 70}})
        for (ShadowMode mode : {ShadowMode::fast, ShadowMode::soft}) {
            FrameOptions options;
            options.width = k_width;
            options.height = k_height;
            options.sun = sun;
            options.buildings_on = options.streets_on = false;
            options.shadow = mode;
            auto with = renderer().render(camera, options, true);
            options.shadow = ShadowMode::off;
            auto without = renderer().render(camera, options);
            REQUIRE(with);
            REQUIRE(without);
            auto s = towards(sun);
            double step = 2.0, tangent = s[2] / std::hypot(s[0], s[1]);
            // By how much the ray to the sun passes over the ground at least; negative: it does not.
            auto clearance = [&](LocalPoint p) {
                double least = 1e9, across = std::hypot(s[0], s[1]);
                for (double far = 4.0; far < 400.0; far += step) {
                    LocalPoint q{p.x_m + far * s[0] / across, p.y_m + far * s[1] / across};
                    least = std::min(least, ground.height_m(p) + far * tangent - ground.height_m(q));
                }
                return least;
            };
            int probes = 0, wrong = 0, shaded = 0;
            for (double x = -190; x <= 10; x += 4)
                for (double y = 0; y <= 160; y += 4) {
                    double over = clearance({x, y}), z = ground.height_m({x, y});
                    if (std::abs(over) < 0.5) continue; // at the border of the shade
                    auto at = renderer().project(camera, options, {x, y, z});
                    if (!at || (*at)[0] < 1 || (*at)[0] >= k_width - 1 || (*at)[1] < 1 || (*at)[1] >= k_height - 1) continue;
                    std::size_t i = static_cast<std::size_t>((*at)[1]) * k_width + static_cast<std::size_t>((*at)[0]);
                    if (object_role(with->ids[i]) != ObjectRole::terrain) continue;
                    double a = with->rgba[4 * i] + with->rgba[4 * i + 1] + with->rgba[4 * i + 2], b = without->rgba[4 * i] + without->rgba[4 * i + 1] + without->rgba[4 * i + 2];
                    double facing = s[2] - s[0] * (ground.height_m({x + 1, y}) - ground.height_m({x - 1, y})) / 2 - s[1] * (ground.height_m({x, y + 1}) - ground.height_m({x, y - 1})) / 2;
                    if (facing < 0.1) continue; // hardly lit: dark without a shadow
                    ++probes;
                    shaded += over < 0;
                    wrong += (over < 0) != (a < 0.97 * b);
                }
            CAPTURE(sun.azimuth_deg, sun.elevation_deg, static_cast<int>(mode), probes, shaded, wrong);
            CHECK(probes > 150);
            CHECK(wrong <= probes / 50);
            if (sun.elevation_deg < 10) shaded_at_low_sun += shaded;
            if (sun.elevation_deg > 60) CHECK(shaded == 0);
        }
    CHECK(shaded_at_low_sun > 50);
}
