#include "report/compare_view.h"

#include "report/canvas.h"
#include "report/legend.h"
#include "report/panel_grid.h"
#include "view/projection.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tp {
namespace {

Rgb rgb_of(const std::array<float, 3>& colour) {
    Rgb out{};
    for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>(std::lround(255.0F * std::clamp(colour[c], 0.0F, 1.0F)));
    return out;
}

using Pair = std::array<ProposalView, 2>;

Result<Image> side_picture(Renderer& renderer, const Catalogue& catalogue, const ProposalView& proposal, std::size_t side, const Camera& camera,
                           const CompareOptions& options, int width, const Progress& progress) {
    FrameOptions frame = options.frame;
    frame.width = width;
    frame.accent = k_accents[side];
    frame.layer_on = proposal.layer.has_value();
    if (auto done = renderer.set_solutions(proposal.solutions, catalogue); !done) return std::unexpected(done.error());
    if (auto done = renderer.set_layer(proposal.layer); !done) return std::unexpected(done.error());
    if (options.dress)
        if (auto done = options.dress(renderer, side); !done) return std::unexpected(done.error());
    auto half = [&](std::string_view step, double share) { return still_wanted(progress, step, 0.5 * (static_cast<double>(side) + share)); };
    return render_still(renderer, camera, frame, options.still, half);
}

void draw_title(Canvas& canvas, const ProposalView& proposal, std::size_t side, double x, double edge, double wrap, double u) {
    canvas.fill(x, edge + 3 * u, 6 * u, 24 * u, rgb_of(k_accents[side]));
    canvas.text(x + 15 * u, edge, proposal.name, {.size_px = 22 * u, .bold = true, .halo_px = 2.5 * u, .wrap_px = wrap});
}

// The line between A and B; of a swipe with a knob that says that it can be dragged.
void draw_divider(Canvas& canvas, double x, double height, double u, bool knob) {
    canvas.fill(x - 1.5 * u, 0, 3 * u, height, k_white);
    if (!knob) return;
    double y = height / 2, r = 11 * u;
    canvas.fill(x - r, y - r, 2 * r, 2 * r, k_white, 1.0, r);
    canvas.triangle(x - 7 * u, y, x - 2 * u, y - 4.5 * u, x - 2 * u, y + 4.5 * u, k_ink);
    canvas.triangle(x + 7 * u, y, x + 2 * u, y - 4.5 * u, x + 2 * u, y + 4.5 * u, k_ink);
}

// What A has and B has not, which goes: hatched.
void draw_gone(Canvas& canvas, double x, double y, double r, Rgb colour, double u) {
    auto disc = [&](double radius, Rgb c) { canvas.fill(x - radius, y - radius, 2 * radius, 2 * radius, c, 1.0, radius); };
    disc(r, colour);
    disc(r - 1.4 * u, k_white);
    for (double aside : {-0.5 * r, 0.0, 0.5 * r}) { // of rising lines
        double half = std::sqrt(r * r - aside * aside) * std::sqrt(0.5), shift = aside * std::sqrt(0.5);
        canvas.line(x + shift - half, y + shift + half, x + shift + half, y + shift - half, colour, 1.3 * u);
    }
}

// Both proposals' places over the difference: A's hatched in its colour, B's as discs in the other; where both stand half and half.
void draw_places(Canvas& canvas, const City& city, const Pair& proposals, const Camera& camera, const FrameOptions& frame, double u) {
    auto view = make_projection(camera, static_cast<double>(frame.width) / frame.height);
    if (!view) return;
    for (std::size_t side : {std::size_t{0}, std::size_t{1}})
        for (const Solution& solution : proposals[side].solutions) {
            if (!solution.at) continue;
            double ground = city.terrain.empty() ? 0.0 : city.terrain.at(*solution.at);
            auto p = view->project({solution.at->x_m, solution.at->y_m, std::isnan(ground) ? 0.0 : ground});
            if (!p || std::abs((*p)[0]) > 1 || std::abs((*p)[1]) > 1) continue;
            double x = ((*p)[0] + 1) / 2 * frame.width, y = ((*p)[1] + 1) / 2 * frame.height, r = 5 * u;
            bool both = std::ranges::any_of(proposals[1 - side].solutions, [&](const Solution& other) { return other.at == solution.at && other.kind == solution.kind; });
            canvas.fill(x - r - 1.5 * u, y - r - 1.5 * u, 2 * r + 3 * u, 2 * r + 3 * u, k_white, side == 1 && both ? 0.0 : 1.0, r + 1.5 * u);
            if (side == 0 && !both) draw_gone(canvas, x, y, r, rgb_of(k_accents[0]), u);
            else if (both && side == 1) canvas.fill(x, y - r, r, 2 * r, rgb_of(k_accents[1]), 1.0, r / 2);
            else canvas.fill(x - r, y - r, 2 * r, 2 * r, rgb_of(k_accents[side]), 1.0, r);
        }
}

// Names, marks and the divider; the canvas writes its pixels back when this ends.
void draw_both(Image& picture, const Messages& messages, const City& city, const Pair& pair, const Camera& camera, const CompareOptions& options, int divider) {
    Canvas canvas(picture);
    double u = picture.height / 720.0, edge = 18 * u, wrap = 0.3 * picture.width;
    bool difference = options.mode == CompareMode::difference;
    if (difference) draw_places(canvas, city, pair, camera, options.frame, u);
    else draw_divider(canvas, divider, picture.height, u, options.mode == CompareMode::swipe);
    draw_title(canvas, pair[0], 0, edge, edge, wrap, u);
    if (difference) draw_title(canvas, pair[1], 1, edge, edge + 34 * u, wrap, u);
    else if (divider < picture.width - 60 * u) draw_title(canvas, pair[1], 1, divider + edge, edge, wrap, u);
    std::string below = city.synthetic ? messages.text("report.synthetic") : "";
    if (!options.remark.empty()) below += (below.empty() ? "" : " · ") + options.remark;
    if (difference)
        below += (below.empty() ? "" : " · ") + messages.text("report.places_of_both", {{"a", pair[0].name}, {"b", pair[1].name}});
    canvas.text(edge, edge + (difference ? 68 : 34) * u, below, {.size_px = 13 * u, .colour = k_soft_ink, .halo_px = 2 * u});
}

} // namespace

Image joined(int width, int height, int divider, const PictureStrip& left, const PictureStrip& right) {
    Image out = blank_image(width, height, k_paper);
    divider = std::clamp(divider, 0, width);
    for (bool is_right : {false, true}) {
        const PictureStrip& strip = is_right ? right : left;
        if (!strip.image) continue;
        int from = std::max(is_right ? divider : 0, strip.x), to = std::min(is_right ? width : divider, strip.x + strip.image->width);
        if (to <= from) continue;
        for (int y = 0; y < std::min(height, strip.image->height); ++y) {
            auto target = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(from)) * 4;
            auto source = (static_cast<std::size_t>(y) * static_cast<std::size_t>(strip.image->width) + static_cast<std::size_t>(from - strip.x)) * 4;
            std::memcpy(out.rgba.data() + target, strip.image->rgba.data() + source, static_cast<std::size_t>(to - from) * 4);
        }
    }
    return out;
}

Result<Image> compare_picture(Renderer& renderer, const Messages& messages, const City& city, const Catalogue& catalogue,
                              const std::array<ProposalView, 2>& proposals, const Camera& camera, const CompareOptions& options,
                              const Progress& progress) {
    Pair pair = proposals;
    const FrameOptions& frame = options.frame;
    int width = frame.width, height = frame.height;
    Image picture;
    int divider = std::clamp(static_cast<int>(std::lround((options.mode == CompareMode::split ? 0.5 : options.handle) * width)), 0, width);
    if (options.mode == CompareMode::difference) {
        if (!pair[0].layer || !pair[1].layer) return fail(ErrorCode::usage, "compare.no_layer");
        auto difference = difference_layer(*pair[0].layer, *pair[1].layer);
        if (!difference) return std::unexpected(difference.error());
        pair[0].layer = std::move(*difference);
        ProposalView only{{}, {}, pair[0].layer};
        auto image = side_picture(renderer, catalogue, only, 0, camera, options, width, progress);
        if (!image) return image;
        picture = std::move(*image);
    } else {
        if (pair[0].layer && pair[1].layer) lock_range(*pair[0].layer, *pair[1].layer);
        std::array<Image, 2> sides;
        bool split = options.mode == CompareMode::split;
        for (std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            int part = !split ? width : side == 0 ? divider : width - divider;
            const Camera& seen = split && side == 1 && options.other_camera ? *options.other_camera : camera;
            auto image = side_picture(renderer, catalogue, pair[side], side, seen, options, std::max(part, 1), progress);
            if (!image) return image;
            sides[side] = std::move(*image);
        }
        picture = joined(width, height, divider, {&sides[0], 0}, {&sides[1], split ? divider : 0});
    }
    PictureNotes notes = notes_of(messages, city, camera, frame, options.time_iso);
    if (options.mode == CompareMode::difference) notes.metres_per_pixel = camera.orthographic ? notes.metres_per_pixel : std::nullopt;
    notes.layer = pair[0].layer ? &*pair[0].layer : pair[1].layer ? &*pair[1].layer : nullptr;
    notes.synthetic = false; // said below the titles
    annotate(picture, messages, notes);
    draw_both(picture, messages, city, pair, camera, options, divider);
    return picture;
}

} // namespace tp
