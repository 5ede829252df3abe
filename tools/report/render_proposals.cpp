#include "report/panel_grid.h"

namespace tp {

Result<ComparisonPictures> render_proposals(Renderer& renderer, const City& city, const Catalogue& catalogue,
                                            std::span<const ProposalView> proposals, const ComparisonOptions& options) {
    PanelGrid grid = grid_of(options, proposals.size());
    ComparisonPictures pictures;
    pictures.camera = make_camera(city, options.camera, comparison_box(city, proposals, options.margin_m),
                                  static_cast<double>(grid.panel_width) / grid.panel_height);
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
        auto image = renderer.render(pictures.camera, frame);
        if (!image) return std::unexpected(image.error());
        pictures.panels.push_back(std::move(*image));
    }
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
