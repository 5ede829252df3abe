// project/quantise.h - coordinates that a .twin holds once, because map and local ones give each other back exactly.
//
// Rule: the origin is whole metres, local coordinates are multiples of 2^-12 m (0.24 mm, far below what a survey
// knows), so easting = x + origin needs at most 24 + 12 bits and is exact in a double. A city off the grid is written
// and read back bit for bit all the same (project/geopackage.h, exact_coordinates), but its file is larger.
#pragma once

#include "city/city.h"

namespace tp {

double quantise_m(double value_m); // to the nearest multiple of 2^-12 m; 0 is never negative

// Geometry, anchors and the extent onto the grid; the origin too, if it is not yet whole metres: then what is local
// moves with it by the difference. Lengths along edges and heights stay as they are.
void quantise(City& city);

} // namespace tp
