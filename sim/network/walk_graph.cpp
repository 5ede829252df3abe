#include "network/walk_graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tp {
namespace {

std::uint32_t millimetres(double metres) { return static_cast<std::uint32_t>(std::llround(std::max(metres, 0.0) * 1000.0)); }

double direction_at(std::span<const LocalPoint> line, bool at_end) { // angle of leaving the node along the line
    std::size_t n = line.size();
    for (std::size_t i = 1; i < n; ++i) {
        LocalPoint a = at_end ? line[n - 1] : line[0], b = at_end ? line[n - 1 - i] : line[i];
        if (!(a == b)) return std::atan2(b.y_m - a.y_m, b.x_m - a.x_m);
    }
    return 0.0;
}

} // namespace

// Lines are numbered: street edges first, then the sidewalks that are paths of their own.
struct WalkGraphBuilder {
    WalkGraphBuilder(const City& of_city, const WalkOptions& with) : city(of_city), options(with) {}

    const City& city;
    const WalkOptions& options;
    WalkGraph graph;

    struct Leg { // one end of a street at a node
        double angle = 0.0;
        std::uint32_t edge = 0;
        bool at_end = false;
    };
    struct Split { // a vertex on a line, where something joins it
        std::uint32_t along_mm = 0;
        std::uint32_t left = 0, right = 0; // vertices; the same on a line without sides
    };
    struct Ends { // vertices at the ends of a line's sides
        std::uint32_t left_from = k_nowhere, right_from = k_nowhere, left_to = k_nowhere, right_to = k_nowhere;
    };

    std::size_t edges = 0;
    std::vector<char> walked, wide; // by edge
    std::vector<double> lanes;
    std::vector<std::uint32_t> length_mm;    // by line
    std::vector<Ends> ends;                  // by line
    std::vector<std::vector<Split>> splits;  // by line
    std::vector<WalkGraph::Segment> links;   // crossings and joins
    std::vector<std::uint32_t> path;         // sidewalks that are lines of their own
    std::uint32_t vertices = 0;

    void classify();
    void corners();
    void crossings();
    void own_paths();
    void emit_line(std::size_t line);
    void finish();
    std::uint32_t split_at(std::size_t line, double along_m, bool left);
};

void WalkGraphBuilder::classify() {
    const Streets& streets = city.streets;
    edges = streets.size();
    walked.assign(edges, 0);
    wide.assign(edges, 0);
    lanes.assign(edges, 0.0);
    length_mm.assign(edges, 0);
    ends.resize(edges);
    splits.resize(edges);
    for (std::size_t e = 0; e < edges; ++e) {
        auto line = streets.line[e];
        length_mm[e] = millimetres(length_m(line));
        lanes[e] = streets.lanes[e] >= 0 ? streets.lanes[e] : options.default_lanes[static_cast<std::size_t>(streets.road_class[e])];
        walked[e] = streets.road_class[e] != RoadClass::motorway && line.size() >= 2 && length_mm[e] > 0;
        wide[e] = walked[e] && lanes[e] > options.free_lanes;
        graph.m_wide_streets += wide[e] ? 1 : 0;
        if (walked[e]) graph.m_index.add(static_cast<std::uint32_t>(e), line);
    }
}

// Around a node, between one street and the next counter-clockwise, lies a corner. A wide street's left side (seen from
// the node) starts at the corner after it, its right side at the corner before it; a narrow street joins the two.
void WalkGraphBuilder::corners() {
    const Streets& streets = city.streets;
    std::vector<std::uint32_t> begin(streets.node.size() + 1, 0);
    auto each = [&](auto visit) {
        for (std::uint32_t e = 0; e < edges; ++e) {
            if (!walked[e]) continue;
            visit(streets.from[e], e, false);
            visit(streets.to[e], e, true);
        }
    };
    each([&](std::uint32_t node, std::uint32_t, bool) { ++begin[node + 1]; });
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<Leg> legs(begin.back());
    std::vector<std::uint32_t> at(begin.begin(), begin.end() - 1);
    each([&](std::uint32_t node, std::uint32_t e, bool at_end) { legs[at[node]++] = {direction_at(streets.line[e], at_end), e, at_end}; });
    std::vector<std::uint32_t> corner;
    for (std::size_t node = 0; node + 1 < begin.size(); ++node) {
        std::span<Leg> here(legs.data() + begin[node], legs.data() + begin[node + 1]);
        std::size_t n = here.size();
        std::ranges::sort(here, [](const Leg& a, const Leg& b) {
            return a.angle != b.angle ? a.angle < b.angle : a.edge != b.edge ? a.edge < b.edge : a.at_end < b.at_end;
        });
        corner.assign(n, k_nowhere);
        for (std::size_t i = 0; i < n; ++i) { // corner i follows leg i; join it to corner i - 1 across a narrow leg
            if (corner[i] == k_nowhere) corner[i] = (i > 0 && !wide[here[i].edge]) ? corner[i - 1] : vertices++;
        }
        if (n > 1 && !wide[here[0].edge]) // the first leg joins the first corner to the last
            std::ranges::replace(corner, corner[n - 1], corner[0]);
        for (std::size_t i = 0; i < n; ++i) {
            std::uint32_t left = corner[i], right = corner[(i + n - 1) % n]; // seen from the node
            Ends& end = ends[here[i].edge];
            if (here[i].at_end) end.left_to = right, end.right_to = left;
            else end.left_from = left, end.right_from = right;
        }
    }
}

std::uint32_t WalkGraphBuilder::split_at(std::size_t line, double along_m, bool left) {
    std::uint32_t along_mm = std::min(millimetres(along_m), length_mm[line]);
    bool sides = line < edges && wide[line];
    auto found = std::ranges::find(splits[line], along_mm, &Split::along_mm);
    if (found == splits[line].end()) {
        Split split{along_mm, vertices, vertices};
        ++vertices;
        if (sides) split.right = vertices++;
        splits[line].push_back(split);
        found = splits[line].end() - 1;
    }
    return left ? found->left : found->right;
}

void WalkGraphBuilder::crossings() {
    const Crossings& all = city.crossings;
    for (std::size_t c = 0; c < all.size(); ++c) {
        if (all.edge[c] < 0) continue;
        auto e = static_cast<std::size_t>(all.edge[c]);
        if (!wide[e]) continue;
        double width_m = all.width_m[c] > 0.0f ? static_cast<double>(all.width_m[c]) : lanes[e] * options.lane_width_m;
        double along_m = std::isfinite(all.along_m[c]) ? static_cast<double>(all.along_m[c]) : 0.0;
        std::uint32_t left = split_at(e, along_m, true), right = split_at(e, along_m, false);
        links.push_back({left, right, millimetres(width_m)});
    }
}

void WalkGraphBuilder::own_paths() {
    constexpr double k_step_m = 10.0;
    for (std::uint32_t s = 0; s < city.sidewalks.size(); ++s) {
        auto line = city.sidewalks.line[s];
        double length = line.size() >= 2 ? length_m(line) : 0.0;
        if (length < 1.0) continue;
        int near = 0, all = 0;
        for (double along = 0.5 * std::min(k_step_m, length); along < length; along += k_step_m, ++all)
            near += graph.m_index.nearest(point_along(line, along), options.follow_m).found() ? 1 : 0;
        if (10 * near < 7 * all) path.push_back(s); // less than 70 % of it follows a street
    }
    graph.m_own_paths = path.size();
    constexpr double k_touch_m = 3.0;
    std::vector<LocalBox> box(path.size()); // grown by the touching distance
    for (std::uint32_t i = 0; i < path.size(); ++i) {
        auto line = city.sidewalks.line[path[i]];
        for (LocalPoint p : line) {
            box[i].add({p.x_m - k_touch_m, p.y_m - k_touch_m});
            box[i].add({p.x_m + k_touch_m, p.y_m + k_touch_m});
        }
        length_mm.push_back(millimetres(length_m(line)));
        ends.push_back({vertices, vertices, vertices + 1, vertices + 1});
        vertices += 2;
        splits.emplace_back();
    }
    for (std::uint32_t i = 0; i < path.size(); ++i) {
        auto line = city.sidewalks.line[path[i]];
        for (bool last : {false, true}) {
            LocalPoint p = last ? line.back() : line.front();
            std::uint32_t vertex = last ? ends[edges + i].left_to : ends[edges + i].left_from;
            LineHit street = graph.m_index.nearest(p, options.join_m);
            if (street.found())
                links.push_back({vertex, split_at(street.line, street.along_m, street.left), millimetres(street.distance_m)});
            for (std::uint32_t j = 0; j < path.size(); ++j) {
                if (j == i || !box[j].contains(p)) continue;
                NearestOnLine hit = nearest_on_line(city.sidewalks.line[path[j]], p);
                if (hit.distance_m <= k_touch_m) links.push_back({vertex, split_at(edges + j, hit.along_m, true), millimetres(hit.distance_m)});
            }
        }
    }
    for (std::uint32_t i = 0; i < path.size(); ++i) graph.m_index.add(static_cast<std::uint32_t>(edges) + i, city.sidewalks.line[path[i]]);
}

void WalkGraphBuilder::emit_line(std::size_t line) {
    bool sides = line < edges && wide[line];
    auto& at = splits[line];
    std::ranges::sort(at, {}, &Split::along_mm);
    auto side = [&](bool left, std::uint32_t from, std::uint32_t to) {
        std::uint32_t begin_mm = 0, vertex = from;
        for (const Split& split : at) {
            std::uint32_t next = left ? split.left : split.right;
            graph.m_segments.push_back({vertex, next, split.along_mm - begin_mm});
            graph.m_begin_mm.push_back(begin_mm);
            vertex = next;
            begin_mm = split.along_mm;
        }
        graph.m_segments.push_back({vertex, to, length_mm[line] - begin_mm});
        graph.m_begin_mm.push_back(begin_mm);
    };
    bool there = line >= edges || walked[line];
    if (there) side(true, ends[line].left_from, ends[line].left_to);
    graph.m_first.push_back(static_cast<std::uint32_t>(graph.m_segments.size()));
    if (there && sides) side(false, ends[line].right_from, ends[line].right_to);
    graph.m_first.push_back(static_cast<std::uint32_t>(graph.m_segments.size()));
}

void WalkGraphBuilder::finish() {
    for (std::size_t line = 0; line < length_mm.size(); ++line) emit_line(line);
    graph.m_segments.insert(graph.m_segments.end(), links.begin(), links.end());
    graph.m_arc_begin.assign(vertices + 1, 0);
    for (const auto& s : graph.m_segments) ++graph.m_arc_begin[s.from + 1], ++graph.m_arc_begin[s.to + 1];
    std::partial_sum(graph.m_arc_begin.begin(), graph.m_arc_begin.end(), graph.m_arc_begin.begin());
    graph.m_arcs.resize(graph.m_arc_begin.back());
    std::vector<std::uint32_t> at(graph.m_arc_begin.begin(), graph.m_arc_begin.end() - 1);
    for (std::uint32_t i = 0; i < graph.m_segments.size(); ++i) {
        const auto& s = graph.m_segments[i];
        graph.m_arcs[at[s.from]++] = {s.to, s.length_mm, i};
        graph.m_arcs[at[s.to]++] = {s.from, s.length_mm, i};
    }
    graph.m_index.build();
    graph.m_snap_m = options.snap_m;
}

WalkGraph WalkGraph::build(const City& city, const WalkOptions& options) {
    WalkGraphBuilder builder(city, options);
    builder.classify();
    builder.graph.m_index.build();
    builder.corners();
    builder.crossings();
    builder.own_paths();
    builder.finish();
    return std::move(builder.graph);
}

WalkPlace WalkGraph::snap(LocalPoint p) const {
    LineHit hit = m_index.nearest(p, m_snap_m);
    if (!hit.found()) return {};
    std::uint32_t first = m_first[2 * hit.line], middle = m_first[2 * hit.line + 1], last = m_first[2 * hit.line + 2];
    if (!hit.left && middle < last) first = middle;
    else last = middle;
    std::uint32_t along_mm = millimetres(hit.along_m);
    auto begin = m_begin_mm.begin();
    auto at = std::upper_bound(begin + first, begin + last, along_mm) - begin;
    auto segment = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(at - 1, first));
    std::uint32_t offset = along_mm - std::min(along_mm, m_begin_mm[segment]);
    return {segment, std::min(offset, m_segments[segment].length_mm), millimetres(hit.distance_m)};
}

} // namespace tp
