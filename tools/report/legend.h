// report/legend.h - the legend of a Layer: name, unit, classes or a continuous bar, and the sign for missing values.
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
// The classes as printed: those of the layer's breaks, or six equal ones between low and high.
std::vector<LegendClass> legend_classes(const Layer& layer);
std::string legend_title(const Messages& messages, const Layer& layer); // "걸어서 닿는 거리 (m)"
bool has_missing(const Layer& layer);

// A panel with one class a row. `u` is the picture's height / 720.
TextExtent legend_box(const Messages& messages, const Layer& layer, double u);
void draw_legend(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u);
// One row: title, then classes side by side. Gives its width.
double draw_legend_row(Canvas& canvas, const Messages& messages, const Layer& layer, double x, double y, double u);

void draw_scale_bar(Canvas& canvas, double x, double bottom, double u, double metres_per_pixel);
void draw_north(Canvas& canvas, double x, double y, double u, double north_deg);

} // namespace tp
