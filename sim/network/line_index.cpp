#include "network/line_index.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr std::int64_t k_max_side = 4096; // cells; a larger city gets larger cells

template <class F>
void cells_of_box(std::int64_t c0, std::int64_t r0, std::int64_t c1, std::int64_t r1, std::int64_t columns, F visit) {
    for (std::int64_t r = r0; r <= r1; ++r)
        for (std::int64_t c = c0; c <= c1; ++c) visit(static_cast<std::size_t>(r * columns + c));
}

} // namespace

std::int64_t LineIndex::column(double x_m) const {
    return std::clamp(static_cast<std::int64_t>(std::floor((x_m - m_box.min.x_m) / m_cell_m)), std::int64_t{0}, m_columns - 1);
}
std::int64_t LineIndex::row(double y_m) const {
    return std::clamp(static_cast<std::int64_t>(std::floor((y_m - m_box.min.y_m) / m_cell_m)), std::int64_t{0}, m_rows - 1);
}

void LineIndex::add(std::uint32_t line, std::span<const LocalPoint> points) {
    double along_m = 0.0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        m_pieces.push_back({points[i], points[i + 1], along_m, line});
        along_m += distance_m(points[i], points[i + 1]);
        m_box.add(points[i]);
        m_box.add(points[i + 1]);
    }
}

void LineIndex::build() {
    if (m_pieces.empty()) return;
    double side_m = std::max(m_box.max.x_m - m_box.min.x_m, m_box.max.y_m - m_box.min.y_m);
    m_cell_m = std::max(m_cell_m, side_m / static_cast<double>(k_max_side));
    m_columns = static_cast<std::int64_t>((m_box.max.x_m - m_box.min.x_m) / m_cell_m) + 1;
    m_rows = static_cast<std::int64_t>((m_box.max.y_m - m_box.min.y_m) / m_cell_m) + 1;
    m_begin.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    auto for_cells = [&](const Piece& piece, auto visit) {
        auto [x0, x1] = std::minmax(piece.a.x_m, piece.b.x_m);
        auto [y0, y1] = std::minmax(piece.a.y_m, piece.b.y_m);
        cells_of_box(column(x0), row(y0), column(x1), row(y1), m_columns, visit);
    };
    for (const Piece& piece : m_pieces) for_cells(piece, [&](std::size_t cell) { ++m_begin[cell + 1]; });
    for (std::size_t i = 1; i < m_begin.size(); ++i) m_begin[i] += m_begin[i - 1];
    m_item.resize(m_begin.back());
    std::vector<std::uint32_t> at(m_begin.begin(), m_begin.end() - 1);
    for (std::uint32_t i = 0; i < m_pieces.size(); ++i)
        for_cells(m_pieces[i], [&](std::size_t cell) { m_item[at[cell]++] = i; });
}

void LineIndex::offer(const Piece& piece, LocalPoint p, LineHit& best) const {
    double dx = piece.b.x_m - piece.a.x_m, dy = piece.b.y_m - piece.a.y_m;
    double px = p.x_m - piece.a.x_m, py = p.y_m - piece.a.y_m;
    double square = dx * dx + dy * dy;
    double t = square > 0.0 ? std::clamp((px * dx + py * dy) / square, 0.0, 1.0) : 0.0;
    double ex = px - t * dx, ey = py - t * dy;
    double distance = std::sqrt(ex * ex + ey * ey);
    if (distance > best.distance_m || (distance == best.distance_m && piece.line >= best.line)) return;
    best = {piece.line, distance, piece.along_m + t * std::sqrt(square), dx * py - dy * px >= 0.0};
}

LineHit LineIndex::nearest(LocalPoint p, double limit_m) const {
    LineHit best;
    best.distance_m = std::nextafter(limit_m, 1e300);
    if (m_pieces.empty()) return {};
    auto c0 = static_cast<std::int64_t>(std::floor((p.x_m - m_box.min.x_m) / m_cell_m));
    auto r0 = static_cast<std::int64_t>(std::floor((p.y_m - m_box.min.y_m) / m_cell_m));
    auto rings = static_cast<std::int64_t>(limit_m / m_cell_m) + 1;
    for (std::int64_t ring = 0; ring <= rings; ++ring) {
        if (best.found() && best.distance_m < static_cast<double>(ring - 1) * m_cell_m) break; // no cell of this ring is nearer
        for (std::int64_t r = std::max<std::int64_t>(r0 - ring, 0); r <= std::min(r0 + ring, m_rows - 1); ++r) {
            bool whole = r == r0 - ring || r == r0 + ring;
            for (std::int64_t c = c0 - ring; c <= c0 + ring; c += (whole || ring == 0) ? 1 : 2 * ring) {
                if (c < 0 || c >= m_columns) continue;
                auto cell = static_cast<std::size_t>(r * m_columns + c);
                for (std::uint32_t i = m_begin[cell]; i < m_begin[cell + 1]; ++i) offer(m_pieces[m_item[i]], p, best);
            }
        }
    }
    return best.found() ? best : LineHit{};
}

} // namespace tp
