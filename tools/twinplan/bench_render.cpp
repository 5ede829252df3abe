// twinplan bench render - medians of frames along a camera path; RENDERING.md's path is `survey`.
#include "twinplan/bench.h"
#include "core/platform/memory_use.h"
#include "core/platform/process_start.h"
#include "geo/crs.h"
#include "light/lamps.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"
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
    std::string document, size = "1280x720", shadow = "soft", path = "survey", time, device, middle;
    int frames = 60, laps = 1;
    std::int64_t buildings = 10000; // of the made city where no document is named
    bool still = false, complete = false, detail = false;
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
    double resident_start_mb = 0, resident_end_mb = 0; // after the first lap (of one lap: its first frame) and the last
};

struct Stage { // what is flown over
    std::unique_ptr<Renderer> renderer;
    LocalPoint middle;
    Camera still;
};

// A frame ends when a pixel of it was read back.
Result<void> draw_frame(Renderer& renderer, const Camera& camera, const FrameOptions& options) {
    if (auto drawn = renderer.draw(camera, options); !drawn) return drawn;
    auto pixel = renderer.pick(0, 0);
    return pixel ? Result<void>{} : std::unexpected(pixel.error());
}

// Until everything that the frame needs has been read, as the browser peers are measured: a still frame waits for it.
Result<void> settle(Renderer& renderer, const Camera& camera, const FrameOptions& options) {
    do {
        if (auto drawn = draw_frame(renderer, camera, options); !drawn) return drawn;
    } while (renderer.statistics().tiles_missing > 0);
    return {};
}

double resident_mb() { return static_cast<double>(resident_bytes()) / (1024.0 * 1024.0); }

Result<Flight> fly(Stage& stage, const BenchWords& words, const FrameOptions& options) {
    Flight flight;
    Renderer& renderer = *stage.renderer;
    std::vector<Camera> cameras;
    for (int frame = 0; frame < words.frames * words.laps; ++frame) {
        int i = frame % words.frames;
        double t = words.frames > 1 ? static_cast<double>(i) / (words.frames - 1) : 0;
        cameras.push_back(words.path == "survey" ? survey(t, stage.middle) : stage.still);
    }
    FrameOptions reading = options; // shadows are drawn in the frame that is measured
    reading.shadow = ShadowMode::off;
    for (const Camera& camera : cameras) {
        Camera beside = camera; // by a centimetre: what is seen is drawn anew in the frame that is measured
        beside.eye[0] += 0.01, beside.target[0] += 0.01;
        if (auto settled = settle(renderer, beside, reading); !settled) return std::unexpected(settled.error());
        auto start = Clock::now();
        double cpu = cpu_ms();
        if (auto drawn = draw_frame(renderer, camera, options); !drawn) return std::unexpected(drawn.error());
        flight.wall_ms.push_back(since_ms(start));
        flight.cpu_ms.push_back(cpu_ms() - cpu);
        flight.triangles = std::max(flight.triangles, renderer.statistics().triangles);
        for (const PassTime& pass : renderer.statistics().passes) flight.pass_ms[pass.name].push_back(pass.gpu_ms);
        if (flight.wall_ms.size() == static_cast<std::size_t>(words.laps > 1 ? words.frames : 1)) flight.resident_start_mb = resident_mb();
    }
    flight.resident_end_mb = resident_mb();
    return flight;
}

// The worst of the flight's frames against full detail, and every 8th one's shadows against shadows drawn anew.
Result<Json> check(Stage& stage, const BenchWords& words, const FrameOptions& options) {
    FrameOptions full = options, fast = options, fresh = options;
    full.moving = false;
    full.full_detail = true;
    full.shadow = ShadowMode::off;
    fast.wait_for_tiles = fresh.wait_for_tiles = fresh.fresh_shadows = true;
    double share = 1, shadow_share = 0;
    std::size_t largest = 0, tall = 0, tall_missing = 0;
    for (int i = 0; i < words.frames; ++i) {
        Camera camera = survey(words.frames > 1 ? static_cast<double>(i) / (words.frames - 1) : 0, stage.middle);
        auto a = stage.renderer->render(camera, fast, true);
        if (!a) return std::unexpected(a.error());
        if (i % 8 == 0 && options.shadow != ShadowMode::off) {
            auto c = stage.renderer->render(camera, fresh);
            if (!c) return std::unexpected(c.error());
            std::size_t differing = 0;
            for (std::size_t k = 0; k < c->rgba.size(); k += 4) differing += std::abs(a->rgba[k] - c->rgba[k]) > 24 ? 1 : 0;
            shadow_share = std::max(shadow_share, 4.0 * static_cast<double>(differing) / static_cast<double>(c->rgba.size()));
        }
        auto b = stage.renderer->render(camera, full, true);
        if (!b) return std::unexpected(b.error());
        Completeness one = completeness_of(*b, *a);
        share = std::min(share, 1.0 - static_cast<double>(one.missing_pixels) / static_cast<double>(std::max<std::size_t>(one.building_pixels, 1)));
        largest = std::max(largest, one.largest_missing);
        tall += one.tall;
        tall_missing += one.tall_missing;
    }
    return Json{{"building_pixels_shown_least", share}, {"largest_missing_px", largest}, {"tall_buildings", tall}, {"tall_buildings_missing", tall_missing},
                {"pixels_with_other_shadow_most", shadow_share}};
}

Result<LocalPoint> middle_of(const std::string& words, const LocalFrame& frame, const LocalBox& extent) {
    if (words.empty()) return extent.empty() ? LocalPoint{} : extent.centre();
    double longitude = 0, latitude = 0;
    if (std::sscanf(words.c_str(), "%lf,%lf", &longitude, &latitude) != 2) return fail(ErrorCode::usage, "bench.middle", {{"text", words}});
    auto projection = Projection::to_epsg(frame.epsg);
    if (!projection) return std::unexpected(projection.error());
    auto at = projection->forward({longitude, latitude});
    if (!at) return std::unexpected(at.error());
    return frame.to_local(*at);
}

// A document is drawn from its tiles alone, as the window does first; without them, or without a document, from a city.
Result<Stage> make_stage(const Context& context, const BenchWords& words, const FrameOptions& options) {
    Stage stage;
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    stage.renderer = std::move(*renderer);
    LocalFrame frame;
    LocalBox extent;
    bool set = false;
    if (!words.document.empty()) {
        auto project = open_project(context, words.document, OpenMode::read_only);
        if (!project) return std::unexpected(project.error());
        auto header = project->header();
        if (!header) return std::unexpected(header.error());
        frame = header->frame;
        extent = header->extent;
        auto tiles = project->tiles();
        if (tiles) set = stage.renderer->set_tiles(tiles).has_value();
        if (words.detail) {
            auto city = project->city();
            if (!city) return std::unexpected(city.error());
            if (auto done = stage.renderer->set_city(*city, {}, tiles); !done) return std::unexpected(done.error());
            set = true;
        }
    }
    if (!set) {
        auto opened = bench_city(context, words.document, words.buildings, 0);
        if (!opened) return std::unexpected(opened.error());
        if (auto done = stage.renderer->set_city(opened->city); !done) return std::unexpected(done.error());
        frame = opened->city->frame;
        extent = opened->city->extent;
    }
    auto middle = middle_of(words.middle, frame, extent);
    if (!middle) return std::unexpected(middle.error());
    stage.middle = *middle;
    City outline; // the camera needs no more of it
    outline.extent = extent;
    stage.still = make_camera(outline, CameraPreset::oblique, {}, static_cast<double>(options.width) / options.height);
    return stage;
}

// The sun of --time, and at night the city's lamps; how many.
Result<std::size_t> light_stage(const Context& context, const BenchWords& words, Renderer& renderer, FrameOptions& options) {
    if (words.time.empty()) return 0;
    auto opened = bench_city(context, words.document, words.buildings, 0);
    if (!opened) return std::unexpected(opened.error());
    auto sun = read_time(words.time, *opened->city);
    if (!sun) return std::unexpected(sun.error());
    options.sun = sun->sun;
    if (!is_night(options.sun)) return 0;
    auto luminaires = load_luminaires(context.data);
    if (!luminaires) return std::unexpected(luminaires.error());
    Lamps lamps = lamps_of(*opened->city, {}, *opened->catalogue, *std::move(luminaires));
    if (auto set = renderer.set_lamps(lamps); !set) return std::unexpected(set.error());
    return lamps.lamps.size();
}

Result<Json> bench(const Context& context, const BenchWords& words) {
    auto start = process_start();
    FrameOptions options;
    options.moving = !words.still;
    if (auto size = read_size(words.size, options.width, options.height); !size) return std::unexpected(size.error());
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.shadow = *shadow;
    auto stage = make_stage(context, words, options);
    if (!stage) return std::unexpected(stage.error());
    double load_ms = since_ms(start);
    Renderer& renderer = *stage->renderer;
    auto lamps = light_stage(context, words, renderer, options);
    if (!lamps) return std::unexpected(lamps.error());
    FrameOptions first = options; // complete: it waits for all tiles
    first.wait_for_tiles = true;
    if (auto drawn = draw_frame(renderer, words.path == "survey" ? survey(0, stage->middle) : stage->still, first); !drawn) return std::unexpected(drawn.error());
    double first_ms = since_ms(start);
    if (words.complete) return check(*stage, words, options);
    auto flight = fly(*stage, words, options);
    if (!flight) return std::unexpected(flight.error());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    Json passes = Json::object();
    for (const auto& [name, times] : flight->pass_ms) passes[name] = {{"ms", quantile_of(times, 0.5)}, {"frames", times.size()}};
    return Json{{"size", {options.width, options.height}},
                {"shadow", words.shadow},
                {"path", words.path},
                {"time", words.time},
                {"lamps", *lamps},
                {"moving", options.moving},
                {"frames", words.frames},
                {"laps", words.laps},
                {"load_ms", load_ms},
                {"first_ms", first_ms},
                {"median_ms", quantile_of(flight->wall_ms, 0.5)},
                {"p95_ms", quantile_of(flight->wall_ms, 0.95)},
                {"cpu_ms", quantile_of(flight->cpu_ms, 0.5)},
                {"peak_mb", static_cast<double>(usage.ru_maxrss) / 1024.0},
                {"resident_start_mb", flight->resident_start_mb},
                {"resident_end_mb", flight->resident_end_mb},
                {"geometry_mb", static_cast<double>(renderer.statistics().geometry_bytes) / 1e6},
                {"triangles", flight->triangles},
                {"passes", passes},
                {"device", renderer.device_name()}};
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
    app.add_option("--time", w.time, text("time"));
    app.add_option("--path", w.path, text("path"))->check(CLI::IsMember({"survey", "still"}))->capture_default_str();
    app.add_option("--frames", w.frames, text("frames"))->check(CLI::Range(1, 100000))->capture_default_str();
    app.add_option("--laps", w.laps, text("laps"))->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--device", w.device, text("device"));
    app.add_flag("--complete", w.complete, text("complete"));
    app.add_flag("--still", w.still, text("still"));
    app.add_option("--middle", w.middle, text("middle"));
    app.add_flag("--detail", w.detail, text("detail"));
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
