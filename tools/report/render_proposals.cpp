#include "report/panel_grid.h"
#include "view/projection.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

constexpr std::size_t k_names_in_panel = 14;

// The nearest eye that has all of `points` in the picture, looking the same way. Along the picture's x a point at depth f
// and offset a is seen while |a - eye_a| <= half (f - eye_f): the two extremes of a -+ half f bound eye_f; likewise along y.
Camera fitted(const Camera& camera, std::span<const Vec3> points, double aspect) {
    constexpr double k_used = 0.9; // of the half picture: the rest is air
    auto view = make_projection(camera, aspect);
    if (!view || camera.orthographic || points.empty()) return camera;
    struct Side {
        Vec3 axis;
        double half, low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
    };
    std::array sides{Side{view->right, view->half_x * k_used}, Side{view->up, view->half_y * k_used}};
    double depth = std::numeric_limits<double>::infinity();
    for (Side& side : sides) {
        for (const Vec3& p : points) {
            double a = dot(p, side.axis), f = dot(p, view->forward) * side.half;
            side.low = std::max(side.low, a - f);
            side.high = std::min(side.high, a + f);
        }
        depth = std::min(depth, (side.high - side.low) / (2 * side.half));
    }
    Camera out = camera;
    Vec3 eye = view->forward * depth;
    for (const Side& side : sides) { // as much air on one side as on the other
        double low = side.low + side.half * depth, high = side.high - side.half * depth;
        for (int turn = 0; turn < 50; ++turn) {
            double middle = 0.5 * (low + high), most = -1e9, least = 1e9;
            for (const Vec3& p : points) {
                double share = (dot(p, side.axis) - middle) / (side.half * (dot(p, view->forward) - depth));
                most = std::max(most, share);
                least = std::min(least, share);
            }
            (most + least > 0 ? low : high) = middle;
        }
        eye = eye + side.axis * (0.5 * (low + high));
    }
    double length = std::max(1.0, (camera.target[2] - eye[2]) / std::min(view->forward[2], -0.05));
    out.eye = eye;
    out.target = eye + view->forward * length;
    out.near_m = std::clamp(0.01 * length, 0.5, 10.0);
    out.far_m = std::max(40000.0, 4 * length);
    return out;
}

} // namespace

Camera comparison_camera(const City& city, std::span<const ProposalView> proposals, CameraPreset preset, double margin_m, double aspect) {
    Camera camera = make_camera(city, preset, comparison_box(city, proposals, margin_m), aspect);
    if (preset != CameraPreset::oblique) return camera;
    std::vector<Vec3> points;
    for (const ProposalView& proposal : proposals)
        for (const Solution& solution : proposal.solutions) {
            if (!solution.at) continue;
            double ground = city.terrain.empty() ? camera.target[2] : city.terrain.at(*solution.at);
            if (std::isnan(ground)) ground = camera.target[2];
            for (double x : {-margin_m, margin_m})
                for (double y : {-margin_m, margin_m}) points.push_back({solution.at->x_m + x, solution.at->y_m + y, ground});
        }
    return points.empty() ? camera : fitted(camera, points, aspect);
}

Result<ComparisonPictures> render_proposals(Renderer& renderer, const City& city, const Catalogue& catalogue,
                                            std::span<const ProposalView> proposals, const ComparisonOptions& options) {
    PanelGrid grid = grid_of(options, proposals.size());
    ComparisonPictures pictures;
    pictures.camera = comparison_camera(city, proposals, options.camera, options.margin_m, static_cast<double>(grid.panel_width) / grid.panel_height);
    FrameOptions frame;
    frame.width = grid.panel_width;
    frame.height = grid.panel_height;
    frame.shadow = options.shadow;
    frame.sun = options.sun;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        frame.accent = k_accents[i % k_accents.size()];
        frame.layer_on = proposals[i].layer.has_value();
        if (auto done = renderer.set_solutions(proposals[i].solutions, catalogue); !done) return std::unexpected(done.error());
        if (auto done = renderer.set_layer(proposals[i].layer); !done) return std::unexpected(done.error());
        if (i < options.lamps.size())
            if (auto done = renderer.set_lamps(options.lamps[i]); !done) return std::unexpected(done.error());
        auto image = renderer.render(pictures.camera, frame, false, true);
        if (!image) return std::unexpected(image.error());
        pictures.panels.push_back(std::move(*image));
    }
    pictures.names = picture_names(city, {}, catalogue, Language::ko, pictures.camera); // a city's names are in its own language
    pictures.names.most = k_names_in_panel;
    return pictures;
}

Result<ComparisonPictures> write_comparison_picture(const std::filesystem::path& target, Renderer& renderer,
                                                    const Messages& messages, const City& city, const Catalogue& catalogue,
                                                    std::span<const ProposalView> proposals, const ComparisonOptions& options) {
    auto pictures = render_proposals(renderer, city, catalogue, proposals, options);
    if (!pictures) return pictures;
    if (auto done = write_png(target, compose_comparison(messages, city, proposals, *pictures, options)); !done)
        return std::unexpected(done.error());
    return pictures;
}

} // namespace tp
