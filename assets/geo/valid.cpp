#include "geo/valid.h"

#include "geo/geos_shape.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr double k_rounding = 1e-15; // relative error of turn(), with room: what is smaller counts as touching
constexpr std::size_t k_pairwise = 64;

// Where c lies of the line a-b: 1 left, -1 right, 0 on it or too close to say.
int side(double ax, double ay, double bx, double by, double cx, double cy) {
    double p = (bx - ax) * (cy - ay), q = (by - ay) * (cx - ax), turn = p - q;
    double doubt = k_rounding * (std::abs(p) + std::abs(q));
    return turn > doubt ? 1 : turn < -doubt ? -1 : 0;
}

struct Segment {
    double min_x, max_x, min_y, max_y;
    std::uint32_t from, to;
    std::uint32_t ring;
};

bool meet(const FlatPolygonView& p, const Segment& a, const Segment& b) {
    double ax = p.x[a.from], ay = p.y[a.from], bx = p.x[a.to], by = p.y[a.to];
    double cx = p.x[b.from], cy = p.y[b.from], dx = p.x[b.to], dy = p.y[b.to];
    return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) <= 0 &&
           side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0;
}

struct Walk {
    bool folds = false;  // goes back on itself somewhere
    bool convex = false; // and therefore valid
};

// Turns of a ring: all the same way and once round is convex.
Walk walk_round(const double* x, const double* y, std::size_t n) {
    bool left = false, right = false;
    int rounds_up = 0;
    double ux = x[0] - x[n - 1], uy = y[0] - y[n - 1];
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t next = i + 1 < n ? i + 1 : 0;
        double vx = x[next] - x[i], vy = y[next] - y[i];
        double p = ux * vy, q = uy * vx, turn = p - q;
        if (std::abs(turn) <= k_rounding * (std::abs(p) + std::abs(q))) {
            if (ux * vx + uy * vy <= 0.0) return {true, false};
        } else {
            (turn > 0.0 ? left : right) = true;
        }
        rounds_up += uy < 0.0 && vy >= 0.0;
        ux = vx;
        uy = vy;
    }
    // Turning one way only, the direction passes east (or west) once per round.
    return {false, left != right && rounds_up == 1};
}

class Checker {
public:
    explicit Checker(const FlatPolygonView& polygon) : m_p(polygon) {}

    RingCheck run() {
        bool doubtful = false;
        std::size_t begin = 0;
        for (std::uint32_t end : m_p.ring_end) {
            Walk walk = walk_round(m_p.x.data() + begin, m_p.y.data() + begin, end - begin);
            if (walk.convex && m_p.ring_end.size() == 1) return RingCheck::valid;
            doubtful = doubtful || walk.folds;
            begin = end;
        }
        if (m_p.ring_end.size() == 1 && m_p.x.size() <= k_pairwise) return doubtful || pairs_meet() ? RingCheck::doubtful : RingCheck::valid;
        RingCheck swept = sweep();
        if (swept == RingCheck::valid && (doubtful || !rings_lie_well())) return RingCheck::doubtful;
        return swept;
    }

private:
    // One small ring: every segment against every one that is not its neighbour.
    bool pairs_meet() {
        std::array<Segment, k_pairwise> segments;
        std::size_t n = m_p.x.size();
        for (std::size_t i = 0; i < n; ++i) segments[i] = segment(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1 < n ? i + 1 : 0), 0);
        for (std::size_t i = 0; i + 2 < n; ++i) {
            const Segment& a = segments[i];
            std::size_t last = i == 0 ? n - 1 : n;
            for (std::size_t k = i + 2; k < last; ++k) {
                const Segment& b = segments[k];
                bool apart = (a.min_x > b.max_x) | (a.max_x < b.min_x) | (a.min_y > b.max_y) | (a.max_y < b.min_y);
                if (!apart && meet(m_p, a, b)) return true;
            }
        }
        return false;
    }

    Segment segment(std::uint32_t from, std::uint32_t to, std::uint32_t ring) const {
        auto [min_x, max_x] = std::minmax(m_p.x[from], m_p.x[to]);
        auto [min_y, max_y] = std::minmax(m_p.y[from], m_p.y[to]);
        return {min_x, max_x, min_y, max_y, from, to, ring};
    }

    bool neighbours(const Segment& a, const Segment& b) const {
        return a.ring == b.ring && (a.to == b.from || b.to == a.from);
    }

    // All rings together, segments in the order of their western ends.
    RingCheck sweep() {
        std::vector<Segment> segments;
        segments.reserve(m_p.x.size());
        std::uint32_t begin = 0;
        for (std::uint32_t ring = 0; ring < m_p.ring_end.size(); ++ring) {
            std::uint32_t end = m_p.ring_end[ring];
            for (std::uint32_t i = begin; i < end; ++i) segments.push_back(segment(i, i + 1 < end ? i + 1 : begin, ring));
            begin = end;
        }
        std::ranges::sort(segments, {}, &Segment::min_x);
        std::size_t meetings = 0, looked = 0, budget = 1'000'000 + 200 * segments.size();
        for (std::size_t i = 0; i < segments.size(); ++i)
            for (std::size_t k = i + 1; k < segments.size() && segments[k].min_x <= segments[i].max_x; ++k) {
                const Segment &a = segments[i], &b = segments[k];
                if (++looked > budget) return RingCheck::doubtful;
                if (a.min_y > b.max_y || a.max_y < b.min_y || neighbours(a, b) || !meet(m_p, a, b)) continue;
                if (++meetings > 1000 + segments.size()) return RingCheck::tangled;
            }
        return meetings > 0 ? RingCheck::doubtful : RingCheck::valid;
    }

    struct Box {
        double min_x, max_x, min_y, max_y;
    };
    std::span<const double> ring(std::span<const double> v, std::size_t r) const {
        std::size_t begin = r == 0 ? 0 : m_p.ring_end[r - 1];
        return v.subspan(begin, m_p.ring_end[r] - begin);
    }
    Box box(std::size_t r) const {
        auto [min_x, max_x] = std::ranges::minmax(ring(m_p.x, r));
        auto [min_y, max_y] = std::ranges::minmax(ring(m_p.y, r));
        return {min_x, max_x, min_y, max_y};
    }
    bool inside(std::size_t r, double px, double py) const {
        auto x = ring(m_p.x, r), y = ring(m_p.y, r);
        bool in = false;
        for (std::size_t i = 0, k = x.size() - 1; i < x.size(); k = i++)
            if ((y[i] > py) != (y[k] > py) && px < (x[k] - x[i]) * (py - y[i]) / (y[k] - y[i]) + x[i]) in = !in;
        return in;
    }

    // No ring meets another: are holes inside, and neither holes nor parts in one another? Boxes decide, or nobody.
    bool rings_lie_well() const {
        auto apart = [](const std::vector<Box>& boxes) {
            if (boxes.size() > 1000) return boxes.size() < 2; // GEOS has an index
            for (std::size_t i = 0; i < boxes.size(); ++i)
                for (std::size_t k = i + 1; k < boxes.size(); ++k)
                    if (boxes[i].min_x <= boxes[k].max_x && boxes[k].min_x <= boxes[i].max_x && boxes[i].min_y <= boxes[k].max_y &&
                        boxes[k].min_y <= boxes[i].max_y)
                        return false;
            return true;
        };
        std::vector<Box> outer, holes;
        std::size_t first = 0;
        for (std::uint32_t end : m_p.part_end) {
            outer.push_back(box(first));
            holes.clear();
            for (std::size_t r = first + 1; r < end; ++r) {
                if (!inside(first, ring(m_p.x, r)[0], ring(m_p.y, r)[0])) return false;
                holes.push_back(box(r));
            }
            if (!apart(holes)) return false;
            first = end;
        }
        return apart(outer);
    }

    const FlatPolygonView& m_p;
};

using geos::context;
using geos::Shape;

// GEOS 3.11 now and then hands over pieces that share an edge or a sliver.
Shape settled(Shape shape) {
    for (int i = 0; i < 2 && shape && GEOSisValid_r(context(), shape.get()) != 1; ++i)
        shape.reset(i == 0 ? GEOSUnaryUnion_r(context(), shape.get()) : GEOSMakeValid_r(context(), shape.get()));
    return shape;
}

// The area that one ring goes round.
Shape fixed(std::span<const double> x, std::span<const double> y) {
    Shape ring = geos::shape_of_ring(x, y);
    if (!ring || GEOSisValid_r(context(), ring.get()) == 1) return ring;
    GEOSMakeValidParams* how = GEOSMakeValidParams_create_r(context());
    GEOSMakeValidParams_setMethod_r(context(), how, GEOS_MAKE_VALID_STRUCTURE);
    Shape made(GEOSMakeValidWithParams_r(context(), ring.get(), how));
    GEOSMakeValidParams_destroy_r(context(), how);
    return settled(std::move(made));
}

bool same_area(const Shape& a, const Shape& b) {
    Shape rest(GEOSSymDifference_r(context(), a.get(), b.get()));
    return rest && geos::area(rest.get()) <= 1e-9 * geos::area(a.get());
}

// As the rings say, without any mending.
Shape as_drawn(const FlatPolygonView& p) {
    std::vector<GEOSGeometry*> parts, holes;
    std::size_t ring = 0;
    auto linear = [&](std::size_t r) -> GEOSGeometry* {
        std::size_t begin = r == 0 ? 0 : p.ring_end[r - 1], n = p.ring_end[r] - begin;
        GEOSCoordSequence* points = GEOSCoordSeq_create_r(context(), static_cast<unsigned>(n + 1), 2);
        for (std::size_t i = 0; points && i <= n; ++i)
            GEOSCoordSeq_setXY_r(context(), points, static_cast<unsigned>(i), p.x[begin + i % n], p.y[begin + i % n]);
        return points ? GEOSGeom_createLinearRing_r(context(), points) : nullptr;
    };
    for (std::uint32_t end : p.part_end) {
        GEOSGeometry* outer = linear(ring++);
        holes.clear();
        for (; ring < end; ++ring) holes.push_back(linear(ring));
        parts.push_back(GEOSGeom_createPolygon_r(context(), outer, holes.data(), static_cast<unsigned>(holes.size())));
    }
    return Shape(GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())));
}

class Rebuilder {
public:
    explicit Rebuilder(const FlatPolygonView& polygon) : m_p(polygon) {}

    Rebuilt run() {
        std::size_t ring = 0;
        for (std::uint32_t end : m_p.part_end) {
            add_part(ring, end);
            ring = end;
        }
        m_all = settled(std::move(m_all));
        m_out.polygon = geos::flat_of(m_all.get());
        m_out.self_intersection = !m_out.hole_outside && !m_out.duplicate_ring;
        return std::move(m_out);
    }

private:
    Shape area_of(std::size_t r) const {
        std::size_t begin = r == 0 ? 0 : m_p.ring_end[r - 1], n = m_p.ring_end[r] - begin;
        return fixed(m_p.x.subspan(begin, n), m_p.y.subspan(begin, n));
    }

    void add_part(std::size_t first, std::size_t end) {
        Shape outer = area_of(first), without, outside;
        if (!outer) return;
        for (std::size_t r = first + 1; r < end; ++r) {
            Shape hole = area_of(r);
            if (!hole || !(geos::area(hole.get()) > 0.0)) continue;
            Shape common(GEOSIntersection_r(context(), outer.get(), hole.get()));
            if (common && geos::area(common.get()) <= 1e-9 * geos::area(hole.get())) {
                m_out.hole_outside = true;
                outside = geos::united(std::move(outside), std::move(hole));
            } else if (same_area(outer, hole)) {
                m_out.duplicate_ring = true;
            } else {
                without = geos::united(std::move(without), std::move(hole));
            }
        }
        if (without) outer.reset(GEOSDifference_r(context(), outer.get(), without.get()));
        if (m_all && outer && same_area(m_all, outer)) m_out.duplicate_ring = true;
        m_all = geos::united(std::move(m_all), geos::united(std::move(outer), std::move(outside)));
    }

    const FlatPolygonView& m_p;
    Shape m_all;
    Rebuilt m_out;
};

} // namespace

RingCheck check_rings(FlatPolygonView polygon) { return Checker(polygon).run(); }

std::optional<Rebuilt> rebuild(FlatPolygonView polygon) {
    if (Shape drawn = as_drawn(polygon); drawn && GEOSisValid_r(context(), drawn.get()) == 1) return std::nullopt;
    return Rebuilder(polygon).run();
}

} // namespace tp
