#include "twinplan/render_scene.h"

#include "city/problem_layers.h"
#include "core/platform/paths.h"
#include "eval/coverage.h"
#include "eval/evaluation.h"
#include "light/illuminance.h"
#include "twinplan/project_tools.h"

namespace tp {
namespace {

std::string known_layers(const City& city) {
    std::string out = "reach, coverage, crash_risk, illuminance";
    for (const std::string& id : problem_layers_of(city)) out += ", " + id;
    return out;
}

// The layer `id` of every proposal: what models say, or what the city's own data do.
Result<void> evaluate_layers(const Context& context, Scene& scene, const Project& project, const std::string& id) {
    const City& city = *scene.city;
    if (id == "reach" || id == "crash_risk" || id == "crash_rank") {
        EvaluationOptions options;
        if (id == "reach") options.samples = 1; // distances have no samples
        options.assumptions = project.assumptions();
        auto model = CityModel::create(scene.city, scene.catalogue, options, context.progress());
        if (!model) return std::unexpected(model.error());
        for (ProposalView& proposal : scene.proposals) proposal.layer = id == "reach" ? evaluate(*model, proposal.solutions).reach : crossing_risk_layer(**model);
        return {};
    }
    auto own = problem_layer(city, id);
    for (std::size_t i = 0; i < scene.proposals.size(); ++i) {
        ProposalView& proposal = scene.proposals[i];
        if (own) proposal.layer = own;
        else if (id == "coverage") proposal.layer = coverage_layer(coverage_of(city, *scene.catalogue, proposal.solutions));
        else if (id == "illuminance" && scene.lamps[i].lamps.empty()) return fail(ErrorCode::not_found, "light.no_lamps");
        else if (id == "illuminance") proposal.layer = illuminance_layer(scene.lamps[i]);
        else return fail(ErrorCode::not_found, "render.unknown_layer", {{"layer", id}, {"layers", known_layers(city)}});
    }
    return {};
}

} // namespace

Result<Scene> load_scene(const Context& context, const RenderWords& words) {
    Scene scene;
    auto project = open_project(context, words.document, OpenMode::read_only);
    if (!project) return std::unexpected(project.error());
    auto city = project->city();
    if (!city) return std::unexpected(city.error());
    scene.city = *city;
    scene.tiles = project->tiles();
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return std::unexpected(catalogue.error());
    scene.catalogue = std::make_shared<const Catalogue>(std::move(*catalogue));
    std::vector<std::string> wanted = words.compare;
    if (!words.proposal.empty()) wanted = {words.proposal};
    for (const std::string& name : wanted) {
        const ProposalEntry* entry = project->proposal(name);
        if (!entry) {
            std::string names;
            for (const ProposalEntry& other : project->proposals()) names += (names.empty() ? "" : ", ") + other.name;
            return fail(ErrorCode::not_found, "render.no_proposal", {{"name", name}, {"names", names}}, words.document);
        }
        scene.proposals.push_back({name, entry->proposal.solutions(), std::nullopt});
    }
    if (scene.proposals.empty()) scene.proposals.push_back({});
    auto sun = read_time(words.time, *scene.city);
    if (!sun) return std::unexpected(sun.error());
    scene.sun = *std::move(sun);
    auto luminaires = load_luminaires(context.data, words.photometry);
    if (!luminaires) return std::unexpected(luminaires.error());
    scene.lamps.resize(scene.proposals.size());
    if (is_night(scene.sun.sun) || words.layer == "illuminance")
        for (std::size_t i = 0; i < scene.proposals.size(); ++i)
            scene.lamps[i] = lamps_of(*scene.city, scene.proposals[i].solutions, *scene.catalogue, *luminaires);
    std::string layer = words.layer.empty() && words.view == "difference" && wanted.size() == 2 ? "reach" : words.layer;
    if (!layer.empty())
        if (auto done = evaluate_layers(context, scene, *project, layer); !done) return std::unexpected(done.error());
    return scene;
}

} // namespace tp
