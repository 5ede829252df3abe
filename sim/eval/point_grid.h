// eval/point_grid.h - how much lies within a radius of a point.
#pragma once

#include "geo/frame.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// Points with weights in square cells; immutable.
class PointGrid {
public:
    // weight: one per point, or empty (each counts 1). NaN weights count 0.
    PointGrid(std::span<const LocalPoint> at, std::span<const double> weight, double cell_m);
    double sum_within(LocalPoint p, double radius_m) const; // in the order of the cells, then of the points
    // Nearest point within `limit_m`, -1 if there is none; of equals the first.
    std::int64_t nearest(LocalPoint p, double limit_m) const;

private:
    template <class F>
    void visit(LocalPoint p, double radius_m, F each) const;

    double m_cell_m;
    LocalBox m_box;
    std::int64_t m_columns = 0, m_rows = 0;
    std::vector<std::uint32_t> m_begin, m_index;
    std::vector<LocalPoint> m_at; // in the order of m_index
    std::vector<double> m_weight;
};

} // namespace tp
