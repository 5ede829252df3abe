#include "eval/coverage.h"

#include "geo/polygon.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tp {
namespace {

constexpr double k_radian = 0.017453292519943295, k_ray_step_deg = 3.0, k_longest_m = 1000.0;

// Walls by cells: the segments of footprints that lie in or across each.
class Walls {
public:
    explicit Walls(const City& city) {
        const Polygons& p = city.buildings.footprint;
        for (std::size_t b = 0; b < city.buildings.size(); ++b)
            for (std::size_t r = p.first_ring(b); r < p.end_ring(b); ++r) {
                auto ring = p.rings[r];
                for (std::size_t k = 0; k < ring.size(); ++k) add(ring[k], ring[(k + 1) % ring.size()]);
            }
        std::ranges::sort(m_cells, {}, &std::pair<std::pair<int, int>, Wall>::first);
    }
    struct Wall {
        LocalPoint a, b;
    };
    std::vector<Wall> near(LocalPoint p, double radius) const {
        std::vector<Wall> out;
        for (int row = cell(p.y_m - radius); row <= cell(p.y_m + radius); ++row) {
            auto at = std::ranges::lower_bound(m_cells, std::pair{row, cell(p.x_m - radius)}, {}, &std::pair<std::pair<int, int>, Wall>::first);
            for (; at != m_cells.end() && at->first <= std::pair{row, cell(p.x_m + radius)}; ++at) out.push_back(at->second);
        }
        return out;
    }

private:
    static int cell(double v) { return static_cast<int>(std::floor(std::clamp(v, -4.0e7, 4.0e7) / 40.0)); }
    void add(LocalPoint a, LocalPoint b) {
        if (!(distance_m(a, b) < k_longest_m)) return;
        for (int row = cell(std::min(a.y_m, b.y_m)); row <= cell(std::max(a.y_m, b.y_m)); ++row)
            for (int column = cell(std::min(a.x_m, b.x_m)); column <= cell(std::max(a.x_m, b.x_m)); ++column) m_cells.push_back({{row, column}, {a, b}});
    }
    std::vector<std::pair<std::pair<int, int>, Wall>> m_cells;
};

// Along the ray from `from` in direction (x, y): metres to the first wall, at most `range`.
double clear_m(LocalPoint from, double x, double y, double range, std::span<const Walls::Wall> walls) {
    double best = range;
    for (const auto& [a, b] : walls) {
        double ex = b.x_m - a.x_m, ey = b.y_m - a.y_m, across = x * ey - y * ex;
        if (std::abs(across) < 1e-12) continue;
        double ax = a.x_m - from.x_m, ay = a.y_m - from.y_m, t = (ax * ey - ay * ex) / across, s = (ax * y - ay * x) / across;
        if (t >= 0.0 && t < best && s >= 0.0 && s <= 1.0) best = t;
    }
    return best;
}

std::vector<LocalPoint> outline_of(LocalPoint at, double heading_deg, double range, double angle_deg, const Walls& walls) {
    std::vector<LocalPoint> out;
    auto around = walls.near(at, range);
    bool whole = angle_deg >= 360.0;
    int rays = std::max(3, static_cast<int>(std::ceil(angle_deg / k_ray_step_deg)));
    if (!whole) out.push_back(at);
    for (int k = 0; k < rays + (whole ? 0 : 1); ++k) { // clockwise headings fall: counter-clockwise
        double heading = (heading_deg + 0.5 * angle_deg - angle_deg * k / rays) * k_radian, x = std::sin(heading), y = std::cos(heading);
        double t = clear_m(at, x, y, range, around);
        out.push_back({at.x_m + t * x, at.y_m + t * y});
    }
    return out;
}

// As the model is drawn (renderer/scene/models): where it is turned to, else along the nearest street.
double facing_deg(const City& city, const Solution& s) {
    if (s.heading_deg != 0.0) return s.heading_deg;
    double nearest = 60.0, heading = 0.0;
    for (std::size_t e = 0; e < city.streets.size(); ++e) {
        auto line = city.streets.line[e];
        if (line.size() < 2 || city.streets.level[e] == 2) continue;
        NearestOnLine n = nearest_on_line(line, *s.at);
        if (!(n.distance_m < nearest)) continue;
        LocalPoint a = point_along(line, n.along_m - 1.0), b = point_along(line, n.along_m + 1.0);
        nearest = n.distance_m;
        LocalPoint q = point_along(line, n.along_m);
        double x = b.x_m - a.x_m, y = b.y_m - a.y_m, right = y * (q.x_m - s.at->x_m) - x * (q.y_m - s.at->y_m) > 0.0 ? -1.0 : 1.0;
        heading = std::atan2(right * x, right * y) / k_radian;
    }
    return heading;
}

} // namespace

std::vector<Coverage> coverage_of(const City& city, const Catalogue& catalogue, std::span<const Solution> solutions) {
    std::vector<Coverage> out;
    auto covers = [&](const Solution& s) { return s.at ? catalogue.kind(s.kind) : nullptr; };
    if (std::ranges::none_of(solutions, [&](const Solution& s) { return covers(s) && !covers(s)->covers.empty(); })) return out;
    Walls walls(city);
    for (const Solution& s : solutions) {
        const Kind* kind = covers(s);
        if (!kind || !std::isfinite(s.at->x_m) || !std::isfinite(s.at->y_m)) continue;
        for (const Cover& cover : kind->covers) {
            double range = cover.range_m.value.value_or(0.0), angle = std::clamp(cover.angle_deg.value.value_or(360.0), 1.0, 360.0);
            if (!(range > 0.0)) continue;
            out.push_back({s.id, cover.id, *s.at, cover.height_m.value.value_or(0.0), outline_of(*s.at, angle < 360.0 ? facing_deg(city, s) : 0.0, std::min(range, k_longest_m), angle, walls)});
        }
    }
    return out;
}

Layer coverage_layer(std::span<const Coverage> coverage, float cell_m) {
    auto side = static_cast<double>(cell_m);
    std::map<std::pair<std::int64_t, std::int64_t>, int> count;
    for (const Coverage& c : coverage) {
        LocalBox box;
        for (LocalPoint p : c.outline) box.add(p);
        for (auto row = static_cast<std::int64_t>(std::floor(box.min.y_m / side)); static_cast<double>(row) * side <= box.max.y_m; ++row)
            for (auto column = static_cast<std::int64_t>(std::floor(box.min.x_m / side)); static_cast<double>(column) * side <= box.max.x_m; ++column)
                if (inside(c.outline, {(static_cast<double>(column) + 0.5) * side, (static_cast<double>(row) + 0.5) * side})) ++count[{row, column}];
    }
    Layer layer;
    layer.id = "coverage";
    layer.unit = "devices";
    layer.on = LayerOn::cells;
    layer.cell_m = cell_m;
    layer.low = 0.5F;
    layer.high = 4.5F;
    layer.breaks = {1.5F, 2.5F, 3.5F};
    layer.map = ColourMap::cividis;
    layer.reversed = true;
    for (const auto& [cell, n] : count) {
        layer.at.push_back({(static_cast<double>(cell.second) + 0.5) * side, (static_cast<double>(cell.first) + 0.5) * side});
        layer.value.push_back(static_cast<float>(n));
    }
    return layer;
}

} // namespace tp
