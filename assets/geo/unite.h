// geo/unite.h - the pieces of one area that a tile border cut apart become one polygon again.
#pragma once

#include "geo/polygon.h"

namespace tp {

inline constexpr double k_unite_gap_m = 0.05; // corners of two pieces this close are one point

// Appends the union of all polygons of `pieces` to `out` as one polygon. False, and nothing appended, where it is empty
// or cannot be made. Thread-safe.
bool unite(Polygons& out, const Polygons& pieces);

} // namespace tp
