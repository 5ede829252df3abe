#include "studio/walk.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

constexpr double k_step_m = 0.2;            // less than the radius: no wall is stepped over
constexpr std::int64_t k_cells_most = 4'000'000;
constexpr double k_longest_m = 200.0;       // of one call

bool finite(LocalPoint p) { return std::isfinite(p.x_m) && std::isfinite(p.y_m); }

LocalBox box_of(std::span<const LocalPoint> ring) {
    LocalBox box;
    for (LocalPoint p : ring)
        if (finite(p)) box.add(p);
    return box;
}

LocalPoint nearest_on_edge(LocalPoint a, LocalPoint b, LocalPoint p) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, squared = dx * dx + dy * dy;
    double t = squared > 0 ? std::clamp(((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / squared, 0.0, 1.0) : 0.0;
    return {a.x_m + t * dx, a.y_m + t * dy};
}

} // namespace

WalkMap::WalkMap(std::shared_ptr<const City> city) : m_city(std::move(city)) {
    const Rings& rings = m_city->buildings.footprint.rings;
    LocalBox all;
    std::vector<LocalBox> boxes(rings.size());
    for (std::size_t i = 0; i < rings.size(); ++i) {
        boxes[i] = box_of(rings[i]);
        bool sane = !boxes[i].empty() && boxes[i].max.x_m - boxes[i].min.x_m < 5000 && boxes[i].max.y_m - boxes[i].min.y_m < 5000 &&
                    std::abs(boxes[i].min.x_m) < 200000 && std::abs(boxes[i].min.y_m) < 200000;
        if (!sane) boxes[i] = {};
        else all.add(boxes[i].min), all.add(boxes[i].max);
    }
    if (all.empty()) return;
    m_south_west = {all.min.x_m - k_cell_m, all.min.y_m - k_cell_m};
    m_columns = static_cast<std::int64_t>((all.max.x_m - m_south_west.x_m) / k_cell_m) + 2;
    m_rows = static_cast<std::int64_t>((all.max.y_m - m_south_west.y_m) / k_cell_m) + 2;
    if (m_columns * m_rows > k_cells_most) { // a city of more than 1,000 km2 in its box: walls there are not walked into
        m_columns = m_rows = 0;
        return;
    }
    auto each_cell = [&](const LocalBox& box, auto visit) {
        if (box.empty()) return;
        auto cell = [&](double v, double from) { return static_cast<std::int64_t>((v - from) / k_cell_m); };
        for (auto r = cell(box.min.y_m - k_body_m, m_south_west.y_m); r <= cell(box.max.y_m + k_body_m, m_south_west.y_m); ++r)
            for (auto c = cell(box.min.x_m - k_body_m, m_south_west.x_m); c <= cell(box.max.x_m + k_body_m, m_south_west.x_m); ++c)
                visit(static_cast<std::size_t>(r * m_columns + c));
    };
    m_begin.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    for (const LocalBox& box : boxes) each_cell(box, [&](std::size_t cell) { ++m_begin[cell + 1]; });
    for (std::size_t i = 1; i < m_begin.size(); ++i) m_begin[i] += m_begin[i - 1];
    m_ring.resize(m_begin.back());
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t i = 0; i < boxes.size(); ++i) each_cell(boxes[i], [&](std::size_t cell) { m_ring[next[cell]++] = static_cast<std::uint32_t>(i); });
}

WalkMap::Near WalkMap::near(LocalPoint p) const {
    double c = std::floor((p.x_m - m_south_west.x_m) / k_cell_m), r = std::floor((p.y_m - m_south_west.y_m) / k_cell_m);
    if (!(c >= 0 && r >= 0 && c < static_cast<double>(m_columns) && r < static_cast<double>(m_rows))) return {nullptr, nullptr};
    auto cell = static_cast<std::size_t>(r) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(c);
    return {m_ring.data() + m_begin[cell], m_ring.data() + m_begin[cell + 1]};
}

bool WalkMap::inside_building(LocalPoint p) const {
    bool within = false; // holes and parts: even-odd over all rings
    Near rings = near(p);
    for (const std::uint32_t* ring = rings.begin; ring != rings.end; ++ring)
        if (inside(m_city->buildings.footprint.rings[*ring], p)) within = !within;
    return within;
}

double WalkMap::clearance_m(LocalPoint p) const {
    double least = k_cell_m;
    Near rings = near(p);
    for (const std::uint32_t* one = rings.begin; one != rings.end; ++one) {
        auto ring = m_city->buildings.footprint.rings[*one];
        for (std::size_t i = 0; i < ring.size(); ++i)
            least = std::min(least, distance_m(p, nearest_on_edge(ring[i], ring[(i + 1) % ring.size()], p)));
    }
    return least;
}

// Away from every wall that is nearer than the radius; in a corner from one after the other.
LocalPoint WalkMap::pushed_out(LocalPoint p) const {
    for (int turn = 0; turn < 4; ++turn) {
        bool moved = false;
        Near rings = near(p);
        for (const std::uint32_t* one = rings.begin; one != rings.end; ++one) {
            auto ring = m_city->buildings.footprint.rings[*one];
            for (std::size_t i = 0; i < ring.size(); ++i) {
                LocalPoint q = nearest_on_edge(ring[i], ring[(i + 1) % ring.size()], p);
                double d = distance_m(p, q);
                if (!(d < k_body_m) || d <= 1e-9) continue;
                p = {q.x_m + (p.x_m - q.x_m) * k_body_m / d, q.y_m + (p.y_m - q.y_m) * k_body_m / d};
                moved = true;
            }
        }
        if (!moved) break;
    }
    return p;
}

LocalPoint WalkMap::walked(LocalPoint from, LocalPoint step) const {
    double length = std::hypot(step.x_m, step.y_m);
    if (!finite(from) || !(length > 0) || !std::isfinite(length)) return from;
    double share = std::min(1.0, k_longest_m / length);
    int steps = static_cast<int>(std::ceil(length * share / k_step_m));
    LocalPoint small{step.x_m * share / steps, step.y_m * share / steps}, at = from;
    for (int i = 0; i < steps; ++i) {
        LocalPoint next{at.x_m + small.x_m, at.y_m + small.y_m};
        if (!inside_building(at)) {
            next = pushed_out(next);
            if (inside_building(next) || clearance_m(next) < 0.5 * k_body_m) return at; // a gap narrower than the body
        }
        at = next;
    }
    return at;
}

WalkMap::Start WalkMap::start(LocalPoint p) const {
    constexpr double k_room_m = 3.0, k_aside_m = 2.0;
    if (!finite(p) || (!inside_building(p) && clearance_m(p) >= k_room_m)) return {p, std::nullopt};
    const Streets& streets = m_city->streets;
    double best = std::numeric_limits<double>::infinity();
    Start start{p, std::nullopt};
    for (std::size_t e = 0; e < streets.size(); ++e) {
        auto line = streets.line[e];
        if (line.size() < 2 || streets.level[e] != 0 || streets.road_class[e] == RoadClass::motorway) continue;
        NearestOnLine n = nearest_on_line(line, p);
        if (!(n.distance_m < best) || inside_building(n.point)) continue;
        LocalPoint a = point_along(line, n.along_m - k_aside_m), b = point_along(line, n.along_m + k_aside_m);
        double length = distance_m(a, b);
        if (!(length > 0)) continue;
        best = n.distance_m;
        start = {n.point, LocalPoint{(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length}};
    }
    return start;
}

} // namespace tp
