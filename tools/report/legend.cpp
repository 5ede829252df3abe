#include "report/legend.h"

#include "report/text.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_row = 21, k_swatch = 26, k_pad = 11; // in units of the picture's height / 720

TextStyle row_style(double u) { return {.size_px = 13 * u}; }
TextStyle title_style(double u) { return {.size_px = 13.5 * u, .bold = true}; }

std::vector<std::string> rows_of(const Messages& messages, const Layer& layer) {
    std::vector<std::string> rows;
    for (const LegendClass& c : legend_classes(layer)) rows.push_back(c.text);
    if (has_missing(layer)) rows.push_back(messages.text("report.no_data"));
    return rows;
}

} // namespace

std::vector<LegendClass> legend_classes(const Layer& layer) {
    std::vector<double> borders(layer.breaks.begin(), layer.breaks.end());
    constexpr int k_classes = 6;
    if (borders.empty())
        for (int i = 1; i < k_classes; ++i) borders.push_back(layer.low + (static_cast<double>(layer.high) - layer.low) * i / k_classes);
    auto count = static_cast<double>(borders.size());
    std::vector<LegendClass> classes;
    for (std::size_t i = 0; i <= borders.size(); ++i) {
        LegendClass c{colour_at(layer.map, static_cast<double>(i) / count, layer.reversed), {}};
        if (i == 0) c.text = "< " + significant_text(borders.front());
        else if (i == borders.size()) c.text = "≥ " + significant_text(borders.back());
        else c.text = significant_text(borders[i - 1]) + " – " + significant_text(borders[i]);
        classes.push_back(std::move(c));
    }
    return classes;
}

std::string legend_title(const Messages& messages, const Layer& layer) {
    std::string unit = unit_text(messages, layer.unit), name = layer_name(messages, layer.id);
    return unit.empty() ? name : name + " (" + unit + ")";
}

bool has_missing(const Layer& layer) {
    return std::ranges::any_of(layer.value, [](float value) { return std::isnan(value); });
}

TextExtent legend_box(const Messages& messages, const Layer& layer, double u) {
    // Measured on a canvas of one pixel: text has a size only where there is something to draw on.
    Image one = blank_image(1, 1, k_white);
    Canvas canvas(one);
    double width = canvas.measure(legend_title(messages, layer), title_style(u)).width_px;
    auto rows = rows_of(messages, layer);
    for (const std::string& row : rows) width = std::max(width, (k_swatch + 9) * u + canvas.measure(row, row_style(u)).width_px);
    return {width + 2 * k_pad * u, (2 * k_pad + 24 + k_row * static_cast<double>(rows.size())) * u};
}

void draw_legend(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u) {
    TextExtent box = legend_box(messages, layer, u);
    canvas.fill(x, y, box.width_px, box.height_px, k_white, 0.88, 5 * u);
    double left = x + k_pad * u, top = y + k_pad * u;
    canvas.text(left, top, legend_title(messages, layer), title_style(u));
    top += 25 * u;
    auto classes = legend_classes(layer);
    auto rows = rows_of(messages, layer);
    for (std::size_t i = 0; i < rows.size(); ++i, top += k_row * u) {
        double swatch_top = top + 2 * u, swatch_height = (k_row - 5) * u;
        if (i < classes.size()) canvas.fill(left, swatch_top, k_swatch * u, swatch_height, classes[i].colour);
        else canvas.hatch(left, swatch_top, k_swatch * u, swatch_height, 6 * u);
        canvas.frame(left, swatch_top, k_swatch * u, swatch_height, Rgb{0xc8, 0xc5, 0xbf}, 0.8 * u);
        canvas.text(left + (k_swatch + 9) * u, top, rows[i], row_style(u));
    }
}

double draw_legend_row(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u) {
    double left = x + canvas.text(x, y, legend_title(messages, layer), title_style(u)).width_px + 16 * u;
    auto classes = legend_classes(layer);
    auto rows = rows_of(messages, layer);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i < classes.size()) canvas.fill(left, y + 2 * u, k_swatch * u, 15 * u, classes[i].colour);
        else canvas.hatch(left, y + 2 * u, k_swatch * u, 15 * u, 6 * u);
        canvas.frame(left, y + 2 * u, k_swatch * u, 15 * u, Rgb{0xc8, 0xc5, 0xbf}, 0.8 * u);
        left += (k_swatch + 6) * u;
        left += canvas.text(left, y, rows[i], row_style(u)).width_px + 14 * u;
    }
    return left - x;
}

} // namespace tp
