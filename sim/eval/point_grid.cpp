#include "eval/point_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tp {

PointGrid::PointGrid(std::span<const LocalPoint> at, std::span<const double> weight, double cell_m) : m_cell_m(cell_m) {
    for (LocalPoint p : at) m_box.add(p);
    if (at.empty()) return;
    double side_m = std::max(m_box.max.x_m - m_box.min.x_m, m_box.max.y_m - m_box.min.y_m);
    m_cell_m = std::max(cell_m, side_m / 2048.0);
    m_columns = static_cast<std::int64_t>((m_box.max.x_m - m_box.min.x_m) / m_cell_m) + 1;
    m_rows = static_cast<std::int64_t>((m_box.max.y_m - m_box.min.y_m) / m_cell_m) + 1;
    auto cell = [&](LocalPoint p) {
        auto c = static_cast<std::int64_t>((p.x_m - m_box.min.x_m) / m_cell_m), r = static_cast<std::int64_t>((p.y_m - m_box.min.y_m) / m_cell_m);
        return static_cast<std::size_t>(r * m_columns + c);
    };
    m_begin.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    for (LocalPoint p : at) ++m_begin[cell(p) + 1];
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    m_index.resize(at.size());
    for (std::uint32_t i = 0; i < at.size(); ++i) m_index[next[cell(at[i])]++] = i;
    for (std::uint32_t i : m_index) {
        m_at.push_back(at[i]);
        m_weight.push_back(weight.empty() ? 1.0 : std::isfinite(weight[i]) ? weight[i] : 0.0);
    }
}

template <class F>
void PointGrid::visit(LocalPoint p, double radius_m, F each) const {
    if (m_at.empty()) return;
    auto clamp_to = [](double v, std::int64_t n) { return static_cast<std::int64_t>(std::clamp(v, 0.0, static_cast<double>(n - 1))); };
    std::int64_t c0 = clamp_to((p.x_m - radius_m - m_box.min.x_m) / m_cell_m, m_columns), c1 = clamp_to((p.x_m + radius_m - m_box.min.x_m) / m_cell_m, m_columns);
    std::int64_t r0 = clamp_to((p.y_m - radius_m - m_box.min.y_m) / m_cell_m, m_rows), r1 = clamp_to((p.y_m + radius_m - m_box.min.y_m) / m_cell_m, m_rows);
    for (std::int64_t r = r0; r <= r1; ++r) {
        auto begin = m_begin[static_cast<std::size_t>(r * m_columns + c0)], end = m_begin[static_cast<std::size_t>(r * m_columns + c1) + 1];
        for (std::uint32_t k = begin; k < end; ++k) {
            double dx = m_at[k].x_m - p.x_m, dy = m_at[k].y_m - p.y_m;
            if (double square = dx * dx + dy * dy; square <= radius_m * radius_m) each(k, square);
        }
    }
}

double PointGrid::sum_within(LocalPoint p, double radius_m) const {
    double sum = 0.0;
    visit(p, radius_m, [&](std::uint32_t k, double) { sum += m_weight[k]; });
    return sum;
}

std::int64_t PointGrid::nearest(LocalPoint p, double limit_m) const {
    std::int64_t best = -1;
    double best_square = 0.0;
    visit(p, limit_m, [&](std::uint32_t k, double square) {
        auto i = static_cast<std::int64_t>(m_index[k]);
        if (best < 0 || square < best_square || (square == best_square && i < best)) best = i, best_square = square;
    });
    return best;
}

} // namespace tp
