// twinplan render CITY.twin [--proposal NAME | --compare A,B] [--layer ID] [--camera ...] ... -o OUT.png - a picture without a window.
#include "city/colour_vision.h"
#include "eval/coverage.h"
#include "report/compare_view.h"
#include "report/coverage_volumes.h"
#include "report/picture_names.h"
#include "twinplan/id_image.h"
#include "twinplan/options.h"
#include "twinplan/render_scene.h"
#include "twinplan/view_words.h"
#include "view/still.h"

#include <algorithm>
#include <fmt/format.h>

namespace tp {
namespace {

constexpr int k_samples_most = 1024;
constexpr double k_margin_m = 150.0; // round the solutions of a proposal

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
    options.frame.people_on = words.people || words.camera == "street";
    if (auto size = read_size(words.size, options.frame.width, options.frame.height); !size) return std::unexpected(size.error());
    auto shadow = read_shadow(words.shadow);
    if (!shadow) return std::unexpected(shadow.error());
    options.frame.shadow = *shadow;
    if (words.samples < 1 || words.samples > k_samples_most)
        return fail(ErrorCode::usage, "render.bad_samples", {{"samples", std::to_string(words.samples)}, {"most", std::to_string(k_samples_most)}});
    options.still = {.samples = words.samples, .with_ids = !words.ids.empty(), .with_depth = words.labels};
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
    const ProposalView& proposal = scene.proposals.front();
    if (auto set = renderer.set_solutions(proposal.solutions, *scene.catalogue); !set) return std::unexpected(set.error());
    if (auto set = renderer.set_layer(proposal.layer); !set) return std::unexpected(set.error());
    if (auto set = options.dress(renderer, 0); !set) return std::unexpected(set.error());
    auto image = render_still(renderer, camera, options.frame, options.still, context.progress());
    if (!image) return image;
    if (!words.ids.empty()) {
        if (auto written = write_id_tiff(words.ids, *image); !written) return std::unexpected(written.error());
        auto table = std::filesystem::path(words.ids).replace_extension(".csv");
        if (auto written = write_id_table(table, *image, *scene.city, proposal.solutions); !written) return std::unexpected(written.error());
    }
    PictureNotes notes = notes_of(context.messages, *scene.city, camera, options.frame, options.time_iso);
    notes.title = proposal.name.empty() ? scene.city->name : proposal.name;
    if (!proposal.name.empty()) notes.accent = options.frame.accent;
    notes.layer = proposal.layer ? &*proposal.layer : nullptr;
    std::optional<PictureNames> names;
    if (words.labels) {
        names = picture_names(*scene.city, proposal.solutions, *scene.catalogue, context.messages.language(), camera);
        notes.names = &*names;
    }
    notes.remark = options.remark;
    annotate(*image, context.messages, notes);
    return image;
}

Result<void> render(const Context& context, const RenderWords& words) {
    auto options = read_words(words);
    if (!options) return std::unexpected(options.error());
    auto vision = colour_vision(words.check_view);
    if (!vision) return fail(ErrorCode::usage, "render.bad_check_view", {{"text", words.check_view}});
    if (*vision != ColourVision::normal)
        options->remark = context.messages.text("report.check_view", {{"vision", context.messages.text(fmt::format("studio.vision.{}", colour_vision_name(*vision)))}});
    auto renderer = Renderer::create(words.device);
    if (!renderer) return std::unexpected(renderer.error());
    auto scene = load_scene(context, words);
    if (!scene) return std::unexpected(scene.error());
    options->frame.sun = scene->sun.sun;
    options->time_iso = scene->sun.time_iso;
    options->dress = [&](Renderer& target, std::size_t side) -> Result<void> {
        if (words.coverage)
            if (auto set = target.set_volumes(coverage_volumes(coverage_of(*scene->city, *scene->catalogue, scene->proposals[side].solutions))); !set) return set;
        return target.set_lamps(scene->lamps[side]);
    };
    bool any = std::ranges::any_of(scene->proposals, [](const ProposalView& p) { return !p.solutions.empty(); });
    LocalBox box = any ? comparison_box(*scene->city, scene->proposals, k_margin_m) : LocalBox{};
    bool two = scene->proposals.size() == 2;
    double aspect = static_cast<double>(options->frame.width) / std::max(options->frame.height, 1) * (two ? aspect_share(options->mode) : 1.0);
    auto camera = any && words.camera == "oblique" ? comparison_camera(*scene->city, scene->proposals, CameraPreset::oblique, k_margin_m, aspect)
                                                   : read_camera(words.camera, *scene->city, box, aspect);
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
