// Terrain without a raster: contours and spot heights are triangulated (Delaunay) and read off in cells of 5 m.
//
// A triangle whose corners lie on one contour is level: a hilltop or a valley floor within its last contour is as flat as
// the map leaves it, unless a spot height stands there.
#include "city/assemble_raster.h"
#include "geo/delaunay.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tp::assembly {
namespace {

constexpr double k_cell_m = 5.0;
constexpr double k_around_m = 200.0;            // points that far outside still shape the edge
constexpr double k_step_m = 20.0;               // longer pieces of a contour get points between
constexpr std::size_t k_most_points = 400'000;  // about a second; more are thinned

struct HeightPoint {
    LocalPoint at;
    double height_m = 0.0;
    bool spot = false; // measured there: goes before a vertex of a contour
};

bool is_height(double h) { return h >= k_lowest_m && h <= k_highest_m; } // false for NaN

class Collector {
public:
    Collector(const LocalBox& box, std::vector<HeightPoint>& out) : m_box(box), m_out(out) {}

    // Whether the feature gave a point; `why` it did not.
    bool add(const Placed& layer, std::size_t i, double attribute, const char*& why) {
        bool spot = layer.in->geometry == GeometryKind::point, known = false;
        std::size_t before = m_out.size();
        Range p = parts(layer, i);
        for (std::uint32_t part = p.begin; part < p.end; ++part)
            for (std::uint32_t ring = rings(layer, part).begin; ring < rings(layer, part).end; ++ring) {
                LocalPoint last{std::nan(""), std::nan("")};
                double last_height = std::nan("");
                for (std::uint32_t v = layer.in->ring_begin[ring]; v < layer.in->ring_begin[ring + 1]; ++v) {
                    double height = std::isnan(attribute) && !layer.in->z.empty() ? static_cast<double>(layer.in->z[v]) : attribute;
                    LocalPoint at = layer.at[v];
                    if (!is_height(height) || !std::isfinite(at.x_m)) continue;
                    known = true;
                    if (!spot && !std::isnan(last_height)) between(last, last_height, at, height);
                    if (m_box.contains(at)) m_out.push_back({at, height, spot});
                    last = at;
                    last_height = height;
                }
            }
        why = known ? "outside_city" : "no_heights";
        return m_out.size() > before;
    }

private:
    void between(LocalPoint a, double ha, LocalPoint b, double hb) {
        double length = distance_m(a, b);
        if (length <= k_step_m || length > 10'000.0) return; // a longer one is no contour
        if (overlap(m_box, LocalBox{{std::min(a.x_m, b.x_m), std::min(a.y_m, b.y_m)}, {std::max(a.x_m, b.x_m), std::max(a.y_m, b.y_m)}}).empty()) return;
        int pieces = static_cast<int>(std::ceil(length / k_step_m));
        for (int k = 1; k < pieces; ++k) {
            double s = k / static_cast<double>(pieces);
            LocalPoint at{a.x_m + s * (b.x_m - a.x_m), a.y_m + s * (b.y_m - a.y_m)};
            if (m_box.contains(at)) m_out.push_back({at, ha + s * (hb - ha), false});
        }
    }

    LocalBox m_box;
    std::vector<HeightPoint>& m_out;
};

// One point in each square of `side_m`; which one does not depend on the order they came in.
void thin(std::vector<HeightPoint>& points, double side_m) {
    auto square = [&](const HeightPoint& p) { return std::pair(std::floor(p.at.y_m / side_m), std::floor(p.at.x_m / side_m)); };
    std::ranges::sort(points, {}, [&](const HeightPoint& p) { return std::tuple(square(p), !p.spot, p.at.x_m, p.at.y_m, p.height_m); });
    auto rest = std::ranges::unique(points, {}, square);
    points.erase(rest.begin(), rest.end());
}

GridShape shape_of(const Job& job, const std::vector<HeightPoint>& points) {
    LocalBox box;
    for (const HeightPoint& p : points) box.add(p.at);
    box = overlap(box, wanted_box(job));
    if (box.empty()) return {};
    double longest = std::max(box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m);
    double cell = k_cell_m * std::max(1.0, std::ceil(longest / (k_cell_m * (k_most_cells_side - 1))));
    LocalPoint south_west{std::floor(box.min.x_m / cell) * cell, std::floor(box.min.y_m / cell) * cell};
    auto cells = [&](double from, double to) { return std::max(1, static_cast<int>(std::ceil((to - from) / cell))); };
    return {cells(south_west.x_m, box.max.x_m), cells(south_west.y_m, box.max.y_m), cell, south_west};
}

// False where the points make no surface.
bool interpolate(const std::vector<HeightPoint>& points, HeightGrid& grid) {
    std::vector<LocalPoint> at;
    for (const HeightPoint& p : points) at.push_back(p.at);
    auto triangles = delaunay(at);
    grid.height_m.assign(grid.shape.cell_count(), std::nanf(""));
    TrianglePainter painter(grid);
    for (const auto& t : triangles) {
        HeightTriangle triangle;
        for (std::size_t c = 0; c < 3; ++c) triangle.corner[c] = points[t[c]].at, triangle.height_m[c] = points[t[c]].height_m;
        if (!painter.paint(triangle)) break;
    }
    grid.known.assign(grid.height_m.size(), HeightGrid::interpolated); // those without a height are filled later, and marked
    return !std::ranges::all_of(grid.height_m, [](float h) { return std::isnan(h); });
}

} // namespace

void terrain_from_heights(Job& job) {
    if (job.extent.empty()) return;
    LocalBox box = wanted_box(job);
    box.min = {box.min.x_m - k_around_m, box.min.y_m - k_around_m};
    box.max = {box.max.x_m + k_around_m, box.max.y_m + k_around_m};
    std::vector<HeightPoint> points;
    Collector collector(box, points);
    struct Used {
        Placed* layer;
        std::size_t feature;
    };
    std::vector<Used> used;
    for (auto [role, geometry] : {std::pair{Role::contours, GeometryKind::line}, std::pair{Role::spot_heights, GeometryKind::point}})
        for (Placed* layer : job.of(role, geometry)) {
            Field elevation(*layer, "elevation_m");
            for (std::size_t i = 0; i < layer->size(); ++i) {
                if (layer->fate[i] != Fate::open) continue;
                const char* why = "";
                if (collector.add(*layer, i, elevation.number(i), why)) used.push_back({layer, i});
                else leave_out(*layer, i, why);
            }
        }
    if (used.empty()) return;
    double side_m = 0.5 * k_cell_m;
    for (thin(points, side_m); points.size() > k_most_points; thin(points, side_m)) side_m *= 2.0;
    HeightGrid& terrain = job.city.terrain;
    terrain.shape = shape_of(job, points);
    bool made = terrain.shape.columns > 0 && interpolate(points, terrain);
    if (!made) terrain = {};
    for (auto [layer, i] : used) {
        if (made) keep(*layer, i);
        else leave_out(*layer, i, "too_few_heights");
    }
    if (!made) return;
    add_note(*used.front().layer, "terrain_interpolated", "derived", used.front().layer->report.file);
    close_terrain(job, *used.front().layer);
}

} // namespace tp::assembly
