// twinplan render CITY.twin [--proposal NAME] [--layer ID] [--camera ...] ... -o OUT.png - a picture without a window.
#include "city/colour_vision.h"
#include "core/platform/paths.h"
#include "eval/evaluation.h"
#include "report/compare_view.h"
#include "report/picture.h"
#include "report/picture_names.h"
#include "twinplan/id_image.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"
#include "twinplan/view_words.h"
#include "view/still.h"
#include "view/view.h"

#include <algorithm>
#include <fmt/format.h>

namespace tp {
namespace {

struct RenderWords {
    std::string document, proposal, layer, camera = "oblique", size = "1920x1080", time, shadow = "soft", ids, out, device;
    std::string check_view = "normal";
    bool textures = false, labels = false;
    std::vector<std::string> compare; // two proposals
    std::string view = "split";
    double handle = 0.5;
    int samples = 4; // 3 s for Pohang's city on two cores without a graphics card
};

constexpr int k_samples_most = 1024;
constexpr double k_margin_m = 150.0; // round the solutions of a proposal

struct Scene { // what is drawn
    std::shared_ptr<const City> city;
    std::shared_ptr<const TileSource> tiles;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<ProposalView> proposals; // none, one, or two that are compared
    std::optional<Layer> layer;          // without a proposal
};

// The layer of every proposal, or of the city alone.
Result<void> evaluate_layers(const Context& context, Scene& scene, const Project& project, const std::string& id) {
    if (id == "base_residual" && !scene.city->buildings.residual_m.empty()) {
        scene.layer = base_residual_layer(*scene.city);
        for (ProposalView& proposal : scene.proposals) proposal.layer = scene.layer;
        return {};
    }
    if (id != "reach") return fail(ErrorCode::not_found, "render.unknown_layer", {{"layer", id}, {"layers", "reach, base_residual"}});
    EvaluationOptions options;
    options.samples = 1; // distances have no samples
    options.assumptions = project.assumptions();
    auto model = CityModel::create(scene.city, scene.catalogue, options, context.progress());
    if (!model) return std::unexpected(model.error());
    if (scene.proposals.empty()) scene.layer = evaluate(*model, {}).reach;
    for (ProposalView& proposal : scene.proposals) proposal.layer = evaluate(*model, proposal.solutions).reach;
    return {};
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
    std::string layer = words.layer.empty() && words.view == "difference" && wanted.size() == 2 ? "reach" : words.layer;
    if (!layer.empty())
        if (auto done = evaluate_layers(context, scene, *project, layer); !done) return std::unexpected(done.error());
    return scene;
}

Result<CompareMode> read_view(const std::string& text) {
    if (text == "split") return CompareMode::split;
    if (text == "swipe") return CompareMode::swipe;
    if (text == "difference") return CompareMode::difference;
    return fail(ErrorCode::usage, "render.bad_view", {{"text", text}});
}

// Everything that can be wrong with the words alone.
Result<CompareOptions> read_words(const RenderWords& words) {
    CompareOptions options;
    options.frame.textures_on = words.textures;
    if (auto size = read_size(words.size, options.frame.width, options.frame.height); !size) return std::unexpected(size.error());
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.frame.shadow = *shadow;
    if (words.samples < 1 || words.samples > k_samples_most)
        return fail(ErrorCode::usage, "render.bad_samples", {{"samples", std::to_string(words.samples)}, {"most", std::to_string(k_samples_most)}});
    options.still.samples = words.samples;
    options.still.with_ids = !words.ids.empty();
    options.still.with_depth = words.labels;
    auto mode = read_view(words.view);
    if (!mode) return std::unexpected(mode.error());
    options.mode = *mode;
    if (!(words.handle >= 0 && words.handle <= 1)) return fail(ErrorCode::usage, "render.bad_handle", {{"handle", fmt::format("{}", words.handle)}});
    options.handle = words.handle;
    if (!words.compare.empty() && (!words.proposal.empty() || !words.ids.empty() || words.labels)) return fail(ErrorCode::usage, "render.compare_alone");
    if (words.compare.size() == 1 || (words.compare.size() == 2 && words.compare[0] == words.compare[1]))
        return fail(ErrorCode::usage, "eval.two_proposals");
    return options;
}

Result<Image> single_picture(const Context& context, const RenderWords& words, Renderer& renderer, const Scene& scene, const Camera& camera,
                             const CompareOptions& options) {
    const ProposalView* proposal = scene.proposals.empty() ? nullptr : &scene.proposals.front();
    const std::optional<Layer>& layer = proposal ? proposal->layer : scene.layer;
    static const std::vector<Solution> none;
    const std::vector<Solution>& solutions = proposal ? proposal->solutions : none;
    if (auto set = renderer.set_solutions(solutions, *scene.catalogue); !set) return std::unexpected(set.error());
    if (auto set = renderer.set_layer(layer); !set) return std::unexpected(set.error());
    auto image = render_still(renderer, camera, options.frame, options.still, context.progress());
    if (!image) return image;
    if (!words.ids.empty()) {
        if (auto written = write_id_tiff(words.ids, *image); !written) return std::unexpected(written.error());
        auto table = std::filesystem::path(words.ids).replace_extension(".csv");
        if (auto written = write_id_table(table, *image, *scene.city, solutions); !written) return std::unexpected(written.error());
    }
    PictureNotes notes = notes_of(context.messages, *scene.city, camera, options.frame, options.time_iso);
    notes.title = proposal ? proposal->name : scene.city->name;
    if (proposal) notes.accent = options.frame.accent;
    notes.layer = layer ? &*layer : nullptr;
    std::optional<PictureNames> names;
    if (words.labels) {
        names = picture_names(*scene.city, solutions, *scene.catalogue, context.messages.language(), camera);
        notes.names = &*names;
    }
    if (auto vision = colour_vision(words.check_view); vision && *vision != ColourVision::normal)
        notes.remark = context.messages.text("report.check_view", {{"vision", context.messages.text(fmt::format("studio.vision.{}", colour_vision_name(*vision)))}});
    annotate(*image, context.messages, notes);
    return image;
}

Result<void> render(const Context& context, const RenderWords& words) {
    auto options = read_words(words);
    if (!options) return std::unexpected(options.error());
    auto vision = colour_vision(words.check_view);
    if (!vision) return fail(ErrorCode::usage, "render.bad_check_view", {{"text", words.check_view}});
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    auto scene = load_scene(context, words);
    if (!scene) return std::unexpected(scene.error());
    auto sun = read_time(words.time, *scene->city);
    if (!sun) return std::unexpected(sun.error());
    options->frame.sun = sun->sun;
    options->time_iso = sun->time_iso;
    bool any = std::ranges::any_of(scene->proposals, [](const ProposalView& p) { return !p.solutions.empty(); });
    LocalBox box = any ? comparison_box(*scene->city, scene->proposals, k_margin_m) : LocalBox{};
    bool two = scene->proposals.size() == 2;
    double aspect = static_cast<double>(options->frame.width) / std::max(options->frame.height, 1) * (two ? aspect_share(options->mode) : 1.0);
    auto camera = read_camera(words.camera, *scene->city, box, aspect);
    if (!camera) return std::unexpected(camera.error());
    if (auto set = (*renderer)->set_city(scene->city, context.progress(), scene->tiles); !set) return set;
    auto image = two ? compare_picture(**renderer, context.messages, *scene->city, *scene->catalogue, {scene->proposals[0], scene->proposals[1]}, *camera,
                                       *options, context.progress())
                     : single_picture(context, words, **renderer, *scene, *camera, *options);
    for (const Error& notice : (*renderer)->take_notices()) context.note(notice.key, notice.args);
    if (!image) return std::unexpected(image.error());
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
    app.add_option("--compare", w.compare, text("compare"))->delimiter(',')->expected(1, 2);
    app.add_option("--view", w.view, text("view"))->capture_default_str();
    app.add_option("--handle", w.handle, text("handle"))->capture_default_str();
    app.add_option("--layer", w.layer, text("layer"));
    app.add_option("--camera", w.camera, text("camera"))->capture_default_str();
    app.add_option("--size", w.size, text("size"))->capture_default_str();
    app.add_option("--samples", w.samples, text("samples"))->capture_default_str();
    app.add_option("--time", w.time, text("time"));
    app.add_option("--shadow", w.shadow, text("shadow"))->capture_default_str();
    app.add_flag("--textures", w.textures, text("textures"));
    app.add_flag("--labels", w.labels, text("labels"));
    app.add_option("--check-view", w.check_view, text("check_view"));
    app.add_option("--ids", w.ids, text("ids"));
    app.add_option("--device", w.device, text("device"));
    app.add_option("-o,--output", w.out, text("output"))->required();
    if (auto status = parse_words(context, app, words)) return *status;
    if (auto done = render(context, w); !done) return context.error(done.error());
    return k_done;
}

} // namespace tp
