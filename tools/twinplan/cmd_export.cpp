// twinplan export CITY.twin -o OUT.gpkg|OUT.geojson [--role ROLE] - the city's features, with what their files said of them,
// as a file that other programs read.
#include "city/layers_of_city.h"
#include "geo/crs.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"
#include "wire/export_client.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tp {
namespace {

namespace fs = std::filesystem;

struct Words {
    std::string document, output;
    std::vector<std::string> roles;
    bool plain = false;
};

Result<ExportFormat> format_of(const std::string& output) {
    std::string ending = fs::path(output).extension().string();
    if (ending == ".gpkg") return ExportFormat::geopackage;
    if (ending == ".geojson" || ending == ".json") return ExportFormat::geojson;
    return fail(ErrorCode::usage, "export.ending", {{"file", output}});
}

// The layers of the roles or names asked for; all where none is.
Result<void> choose(std::vector<FeatureLayer>& layers, const std::vector<std::string>& wanted) {
    std::string there;
    std::vector<std::string> names;
    for (const FeatureLayer& layer : layers)
        if (std::ranges::find(names, layer.layer) == names.end()) names.push_back(layer.layer);
    for (const auto& name : names) there += (there.empty() ? "" : ", ") + name;
    auto is = [](const FeatureLayer& layer, const std::string& name) { return layer.layer == name || role_name(layer.role) == name; };
    for (const auto& name : wanted)
        if (std::ranges::none_of(layers, [&](const FeatureLayer& l) { return is(l, name); }))
            return fail(ErrorCode::not_found, "export.no_role", {{"role", name}, {"roles", there}});
    if (!wanted.empty())
        std::erase_if(layers, [&](const FeatureLayer& l) { return std::ranges::none_of(wanted, [&](const auto& name) { return is(l, name); }); });
    if (layers.empty()) return fail(ErrorCode::not_found, "export.nothing");
    return {};
}

Result<void> to_degrees(std::vector<FeatureLayer>& layers) {
    for (FeatureLayer& layer : layers) {
        auto projection = Projection::to_epsg(layer.epsg);
        if (!projection) return std::unexpected(projection.error());
        projection->inverse_all(layer.x, layer.y);
        layer.epsg = 4326;
        layer.crs = "EPSG:4326";
    }
    return {};
}

// The new file takes its place as a whole.
Result<void> write_whole(const fs::path& target, std::span<const std::byte> bytes) {
    fs::path part = target;
    part += ".part";
    std::ofstream out(part, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    std::error_code error;
    if (out) fs::rename(part, target, error);
    if (out && !error) return {};
    fs::remove(part, error);
    return fail(ErrorCode::io, "export.cannot_write", {{"file", target.string()}});
}

int run(Context& context, const Words& words) {
    auto format = format_of(words.output);
    if (!format) return context.error(format.error());
    auto project = open_project(context, words.document, OpenMode::read_only);
    if (!project) return context.error(project.error());
    auto city = project->city();
    if (!city) return context.error(city.error());
    std::error_code ignored;
    if (fs::exists(words.output, ignored) && fs::equivalent(words.output, words.document, ignored))
        return context.error({ErrorCode::io, "export.cannot_write", {{"file", words.output}}, {}});
    AttributesOf attributes;
    if (!words.plain)
        attributes = [&](const Origin& origin) {
            auto found = project->attributes(origin);
            return found ? std::move(*found) : std::vector<std::pair<std::string, std::string>>{};
        };
    auto layers = layers_of_city(**city, attributes);
    if (auto chosen = choose(layers, words.roles); !chosen) return context.error(chosen.error());
    if (*format == ExportFormat::geojson)
        if (auto done = to_degrees(layers); !done) return context.error(done.error());
    ExportOptions options;
    options.data = context.data;
    auto bytes = export_layers(layers, *format, options);
    if (!bytes) return context.error(bytes.error());
    if (auto written = write_whole(words.output, *bytes); !written) return context.error(written.error());
    std::size_t count = 0;
    for (const FeatureLayer& layer : layers) count += layer.size();
    context.note("export.done", {{"file", words.output}, {"count", std::to_string(count)}, {"layers", std::to_string(layers.size())}});
    return k_done;
}

} // namespace

int cmd_export(Context& context, std::span<const std::string> argv) {
    CLI::App app;
    Words words;
    app.add_option("CITY.twin", words.document)->required();
    app.add_option("-o,--output", words.output, "OUT.gpkg, OUT.geojson")->required();
    app.add_option("--role", words.roles)->allow_extra_args(false);
    app.add_flag("--plain", words.plain, context.messages.text("export.option.plain"));
    if (auto status = parse_words(context, app, argv)) return *status;
    return run(context, words);
}

} // namespace tp
