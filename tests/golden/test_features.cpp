// Each picture's features count: a table of pictures and of what is switched off in them; every pair has to be told apart.
#include "compare_pictures.h"
#include "model_city.h"
#include "small_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace tp;
using namespace tp::test;

namespace {

enum class Feature { shadow, soft_shadow, layer, buildings, streets, terrain, solutions, outline, selection, textures, sun, accent };
// How a pair is told apart: by the comparison for other drivers; lines, which are thinner than what that looks at, by what FLIP
// says of pixels; bits where hardly an eye sees it, by the exact comparison alone.
enum class Mark { area, line, bits };

struct Row {
    const char* picture;
    std::vector<std::pair<Feature, Mark>> features;
};

const std::vector<Row> k_table{
    {"day", {{Feature::shadow, Mark::area}, {Feature::soft_shadow, Mark::bits}, {Feature::layer, Mark::area}, {Feature::buildings, Mark::area},
             {Feature::streets, Mark::area}, {Feature::terrain, Mark::area}, {Feature::solutions, Mark::area}, {Feature::sun, Mark::area},
             {Feature::selection, Mark::line}, {Feature::accent, Mark::area}}},
    {"night", {{Feature::layer, Mark::area}, {Feature::buildings, Mark::area}, {Feature::streets, Mark::bits}, {Feature::terrain, Mark::area},
               {Feature::solutions, Mark::area}, {Feature::sun, Mark::area}}},
    {"top", {{Feature::shadow, Mark::area}, {Feature::layer, Mark::area}, {Feature::buildings, Mark::area}, {Feature::streets, Mark::area},
             {Feature::terrain, Mark::area}, {Feature::solutions, Mark::area}}},
    {"street", {{Feature::shadow, Mark::area}, {Feature::buildings, Mark::area}, {Feature::streets, Mark::area}, {Feature::terrain, Mark::area},
                {Feature::solutions, Mark::area}, {Feature::outline, Mark::line}, {Feature::accent, Mark::area}}},
    {"hidden", {{Feature::outline, Mark::area}, {Feature::solutions, Mark::area}}},
    {"models", {{Feature::textures, Mark::area}, {Feature::buildings, Mark::area}, {Feature::shadow, Mark::area}}},
};

std::string name_of(Feature feature) {
    constexpr const char* names[]{"shadow", "soft_shadow", "layer", "buildings", "streets", "terrain", "solutions", "outline", "selection", "textures", "sun", "accent"};
    return names[static_cast<int>(feature)];
}

Renderer& renderer() {
    static std::unique_ptr<Renderer> one = std::move(*Renderer::create());
    return *one;
}

struct Scene {
    Camera camera;
    FrameOptions options;
};

Scene set_scene(const std::string& name) {
    City city = name == "models" ? city_with_models() : small_city(name == "day");
    auto solutions = small_solutions();
    if (name == "hidden") // a row of poles behind the tower
        for (int i = 0; i < 8; ++i) {
            Solution pole = solutions[2];
            pole.id = SolutionId{static_cast<std::uint32_t>(10 + i)};
            pole.at = LocalPoint{54.0 + i, 62.0 - i};
            solutions.push_back(pole);
        }
    if (name == "models") city.pictures = {{four_colours(), {-80, -80}, 160, 160, 0}};
    REQUIRE(renderer().set_city(std::make_shared<const City>(std::move(city))));
    REQUIRE(renderer().set_solutions(solutions, small_catalogue()));
    bool layer = name == "day" || name == "night" || name == "top";
    REQUIRE(renderer().set_layer(layer ? std::optional(small_layer()) : std::nullopt));
    Scene scene;
    scene.options.width = 320;
    scene.options.height = 180;
    scene.options.samples_per_side = 2;
    scene.options.textures_on = name == "models";
    scene.camera.eye = {-110, -120, 90};
    scene.camera.target = {10, 10, 5};
    if (name == "night") scene.options.sun.elevation_deg = -20;
    if (name == "day") scene.options.selected_id = object_id(ObjectRole::building, 0);
    if (name == "top") {
        scene.camera.orthographic = true;
        scene.camera.eye = {0, 0, 1000};
        scene.camera.target = {0, 0, 0};
        scene.camera.height_m = 160;
    }
    if (name == "street") {
        scene.camera.eye = {14, -5, 1.6};
        scene.camera.target = {40, -10, 3};
        scene.camera.near_m = 0.3;
    }
    if (name == "hidden") {
        scene.camera.eye = {-20, -20, 12};
        scene.camera.target = {40, 40, 6};
    }
    return scene;
}

FrameOptions without(FrameOptions options, Feature feature) {
    switch (feature) {
    case Feature::shadow: options.shadow = ShadowMode::off; break;
    case Feature::soft_shadow: options.shadow = ShadowMode::fast; break;
    case Feature::layer: options.layer_on = false; break;
    case Feature::buildings: options.buildings_on = false; break;
    case Feature::streets: options.streets_on = false; break;
    case Feature::terrain: options.terrain_on = false; break;
    case Feature::solutions: options.solutions_on = false; break;
    case Feature::outline: options.outline_on = false; break;
    case Feature::selection: options.selected_id = 0; break;
    case Feature::textures: options.textures_on = false; break;
    case Feature::sun: options.sun = {250, 20}; break;
    case Feature::accent: options.accent = {0.18f, 0.44f, 0.89f}; break;
    }
    return options;
}

Image picture(const Scene& scene, const FrameOptions& options) {
    auto image = renderer().render(scene.camera, options);
    REQUIRE(image);
    return *std::move(image);
}

} // namespace

TEST_CASE("every picture of the table fails when one of its features is switched off", "[gpu]") {
    for (const Row& row : k_table) {
        Scene scene = set_scene(row.picture);
        Image whole = picture(scene, scene.options);
        REQUIRE(picture(scene, scene.options).rgba == whole.rgba);
        for (auto [feature, mark] : row.features) {
            Image changed = picture(scene, without(scene.options, feature));
            auto difference = compare_pictures(whole, changed);
            auto seen = std::ranges::count_if(difference.flip, [](float v) { return v > 0.2f; });
            INFO(row.picture << " without " << name_of(feature) << ": mean " << difference.mean << ", blob " << difference.largest_blob_px
                             << " px, " << seen << " px over 0.2");
            CHECK(changed.rgba != whole.rgba);
            if (mark == Mark::area) CHECK_FALSE(difference.same_to_a_person());
            if (mark == Mark::line) CHECK(seen > 15);
        }
    }
}
