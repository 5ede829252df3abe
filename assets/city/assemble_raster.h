// city/assemble_raster.h - where the cells of rasters and pictures lie in the city's frame.
#pragma once

#include "city/assemble_parts.h"

#include <optional>

namespace tp::assembly {

constexpr double k_lowest_m = -1'000.0, k_highest_m = 9'000.0; // of any ground
constexpr int k_most_cells_side = 8192; // of what is resampled

// A raster or picture whose place is known and whose cells have an area.
bool is_gridded(const Placed& layer);
// In the city's own CRS, north up, with square cells: its cells can be the city's.
bool is_aligned(const Job& job, const Placed& layer);
// The extent and what is kept around it: a quarter of its sides, at least 500 m.
LocalBox wanted_box(const Job& job);
LocalBox overlap(const LocalBox& a, const LocalBox& b); // empty where there is none
// Of all cells, in the city's frame; empty where nothing of it can be transformed.
LocalBox box_of_raster(const Job& job, const Placed& layer);
// The side of a cell in metres at the raster's middle; NaN where it cannot be transformed.
double cell_side_m(const Job& job, const Placed& layer);

struct CellLattice { // centres of cells, row 0 in the north or in the south as step_y_m says
    LocalPoint first;
    double step_x_m = 0.0, step_y_m = 0.0;
    int columns = 0, rows = 0;
};

// From cells of the city to columns and rows of a raster (real numbers, whole ones at cell centres, row 0 in the north).
// Every 16th cell is transformed by PROJ, those between are interpolated: a centimetre off at most for cells up to 30 m.
class CellMap {
public:
    static std::optional<CellMap> make(const Job& job, const Placed& layer, const CellLattice& cells);
    struct Place {
        double column = 0.0, row = 0.0; // NaN where it cannot be transformed
    };
    Place at(int column, int row) const;

private:
    int m_columns = 0; // of the nodes
    std::vector<Place> m_nodes;
};

} // namespace tp::assembly
