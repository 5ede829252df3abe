#include "report/panel_grid.h"
#include "view/fit_camera.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

constexpr std::size_t k_names_in_panel = 14;

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
    constexpr double k_used = 0.9; // the rest is air
    return points.empty() ? camera : fitted(camera, points, aspect, k_used);
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
