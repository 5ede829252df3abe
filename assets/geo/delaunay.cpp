#include "geo/delaunay.h"

#include <algorithm>
#include <geos_c.h>
#include <memory>
#include <numeric>

namespace tp {
namespace {

struct CloseContext {
    void operator()(GEOSContextHandle_HS* handle) const { GEOS_finish_r(handle); }
};

bool before(LocalPoint a, LocalPoint b) { return a.x_m != b.x_m ? a.x_m < b.x_m : a.y_m < b.y_m; }

// Indices of the different points, sorted by place; of equal ones the first.
std::vector<std::uint32_t> different(std::span<const LocalPoint> points) {
    std::vector<std::uint32_t> order(points.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return before(points[a], points[b]); });
    auto repeated = std::ranges::unique(order, [&](std::uint32_t a, std::uint32_t b) { return points[a] == points[b]; });
    order.erase(repeated.begin(), repeated.end());
    return order;
}

} // namespace

std::vector<std::array<std::uint32_t, 3>> delaunay(std::span<const LocalPoint> points) {
    std::vector<std::array<std::uint32_t, 3>> out;
    auto finite = [](LocalPoint p) { return std::isfinite(p.x_m) && std::isfinite(p.y_m); };
    if (points.size() < 3 || !std::ranges::all_of(points, finite)) return out;
    std::vector<std::uint32_t> order = different(points);
    if (order.size() < 3) return out;
    std::unique_ptr<GEOSContextHandle_HS, CloseContext> context(GEOS_init_r());
    GEOSContextHandle_t geos = context.get();
    auto destroy = [geos](GEOSGeometry* geometry) { GEOSGeom_destroy_r(geos, geometry); };
    using Geometry = std::unique_ptr<GEOSGeometry, decltype(destroy)>;

    std::vector<double> flat;
    flat.reserve(order.size() * 2);
    for (std::uint32_t i : order) flat.push_back(points[i].x_m), flat.push_back(points[i].y_m);
    GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromBuffer_r(geos, flat.data(), static_cast<unsigned>(order.size()), 0, 0);
    if (!sequence) return out;
    Geometry sites(GEOSGeom_createLineString_r(geos, sequence), destroy); // owns the sequence
    if (!sites) return out;
    Geometry triangles(GEOSDelaunayTriangulation_r(geos, sites.get(), 0.0, 0), destroy);
    if (!triangles) return out;

    auto index_of = [&](LocalPoint p) { // the corners come back as they went in
        auto at = std::ranges::lower_bound(order, p, before, [&](std::uint32_t i) { return points[i]; });
        return at != order.end() && points[*at] == p ? static_cast<std::int64_t>(*at) : -1;
    };
    int count = GEOSGetNumGeometries_r(geos, triangles.get());
    out.reserve(static_cast<std::size_t>(std::max(count, 0)));
    for (int i = 0; i < count; ++i) {
        const GEOSGeometry* ring = GEOSGetExteriorRing_r(geos, GEOSGetGeometryN_r(geos, triangles.get(), i));
        const GEOSCoordSequence* corners = ring ? GEOSGeom_getCoordSeq_r(geos, ring) : nullptr;
        if (!corners) continue;
        std::array<std::uint32_t, 3> triangle{};
        bool known = true;
        for (unsigned c = 0; c < 3 && known; ++c) {
            LocalPoint p;
            known = GEOSCoordSeq_getXY_r(geos, corners, c, &p.x_m, &p.y_m) == 1;
            std::int64_t index = known ? index_of(p) : -1;
            known = index >= 0;
            if (known) triangle[c] = static_cast<std::uint32_t>(index);
        }
        if (known) out.push_back(triangle);
    }
    return out;
}

TrianglePainter::TrianglePainter(HeightGrid& grid) : m_grid(grid), m_budget(64 * static_cast<std::uint64_t>(grid.shape.cell_count())) {}

bool TrianglePainter::paint(const HeightTriangle& t) {
    const GridShape& shape = m_grid.shape;
    double ax = t.corner[1].x_m - t.corner[0].x_m, ay = t.corner[1].y_m - t.corner[0].y_m;
    double bx = t.corner[2].x_m - t.corner[0].x_m, by = t.corner[2].y_m - t.corner[0].y_m;
    double area = ax * by - ay * bx;
    if (!(std::abs(area) > 1e-9)) return true;
    double az = t.height_m[1] - t.height_m[0], bz = t.height_m[2] - t.height_m[0];
    double slope_x = (az * by - bz * ay) / area, slope_y = (bz * ax - az * bx) / area;
    auto [low, high] = std::ranges::minmax(t.height_m);
    auto clipped = [](double v, int most) { return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(most))); };
    constexpr double k_edge = 1e-9; // cells
    auto [south, north] = std::ranges::minmax({t.corner[0].y_m, t.corner[1].y_m, t.corner[2].y_m});
    int first_row = clipped(std::ceil((south - shape.south_west.y_m) / shape.cell_m - 0.5 - k_edge), shape.rows);
    int end_row = clipped(std::floor((north - shape.south_west.y_m) / shape.cell_m - 0.5 + k_edge) + 1.0, shape.rows);
    for (int row = first_row; row < end_row; ++row) {
        double y = shape.south_west.y_m + (row + 0.5) * shape.cell_m;
        double west = std::numeric_limits<double>::infinity(), east = -west;
        for (std::size_t e = 0; e < 3; ++e) {
            LocalPoint p = t.corner[e], q = t.corner[(e + 1) % 3];
            if (p.y_m > q.y_m) std::swap(p, q); // both triangles of an edge reckon the same x
            double margin = k_edge * shape.cell_m;
            if (y < p.y_m - margin || y > q.y_m + margin) continue;
            double share = q.y_m > p.y_m ? std::clamp((y - p.y_m) / (q.y_m - p.y_m), 0.0, 1.0) : 0.0;
            double x = p.x_m + share * (q.x_m - p.x_m);
            west = std::min({west, x, q.y_m > p.y_m ? x : q.x_m});
            east = std::max({east, x, q.y_m > p.y_m ? x : q.x_m});
        }
        if (!(west <= east)) continue;
        int first = clipped(std::ceil((west - shape.south_west.x_m) / shape.cell_m - 0.5 - k_edge), shape.columns);
        int end = clipped(std::floor((east - shape.south_west.x_m) / shape.cell_m - 0.5 + k_edge) + 1.0, shape.columns);
        std::uint64_t cost = 1 + static_cast<std::uint64_t>(std::max(end - first, 0));
        if (cost > m_budget) return false;
        m_budget -= cost;
        float* cells = m_grid.height_m.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.columns);
        for (int column = first; column < end; ++column) {
            double x = shape.south_west.x_m + (column + 0.5) * shape.cell_m;
            double z = t.height_m[0] + slope_x * (x - t.corner[0].x_m) + slope_y * (y - t.corner[0].y_m);
            auto height = static_cast<float>(std::clamp(z, low, high));
            if (std::isnan(cells[column]) || cells[column] < height) cells[column] = height;
        }
    }
    return true;
}

} // namespace tp
