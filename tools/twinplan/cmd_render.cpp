// twinplan render CITY.twin [--proposal NAME] [--layer ID] [--camera ...] ... -o OUT.png - a picture without a window.
#include "core/platform/paths.h"
#include "eval/evaluation.h"
#include "report/picture.h"
#include "twinplan/id_image.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"
#include "twinplan/view_words.h"
#include "view/still.h"
#include "view/view.h"

#include <fmt/format.h>

namespace tp {
namespace {

struct RenderWords {
    std::string document, proposal, layer, camera = "oblique", size = "1920x1080", time, shadow = "soft", ids, out, device;
    bool textures = false;
    int samples = 4; // 3 s for Pohang's city on two cores without a graphics card
};

constexpr int k_samples_most = 1024;
constexpr double k_margin_m = 150.0; // round the solutions of a proposal

struct Scene { // what is drawn
    std::shared_ptr<const City> city;
    std::shared_ptr<const TileSource> tiles;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Solution> solutions;
    std::optional<Layer> layer;
};

Result<Layer> evaluate_layer(const Context& context, const Scene& scene, const Project& project, const std::string& id) {
    if (id == "base_residual" && !scene.city->buildings.residual_m.empty()) return base_residual_layer(*scene.city);
    if (id != "reach") return fail(ErrorCode::not_found, "render.unknown_layer", {{"layer", id}, {"layers", "reach, base_residual"}});
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
    if (!words.layer.empty()) {
        auto layer = evaluate_layer(context, scene, *project, words.layer);
        if (!layer) return std::unexpected(layer.error());
        scene.layer = std::move(*layer);
    }
    return scene;
}

Result<void> render(const Context& context, const RenderWords& words) {
    FrameOptions options;
    options.textures_on = words.textures;
    if (auto size = read_size(words.size, options.width, options.height); !size) return size;
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.shadow = *shadow;
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    auto scene = load_scene(context, words);
    if (!scene) return std::unexpected(scene.error());
    auto sun = read_time(words.time, *scene->city);
    if (!sun) return std::unexpected(sun.error());
    options.sun = sun->sun;
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
    if (words.samples < 1 || words.samples > k_samples_most)
        return fail(ErrorCode::usage, "render.bad_samples", {{"samples", std::to_string(words.samples)}, {"most", std::to_string(k_samples_most)}});
    auto image = render_still(**renderer, *camera, options, {.samples = words.samples, .with_ids = !words.ids.empty()}, context.progress());
    if (!image) return std::unexpected(image.error());
    if (!words.ids.empty()) {
        if (auto written = write_id_tiff(words.ids, *image); !written) return written;
        auto table = std::filesystem::path(words.ids).replace_extension(".csv");
        if (auto written = write_id_table(table, *image, *scene->city, scene->solutions); !written) return written;
    }
    PictureNotes notes = notes_of(context.messages, *scene->city, *camera, options, sun->time_iso);
    notes.title = words.proposal.empty() ? scene->city->name : words.proposal;
    if (!words.proposal.empty()) notes.accent = options.accent;
    notes.layer = scene->layer ? &*scene->layer : nullptr;
    annotate(*image, context.messages, notes);
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
    app.add_option("--samples", w.samples, text("samples"))->capture_default_str();
    app.add_option("--time", w.time, text("time"));
    app.add_option("--shadow", w.shadow, text("shadow"))->capture_default_str();
    app.add_flag("--textures", w.textures, text("textures"));
    app.add_option("--ids", w.ids, text("ids"));
    app.add_option("--device", w.device, text("device"));
    app.add_option("-o,--output", w.out, text("output"))->required();
    if (auto status = parse_words(context, app, words)) return *status;
    if (auto done = render(context, w); !done) return context.error(done.error());
    return k_done;
}

} // namespace tp
