// twinplan makecity --buildings N [--seed S] -o CITY.twin - a synthetic city of any size, marked synthetic.
#include "makecity/makecity.h"
#include "project/project.h"
#include "scene/tile_set.h"
#include "project/quantise.h"
#include "twinplan/commands.h"
#include "twinplan/options.h"

namespace tp {
namespace {

ImportReport account_of(const City& city) { // everything that was made was kept
    ImportReport report;
    report.epsg = city.frame.epsg;
    report.epsg_reason = "import.epsg.given";
    auto add = [&](std::size_t source, std::size_t count) {
        LayerReport layer;
        layer.file = city.sources[source].file;
        layer.layer = city.sources[source].layer;
        layer.role = city.sources[source].role;
        layer.encoding = "UTF-8";
        layer.guessed = false;
        layer.epsg = city.frame.epsg;
        layer.in = layer.kept = static_cast<std::int64_t>(count);
        report.layers.push_back(std::move(layer));
    };
    std::size_t counts[] = {city.streets.size(),  city.buildings.size(), city.crossings.size(),  city.signals.size(), city.stops.size(),
                            city.sidewalks.size(), city.zones.size(),    city.people.size(),     city.crashes.size(), city.devices.size(),
                            city.facilities.size(), city.areas.size(),   std::size_t{1},         city.trees.size()};
    for (std::size_t k = 0; k < std::size(counts) && k < city.sources.size(); ++k) add(k, counts[k]);
    return report;
}

Facts facts_of(const City& city) {
    return {{"programme", "molit-2023/diffusion"},
            {"level", city.level},
            {"population", std::to_string(city.population.value_or(0))},
            {"population_date", "2023-01-01"},
            {"municipality", city.name},
            {"partners", "none"}};
}

Result<void> make(const Context& context, const MakeCityOptions& options, bool proposals, const std::filesystem::path& target) {
    Progress progress = context.progress();
    if (!still_wanted(progress, "makecity.step.city", 0.0)) return fail(ErrorCode::cancelled, "core.cancelled");
    auto made = make_city(options);
    if (!made) return std::unexpected(made.error());
    quantise(made->city);
    std::vector<ProposalEntry> entries;
    std::map<std::string, double> own_values;
    Facts facts = facts_of(made->city);
    if (proposals) {
        auto own = demo_own_values(options.data);
        if (!own) return std::unexpected(own.error());
        own_values = *std::move(own);
        facts["note"] = context.messages.text("makecity.own_values_note");
        auto catalogue = load_catalogue(options.data);
        if (!catalogue) return std::unexpected(catalogue.error());
        for (DemoProposal& demo : demo_proposals(made->city, *catalogue)) entries.push_back({demo.name, std::move(demo.proposal)});
    }
    auto tiles = build_tiles(made->city, progress);
    if (!tiles) return std::unexpected(tiles.error());
    auto written = write_document(target, made->city, account_of(made->city), entries, facts, progress, own_values, {.tables = {}, .tiles = *tiles});
    if (!written) return written;
    context.note("makecity.done", {{"name", made->city.name},
                                   {"buildings", std::to_string(made->city.buildings.size())},
                                   {"edges", std::to_string(made->city.streets.size())},
                                   {"people", std::to_string(made->city.population.value_or(0))},
                                   {"file", target.string()}});
    return {};
}

} // namespace

int cmd_makecity(Context& context, std::span<const std::string> words) {
    MakeCityOptions options;
    options.data = context.data;
    std::string output;
    bool proposals = false;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("makecity.option.") + option); };
    app.add_option("--buildings", options.buildings, text("buildings"))->capture_default_str();
    app.add_option("--seed", options.seed, text("seed"))->capture_default_str();
    app.add_option("-o,--output", output, text("output"));
    app.add_option("--name", options.name, text("name"));
    app.add_option("--threads", options.threads, text("threads"))->capture_default_str();
    app.add_flag("--proposals", proposals, text("proposals"));
    if (auto status = parse_words(context, app, words)) return *status;
    if (output.empty()) return context.error({ErrorCode::usage, "makecity.no_output", {}, {}});
    auto done = make(context, options, proposals, output);
    return done ? k_done : context.error(done.error());
}

} // namespace tp
