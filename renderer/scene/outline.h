// scene/outline.h - footprints with fewer points, for buildings that are seen from afar.
#pragma once

#include "geo/polygon.h"

namespace tp {

// Polygon `i` of `in` as the only polygon of `out`, its border moved by at most about `tolerance_m`: lines are straightened
// (Douglas and Peucker 1973), an outline that is nearly a rectangle becomes one, holes narrower than the tolerance are
// filled. Orientations stay. 0 copies.
void simplified_outline(const Polygons& in, std::size_t i, double tolerance_m, Polygons& out);

} // namespace tp
