// twinplan bench recolour - another layer on every building: from the layer to the values on the device; and a picture while a
// solution is dragged, with the shadows of the city kept and drawn anew.
#include "twinplan/bench.h"
#include "twinplan/options.h"
#include "twinplan/view_words.h"
#include "view/view.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct Words {
    std::string document, device;
    std::int64_t buildings = 10000;
    int repeat = 100;
    bool json = false;
};

double since_ms(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

// Heights as classes, and as a ramp on footprint order: no two of the layers set one after the other have a colour in common
// by chance, and every value is looked up anew.
std::optional<Layer> layer_of(const City& city, bool classes) {
    Layer layer;
    layer.id = "base_residual";
    layer.unit = "m";
    layer.on = LayerOn::buildings;
    layer.map = classes ? ColourMap::orrd : ColourMap::batlow;
    layer.value = city.buildings.height_m;
    layer.high = 60;
    if (classes) layer.breaks = {6, 9, 12, 20, 30, 60};
    else
        for (std::size_t i = 0; i < layer.value.size(); i += 101) layer.value[i] = std::nanf("");
    return layer;
}

// Frames of a solution that goes 25 m a frame among 200, from the solutions to the picture; milliseconds.
Result<std::vector<double>> drag(Renderer& renderer, const BenchCity& opened, const Camera& camera, FrameOptions options, int frames) {
    options.shadow = ShadowMode::fast;
    std::vector<Solution> solutions = spread_solutions(*opened.city, *opened.catalogue, 200);
    std::vector<double> times;
    for (int i = -1; i < frames; ++i) { // the first has all shadows to draw
        if (solutions[0].at) solutions[0].at->x_m += i % 2 == 0 ? 25.0 : -25.0;
        auto start = Clock::now();
        if (auto set = renderer.set_solutions(solutions, *opened.catalogue); !set) return std::unexpected(set.error());
        if (auto image = renderer.render(camera, options); !image) return std::unexpected(image.error());
        if (i >= 0) times.push_back(since_ms(start));
    }
    return times;
}

Result<Json> measure(const Context& context, const Words& words) {
    auto opened = bench_city(context, words.document, words.buildings, 0);
    if (!opened) return std::unexpected(opened.error());
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    if (auto set = (*renderer)->set_city(opened->city); !set) return std::unexpected(set.error());
    FrameOptions options;
    options.width = 1280, options.height = 720;
    options.moving = true;
    Camera camera = make_camera(*opened->city, CameraPreset::oblique, {}, 1280.0 / 720);
    const std::array layers{layer_of(*opened->city, true), layer_of(*opened->city, false)};
    std::vector<double> times;
    std::vector<std::uint8_t> pictures[2];
    for (int i = 0; i < words.repeat; ++i) {
        auto which = static_cast<std::size_t>(i) % 2;
        auto start = Clock::now();
        if (auto set = (*renderer)->set_layer(layers[which]); !set) return std::unexpected(set.error());
        times.push_back(since_ms(start));
        if (i >= 4) continue; // the first ones are looked at: the colours are on the device
        auto image = (*renderer)->render(camera, options);
        if (!image) return std::unexpected(image.error());
        pictures[which] = std::move(image->rgba);
    }
    auto dragged = drag(**renderer, *opened, camera, options, 40);
    if (!dragged) return std::unexpected(dragged.error());
    options.fresh_shadows = true;
    auto fresh = drag(**renderer, *opened, camera, options, 20);
    if (!fresh) return std::unexpected(fresh.error());
    return Json{{"buildings", opened->city->buildings.size()},
                {"repeat", words.repeat},
                {"median_ms", quantile_of(times, 0.5)},
                {"p95_ms", quantile_of(times, 0.95)},
                {"most_ms", quantile_of(times, 1.0)},
                {"drag_median_ms", quantile_of(*dragged, 0.5)},
                {"drag_p95_ms", quantile_of(*dragged, 0.95)},
                {"drag_fresh_shadows_median_ms", quantile_of(*fresh, 0.5)},
                {"pictures_differ", pictures[0] != pictures[1]},
                {"device", (*renderer)->device_name()}};
}

} // namespace

int bench_recolour(Context& context, std::span<const std::string> argv) {
    Words words;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("render.option.") + option); };
    app.add_option("CITY.twin", words.document, text("document"));
    app.add_option("--buildings", words.buildings, text("buildings"))->check(CLI::Range(1, 10'000'000))->capture_default_str();
    app.add_option("--repeat", words.repeat, text("repeat"))->check(CLI::Range(2, 100'000))->capture_default_str();
    app.add_option("--device", words.device, text("device"));
    app.add_flag("--json", words.json, text("json"));
    if (auto status = parse_words(context, app, argv)) return *status;
    auto result = measure(context, words);
    if (!result) return context.error(result.error());
    if (words.json) {
        std::printf("%s\n", result->dump(2).c_str());
        return k_done;
    }
    for (const auto& [key, value] : result->items()) std::printf("%-28s %s\n", key.c_str(), value.dump().c_str());
    return k_done;
}

} // namespace tp
