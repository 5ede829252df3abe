// network/walk_graph.h - where people walk: along streets and paths, across at crossings and on narrow streets.
//
// A street of more lanes than `free_lanes` is two lines, one for each side, joined only by its crossings; at a junction
// a side leads on to the side of the next street without stepping on a carriageway. A narrower street is one line that is
// crossed anywhere. Sidewalks that follow a street are that street's sides; others are paths of their own, joined to
// what lies within `join_m` of their ends. Motorways are not walked on. Lengths are those of the centre lines, in whole
// millimetres, so that distances are exact sums.
//
// Limits: the two carriageways of a divided road that the data give as two one-way streets of up to 2 lanes count as
// narrow; barriers other than streets (rivers, railways, walls) hold people back only as they interrupt streets.
#pragma once

#include "city/city.h"
#include "network/line_index.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tp {

struct WalkOptions {
    std::array<double, 9> default_lanes{2, 6, 4, 4, 4, 2, 2, 1, 0}; // by RoadClass, where a street's lanes are not known
    double free_lanes = 2;    // a street of up to so many lanes is crossed anywhere
    double lane_width_m = 3.25; // carriageway crossed where a crossing's width is not known: lanes x this
    double snap_m = 200.0;    // a point farther from every street is not on the graph
    double follow_m = 20.0;   // a sidewalk nearer than this to a street along most of its length belongs to it
    double join_m = 30.0;
};

inline constexpr std::uint32_t k_nowhere = std::numeric_limits<std::uint32_t>::max();

// A point on the graph: on a segment, `offset_mm` from its beginning, `off_mm` away from it.
struct WalkPlace {
    std::uint32_t segment = k_nowhere;
    std::uint32_t offset_mm = 0, off_mm = 0;
    bool found() const { return segment != k_nowhere; }
    friend bool operator==(const WalkPlace&, const WalkPlace&) = default;
};

class WalkGraph {
public:
    static WalkGraph build(const City& city, const WalkOptions& options);

    struct Segment { // walked both ways
        std::uint32_t from = 0, to = 0; // vertices
        std::uint32_t length_mm = 0;
    };
    struct Arc {
        std::uint32_t to = 0, length_mm = 0, segment = 0;
    };
    std::size_t vertex_count() const { return m_arc_begin.size() - 1; }
    const std::vector<Segment>& segments() const { return m_segments; }
    std::span<const Arc> arcs(std::uint32_t vertex) const {
        return {m_arcs.data() + m_arc_begin[vertex], m_arcs.data() + m_arc_begin[vertex + 1]};
    }
    bool empty() const { return m_segments.empty(); }
    std::size_t wide_streets() const { return m_wide_streets; } // streets with two sides
    std::size_t own_paths() const { return m_own_paths; }       // sidewalks that follow no street

    WalkPlace snap(LocalPoint p) const; // nearest line, on the side where p lies

private:
    friend struct WalkGraphBuilder;
    std::vector<Segment> m_segments;
    std::vector<std::uint32_t> m_arc_begin{0};
    std::vector<Arc> m_arcs;
    LineIndex m_index;
    double m_snap_m = 0.0;
    // Segments of line l: left side or only line [first[2l], first[2l + 1]), right side [first[2l + 1], first[2l + 2]).
    std::vector<std::uint32_t> m_first{0};
    std::vector<std::uint32_t> m_begin_mm; // of each of those segments along its line
    std::size_t m_wide_streets = 0, m_own_paths = 0;
};

} // namespace tp
