#include "geo/union.h"

#include <algorithm>
#include <cmath>
#include <geos_c.h>
#include <utility>

namespace tp {
namespace {

class Geos {
public:
    Geos() : m_handle(GEOS_init_r()) {}
    ~Geos() { GEOS_finish_r(m_handle); }
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;
    GEOSContextHandle_t get() const { return m_handle; }

private:
    GEOSContextHandle_t m_handle;
};

GEOSGeometry* ring_of(GEOSContextHandle_t geos, const FlatPolygons& polygons, std::uint32_t ring, double grid) {
    std::uint32_t begin = polygons.ring_begin[ring], end = polygons.ring_begin[ring + 1];
    if (end - begin < 3) return nullptr;
    GEOSCoordSequence* points = GEOSCoordSeq_create_r(geos, end - begin + 1, 2);
    if (!points) return nullptr;
    for (std::uint32_t i = begin; i <= end; ++i) {
        std::uint32_t from = i == end ? begin : i;
        GEOSCoordSeq_setXY_r(geos, points, i - begin, std::round(polygons.x[from] / grid) * grid, std::round(polygons.y[from] / grid) * grid);
    }
    return GEOSGeom_createLinearRing_r(geos, points);
}

GEOSGeometry* polygon_of(GEOSContextHandle_t geos, const FlatPolygons& polygons, std::size_t i, double grid) {
    std::vector<GEOSGeometry*> holes;
    GEOSGeometry* outer = ring_of(geos, polygons, polygons.polygon_begin[i], grid);
    if (!outer) return nullptr;
    for (std::uint32_t r = polygons.polygon_begin[i] + 1; r < polygons.polygon_begin[i + 1]; ++r)
        if (GEOSGeometry* hole = ring_of(geos, polygons, r, grid)) holes.push_back(hole);
    GEOSGeometry* polygon = GEOSGeom_createPolygon_r(geos, outer, holes.data(), static_cast<unsigned>(holes.size()));
    if (!polygon || GEOSisValid_r(geos, polygon) == 1) return polygon;
    GEOSGeometry* valid = GEOSMakeValid_r(geos, polygon);
    GEOSGeom_destroy_r(geos, polygon);
    return valid;
}

void add_ring(GEOSContextHandle_t geos, const GEOSGeometry* ring, bool counter_clockwise, FlatPolygons& out) {
    const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(geos, points, &size);
    std::size_t begin = out.x.size();
    double twice = 0.0;
    for (unsigned i = 0; i + 1 < size; ++i) {
        double x = 0, y = 0;
        GEOSCoordSeq_getXY_r(geos, points, i, &x, &y);
        out.x.push_back(x);
        out.y.push_back(y);
    }
    std::size_t n = out.x.size() - begin;
    for (std::size_t i = 1; i + 1 < n; ++i)
        twice += (out.x[begin + i] - out.x[begin]) * (out.y[begin + i + 1] - out.y[begin]) -
                 (out.x[begin + i + 1] - out.x[begin]) * (out.y[begin + i] - out.y[begin]);
    if ((twice > 0.0) != counter_clockwise) {
        std::reverse(out.x.begin() + static_cast<std::ptrdiff_t>(begin), out.x.end());
        std::reverse(out.y.begin() + static_cast<std::ptrdiff_t>(begin), out.y.end());
    }
    out.end_ring();
}

using Areas = std::vector<std::pair<double, const GEOSGeometry*>>;

void collect_polygons(GEOSContextHandle_t geos, const GEOSGeometry* geometry, Areas& out) {
    if (GEOSGeomTypeId_r(geos, geometry) == GEOS_POLYGON) {
        double area = 0.0;
        if (GEOSArea_r(geos, geometry, &area) == 1 && area > 0.0) out.emplace_back(area, geometry);
        return;
    }
    int count = GEOSGetNumGeometries_r(geos, geometry);
    if (GEOSGeomTypeId_r(geos, geometry) <= GEOS_LINEARRING) return;
    for (int i = 0; i < count; ++i) collect_polygons(geos, GEOSGetGeometryN_r(geos, geometry, i), out);
}

FlatPolygons flat(GEOSContextHandle_t geos, const GEOSGeometry* geometry) {
    Areas areas;
    collect_polygons(geos, geometry, areas);
    std::ranges::stable_sort(areas, [](const auto& a, const auto& b) { return a.first > b.first; });
    FlatPolygons out;
    for (const auto& [area, polygon] : areas) {
        add_ring(geos, GEOSGetExteriorRing_r(geos, polygon), true, out);
        int holes = GEOSGetNumInteriorRings_r(geos, polygon);
        for (int h = 0; h < holes; ++h) add_ring(geos, GEOSGetInteriorRingN_r(geos, polygon, h), false, out);
        out.end_polygon();
    }
    return out;
}

} // namespace

std::optional<FlatPolygons> union_of(const FlatPolygons& polygons, double grid) {
    Geos geos;
    std::vector<GEOSGeometry*> parts;
    for (std::size_t i = 0; i < polygons.size(); ++i)
        if (GEOSGeometry* polygon = polygon_of(geos.get(), polygons, i, grid)) parts.push_back(polygon);
    if (parts.empty()) return std::nullopt;
    GEOSGeometry* all =
        GEOSGeom_createCollection_r(geos.get(), GEOS_GEOMETRYCOLLECTION, parts.data(), static_cast<unsigned>(parts.size()));
    // Corners that lie on one grid fit together, so the exact union nearly always does; snapping all edges is slow.
    GEOSGeometry* together = all ? GEOSUnaryUnion_r(geos.get(), all) : nullptr;
    if (all && !together) together = GEOSUnaryUnionPrec_r(geos.get(), all, grid);
    std::optional<FlatPolygons> out;
    if (together) {
        out = flat(geos.get(), together);
        GEOSGeom_destroy_r(geos.get(), together);
    }
    if (all) GEOSGeom_destroy_r(geos.get(), all);
    if (out && out->size() == 0) out.reset();
    return out;
}

} // namespace tp
