// Pictures of a city made here: what is seen, how far it is, where the shadow falls, and that each feature counts.
#include "ray_cast.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace tp;
using namespace tp::test;

namespace {

constexpr int k_width = 320, k_height = 180;

FrameOptions small_options() {
    FrameOptions options;
    options.width = k_width;
    options.height = k_height;
    return options;
}

Camera from_south_west() {
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    return camera;
}

// One renderer for all cases: with validation, so that the last case can ask what the layer said.
Renderer& renderer() {
    static std::unique_ptr<Renderer> one = [] {
        auto made = Renderer::create({}, true);
        if (!made) throw std::runtime_error("no Vulkan device: " + made.error().key);
        return std::move(*made);
    }();
    return *one;
}

void load(bool hill = false, bool solutions = true, bool layer = false) {
    auto city = std::make_shared<const City>(small_city(hill));
    REQUIRE(renderer().set_city(city));
    REQUIRE(renderer().set_solutions(solutions ? small_solutions() : std::vector<Solution>{}, small_catalogue()));
    REQUIRE(renderer().set_layer(layer ? std::optional(small_layer()) : std::nullopt));
}

Image picture(const FrameOptions& options, const Camera& camera = from_south_west(), bool ids = false, bool depth = false) {
    auto image = renderer().render(camera, options, ids, depth);
    REQUIRE(image);
    return *std::move(image);
}

// Pixels that differ by more than 2 of 255 in some channel.
int different(const Image& a, const Image& b) {
    REQUIRE(a.rgba.size() == b.rgba.size());
    int count = 0;
    for (std::size_t i = 0; i < a.rgba.size(); i += 4) {
        bool differs = false;
        for (std::size_t c = 0; c < 3; ++c) differs = differs || std::abs(int{a.rgba[i + c]} - int{b.rgba[i + c]}) > 2;
        count += differs;
    }
    return count;
}

int luma(const Image& image, int x, int y) {
    std::size_t i = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
    return image.rgba[i] + image.rgba[i + 1] + image.rgba[i + 2];
}

} // namespace

TEST_CASE("the object-id image names what is there", "[gpu]") {
    load();
    Image image = picture(small_options(), from_south_west(), true);
    std::set<std::uint32_t> ids(image.ids.begin(), image.ids.end());
    for (std::uint32_t i = 0; i < 13; ++i) CHECK(ids.contains(object_id(ObjectRole::building, i)));
    CHECK(ids.contains(object_id(ObjectRole::street, 0)));
    CHECK(ids.contains(object_id(ObjectRole::street, 1)));
    CHECK(ids.contains(object_id(ObjectRole::area, 0)));
    CHECK(ids.contains(object_id(ObjectRole::area, 1)));
    CHECK(ids.contains(object_id(ObjectRole::sidewalk, 0)));
    CHECK(ids.contains(object_id(ObjectRole::crossing, 1)));
    CHECK(ids.contains(object_id(ObjectRole::solution, 1)));
    CHECK(ids.contains(object_id(ObjectRole::solution, 2)));
    CHECK(ids.contains(object_id(ObjectRole::terrain, 0)));
    for (std::uint32_t id : ids) {
        ObjectRole role = object_role(id);
        if (role == ObjectRole::building) CHECK(object_index(id) < 13);
        if (role == ObjectRole::solution) CHECK((object_index(id) >= 1 && object_index(id) <= 3));
    }
}

TEST_CASE("depth and objects agree with rays cast on the processor", "[gpu]") {
    load(false, false);
    City city = small_city();
    FrameOptions options = small_options();
    Image image = picture(options, from_south_west(), true, true);
    int probes = 0, buildings = 0;
    for (int y = 4; y < k_height; y += 7)
        for (int x = 4; x < k_width; x += 7) {
            auto hit = cast(city, from_south_west(), k_width, k_height, x + 0.5, y + 0.5);
            std::size_t i = static_cast<std::size_t>(y) * k_width + static_cast<std::size_t>(x);
            // An edge within a pixel may fall on either side: such probes say nothing.
            bool edge = false;
            for (double dx : {-0.6, 0.6})
                for (double dy : {-0.6, 0.6}) {
                    auto beside = cast(city, from_south_west(), k_width, k_height, x + 0.5 + dx, y + 0.5 + dy);
                    edge = edge || beside.has_value() != hit.has_value() ||
                           (hit && (beside->index != hit->index || beside->role != hit->role || std::abs(beside->depth_m - hit->depth_m) > 12));
                }
            if (edge) continue;
            CAPTURE(x, y);
            if (!hit) {
                CHECK(std::isinf(image.depth_m[i]));
                continue;
            }
            ObjectRole role = object_role(image.ids[i]);
            bool furniture = role == ObjectRole::stop || role == ObjectRole::device; // not in the ray caster's world
            if (furniture) continue;
            ++probes;
            CHECK((hit->role == ObjectRole::building) == (role == ObjectRole::building));
            // Ground layers are drawn up to 0.25 % nearer; positions are rounded to 1 cm.
            CHECK(static_cast<double>(image.depth_m[i]) == Approx(hit->depth_m).epsilon(0.003).margin(0.05));
            if (hit->role == ObjectRole::building) {
                ++buildings;
                CHECK(object_index(image.ids[i]) == hit->index);
            }
        }
    CHECK(probes > 500);
    CHECK(buildings > 30);
}

TEST_CASE("shadows fall where the sun's rays are blocked", "[gpu]") {
    load(false, false);
    City city = small_city();
    FrameOptions options = small_options();
    options.sun = {200.0, 35.0};
    options.streets_on = false; // bare ground: one colour in the light, one in the shade
    Camera camera;
    camera.eye = {0.1, -260, 420};
    camera.target = {0, 20, 0};
    Image image = picture(options, camera, true);
    int lit = 0, shaded = 0;
    double lit_sum = 0, shaded_sum = 0;
    for (int y = 4; y < k_height; y += 2)
        for (int x = 4; x < k_width; x += 2) {
            std::size_t i = static_cast<std::size_t>(y) * k_width + static_cast<std::size_t>(x);
            auto hit = cast(city, camera, k_width, k_height, x + 0.5, y + 0.5);
            if (!hit || object_role(image.ids[i]) != ObjectRole::terrain || hit->role != ObjectRole::terrain) continue;
            bool near_building = false;
            for (int dy = -1; dy <= 1; ++dy) // smoothing mixes a pixel with its neighbours
                for (int dx = -1; dx <= 1; ++dx)
                    near_building = near_building || object_role(image.ids[static_cast<std::size_t>((y + dy) * k_width + x + dx)]) != ObjectRole::terrain;
            int blocked = 0;
            for (int k = 0; k < 8; ++k) { // the border of a shadow is soft, and the foot of a wall is darker
                double a = k * 0.785398;
                std::array<double, 3> p{hit->point[0] + 4 * std::cos(a), hit->point[1] + 4 * std::sin(a), 0};
                blocked += in_shadow(city, options.sun, p);
                for (std::size_t b = 0; b < city.buildings.size(); ++b) near_building = near_building || inside(city.buildings.footprint.outer(b), {p[0], p[1]});
            }
            if (near_building || (blocked != 0 && blocked != 8)) continue;
            (blocked == 8 ? shaded : lit)++;
            (blocked == 8 ? shaded_sum : lit_sum) += luma(image, x, y);
            CAPTURE(x, y, hit->point[0], hit->point[1]);
            CHECK((luma(image, x, y) < 610) == (blocked == 8));
        }
    CHECK(lit > 2000);
    CHECK(shaded > 30);
    // The looks: shadows have 45-55 % of the light (stored as square roots), and are never black.
    double share = std::pow((shaded_sum / shaded) / (lit_sum / lit), 2);
    CHECK(share > 0.44);
    CHECK(share < 0.56);
}

TEST_CASE("each feature changes the picture when it is switched off", "[gpu]") {
    load(false, true, true);
    FrameOptions all = small_options();
    Image full = picture(all);
    auto without = [&](auto change) {
        FrameOptions options = all;
        change(options);
        return different(full, picture(options));
    };
    CHECK(without([](FrameOptions& o) { o.shadow = ShadowMode::off; }) > 500);
    CHECK(without([](FrameOptions& o) { o.layer_on = false; }) > 3000);
    CHECK(without([](FrameOptions& o) { o.outline_on = false; }) > 20);
    CHECK(without([](FrameOptions& o) { o.streets_on = false; }) > 1500);
    CHECK(without([](FrameOptions& o) { o.solutions_on = false; }) > 60);
    CHECK(without([](FrameOptions& o) { o.buildings_on = false; }) > 3000);
    CHECK(without([](FrameOptions& o) { o.terrain_on = false; }) > 3000);
    CHECK(without([](FrameOptions& o) { o.accent = {0.18f, 0.44f, 0.89f}; }) > 40);
    CHECK(without([](FrameOptions& o) { o.selected_id = object_id(ObjectRole::building, 0); }) > 60);
    CHECK(without([](FrameOptions& o) { o.sun.azimuth_deg = 250; }) > 500);
    CHECK(without([](FrameOptions&) {}) == 0); // the comparison itself can tell
}

TEST_CASE("a solution hidden by a tower shows through it faintly", "[gpu]") {
    load();
    Camera camera; // the pole at (58, 58) lies behind the tower at (40, 40)
    camera.eye = {-20, -20, 12};
    camera.target = {40, 40, 6};
    FrameOptions options = small_options();
    Image with = picture(options, camera, true);
    std::set<std::uint32_t> ids(with.ids.begin(), with.ids.end());
    CHECK_FALSE(ids.contains(object_id(ObjectRole::solution, 3)));
    options.outline_on = false;
    Image without = picture(options, camera, true);
    int marked = 0;
    for (std::size_t i = 0; i < with.ids.size(); ++i)
        if (object_role(with.ids[i]) == ObjectRole::building)
            marked += with.rgba[4 * i] - with.rgba[4 * i + 2] > without.rgba[4 * i] - without.rgba[4 * i + 2] + 15; // redder
    CHECK(marked > 15);
}

TEST_CASE("the same frame twice is the same, bit for bit", "[gpu]") {
    load(true, true, true);
    FrameOptions options = small_options();
    options.samples_per_side = GENERATE(1, 2);
    Image first = picture(options, from_south_west(), true, true);
    FrameOptions other = options;
    other.width = 100;
    picture(other); // other sizes in between leave nothing behind
    Image second = picture(options, from_south_west(), true, true);
    CHECK(first.rgba == second.rgba);
    CHECK(first.ids == second.ids);
    CHECK(first.depth_m == second.depth_m);
}

TEST_CASE("streets and areas lie on relief without gaps", "[gpu]") {
    load(true, false);
    Camera camera;
    camera.eye = {-80.1, 10, 260};
    camera.target = {-80, 70, 10};
    FrameOptions options = small_options();
    Image image = picture(options, camera, true);
    // Along the middle of the street at y = 0 every pixel is street, crossing or something that stands on it.
    int street = 0, holes = 0;
    for (double x = -140; x <= -20; x += 1.0) {
        auto at = renderer().project(camera, options, {x, 0.0, 0.0});
        if (!at || (*at)[0] < 0 || (*at)[0] >= k_width || (*at)[1] < 0 || (*at)[1] >= k_height) continue;
        std::size_t i = static_cast<std::size_t>((*at)[1]) * k_width + static_cast<std::size_t>((*at)[0]);
        ObjectRole role = object_role(image.ids[i]);
        street += role == ObjectRole::street || role == ObjectRole::crossing;
        holes += role == ObjectRole::terrain;
    }
    CHECK(street > 40);
    CHECK(holes == 0);
}

TEST_CASE("picking and projecting are inverse", "[gpu]") {
    load(true, false);
    FrameOptions options = small_options();
    Camera camera = from_south_west();
    REQUIRE(renderer().draw(camera, options));
    auto ground = renderer().ground_under(camera, options, 150.0, 150.0);
    REQUIRE(ground);
    auto back = renderer().project(camera, options, *ground);
    REQUIRE(back);
    CHECK((*back)[0] == Approx(150.0).margin(0.01));
    CHECK((*back)[1] == Approx(150.0).margin(0.01));
    CHECK_FALSE(renderer().ground_under(camera, options, 150.0, -2000.0)); // the sky
    auto roof = renderer().project(camera, options, {40, 40, 60});
    REQUIRE(roof);
    auto id = renderer().pick(static_cast<int>((*roof)[0]), static_cast<int>((*roof)[1]) + 2);
    REQUIRE(id);
    CHECK(*id == object_id(ObjectRole::building, 0));
    CHECK(*renderer().pick(-1, 5) == 0);
    CHECK(*renderer().pick(5, 100000) == 0);
}

TEST_CASE("bad input is refused or left out, never a crash", "[gpu]") {
    load();
    Camera camera = from_south_west();
    for (auto [width, height] : {std::pair{0, 100}, {100, 0}, {-5, 5}, {100000, 10}}) {
        FrameOptions options = small_options();
        options.width = width;
        options.height = height;
        auto image = renderer().render(camera, options);
        REQUIRE_FALSE(image);
        CHECK(image.error().key == "renderer.size");
    }
    Camera nowhere = camera;
    nowhere.eye[0] = std::numeric_limits<double>::quiet_NaN();
    REQUIRE_FALSE(renderer().render(nowhere, small_options()));
    nowhere = camera;
    nowhere.target = nowhere.eye;
    CHECK(renderer().render(nowhere, small_options()).error().key == "renderer.camera");

    City city = small_city();
    double nan = std::numeric_limits<double>::quiet_NaN(), far = 1e300;
    add_box(city, nan, 0, 10, 10, 0, 10);
    add_box(city, 0, 0, far, 10, 0, 10);
    add_box(city, 5, 5, 5, 5, 0, 10); // no area
    add_box(city, 60, 60, 70, 70, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity());
    city.streets.line.points[1] = {nan, nan};
    city.stops.at[0] = {nan, 3};
    city.crossings.at[0] = {far, far};
    city.extent.add({far, far});
    REQUIRE(renderer().set_city(std::make_shared<const City>(city)));
    auto solutions = small_solutions();
    solutions[0].at = LocalPoint{nan, nan};
    solutions[1].at.reset();
    REQUIRE(renderer().set_solutions(solutions, small_catalogue()));
    Layer layer = small_layer();
    layer.at[0] = {nan, nan};
    REQUIRE(renderer().set_layer(layer));
    Image image = picture(small_options(), camera, true);
    CHECK(std::ranges::count(image.ids, object_id(ObjectRole::building, 0)) > 100); // the rest is there
    REQUIRE(renderer().set_layer(std::nullopt));
    REQUIRE(renderer().set_city(std::make_shared<const City>())); // an empty city is a plain
    CHECK(std::ranges::all_of(picture(small_options(), camera, true).ids, [](std::uint32_t id) { return id == 0 || object_role(id) == ObjectRole::terrain; }));
}

TEST_CASE("layers on buildings and streets colour them alone", "[gpu]") {
    load(false, false);
    Layer layer;
    layer.on = GENERATE(LayerOn::buildings, LayerOn::street_edges);
    layer.low = 0;
    layer.high = 1;
    layer.value.assign(layer.on == LayerOn::buildings ? 13 : 2, 0.9f);
    FrameOptions options = small_options();
    Image before = picture(options, from_south_west(), true);
    REQUIRE(renderer().set_layer(layer));
    Image after = picture(options, from_south_west(), true);
    ObjectRole role = layer.on == LayerOn::buildings ? ObjectRole::building : ObjectRole::street;
    int coloured = 0, of_role = 0, others = 0;
    for (std::size_t i = 0; i < after.ids.size(); ++i) {
        int most = std::max({after.rgba[4 * i], after.rgba[4 * i + 1], after.rgba[4 * i + 2]});
        int least = std::min({after.rgba[4 * i], after.rgba[4 * i + 1], after.rgba[4 * i + 2]});
        bool bright = most - least > 60;
        if (object_role(after.ids[i]) == role) {
            ++of_role;
            coloured += bright;
        } else if (object_role(after.ids[i]) == ObjectRole::terrain) {
            others += bright;
        }
    }
    CHECK(coloured > of_role * 8 / 10);
    CHECK(others < of_role / 10); // smoothing blurs the borders a little
    CHECK(different(before, after) > 500);
    REQUIRE(renderer().set_layer(std::nullopt));
}

TEST_CASE("a city without a device is one clear error", "[gpu]") {
    // In a process of its own, because the loader reads its variables once.
    pid_t child = fork();
    if (child == 0) {
        setenv("VK_DRIVER_FILES", "/nonexistent", 1);
        setenv("VK_ICD_FILENAMES", "/nonexistent", 1);
        auto made = Renderer::create();
        _exit(!made && made.error().key == "renderer.no_device" && made.error().code == ErrorCode::unsupported ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("the validation and synchronisation layers stay silent", "[gpu]") {
    load(true, true, true);
    FrameOptions options = small_options();
    Camera top;
    top.orthographic = true;
    top.eye = {0, 0, 1000};
    top.target = {0, 0, 0};
    top.height_m = 300;
    picture(options, top, true, true);
    for (int i = 0; i < 3; ++i) REQUIRE(renderer().draw(from_south_west(), options));
    options.moving = true;
    options.shadow = ShadowMode::fast;
    REQUIRE(renderer().draw(from_south_west(), options));
    for (const std::string& text : renderer().validation_texts()) UNSCOPED_INFO(text);
    CHECK(renderer().validation_messages() == 0);
}
