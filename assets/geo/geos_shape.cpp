#include "geo/geos_shape.h"

namespace tp::geos {
namespace {

struct Context {
    GEOSContextHandle_t handle = GEOS_init_r();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { GEOS_finish_r(handle); }
};

void add_ring(FlatPolygon& out, const GEOSGeometry* ring) {
    const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(context(), ring);
    unsigned count = 0;
    if (!points || GEOSCoordSeq_getSize_r(context(), points, &count) == 0) return;
    for (unsigned i = 0; i + 1 < count; ++i) { // the last one closes the ring
        double x = 0.0, y = 0.0;
        GEOSCoordSeq_getXY_r(context(), points, i, &x, &y);
        out.x.push_back(x);
        out.y.push_back(y);
    }
    out.ring_end.push_back(static_cast<std::uint32_t>(out.x.size()));
}

void add_polygons(FlatPolygon& out, const GEOSGeometry* shape, double least) {
    if (GEOSGeomTypeId_r(context(), shape) == GEOS_POLYGON) {
        if (GEOSisEmpty_r(context(), shape) != 0 || !(area(shape) > least)) return;
        add_ring(out, GEOSGetExteriorRing_r(context(), shape));
        int holes = GEOSGetNumInteriorRings_r(context(), shape);
        for (int i = 0; i < holes; ++i) add_ring(out, GEOSGetInteriorRingN_r(context(), shape, i));
        out.part_end.push_back(static_cast<std::uint32_t>(out.ring_end.size()));
        return;
    }
    if (int type = GEOSGeomTypeId_r(context(), shape); type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) return;
    int count = GEOSGetNumGeometries_r(context(), shape);
    for (int i = 0; i < count; ++i) add_polygons(out, GEOSGetGeometryN_r(context(), shape, i), least);
}

} // namespace

GEOSContextHandle_t context() {
    thread_local Context own;
    return own.handle;
}

double area(const GEOSGeometry* shape) {
    double value = 0.0;
    return shape && GEOSArea_r(context(), shape, &value) == 1 ? value : 0.0;
}

Shape shape_of_ring(std::span<const double> x, std::span<const double> y) {
    GEOSCoordSequence* points = GEOSCoordSeq_create_r(context(), static_cast<unsigned>(x.size() + 1), 2);
    if (!points) return {};
    for (std::size_t i = 0; i <= x.size(); ++i)
        GEOSCoordSeq_setXY_r(context(), points, static_cast<unsigned>(i), x[i % x.size()], y[i % x.size()]);
    GEOSGeometry* ring = GEOSGeom_createLinearRing_r(context(), points);
    return Shape(ring ? GEOSGeom_createPolygon_r(context(), ring, nullptr, 0) : nullptr);
}

FlatPolygon flat_of(const GEOSGeometry* shape) {
    FlatPolygon out;
    constexpr double k_sliver = 1e-12; // of the whole: what rounding leaves
    if (shape) add_polygons(out, shape, k_sliver * area(shape));
    return out;
}

Shape united(Shape a, Shape b) {
    if (!a) return b;
    if (!b) return a;
    return Shape(GEOSUnion_r(context(), a.get(), b.get()));
}

} // namespace tp::geos
