// twinplan info CITY.twin [--json] - what a city holds, what it lacks, its proposals and its sources; info --devices - GPUs.
#include "city/layers_of_city.h"
#include "twinplan/device_list.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

struct Count {
    const char* id; // of `info --json`; the message "info.count.<id>"
    std::size_t count;
    const char* role; // what `missing` calls it where there are none; null: not asked for by a model
};

std::vector<Count> counts_of(const City& city) {
    std::size_t weather_steps = 0;
    for (const Weather& weather : city.weather) weather_steps += weather.size();
    return {{"buildings", city.buildings.size(), "buildings"},
            {"crossings", city.crossings.size(), "crossings"},
            {"signals", city.signals.size(), "signals"},
            {"stops", city.stops.size(), "stops"},
            {"street_edges", city.streets.size(), "roads"},
            {"street_nodes", city.streets.node.size(), nullptr},
            {"sidewalks", city.sidewalks.size(), "sidewalks"},
            {"zones", city.zones.size(), "zones"},
            {"population_cells", city.people.size(), "population"},
            {"crashes", city.crashes.size(), "crashes"},
            {"devices", city.devices.size(), "devices"},
            {"trees", city.trees.size(), nullptr},
            {"facilities", city.facilities.size(), nullptr},
            {"areas", city.areas.size(), nullptr},
            {"terrain_cells", city.terrain.height_m.size(), "terrain"},
            {"models", city.models.at.size(), nullptr},
            {"pictures", city.pictures.size(), nullptr},
            {"weather_steps", weather_steps, nullptr}};
}

Json number(double value) {
    if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
    return value;
}

Json json_of(const City& city, const Project& project) {
    Json out{{"name", city.name}, {"epsg", city.frame.epsg}, {"extent_m", nullptr}};
    if (!city.extent.empty()) {
        MapPoint low = city.frame.to_map(city.extent.min), high = city.frame.to_map(city.extent.max);
        out["extent_m"] = {low.easting_m, low.northing_m, high.easting_m, high.northing_m};
    }
    auto population = population_for_rules(city);
    auto people = people_total(city);
    out["synthetic"] = city.synthetic;
    out["level"] = city.level.empty() ? Json(nullptr) : Json(city.level);
    out["population"] = population ? Json(*population) : Json(nullptr);
    out["counts"] = Json::object();
    out["people"] = people ? number(*people) : Json(nullptr);
    out["missing"] = Json::array();
    for (const Count& count : counts_of(city)) {
        out["counts"][count.id] = count.count;
        if (count.role && count.count == 0) out["missing"].push_back(count.role);
    }
    out["devices"] = Json::object();
    for (DeviceKind kind : city.devices.kind) {
        Json& count = out["devices"][device_kind_name(kind)];
        count = count.is_null() ? 1 : count.get<std::int64_t>() + 1;
    }
    out["heights_derived"] = city.heights_derived;
    out["proposals"] = Json::array();
    for (const ProposalEntry& entry : project.proposals())
        out["proposals"].push_back({{"name", entry.name},
                                    {"revision", entry.proposal.revision()},
                                    {"solutions", entry.proposal.solutions().size()},
                                    {"edits", entry.proposal.edits().size()},
                                    {"done", entry.proposal.done()}});
    out["sources"] = Json::array();
    for (const Source& source : city.sources)
        out["sources"].push_back({{"file", source.file},
                                  {"layer", source.layer},
                                  {"role", source.role},
                                  {"licence", source.licence.empty() ? Json(nullptr) : Json(source.licence)},
                                  {"hash", source.hash}});
    return out;
}

void line(const Context& context, const char* key, const MessageArgs& args) {
    std::printf("%s\n", context.messages.text(key, args).c_str());
}

void print_text(const Context& context, const City& city, const Project& project) {
    const Messages& messages = context.messages;
    line(context, "info.city",
         {{"name", city.name}, {"epsg", std::to_string(city.frame.epsg)}, {"crs", crs_name(city.frame.epsg)}});
    if (city.synthetic) line(context, "info.synthetic", {});
    if (!city.extent.empty())
        line(context, "info.extent",
             {{"width", fmt::format("{:.2f}", (city.extent.max.x_m - city.extent.min.x_m) / 1000.0)},
              {"height", fmt::format("{:.2f}", (city.extent.max.y_m - city.extent.min.y_m) / 1000.0)}});
    if (auto population = population_for_rules(city))
        line(context, city.population ? "info.population_given" : "info.population_summed",
             {{"count", std::to_string(*population)}});
    if (city.population)
        if (auto people = people_total(city)) line(context, "info.people", {{"count", fmt::format("{:.0f}", *people)}});
    std::string missing;
    for (const Count& count : counts_of(city)) {
        std::string label = messages.text(std::string("info.count.") + count.id);
        if (count.count > 0)
            std::printf("  %s: %zu\n", label.c_str(), count.count);
        else if (count.role)
            missing += (missing.empty() ? "" : ", ") + label;
    }
    if (!missing.empty()) line(context, "info.missing", {{"list", missing}});
    if (city.heights_derived) line(context, "info.heights_derived", {});
    line(context, "info.proposals", {{"count", std::to_string(project.proposals().size())}});
    for (const ProposalEntry& entry : project.proposals())
        line(context, "info.proposal",
             {{"name", entry.name},
              {"solutions", std::to_string(entry.proposal.solutions().size())},
              {"edits", std::to_string(entry.proposal.edits().size())}});
    line(context, "info.sources", {{"count", std::to_string(city.sources.size())}});
    for (const Source& source : city.sources) {
        std::string licence = source.licence.empty() ? messages.text("info.no_licence") : source.licence;
        std::string layer = source.layer.empty() ? "" : " [" + source.layer + ']';
        std::printf("  %s%s (%s): %s\n", source.file.c_str(), layer.c_str(), source.role.c_str(), licence.c_str());
    }
}

} // namespace

int cmd_info(Context& context, std::span<const std::string> argv) {
    CLI::App app;
    std::string file;
    bool json = false, devices = false;
    CLI::Option* city_file = app.add_option("CITY.twin", file);
    app.add_flag("--devices", devices, context.messages.text("device.option.list"))->excludes(city_file);
    app.add_flag("--json", json);
    if (auto status = parse_words(context, app, argv)) return *status;
    if (devices) return print_devices(context, json);
    if (file.empty()) return context.error({ErrorCode::usage, "info.no_file", {}, {}});
    auto project = open_project(context, file, OpenMode::read_only);
    if (!project) return context.error(project.error());
    auto city = project->city();
    if (!city) return context.error(city.error());
    if (json)
        std::printf("%s\n", json_of(**city, *project).dump(1, ' ', false, Json::error_handler_t::replace).c_str());
    else
        print_text(context, **city, *project);
    return k_done;
}

} // namespace tp
