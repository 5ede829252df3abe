// report/legend.h - the legend of a Layer: name, unit, classes or a ramp, and the signs for missing values and small samples.
#pragma once

#include "core/messages.h"
#include "report/canvas.h"

#include <string>
#include <vector>

namespace tp {

struct LegendClass {
    Rgb colour{};
    std::string text; // "100 – 200", "≥ 400"
};
// The classes as printed; empty for a layer without breaks, whose legend is a ramp.
std::vector<LegendClass> legend_classes(const Layer& layer);

enum class LegendSign {
    colour,  // a swatch from `from` to `to` (the same for a class; the rows of a ramp join)
    missing, // rising grey lines on white
    small,   // falling white lines on `from`
    none     // a sentence: every value is missing, all are equal
};
struct LegendRow {
    LegendSign sign = LegendSign::colour;
    Rgb from{}, to{};
    std::string text;
};
inline bool is_ramp(const LegendRow& row) { return row.sign == LegendSign::colour && row.from != row.to; } // a piece of its bar

// What a legend says, from top to bottom: the window, pictures and the report print the same rows.
std::vector<LegendRow> legend_rows(const Messages& messages, const Layer& layer);
std::string legend_title(const Messages& messages, const Layer& layer); // "걸어서 닿는 거리 (m)"

// A panel with one row each. `u` is the picture's height / 720.
TextExtent legend_box(const Messages& messages, const Layer& layer, double u);
void draw_legend(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u);
// One row: title, then classes side by side. Gives its width.
double draw_legend_row(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u);

void draw_scale_bar(Canvas& canvas, double x, double bottom, double u, double metres_per_pixel);
void draw_north(Canvas& canvas, double x, double y, double u, double north_deg);

} // namespace tp
