// network/line_index.h - finds the nearest of many lines to a point.
#pragma once

#include "geo/frame.h"
#include "geo/polygon.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tp {

// Where a point falls on the nearest line.
struct LineHit {
    std::uint32_t line = std::numeric_limits<std::uint32_t>::max(); // none within the limit
    double distance_m = 0.0;
    double along_m = 0.0; // from the line's first point
    bool left = true;     // the point lies left of the line's direction (on it: left)
    bool found() const { return line != std::numeric_limits<std::uint32_t>::max(); }
};

// A grid over the pieces of lines; immutable. Equal distances go to the line that was added first.
class LineIndex {
public:
    explicit LineIndex(double cell_m = 60.0) : m_cell_m(cell_m) {}
    void add(std::uint32_t line, std::span<const LocalPoint> points); // before build()
    void build();
    LineHit nearest(LocalPoint p, double limit_m) const;

private:
    struct Piece {
        LocalPoint a, b;
        double along_m = 0.0; // of a
        std::uint32_t line = 0;
    };
    std::int64_t column(double x_m) const;
    std::int64_t row(double y_m) const;
    void offer(const Piece& piece, LocalPoint p, LineHit& best) const;

    double m_cell_m;
    LocalBox m_box;
    std::int64_t m_columns = 0, m_rows = 0;
    std::vector<Piece> m_pieces;
    std::vector<std::uint32_t> m_begin, m_item; // pieces of each cell
};

} // namespace tp
