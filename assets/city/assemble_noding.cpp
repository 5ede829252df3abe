#include "city/assemble_noding.h"

#include <algorithm>
#include <cmath>

namespace tp::assembly {
namespace {

struct Segment {
    std::uint32_t line, at; // from point `at` to `at` + 1
};

struct Added { // a point to be put into a line after point `at`, at the share t of that segment
    std::uint32_t line, at;
    double t;
    LocalPoint point;
};

double cross(LocalPoint a, LocalPoint b) { return a.x_m * b.y_m - a.y_m * b.x_m; }
LocalPoint minus(LocalPoint a, LocalPoint b) { return {a.x_m - b.x_m, a.y_m - b.y_m}; }

// Cells of an even grid over all points, each with the segments whose box touches it.
class Buckets {
public:
    Buckets(const std::vector<NodedLine>& lines, double cell_m) : m_cell(cell_m) {
        for (const NodedLine& line : lines)
            for (LocalPoint p : line.points) m_box.add(p);
        if (m_box.empty()) return;
        m_columns = cell(m_box.max.x_m - m_box.min.x_m) + 1;
        m_cells.resize(static_cast<std::size_t>(m_columns * (cell(m_box.max.y_m - m_box.min.y_m) + 1)));
        for (std::uint32_t l = 0; l < lines.size(); ++l) {
            if (lines[l].shares_points) continue;
            for (std::uint32_t k = 0; k + 1 < lines[l].points.size(); ++k) {
                auto index = static_cast<std::uint32_t>(m_segments.size());
                m_segments.push_back({l, k});
                visit(lines[l].points[k], lines[l].points[k + 1], [&](std::vector<std::uint32_t>& c) { c.push_back(index); });
            }
        }
    }
    template <class F>
    void visit(LocalPoint a, LocalPoint b, F&& f) {
        for (std::int64_t y = cell(std::min(a.y_m, b.y_m) - m_box.min.y_m - 1.0); y <= cell(std::max(a.y_m, b.y_m) - m_box.min.y_m + 1.0); ++y)
            for (std::int64_t x = cell(std::min(a.x_m, b.x_m) - m_box.min.x_m - 1.0); x <= cell(std::max(a.x_m, b.x_m) - m_box.min.x_m + 1.0); ++x)
                if (auto i = static_cast<std::size_t>(y * m_columns + x); x >= 0 && y >= 0 && x < m_columns && i < m_cells.size()) f(m_cells[i]);
    }
    const std::vector<Segment>& segments() const { return m_segments; }

private:
    std::int64_t cell(double v) const { return static_cast<std::int64_t>(std::floor(v / m_cell)); }
    double m_cell;
    LocalBox m_box;
    std::int64_t m_columns = 0;
    std::vector<std::vector<std::uint32_t>> m_cells;
    std::vector<Segment> m_segments;
};

std::uint64_t key_of(std::int64_t x, std::int64_t y) {
    return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU);
}

class Noder {
public:
    Noder(std::vector<NodedLine>& lines, double tolerance_m) : m_lines(lines), m_tolerance(tolerance_m), m_buckets(lines, 40.0) {}

    void run() {
        const auto& segments = m_buckets.segments();
        std::vector<std::uint32_t> seen(segments.size(), 0xffffffffU);
        for (std::uint32_t i = 0; i < segments.size(); ++i) {
            auto [a, b] = ends(segments[i]);
            m_buckets.visit(a, b, [&](std::vector<std::uint32_t>& cell) {
                for (std::uint32_t j : cell) {
                    if (j <= i || seen[j] == i) continue;
                    seen[j] = i;
                    meet(segments[i], segments[j]);
                }
            });
        }
        apply();
    }

private:
    std::pair<LocalPoint, LocalPoint> ends(Segment s) const { return {m_lines[s.line].points[s.at], m_lines[s.line].points[s.at + 1]}; }
    bool is_end(Segment s, bool second) const { return second ? s.at + 2 == m_lines[s.line].points.size() : s.at == 0; }

    void meet(Segment s, Segment t) {
        if (m_lines[s.line].level != m_lines[t.line].level) return;
        if (s.line == t.line && (s.at + 1 == t.at || t.at + 1 == s.at)) return;
        auto [a, b] = ends(s);
        auto [c, d] = ends(t);
        if (a == c || a == d || b == c || b == d) return; // they share a point already
        bool touched = false;
        for (bool second : {false, true}) { // T: an end of one on the other
            if (is_end(s, second)) touched |= end_on(second ? b : a, t);
            if (is_end(t, second)) touched |= end_on(second ? d : c, s);
        }
        if (touched) return;
        LocalPoint u = minus(b, a), v = minus(d, c), w = minus(c, a);
        double det = cross(u, v);
        if (det == 0.0) return; // parallel
        double at_s = cross(w, v) / det, at_t = cross(w, u) / det;
        if (!(at_s > 0.0 && at_s < 1.0 && at_t > 0.0 && at_t < 1.0)) return;
        LocalPoint p{a.x_m + at_s * u.x_m, a.y_m + at_s * u.y_m};
        m_added.push_back({s.line, s.at, at_s, p});
        m_added.push_back({t.line, t.at, at_t, p});
    }

    bool end_on(LocalPoint p, Segment s) {
        auto [a, b] = ends(s);
        LocalPoint both[2] = {a, b};
        NearestOnLine hit = nearest_on_line(both, p);
        if (hit.distance_m > m_tolerance) return false;
        double length = distance_m(a, b), t = length > 0.0 ? hit.along_m / length : 0.0;
        if (t <= 0.0 || t >= 1.0) return false;    // at a point of the other line: the numbers of points join them
        m_added.push_back({s.line, s.at, t, p}); // the end itself, so that both share it exactly
        return true;
    }

    void apply() {
        std::ranges::stable_sort(m_added, [](const Added& a, const Added& b) {
            return a.line != b.line ? a.line < b.line : a.at != b.at ? a.at < b.at : a.t < b.t;
        });
        for (std::size_t k = 0; k < m_added.size();) {
            NodedLine& line = m_lines[m_added[k].line];
            std::uint32_t index = m_added[k].line;
            std::vector<LocalPoint> points;
            for (std::uint32_t p = 0; p < line.points.size(); ++p) {
                points.push_back(line.points[p]);
                for (; k < m_added.size() && m_added[k].line == index && m_added[k].at == p; ++k)
                    if (!(points.back() == m_added[k].point)) points.push_back(m_added[k].point);
            }
            line.points = std::move(points);
        }
    }

    std::vector<NodedLine>& m_lines;
    double m_tolerance;
    Buckets m_buckets;
    std::vector<Added> m_added;
};

} // namespace

void node_crossings(std::vector<NodedLine>& lines, double tolerance_m) {
    if (std::ranges::all_of(lines, &NodedLine::shares_points)) return;
    Noder(lines, tolerance_m).run();
}

std::uint32_t PointNumbers::number(LocalPoint p) {
    constexpr std::uint32_t none = 0xffffffffU;
    auto cell = [](double v) { return static_cast<std::int64_t>(std::floor(v)); };
    std::uint32_t best = none;
    double nearest = m_tolerance;
    for (std::int64_t x = cell(p.x_m - m_tolerance); x <= cell(p.x_m + m_tolerance); ++x)
        for (std::int64_t y = cell(p.y_m - m_tolerance); y <= cell(p.y_m + m_tolerance); ++y)
            if (auto found = m_first.find(key_of(x, y)); found != m_first.end())
                for (std::uint32_t i = found->second; i != none; i = m_next[i])
                    if (double d = distance_m(m_points[i], p); d < nearest || (d == nearest && i < best)) best = i, nearest = d;
    if (best != none) return best;
    auto index = static_cast<std::uint32_t>(m_points.size());
    auto [slot, fresh] = m_first.try_emplace(key_of(cell(p.x_m), cell(p.y_m)), none);
    m_next.push_back(slot->second);
    slot->second = index;
    m_points.push_back(p);
    return index;
}

SegmentGrid::SegmentGrid(const Rings& lines, double cell_m) : m_lines(lines), m_cell(cell_m) {
    for (LocalPoint p : lines.points) m_box.add(p);
    if (m_box.empty()) return;
    double side = std::max(m_box.max.x_m - m_box.min.x_m, m_box.max.y_m - m_box.min.y_m);
    m_cell = std::max(m_cell, side / 2000.0); // at most 4 million cells
    m_columns = static_cast<std::int64_t>((m_box.max.x_m - m_box.min.x_m) / m_cell) + 1;
    m_rows = static_cast<std::int64_t>((m_box.max.y_m - m_box.min.y_m) / m_cell) + 1;
    std::vector<std::uint32_t> count(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    auto each = [&](auto&& visit) {
        for (std::uint32_t l = 0; l < lines.size(); ++l)
            for (std::uint32_t k = lines.begin[l]; k + 1 < lines.begin[l + 1]; ++k) {
                LocalPoint a = lines.points[k], b = lines.points[k + 1];
                auto low = [&](double v, double from) { return static_cast<std::int64_t>((v - from) / m_cell); };
                for (std::int64_t y = low(std::min(a.y_m, b.y_m), m_box.min.y_m); y <= low(std::max(a.y_m, b.y_m), m_box.min.y_m); ++y)
                    for (std::int64_t x = low(std::min(a.x_m, b.x_m), m_box.min.x_m); x <= low(std::max(a.x_m, b.x_m), m_box.min.x_m); ++x)
                        visit(static_cast<std::size_t>(y * m_columns + x), Segment{l, k});
            }
    };
    each([&](std::size_t cell, Segment) { ++count[cell + 1]; });
    for (std::size_t i = 1; i < count.size(); ++i) count[i] += count[i - 1];
    m_begin = count;
    m_segments.resize(count.back());
    each([&](std::size_t cell, Segment s) { m_segments[count[cell]++] = s; });
}

SegmentGrid::Hit SegmentGrid::nearest(LocalPoint p, double reach_m, const std::vector<bool>& wanted) const {
    Hit hit;
    if (m_box.empty()) return hit;
    std::uint32_t best_point = 0;
    auto cell = [&](double v, double from, std::int64_t count) {
        return std::clamp(static_cast<std::int64_t>(std::floor((v - from) / m_cell)), std::int64_t{0}, count - 1);
    };
    double nearest = reach_m;
    for (std::int64_t y = cell(p.y_m - reach_m, m_box.min.y_m, m_rows); y <= cell(p.y_m + reach_m, m_box.min.y_m, m_rows); ++y)
        for (std::int64_t x = cell(p.x_m - reach_m, m_box.min.x_m, m_columns); x <= cell(p.x_m + reach_m, m_box.min.x_m, m_columns); ++x) {
            auto c = static_cast<std::size_t>(y * m_columns + x);
            for (std::uint32_t k = m_begin[c]; k < m_begin[c + 1]; ++k) {
                Segment s = m_segments[k];
                if (!wanted.empty() && !wanted[s.line]) continue;
                double d = nearest_on_line(std::span(m_lines.points).subspan(s.point, 2), p).distance_m;
                if (d < nearest || (d == nearest && s.line < hit.line)) nearest = d, hit.line = s.line, best_point = s.point;
            }
        }
    if (!hit.found()) return hit;
    hit.nearest = nearest_on_line(m_lines[hit.line], p);
    LocalPoint a = m_lines.points[best_point], b = m_lines.points[best_point + 1];
    double length = distance_m(a, b);
    if (length > 0.0) hit.direction = {(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length};
    return hit;
}

} // namespace tp::assembly
