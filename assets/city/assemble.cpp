#include "city/assemble.h"

#include "city/assemble_parts.h"
#include "city/height_doctor.h"
#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

using namespace assembly;

constexpr double k_model_reach_m = 3'000.0;

// Every layer gets an account and a source, also one that brings nothing.
void open_accounts(Job& job, const std::vector<FeatureLayer>& layers) {
    job.layers.reserve(layers.size());
    for (const FeatureLayer& in : layers) {
        Placed layer;
        layer.in = &in;
        layer.report = {in.file, in.layer, role_name(in.role), in.encoding, in.guessed, in.epsg, 0, 0, 0, 0, 0, 0, in.notes};
        std::size_t count = layer.raster() ? 1 : in.size();
        layer.fate.assign(count, Fate::open);
        layer.source = static_cast<std::uint16_t>(std::min<std::size_t>(job.city.sources.size(), 0xffff));
        job.city.sources.push_back({in.file, in.layer, role_name(in.role), in.licence, in.hash});
        if (in.role == Role::none)
            for (std::size_t i = 0; i < count; ++i) leave_out(layer, i, "no_role");
        job.layers.push_back(std::move(layer));
    }
}

// Where the features are that the notes speak of. Rows of a layer rise, but a file of somebody else may say otherwise.
void locate_notes(Placed& layer) {
    const auto& rows = layer.in->row;
    for (ReportNote& note : layer.report.notes)
        for (std::uint32_t row : note.rows) {
            auto found = std::ranges::lower_bound(rows, row);
            auto i = static_cast<std::size_t>(found - rows.begin());
            bool there = found != rows.end() && *found == row && i < layer.box.size() && !layer.box[i].empty();
            note.at.push_back(there ? layer.box[i].centre() : LocalPoint{std::nan(""), std::nan("")});
        }
}

// What no step took has a role the city does not hold yet. Then fates become counts.
void close_accounts(Job& job, ImportReport& report) {
    for (Placed& layer : job.layers) {
        LayerReport& r = layer.report;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            bool heights = layer.in->role == Role::contours || layer.in->role == Role::spot_heights;
            if (layer.fate[i] == Fate::open) leave_out(layer, i, heights && !job.city.terrain.empty() ? "terrain_known" : "not_used_yet");
            r.kept += layer.fate[i] == Fate::kept;
            r.merged += layer.fate[i] == Fate::merged;
            r.left_out += layer.fate[i] == Fate::left_out;
        }
        r.left_out += layer.in->left_out;
        std::int64_t known = static_cast<std::int64_t>(layer.size()) + layer.in->left_out;
        if (layer.in->in > known) { // the importer counted more than it handed over
            const char* why = layer.in->role == Role::none ? "no_role" : "not_delivered";
            add_note(layer, why, "left_out", r.file, layer.in->in - known);
            r.left_out += layer.in->in - known;
        }
        r.in = std::max(known, layer.in->in);
        r.repaired = std::min(r.repaired + layer.in->repaired, r.kept); // readers' and ours
        TP_CHECK(r.in == r.kept + r.merged + r.left_out);
        locate_notes(layer);
        report.layers.push_back(std::move(r));
    }
}

// The columns leave the layers: nothing reads them any more.
std::vector<SourceTable> source_tables(const Job& job, std::vector<FeatureLayer>& layers) {
    std::vector<SourceTable> tables;
    for (std::size_t k = 0; k < layers.size() && k < 0xffff; ++k)
        if (!layers[k].row.empty() && !layers[k].columns.empty())
            tables.push_back({job.layers[k].source, std::move(layers[k].row), std::move(layers[k].columns)});
    return tables;
}

void name_city(Job& job) {
    City& city = job.city;
    city.name = job.options.name;
    if (!city.name.empty()) return;
    for (const Placed& layer : job.layers)
        if (layer.in->role == Role::boundary && layer.size() == 1 && layer.fate[0] != Fate::left_out) {
            city.name = Field(layer, "name").text(0);
            if (!city.name.empty()) return;
        }
    city.name = job.options.fallback_name;
}

void list_missing(const City& city, std::vector<std::string>& missing) {
    auto need = [&](bool there, Role role) {
        if (!there) missing.emplace_back(role_name(role));
    };
    need(city.buildings.size() > 0, Role::buildings);
    need(city.streets.size() > 0, Role::roads);
    need(city.crossings.size() > 0, Role::crossings);
    need(city.signals.size() > 0, Role::signals);
    need(city.sidewalks.size() > 0, Role::sidewalks);
    need(city.stops.size() > 0, Role::stops);
    need(city.zones.size() > 0, Role::zones);
    need(city.crashes.size() > 0, Role::crashes);
    need(city.people.size() > 0, Role::population);
    need(city.devices.size() > 0, Role::devices);
    need(!city.terrain.empty(), Role::terrain);
}

} // namespace

Result<Assembled> assemble(std::vector<FeatureLayer> layers, const AssembleOptions& options, const Progress& progress) {
    bool something = std::ranges::any_of(layers, [](const FeatureLayer& l) {
        return l.role != Role::none && l.role != Role::building_table && (l.size() > 0 || !l.raster.empty() || !l.picture.empty());
    });
    if (!something) return fail(ErrorCode::not_found, "import.nothing");
    Job job{{}, {}, options, {}, {}, {}, {}};
    open_accounts(job, layers);
    if (!still_wanted(progress, "import.step.placing", 0.0)) return fail(ErrorCode::cancelled, "core.cancelled");
    if (auto placed = place(job, progress); !placed) return std::unexpected(placed.error());
    if (auto shifted = shift_given_heights(job, layers); !shifted) return std::unexpected(shifted.error());
    struct Step {
        void (*run)(Job&);
        const char* key;
    };
    constexpr Step steps[] = {{assemble_terrain, "import.step.terrain"},     {assemble_buildings, "import.step.buildings"},
                              {compare_heights, "import.step.buildings"},
                              {assemble_areas, "import.step.streets"},       {assemble_streets, "import.step.streets"},
                              {assemble_sidewalks, "import.step.streets"},   {assemble_signals, "import.step.places"},
                              {assemble_crossings, "import.step.places"},    {assemble_places, "import.step.places"},
                              {assemble_people, "import.step.people"},       {assemble_crashes, "import.step.people"},
                              {assemble_weather, "import.step.people"},      {assemble_pictures, "import.step.pictures"},
                              {assemble_models, "import.step.models"}};
    double done = 0.0;
    for (const Step& step : steps) {
        if (!still_wanted(progress, step.key, done / static_cast<double>(std::size(steps)))) return fail(ErrorCode::cancelled, "core.cancelled");
        step.run(job);
        done += 1.0;
    }
    name_city(job);
    job.city.extent = job.extent;
    for (LocalPoint p : job.city.models.at) // what is looked at as the city reaches as far as its models
        if (near_city(job, LocalBox{p, p}, k_model_reach_m)) job.city.extent.add(p);
    job.city.population = options.population;
    job.city.level = options.level;
    Assembled out;
    out.report.epsg = job.city.frame.epsg;
    out.report.epsg_reason = options.epsg > 0 ? "import.epsg.given" : "import.epsg.by_longitude";
    close_accounts(job, out.report);
    list_missing(job.city, out.report.missing);
    out.tables = source_tables(job, layers);
    out.city = std::move(job.city);
    if (!still_wanted(progress, "import.step.people", 1.0)) return fail(ErrorCode::cancelled, "core.cancelled");
    return out;
}

} // namespace tp
