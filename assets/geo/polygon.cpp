#include "geo/polygon.h"

#include "core/check.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

// Twice the signed area of a triangle: positive where a, b, c turn left.
double turn(LocalPoint a, LocalPoint b, LocalPoint c) {
    return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

bool in_triangle(LocalPoint a, LocalPoint b, LocalPoint c, LocalPoint p) {
    return turn(a, b, p) >= 0.0 && turn(b, c, p) >= 0.0 && turn(c, a, p) >= 0.0;
}

// Without those strictly inside the octagon of the extreme points, which are no corners of the hull (S. Akl, G. Toussaint,
// A fast convex hull algorithm, 1978): of a city's buildings nearly all.
void drop_inner(std::vector<LocalPoint>& points) {
    constexpr std::array<LocalPoint, 8> ways{{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};
    std::array<LocalPoint, 8> extreme;
    for (std::size_t w = 0; w < ways.size(); ++w)
        extreme[w] = std::ranges::max(points, {}, [&](LocalPoint p) { return p.x_m * ways[w].x_m + p.y_m * ways[w].y_m; });
    std::erase_if(points, [&](LocalPoint p) {
        for (std::size_t w = 0; w < extreme.size(); ++w) {
            LocalPoint a = extreme[w], b = extreme[(w + 1) % extreme.size()];
            if (a != b && turn(a, b, p) <= 0.0) return false;
        }
        return extreme[0] != extreme[4];
    });
}

// One polygon as a ring of nodes that shrinks by one corner per triangle. A hole is spliced into the ring by a bridge,
// after which its two end points are in the ring twice.
class Clipper {
public:
    Clipper(std::span<const LocalPoint> points, std::vector<std::uint32_t>& out) : m_points(points), m_out(out) {}

    void run(const Polygons& polygons, std::size_t i) {
        const Rings& rings = polygons.rings;
        std::uint32_t ring = polygons.first_ring(i), end = polygons.end_ring(i);
        while (ring < end) { // each part: its outer ring, then the holes up to the next outer ring
            std::uint32_t outer = ring++;
            while (ring < end && signed_area_m2(rings[ring]) <= 0.0) ++ring;
            run_part(rings, outer, ring);
        }
    }

private:
    void run_part(const Rings& rings, std::uint32_t outer, std::uint32_t end) {
        m_nodes.clear();
        m_left = 0;
        std::uint32_t start = add_ring(rings, outer, true);
        if (start == k_none) return;
        std::vector<std::uint32_t> holes; // the leftmost node of each
        for (std::uint32_t ring = outer + 1; ring < end; ++ring)
            if (std::uint32_t node = add_ring(rings, ring, false); node != k_none) holes.push_back(leftmost(node));
        std::ranges::sort(holes, [&](std::uint32_t a, std::uint32_t b) {
            return at(a).x_m != at(b).x_m ? at(a).x_m < at(b).x_m : a < b;
        });
        for (std::uint32_t hole : holes) splice(start, hole);
        clip(start);
    }

    static constexpr std::uint32_t k_none = 0xffffffffU;
    struct Node {
        std::uint32_t point = 0, before = 0, after = 0;
        bool gone = false;
    };

    LocalPoint at(std::uint32_t node) const { return m_points[m_nodes[node].point]; }
    double corner(std::uint32_t node) const {
        return turn(at(m_nodes[node].before), at(node), at(m_nodes[node].after));
    }

    // Appends the ring in the direction that is asked for, without repeated points; k_none for fewer than three.
    std::uint32_t add_ring(const Rings& rings, std::uint32_t ring, bool counter_clockwise) {
        std::uint32_t begin = rings.begin[ring], end = rings.begin[ring + 1];
        bool forward = (signed_area_m2(rings[ring]) > 0.0) == counter_clockwise;
        auto first = static_cast<std::uint32_t>(m_nodes.size());
        for (std::uint32_t k = 0; k < end - begin; ++k) {
            std::uint32_t point = forward ? begin + k : end - 1 - k;
            if (m_nodes.size() > first && m_points[m_nodes.back().point] == m_points[point]) continue;
            m_nodes.push_back({point, 0, 0, false});
        }
        while (m_nodes.size() > first + 1 && at(first) == at(static_cast<std::uint32_t>(m_nodes.size() - 1)))
            m_nodes.pop_back();
        auto count = static_cast<std::uint32_t>(m_nodes.size()) - first;
        if (count < 3) {
            m_nodes.resize(first);
            return k_none;
        }
        for (std::uint32_t k = 0; k < count; ++k) {
            m_nodes[first + k].before = first + (k + count - 1) % count;
            m_nodes[first + k].after = first + (k + 1) % count;
        }
        m_left += count;
        return first;
    }

    std::uint32_t leftmost(std::uint32_t start) const {
        std::uint32_t best = start;
        for (std::uint32_t n = m_nodes[start].after; n != start; n = m_nodes[n].after) {
            LocalPoint p = at(n), q = at(best);
            if (p.x_m < q.x_m || (p.x_m == q.x_m && p.y_m < q.y_m)) best = n;
        }
        return best;
    }

    // Whether the straight line from node `n` to `p` starts inside the polygon.
    bool opens_towards(std::uint32_t n, LocalPoint p) const {
        bool left_in = turn(at(m_nodes[n].before), at(n), p) >= 0.0, left_out = turn(at(n), at(m_nodes[n].after), p) >= 0.0;
        return corner(n) > 0.0 ? left_in && left_out : left_in || left_out;
    }

    // A node of the outer ring that sees the hole's leftmost node (D. Eberly, Triangulation by Ear Clipping, 2002,
    // section 5): the edge hit by a ray to the west, or the reflex corner that stands between.
    std::uint32_t bridge_for(std::uint32_t start, LocalPoint h) const {
        double hit = -std::numeric_limits<double>::infinity();
        std::uint32_t found = k_none;
        std::uint32_t n = start;
        do {
            LocalPoint p = at(n), q = at(m_nodes[n].after);
            if (p == h) return n;
            if (p.y_m >= h.y_m && q.y_m <= h.y_m && p.y_m != q.y_m) { // the inside of such an edge is to its east
                double x = p.x_m + (h.y_m - p.y_m) * (q.x_m - p.x_m) / (q.y_m - p.y_m);
                if (x <= h.x_m && x > hit) {
                    hit = x;
                    found = p.x_m < q.x_m ? n : m_nodes[n].after;
                }
            }
            n = m_nodes[n].after;
        } while (n != start);
        if (found == k_none) return found;
        LocalPoint m = at(found), ray{hit, h.y_m};
        bool below = m.y_m < h.y_m; // keeps the test triangle counter-clockwise
        double best_slope = std::numeric_limits<double>::infinity();
        std::uint32_t best = found;
        n = start;
        do {
            LocalPoint p = at(n);
            if (p.x_m >= m.x_m && p.x_m < h.x_m && (below ? in_triangle(h, ray, m, p) : in_triangle(h, m, ray, p))) {
                double slope = std::abs(h.y_m - p.y_m) / (h.x_m - p.x_m);
                if ((slope < best_slope || (slope == best_slope && p.x_m > at(best).x_m)) && opens_towards(n, h)) {
                    best_slope = slope;
                    best = n;
                }
            }
            n = m_nodes[n].after;
        } while (n != start);
        return best;
    }

    void splice(std::uint32_t start, std::uint32_t hole) {
        std::uint32_t outer = bridge_for(start, at(hole));
        if (outer == k_none) { // a hole that lies outside: it is left out
            std::uint32_t n = hole;
            do --m_left, n = m_nodes[n].after;
            while (n != hole);
            return;
        }
        auto outer_again = static_cast<std::uint32_t>(m_nodes.size()), hole_again = outer_again + 1;
        m_nodes.push_back({m_nodes[outer].point, hole_again, m_nodes[outer].after, false});
        m_nodes.push_back({m_nodes[hole].point, m_nodes[hole].before, outer_again, false});
        m_nodes[m_nodes[outer].after].before = outer_again;
        m_nodes[m_nodes[hole].before].after = hole_again;
        m_nodes[outer].after = hole;
        m_nodes[hole].before = outer;
        m_left += 2;
    }

    bool is_ear(std::uint32_t n) const {
        const Node& node = m_nodes[n];
        LocalPoint a = at(node.before), b = at(n), c = at(node.after);
        if (!(turn(a, b, c) > 0.0)) return false;
        double west = std::min({a.x_m, b.x_m, c.x_m}), east = std::max({a.x_m, b.x_m, c.x_m});
        double south = std::min({a.y_m, b.y_m, c.y_m}), north = std::max({a.y_m, b.y_m, c.y_m});
        for (std::uint32_t r : m_reflex) {
            if (m_nodes[r].gone || r == node.before || r == node.after || r == n) continue;
            LocalPoint p = at(r);
            if (p.x_m < west || p.x_m > east || p.y_m < south || p.y_m > north) continue;
            if (p == a || p == b || p == c) continue; // the other end of a bridge
            if (in_triangle(a, b, c, p) && corner(r) <= 0.0) return false;
        }
        return true;
    }

    void remove(std::uint32_t n, bool emit) {
        Node& node = m_nodes[n];
        if (emit) m_out.insert(m_out.end(), {m_nodes[node.before].point, node.point, m_nodes[node.after].point});
        m_nodes[node.before].after = node.after;
        m_nodes[node.after].before = node.before;
        node.gone = true;
        --m_left;
    }

    void clip(std::uint32_t start) {
        m_reflex.clear();
        std::uint32_t n = start;
        do {
            if (corner(n) <= 0.0) m_reflex.push_back(n);
            n = m_nodes[n].after;
        } while (n != start);
        std::size_t tried = 0, at_build = m_left;
        int strictness = 0; // 0 true ears, 1 also straight corners go, 2 anything that turns left, 3 the rest is dropped
        while (m_left >= 3 && strictness < 3) {
            std::uint32_t next = m_nodes[n].after;
            bool flat = strictness >= 1 && corner(n) == 0.0;
            if (flat || is_ear(n) || (strictness == 2 && corner(n) > 0.0)) {
                remove(n, !flat);
                next = m_nodes[next].after; // every second corner: fewer slivers
                tried = 0;
                strictness = 0;
                if (m_left * 2 < at_build) {
                    std::erase_if(m_reflex, [&](std::uint32_t r) { return m_nodes[r].gone || corner(r) > 0.0; });
                    at_build = m_left;
                }
            } else if (++tried > m_left) {
                ++strictness;
                tried = 0;
            }
            n = next;
        }
    }

    std::span<const LocalPoint> m_points;
    std::vector<std::uint32_t>& m_out;
    std::vector<Node> m_nodes;
    std::vector<std::uint32_t> m_reflex; // corners that were not convex when last looked at; a clip never adds one
    std::size_t m_left = 0;              // nodes in the ring
};

} // namespace

double signed_area_m2(std::span<const LocalPoint> ring) {
    if (ring.size() < 3) return 0.0;
    double twice = 0.0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) twice += turn(ring[0], ring[i], ring[i + 1]);
    return 0.5 * twice;
}

LocalPoint centroid(std::span<const LocalPoint> ring) {
    if (ring.empty()) return {};
    LocalPoint o = ring[0]; // sums relative to a corner keep their digits
    double twice = 0.0, x = 0.0, y = 0.0, extent = 0.0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        LocalPoint p = ring[i], q = ring[i + 1];
        double a = turn(o, p, q);
        twice += a;
        extent += std::abs(a);
        x += a * (p.x_m + q.x_m - 2.0 * o.x_m);
        y += a * (p.y_m + q.y_m - 2.0 * o.y_m);
    }
    if (std::abs(twice) > 1e-12 * extent && twice != 0.0) return {o.x_m + x / (3.0 * twice), o.y_m + y / (3.0 * twice)};
    x = y = 0.0;
    for (LocalPoint p : ring) x += p.x_m - o.x_m, y += p.y_m - o.y_m;
    auto n = static_cast<double>(ring.size());
    return {o.x_m + x / n, o.y_m + y / n};
}

bool inside(std::span<const LocalPoint> ring, LocalPoint p) {
    bool in = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        LocalPoint a = ring[i], b = ring[j];
        if ((a.y_m > p.y_m) != (b.y_m > p.y_m) &&
            p.x_m < (b.x_m - a.x_m) * (p.y_m - a.y_m) / (b.y_m - a.y_m) + a.x_m)
            in = !in;
    }
    return in;
}

double length_m(std::span<const LocalPoint> line) {
    double sum = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) sum += distance_m(line[i - 1], line[i]);
    return sum;
}

NearestOnLine nearest_on_line(std::span<const LocalPoint> line, LocalPoint p) {
    TP_CHECK(!line.empty());
    NearestOnLine best{distance_m(line[0], p), 0.0, line[0]};
    double before = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        LocalPoint a = line[i - 1], b = line[i];
        double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, square = dx * dx + dy * dy, length = std::sqrt(square);
        double t = square > 0.0 ? std::clamp(((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / square, 0.0, 1.0) : 0.0;
        LocalPoint q{a.x_m + t * dx, a.y_m + t * dy};
        if (double d = distance_m(p, q); d < best.distance_m) best = {d, before + t * length, q};
        before += length;
    }
    return best;
}

LocalPoint point_along(std::span<const LocalPoint> line, double along_m) {
    TP_CHECK(!line.empty());
    double left = std::max(along_m, 0.0);
    for (std::size_t i = 1; i < line.size(); ++i) {
        LocalPoint a = line[i - 1], b = line[i];
        double length = distance_m(a, b);
        if (left <= length && length > 0.0) {
            double t = left / length;
            return {a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)};
        }
        left -= length;
    }
    return line.back();
}

std::vector<LocalPoint> convex_hull(std::vector<LocalPoint> points) { // A. Andrew's monotone chain, 1979
    if (points.size() > 100) drop_inner(points);
    auto left_of = [](LocalPoint a, LocalPoint b) { return a.x_m != b.x_m ? a.x_m < b.x_m : a.y_m < b.y_m; };
    std::ranges::sort(points, left_of);
    auto repeated = std::ranges::unique(points);
    points.erase(repeated.begin(), repeated.end());
    if (points.size() < 3) return points;
    std::vector<LocalPoint> hull;
    auto extend = [&](LocalPoint p, std::size_t least) {
        while (hull.size() >= least + 2 && turn(hull[hull.size() - 2], hull.back(), p) <= 0.0) hull.pop_back();
        hull.push_back(p);
    };
    for (LocalPoint p : points) extend(p, 0);
    std::size_t lower = hull.size() - 1;
    for (auto p = points.rbegin() + 1; p != points.rend(); ++p) extend(*p, lower);
    hull.pop_back();
    return hull;
}

void triangulate(const Polygons& polygons, std::size_t i, std::vector<std::uint32_t>& triangles) {
    Clipper(polygons.rings.points, triangles).run(polygons, i);
}

} // namespace tp
