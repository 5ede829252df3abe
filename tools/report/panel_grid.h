// report/panel_grid.h - where the panels of a comparison lie in the whole picture, and their accents.
#pragma once

#include "report/picture.h"

#include <array>
#include <cstddef>

namespace tp {

// #E4572E, #2E6FE4: further proposals take them in turn, so that there are never more than two.
inline constexpr std::array<std::array<float, 3>, 2> k_accents{{{0.894f, 0.341f, 0.180f}, {0.180f, 0.435f, 0.894f}}};

struct PanelGrid {
    double u = 1, edge = 0, gap = 0, head = 0, foot = 0;
    int columns = 1, panel_width = 0, panel_height = 0;

    double x(std::size_t i) const { return edge + (panel_width + gap) * static_cast<double>(i % static_cast<std::size_t>(columns)); }
    double y(std::size_t i) const { return head + (panel_height + gap) * static_cast<double>(i / static_cast<std::size_t>(columns)); }
};

PanelGrid grid_of(const ComparisonOptions& options, std::size_t count);

} // namespace tp
