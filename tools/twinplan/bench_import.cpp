// twinplan bench import - files to a city in memory to a .twin, several times; nothing of it is kept.
#include "city_import/city_import.h"
#include "project/quantise.h"
#include "twinplan/bench.h"
#include "twinplan/options.h"
#include "wire/import_client.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <utility>

namespace tp {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Folder { // removed at the end, with what is in it
    fs::path path;
    Folder() {
        std::string form = (fs::temp_directory_path() / "twinplan-bench-XXXXXX").string();
        if (::mkdtemp(form.data())) path = form;
    }
    ~Folder() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

// Buildings in the city's own CRS, outer rings only: the reader's work, not the writer's art.
Result<void> write_geojson(const fs::path& file, const City& city) {
    std::ofstream out(file, std::ios::binary);
    out << fmt::format(R"({{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:{}"}}}},"features":[)", city.frame.epsg);
    for (std::size_t i = 0; i < city.buildings.size(); ++i) {
        out << (i > 0 ? ",\n" : "\n") << fmt::format(R"({{"type":"Feature","properties":{{"height":{:.1f}}},"geometry":{{"type":"Polygon","coordinates":[[)", city.buildings.height_m[i]);
        auto ring = city.buildings.footprint.outer(i);
        for (std::size_t k = 0; k <= ring.size(); ++k) {
            MapPoint p = city.frame.to_map(ring[k % ring.size()]);
            out << (k > 0 ? "," : "") << fmt::format("[{:.3f},{:.3f}]", p.easting_m, p.northing_m);
        }
        out << "]]}}";
    }
    out << "\n]}\n";
    out.close();
    if (!out) return fail(ErrorCode::io, "bench.cannot_write", {{"file", file.string()}});
    return {};
}

double peak_mb(int who) {
    rusage usage{};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

// The kernel's count begins anew, so that making the default input does not count. Where it refuses, it counts.
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double parent_peak_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (double kib = 0; word == "VmHWM:" && status >> kib) return kib / 1024.0;
    return peak_mb(RUSAGE_SELF);
}

struct Once {
    double read_s = 0, assemble_s = 0, write_s = 0;
    std::int64_t features = 0, kept = 0;
};

Result<Once> import_once(const std::vector<fs::path>& inputs, const fs::path& target, int threads, const Progress& progress) {
    auto start = std::chrono::steady_clock::now();
    auto seconds = [&start] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - std::exchange(start, std::chrono::steady_clock::now())).count(); };
    Once out;
    ImportInputs options;
    options.threads = threads;
    auto layers = read_inputs(inputs, options, progress);
    if (!layers) return std::unexpected(layers.error());
    out.read_s = seconds();
    AssembleOptions how;
    how.fallback_name = "bench";
    how.threads = threads;
    auto made = assemble(std::move(*layers), how, progress);
    if (!made) return std::unexpected(made.error());
    out.assemble_s = seconds();
    quantise(made->city);
    if (auto written = write_made_city(target, *made, progress); !written) return std::unexpected(written.error());
    out.write_s = seconds();
    for (const LayerReport& r : made->report.layers) out.features += r.in, out.kept += r.kept;
    return out;
}

struct Words {
    std::vector<std::string> inputs;
    std::int64_t buildings = 20'000;
    int repeat = 3, threads = 0;
    bool json = false;
};

Result<Json> measure(Context& context, const Words& words) {
    Folder folder;
    if (folder.path.empty()) return fail(ErrorCode::io, "bench.cannot_write", {{"file", fs::temp_directory_path().string()}});
    std::vector<fs::path> inputs(words.inputs.begin(), words.inputs.end());
    if (inputs.empty()) {
        auto city = bench_city(context, {}, words.buildings, words.threads);
        if (!city) return std::unexpected(city.error());
        inputs.push_back(folder.path / "buildings.geojson");
        if (auto written = write_geojson(inputs.front(), *city->city); !written) return std::unexpected(written.error());
    }
    forget_peak();
    std::vector<double> all, read, assembled, written;
    Once last;
    for (int i = 0; i < words.repeat; ++i) {
        auto once = import_once(inputs, folder.path / "city.twin", words.threads, context.progress());
        if (!once) return std::unexpected(once.error());
        last = *once;
        read.push_back(last.read_s), assembled.push_back(last.assemble_s), written.push_back(last.write_s);
        all.push_back(last.read_s + last.assemble_s + last.write_s);
    }
    std::error_code error;
    auto bytes = fs::file_size(folder.path / "city.twin", error);
    return Json{{"repeat", words.repeat},
                {"features", last.features},
                {"kept", last.kept},
                {"seconds", quantile_of(all, 0.5)},
                {"read_s", quantile_of(read, 0.5)},
                {"assemble_s", quantile_of(assembled, 0.5)},
                {"write_s", quantile_of(written, 0.5)},
                {"city_mb", error ? 0.0 : static_cast<double>(bytes) / 1e6},
                {"peak_mb", parent_peak_mb()},
                {"worker_peak_mb", peak_mb(RUSAGE_CHILDREN)}}; // of the largest worker
}

} // namespace

int bench_import(Context& context, std::span<const std::string> argv) {
    Words words;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("bench.option.") + option); };
    app.add_option("INPUT", words.inputs, text("input"));
    app.add_option("--repeat", words.repeat, text("repeat"))->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--buildings", words.buildings, text("buildings"))->check(CLI::Range(1, 10'000'000))->capture_default_str();
    app.add_option("--threads", words.threads, text("threads"))->check(CLI::Range(0, 256));
    app.add_flag("--json", words.json, text("json"));
    if (auto status = parse_words(context, app, argv)) return *status;
    auto result = measure(context, words);
    if (!result) return context.error(result.error());
    if (words.json) {
        std::printf("%s\n", result->dump(2).c_str());
        return k_done;
    }
    for (const auto& [key, value] : result->items()) std::printf("%-15s %s\n", key.c_str(), value.dump().c_str());
    return k_done;
}

} // namespace tp
