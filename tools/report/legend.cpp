#include "report/legend.h"

#include "report/text.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_row = 21, k_swatch = 26, k_pad = 11; // in units of the picture's height / 720
constexpr int k_ramp_rows = 5;

TextStyle row_style(double u) { return {.size_px = 13 * u}; }
TextStyle title_style(double u) { return {.size_px = 13.5 * u, .bold = true}; }

// Values at even steps of the ramp, each in the middle of its piece of the bar.
void add_ramp(const Layer& layer, std::vector<LegendRow>& rows) {
    for (int i = 0; i < k_ramp_rows; ++i) {
        auto place = [&](double at) { return std::clamp(at / (k_ramp_rows - 1), 0.0, 1.0); };
        double value = static_cast<double>(layer.low) + (static_cast<double>(layer.high) - static_cast<double>(layer.low)) * place(i);
        rows.push_back({LegendSign::colour, colour_at(layer.map, place(i - 0.5), layer.reversed), colour_at(layer.map, place(i + 0.5), layer.reversed),
                        significant_text(value)});
    }
}

void draw_sign(Canvas& canvas, const LegendRow& row, double x, double y, double width, double height, double u, bool upright) {
    switch (row.sign) {
    case LegendSign::colour: canvas.ramp(x, y, width, height, row.from, row.to, upright); break;
    case LegendSign::missing: canvas.hatch(x, y, width, height, 6 * u); break;
    case LegendSign::small: canvas.hatch_small(x, y, width, height, 6 * u, row.from); break;
    case LegendSign::none: return;
    }
    if (!is_ramp(row)) canvas.frame(x, y, width, height, Rgb{0xc8, 0xc5, 0xbf}, 0.8 * u);
}

} // namespace

std::vector<LegendClass> legend_classes(const Layer& layer) {
    std::vector<LegendClass> classes;
    const std::vector<float>& borders = layer.breaks;
    auto count = static_cast<double>(borders.size());
    auto text = [](float v) { return significant_text(static_cast<double>(v)); };
    for (std::size_t i = 0; i < class_count(layer); ++i) {
        LegendClass c{colour_at(layer.map, static_cast<double>(i) / count, layer.reversed), {}};
        if (i == 0) c.text = "< " + text(borders.front());
        else if (i == borders.size()) c.text = "≥ " + text(borders.back());
        else c.text = text(borders[i - 1]) + " – " + text(borders[i]);
        classes.push_back(std::move(c));
    }
    return classes;
}

std::vector<LegendRow> legend_rows(const Messages& messages, const Layer& layer) {
    LayerFacts facts = facts_of(layer);
    std::vector<LegendRow> rows;
    Rgb middle = colour_at(layer.map, 0.5);
    if (facts.known > 0 && facts.least == facts.most) {
        middle = colour_of(layer, static_cast<double>(facts.least));
        rows.push_back({LegendSign::colour, middle, middle, significant_text(static_cast<double>(facts.least))});
    } else if (facts.known > 0 || layer.value.empty()) {
        for (LegendClass& c : legend_classes(layer)) rows.push_back({LegendSign::colour, c.colour, c.colour, std::move(c.text)});
        if (rows.empty()) add_ramp(layer, rows);
    }
    if (facts.missing > 0) rows.push_back({LegendSign::missing, {}, {}, messages.text("report.no_data")});
    if (facts.small > 0) rows.push_back({LegendSign::small, middle, middle, messages.text("report.small_sample")});
    if (facts.known == 0 && facts.missing > 0) rows.push_back({LegendSign::none, {}, {}, messages.text("report.all_missing")});
    if (facts.known > 1 && facts.least == facts.most) rows.push_back({LegendSign::none, {}, {}, messages.text("report.all_equal")});
    return rows;
}

std::string legend_title(const Messages& messages, const Layer& layer) {
    std::string unit = unit_text(messages, layer.unit), name = layer_name(messages, layer.id);
    return unit.empty() ? name : name + " (" + unit + ")";
}

TextExtent legend_box(const Messages& messages, const Layer& layer, double u) {
    // Measured on a canvas of one pixel: text has a size only where there is something to draw on.
    Image one = blank_image(1, 1, k_white);
    Canvas canvas(one);
    double width = canvas.measure(legend_title(messages, layer), title_style(u)).width_px;
    auto rows = legend_rows(messages, layer);
    for (const LegendRow& row : rows)
        width = std::max(width, (row.sign == LegendSign::none ? 0 : k_swatch + 9) * u + canvas.measure(row.text, row_style(u)).width_px);
    return {width + 2 * k_pad * u, (2 * k_pad + 24 + k_row * static_cast<double>(rows.size())) * u};
}

void draw_legend(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u) {
    TextExtent box = legend_box(messages, layer, u);
    canvas.fill(x, y, box.width_px, box.height_px, k_white, 0.88, 5 * u);
    double left = x + k_pad * u, top = y + k_pad * u;
    canvas.text(left, top, legend_title(messages, layer), title_style(u));
    top += 25 * u;
    for (const LegendRow& row : legend_rows(messages, layer)) {
        double above = is_ramp(row) ? 0 : 2, below = is_ramp(row) ? 0 : 3;
        draw_sign(canvas, row, left, top + above * u, k_swatch * u, (k_row - above - below) * u, u, true);
        canvas.text(left + (row.sign == LegendSign::none ? 0 : k_swatch + 9) * u, top, row.text, row_style(u));
        top += k_row * u;
    }
}

double draw_legend_row(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u) {
    double left = x + canvas.text(x, y, legend_title(messages, layer), title_style(u)).width_px + 16 * u;
    for (const LegendRow& row : legend_rows(messages, layer)) {
        draw_sign(canvas, row, left, y + 2 * u, k_swatch * u, 15 * u, u, false);
        if (row.sign != LegendSign::none) left += (k_swatch + 6) * u;
        left += canvas.text(left, y, row.text, row_style(u)).width_px + 14 * u;
    }
    return left - x;
}

} // namespace tp
