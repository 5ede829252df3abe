// twinplan bench render - medians of frames along a camera path; RENDERING.md's path is `survey`.
#include "twinplan/bench.h"
#include "twinplan/options.h"
#include "twinplan/view_words.h"
#include "view/view.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct BenchWords {
    std::string document, size = "1280x720", shadow = "soft", path = "survey", device;
    int frames = 60;
    std::int64_t buildings = 10000; // of the made city where no document is named
    bool moving = false;
};

double since_ms(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

double cpu_ms() { // of all threads: a software driver works in them
    std::timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

// A flight over the middle of the city at 900 m that comes down to 120 m, turning north; t in [0, 1].
Camera survey(double t, LocalPoint middle) {
    std::array<double, 3> from{0.55, 0.65, -0.52}, to{0.1, 0.99, -0.08}, d{};
    double length = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        d[i] = from[i] + (to[i] - from[i]) * t;
        length += d[i] * d[i];
    }
    length = std::sqrt(length);
    Camera camera;
    camera.eye = {middle.x_m - 1500 + 1500 * t, middle.y_m - 1800 + 1500 * t, 900 - 780 * t};
    for (std::size_t i = 0; i < 3; ++i) camera.target[i] = camera.eye[i] + d[i] / length;
    return camera;
}

struct Flight {
    std::vector<double> wall_ms, cpu_ms;
    std::map<std::string, std::vector<double>> pass_ms;
    std::uint64_t triangles = 0;
};

Result<Flight> fly(Renderer& renderer, const City& city, const BenchWords& words, const FrameOptions& options) {
    Flight flight;
    LocalPoint middle = city.extent.empty() ? LocalPoint{} : city.extent.centre();
    Camera still = make_camera(city, CameraPreset::oblique, {}, static_cast<double>(options.width) / options.height);
    for (int i = 0; i < words.frames; ++i) {
        double t = words.frames > 1 ? static_cast<double>(i) / (words.frames - 1) : 0;
        auto start = Clock::now();
        double cpu = cpu_ms();
        auto image = renderer.render(words.path == "survey" ? survey(t, middle) : still, options);
        if (!image) return std::unexpected(image.error());
        flight.wall_ms.push_back(since_ms(start));
        flight.cpu_ms.push_back(cpu_ms() - cpu);
        flight.triangles = std::max(flight.triangles, renderer.statistics().triangles);
        for (const PassTime& pass : renderer.statistics().passes) flight.pass_ms[pass.name].push_back(pass.gpu_ms);
    }
    return flight;
}

Result<Json> bench(const Context& context, const BenchWords& words) {
    FrameOptions options;
    options.moving = words.moving;
    if (auto size = read_size(words.size, options.width, options.height); !size) return std::unexpected(size.error());
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.shadow = *shadow;
    auto start = Clock::now();
    auto opened = bench_city(context, words.document, words.buildings, 0);
    if (!opened) return std::unexpected(opened.error());
    std::shared_ptr<const City> city = opened->city;
    double open_ms = since_ms(start);
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    if (auto set = (*renderer)->set_city(city); !set) return std::unexpected(set.error());
    double load_ms = since_ms(start) - open_ms;
    Camera first = make_camera(*city, CameraPreset::oblique, {}, static_cast<double>(options.width) / options.height);
    if (auto image = (*renderer)->render(first, options); !image) return std::unexpected(image.error());
    double first_ms = since_ms(start);
    auto flight = fly(**renderer, *city, words, options);
    if (!flight) return std::unexpected(flight.error());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    Json passes = Json::object();
    for (const auto& [name, times] : flight->pass_ms) passes[name] = {{"ms", quantile_of(times, 0.5)}, {"frames", times.size()}};
    return Json{{"buildings", city->buildings.size()},
                {"size", {options.width, options.height}},
                {"shadow", words.shadow},
                {"path", words.path},
                {"moving", words.moving},
                {"frames", words.frames},
                {"open_ms", open_ms},
                {"load_ms", load_ms},
                {"first_ms", first_ms},
                {"median_ms", quantile_of(flight->wall_ms, 0.5)},
                {"p95_ms", quantile_of(flight->wall_ms, 0.95)},
                {"cpu_ms", quantile_of(flight->cpu_ms, 0.5)},
                {"peak_mb", static_cast<double>(usage.ru_maxrss) / 1024.0},
                {"triangles", flight->triangles},
                {"passes", passes},
                {"device", (*renderer)->device_name()}};
}

} // namespace

int bench_render(Context& context, std::span<const std::string> words) {
    BenchWords w;
    bool json = false;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("render.option.") + option); };
    app.add_option("CITY.twin", w.document, text("document"));
    app.add_option("--buildings", w.buildings, text("buildings"))->check(CLI::Range(1, 10000000))->capture_default_str();
    app.add_option("--size", w.size, text("size"))->capture_default_str();
    app.add_option("--shadow", w.shadow, text("shadow"))->capture_default_str();
    app.add_option("--path", w.path, text("path"))->check(CLI::IsMember({"survey", "still"}))->capture_default_str();
    app.add_option("--frames", w.frames, text("frames"))->check(CLI::Range(1, 100000))->capture_default_str();
    app.add_option("--device", w.device, text("device"));
    app.add_flag("--moving", w.moving, text("moving"));
    app.add_flag("--json", json, text("json"));
    if (auto status = parse_words(context, app, words)) return *status;
    auto result = bench(context, w);
    if (!result) return context.error(result.error());
    if (json) {
        std::printf("%s\n", result->dump(2).c_str());
        return k_done;
    }
    for (const auto& [key, value] : result->items()) std::printf("%-10s %s\n", key.c_str(), value.dump().c_str());
    return k_done;
}

} // namespace tp
