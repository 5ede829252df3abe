#include "report/canvas.h"
#include "report/legend.h"
#include "report/panel_grid.h"
#include "report/text.h"

#include <algorithm>

namespace tp {

PanelGrid grid_of(const ComparisonOptions& options, std::size_t count) {
    PanelGrid grid;
    grid.u = options.height / 1080.0 * 1.35;
    grid.edge = 24 * grid.u;
    grid.gap = 12 * grid.u;
    grid.head = 66 * grid.u;
    grid.foot = 76 * grid.u;
    grid.columns = count <= 3 ? static_cast<int>(std::max<std::size_t>(count, 1)) : count == 4 ? 2 : 3;
    int rows = static_cast<int>((count + static_cast<std::size_t>(grid.columns) - 1) / static_cast<std::size_t>(grid.columns));
    double width = options.width - 2 * grid.edge - grid.gap * (grid.columns - 1);
    double height = options.height - grid.head - grid.foot - grid.gap * (std::max(rows, 1) - 1);
    grid.panel_width = std::max(16, static_cast<int>(width / grid.columns));
    grid.panel_height = std::max(16, static_cast<int>(height / std::max(rows, 1)));
    return grid;
}

namespace {

void draw_foot(Canvas& canvas, const Messages& messages, const City& city, const PictureNotes& notes, const Layer* layer,
               const ComparisonOptions& options, const PanelGrid& grid) {
    double u = grid.u, y = options.height - grid.foot + 13 * u, right = options.width - grid.edge;
    if (layer) draw_legend_row(canvas, messages, *layer, grid.edge, y, u);
    std::string line = notes.date;
    if (!notes.attribution.empty()) line += (line.empty() ? "" : "  ·  ") + notes.attribution;
    canvas.text(grid.edge, y + 28 * u, line, {.size_px = 11.5 * u, .colour = k_soft_ink});
    if (notes.north_deg) draw_north(canvas, right - 12 * u, y + 32 * u, 0.9 * u, *notes.north_deg);
    if (city.synthetic)
        canvas.text(right - 44 * u, y + 28 * u, messages.text("report.synthetic"), {.size_px = 11.5 * u, .colour = k_soft_ink, .align = Align::right});
}

} // namespace

LocalBox comparison_box(const City& city, std::span<const ProposalView> proposals, double margin_m) {
    LocalBox box;
    for (const ProposalView& proposal : proposals)
        for (const Solution& solution : proposal.solutions)
            if (solution.at) box.add(*solution.at);
    if (box.empty()) return city.extent;
    box.add({box.min.x_m - margin_m, box.min.y_m - margin_m});
    box.add({box.max.x_m + margin_m, box.max.y_m + margin_m});
    return box;
}

Image compose_comparison(const Messages& messages, const City& city, std::span<const ProposalView> proposals,
                         const ComparisonPictures& pictures, const ComparisonOptions& options) {
    PanelGrid grid = grid_of(options, proposals.size());
    FrameOptions frame;
    frame.height = grid.panel_height;
    frame.shadow = options.shadow;
    frame.sun = options.sun;
    PictureNotes notes = notes_of(messages, city, pictures.camera, frame, options.time_iso);
    Image whole = blank_image(options.width, options.height, k_paper);
    { // the canvas writes its pixels back when it goes
        Canvas canvas(whole);
        double u = grid.u;
        canvas.text(grid.edge, 17 * u, messages.text("report.comparison_title", {{"city", city.name}}), {.size_px = 22 * u, .bold = true});
        std::string heading = messages.text("report.same_camera");
        if (!options.made_on.empty()) heading += " · " + options.made_on;
        canvas.text(options.width - grid.edge, 26 * u, heading,
                    {.size_px = 12 * u, .colour = k_soft_ink, .align = Align::right});
        const Layer* layer = nullptr;
        for (std::size_t i = 0; i < proposals.size() && i < pictures.panels.size(); ++i) {
            Image panel = pictures.panels[i];
            PictureNotes own;
            own.title = proposals[i].name;
            own.accent = k_accents[i % k_accents.size()];
            if (pictures.camera.orthographic) own.metres_per_pixel = notes.metres_per_pixel;
            own.names = &pictures.names;
            annotate(panel, messages, own);
            canvas.image(grid.x(i), grid.y(i), panel);
            canvas.frame(grid.x(i), grid.y(i), grid.panel_width, grid.panel_height, Rgb{0xd2, 0xcf, 0xc9}, u);
            if (proposals[i].layer) layer = &*proposals[i].layer;
        }
        draw_foot(canvas, messages, city, notes, layer, options, grid);
    }
    return whole;
}

} // namespace tp
