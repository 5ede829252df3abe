// city/assemble_noding.h - lines that meet become a graph: where to cut, and which points are the same.
#pragma once

#include "geo/polygon.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tp::assembly {

struct NodedLine {
    std::vector<LocalPoint> points;
    std::uint8_t level = 0;    // lines of different levels are joined only where they share a point
    bool shares_points = true; // its source joins lines by shared points alone: a crossing without one is a bridge
};

// Adds points to lines that do not share points: where two of one level cross, and where an end lies on another line
// (within `tolerance_m`). Deterministic; O(n) for lines spread over an area.
void node_crossings(std::vector<NodedLine>& lines, double tolerance_m);

// Gives equal numbers to points that lie within `tolerance_m` of the first one seen.
class PointNumbers {
public:
    explicit PointNumbers(double tolerance_m) : m_tolerance(tolerance_m) {}
    std::uint32_t number(LocalPoint p);
    const std::vector<LocalPoint>& points() const { return m_points; }

private:
    double m_tolerance;
    std::vector<LocalPoint> m_points;
    std::vector<std::uint32_t> m_next; // chain of points in one cell of 1 m
    std::unordered_map<std::uint64_t, std::uint32_t> m_first;
};

// Segments of lines in a grid, for the nearest line to a point.
class SegmentGrid {
public:
    struct Hit {
        std::uint32_t line = 0xffffffffU;
        NearestOnLine nearest;
        LocalPoint direction; // unit vector of the segment hit
        bool found() const { return line != 0xffffffffU; }
    };
    explicit SegmentGrid(const Rings& lines, double cell_m = 50.0);
    // The nearest line within `reach_m` for which wanted[line] is true (empty: all); ties go to the smaller index.
    Hit nearest(LocalPoint p, double reach_m, const std::vector<bool>& wanted = {}) const;

private:
    struct Segment {
        std::uint32_t line, point;
    };
    const Rings& m_lines;
    LocalBox m_box;
    double m_cell;
    std::int64_t m_columns = 0, m_rows = 0;
    std::vector<std::uint32_t> m_begin; // per cell
    std::vector<Segment> m_segments;
};

} // namespace tp::assembly
