// twinplan render CITY.twin [--proposal NAME] [--layer ID] [--camera ...] ... -o OUT.png - a picture without a window.
#include "city/colour_vision.h"
#include "core/platform/paths.h"
#include "eval/coverage.h"
#include "eval/evaluation.h"
#include "light/illuminance.h"
#include "report/coverage_volumes.h"
#include "report/picture.h"
#include "report/picture_names.h"
#include "twinplan/id_image.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"
#include "twinplan/view_words.h"
#include "view/view.h"

#include <fmt/format.h>

namespace tp {
namespace {

struct RenderWords {
    std::string document, proposal, layer, camera = "oblique", size = "1920x1080", time, shadow = "soft", ids, photometry, out, device;
    std::string check_view = "normal";
    bool textures = false, labels = false, people = false, coverage = false;
};

constexpr double k_margin_m = 150.0; // round the solutions of a proposal

struct Scene { // what is drawn
    std::shared_ptr<const City> city;
    std::shared_ptr<const TileSource> tiles;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Solution> solutions;
    std::optional<Layer> layer;
    Lamps lamps; // only where they are seen: at night, or in their layer
    SunAt sun;
};

Result<Layer> evaluate_layer(const Context& context, const Scene& scene, const Project& project, const std::string& id) {
    if (id == "base_residual" && !scene.city->buildings.residual_m.empty()) return base_residual_layer(*scene.city);
    if (id == "coverage") return coverage_layer(coverage_of(*scene.city, *scene.catalogue, scene.solutions));
    if (id == "illuminance" && scene.lamps.lamps.empty()) return fail(ErrorCode::not_found, "light.no_lamps");
    if (id == "illuminance") return illuminance_layer(scene.lamps);
    if (id != "reach") return fail(ErrorCode::not_found, "render.unknown_layer", {{"layer", id}, {"layers", "reach, coverage, base_residual, illuminance"}});
    EvaluationOptions options;
    options.samples = 1; // distances have no samples
    options.assumptions = project.assumptions();
    auto model = CityModel::create(scene.city, scene.catalogue, options, context.progress());
    if (!model) return std::unexpected(model.error());
    return evaluate(*model, scene.solutions).reach;
}

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
    if (!words.proposal.empty()) {
        const ProposalEntry* entry = project->proposal(words.proposal);
        if (!entry) {
            std::string names;
            for (const ProposalEntry& other : project->proposals()) names += (names.empty() ? "" : ", ") + other.name;
            return fail(ErrorCode::not_found, "render.no_proposal", {{"name", words.proposal}, {"names", names}}, words.document);
        }
        scene.solutions = entry->proposal.solutions();
    }
    auto sun = read_time(words.time, *scene.city);
    if (!sun) return std::unexpected(sun.error());
    scene.sun = *std::move(sun);
    auto luminaires = load_luminaires(context.data, words.photometry);
    if (!luminaires) return std::unexpected(luminaires.error());
    if (is_night(scene.sun.sun) || words.layer == "illuminance")
        scene.lamps = lamps_of(*scene.city, scene.solutions, *scene.catalogue, *std::move(luminaires));
    if (!words.layer.empty()) {
        auto layer = evaluate_layer(context, scene, *project, words.layer);
        if (!layer) return std::unexpected(layer.error());
        scene.layer = std::move(*layer);
    }
    return scene;
}

Result<void> render(const Context& context, const RenderWords& words) {
    FrameOptions options;
    options.samples_per_side = 2;
    options.textures_on = words.textures;
    options.people_on = words.people || words.camera == "street";
    if (auto size = read_size(words.size, options.width, options.height); !size) return size;
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.shadow = *shadow;
    auto vision = colour_vision(words.check_view);
    if (!vision) return fail(ErrorCode::usage, "render.bad_check_view", {{"text", words.check_view}});
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    auto scene = load_scene(context, words);
    if (!scene) return std::unexpected(scene.error());
    options.sun = scene->sun.sun;
    LocalBox box;
    if (!scene->solutions.empty()) {
        const ProposalView view{words.proposal, scene->solutions, std::nullopt};
        box = comparison_box(*scene->city, std::span(&view, 1), k_margin_m);
    }
    auto camera = read_camera(words.camera, *scene->city, box, static_cast<double>(options.width) / std::max(options.height, 1));
    if (!camera) return std::unexpected(camera.error());
    if (auto set = (*renderer)->set_city(scene->city, context.progress(), scene->tiles); !set) return set;
    if (auto set = (*renderer)->set_solutions(scene->solutions, *scene->catalogue); !set) return set;
    if (auto set = (*renderer)->set_layer(scene->layer); !set) return set;
    if (words.coverage)
        if (auto set = (*renderer)->set_volumes(coverage_volumes(coverage_of(*scene->city, *scene->catalogue, scene->solutions))); !set) return set;
    if (auto set = (*renderer)->set_lamps(scene->lamps); !set) return set;
    auto image = (*renderer)->render(*camera, options, !words.ids.empty(), words.labels);
    for (const Error& notice : (*renderer)->take_notices()) context.note(notice.key, notice.args);
    if (!image) return std::unexpected(image.error());
    if (!words.ids.empty()) {
        if (auto written = write_id_tiff(words.ids, *image); !written) return written;
        auto table = std::filesystem::path(words.ids).replace_extension(".csv");
        if (auto written = write_id_table(table, *image, *scene->city, scene->solutions); !written) return written;
    }
    PictureNotes notes = notes_of(context.messages, *scene->city, *camera, options, scene->sun.time_iso);
    notes.title = words.proposal.empty() ? scene->city->name : words.proposal;
    if (!words.proposal.empty()) notes.accent = options.accent;
    notes.layer = scene->layer ? &*scene->layer : nullptr;
    std::optional<PictureNames> names;
    if (words.labels) {
        names = picture_names(*scene->city, scene->solutions, *scene->catalogue, context.messages.language(), *camera);
        notes.names = &*names;
    }
    if (*vision != ColourVision::normal)
        notes.remark = context.messages.text("report.check_view", {{"vision", context.messages.text(fmt::format("studio.vision.{}", colour_vision_name(*vision)))}});
    annotate(*image, context.messages, notes);
    see(image->rgba, *vision);
    return write_png(words.out, *image);
}

} // namespace

int cmd_render(Context& context, std::span<const std::string> words) {
    RenderWords w;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("render.option.") + option); };
    app.add_option("CITY.twin", w.document, text("document"))->required();
    app.add_option("--proposal", w.proposal, text("proposal"));
    app.add_option("--layer", w.layer, text("layer"));
    app.add_option("--camera", w.camera, text("camera"))->capture_default_str();
    app.add_option("--size", w.size, text("size"))->capture_default_str();
    app.add_option("--time", w.time, text("time"));
    app.add_option("--shadow", w.shadow, text("shadow"))->capture_default_str();
    app.add_flag("--textures", w.textures, text("textures"));
    app.add_flag("--labels", w.labels, text("labels"));
    app.add_option("--check-view", w.check_view, text("check_view"));
    app.add_option("--photometry", w.photometry, text("photometry"));
    app.add_flag("--people", w.people, text("people"));
    app.add_flag("--coverage", w.coverage, text("coverage"));
    app.add_option("--ids", w.ids, text("ids"));
    app.add_option("--device", w.device, text("device"));
    app.add_option("-o,--output", w.out, text("output"))->required();
    if (auto status = parse_words(context, app, words)) return *status;
    if (auto done = render(context, w); !done) return context.error(done.error());
    return k_done;
}

} // namespace tp
