// geo/geos_shape.h - GEOS geometries with an owner, for the files of geo/ that call GEOS.
#pragma once

#include "geo/valid.h"

#include <geos_c.h>
#include <memory>
#include <type_traits>

namespace tp::geos {

GEOSContextHandle_t context(); // of this thread; its messages go nowhere

struct Destroy {
    void operator()(GEOSGeometry* shape) const { GEOSGeom_destroy_r(context(), shape); }
};
using Shape = std::unique_ptr<GEOSGeometry, Destroy>;

// A polygon of one ring, closed here; nullptr where GEOS cannot.
Shape shape_of_ring(std::span<const double> x, std::span<const double> y);
// Polygons of a polygon, multipolygon or collection, those without area left out.
FlatPolygon flat_of(const GEOSGeometry* shape);
double area(const GEOSGeometry* shape);
Shape united(Shape a, Shape b); // either may be nullptr; nullptr where GEOS cannot

} // namespace tp::geos
