// geo/raster.h - a regular grid of values in the city's local frame.
#pragma once

#include "geo/frame.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tp {

struct GridShape {
    int columns = 0;
    int rows = 0;
    double cell_m = 0.0;
    LocalPoint south_west; // outer corner of cell (0, 0)

    std::size_t cell_count() const { return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows); }
    LocalPoint centre(int column, int row) const {
        return {south_west.x_m + (column + 0.5) * cell_m, south_west.y_m + (row + 0.5) * cell_m};
    }
    friend bool operator==(const GridShape&, const GridShape&) = default;
};

// Ground heights at cell centres, metres above the datum the source states; row 0 in the south; NaN where unknown.
struct HeightGrid {
    GridShape shape;
    std::vector<float> height_m;
    // How each cell is known; empty: all measured.
    enum Known : std::uint8_t { measured = 0, filled = 1, interpolated = 2 }; // from neighbours; from contours and points
    std::vector<std::uint8_t> known;

    bool empty() const { return height_m.empty(); }
    // Bilinear between cell centres; the nearest edge value outside; NaN where a needed cell is NaN or the grid is empty.
    double at(LocalPoint p) const {
        if (empty()) return std::numeric_limits<double>::quiet_NaN();
        double fx = (p.x_m - shape.south_west.x_m) / shape.cell_m - 0.5;
        double fy = (p.y_m - shape.south_west.y_m) / shape.cell_m - 0.5;
        fx = std::clamp(fx, 0.0, static_cast<double>(shape.columns - 1));
        fy = std::clamp(fy, 0.0, static_cast<double>(shape.rows - 1));
        int c = std::min(static_cast<int>(fx), std::max(shape.columns - 2, 0));
        int r = std::min(static_cast<int>(fy), std::max(shape.rows - 2, 0));
        int c1 = std::min(c + 1, shape.columns - 1), r1 = std::min(r + 1, shape.rows - 1);
        double u = fx - c, v = fy - r;
        auto h = [&](int column, int row) {
            return static_cast<double>(height_m[static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.columns) +
                                                static_cast<std::size_t>(column)]);
        };
        return (h(c, r) * (1 - u) + h(c1, r) * u) * (1 - v) + (h(c, r1) * (1 - u) + h(c1, r1) * u) * v;
    }
};

} // namespace tp
