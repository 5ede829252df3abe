// import/footprint.h - the area on the ground that a 3D object stands on, from its faces.
#pragma once

#include "geo/union.h"
#include "import/city_layers.h"

namespace tp {

struct Footprint {
    FlatPolygons polygons;  // empty: none was found
    double base_m = std::numeric_limits<double>::quiet_NaN(); // lowest height of what it was made from; NaN unknown
    bool from_faces = false, union_failed = false;
};
Footprint footprint_of(const CityObject& object, MetricScale scale);

// Lowest and highest height of all units, NaN where there is none.
std::pair<double, double> heights_of(const CityObject& object);
// The middle of all points of the units; nullopt where there is none.
std::optional<std::array<double, 3>> middle_of(const CityObject& object);

} // namespace tp
