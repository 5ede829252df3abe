// city/height_doctor.h - heights above what: the file's base heights against the terrain, the ellipsoid against the geoid.
//
// Nothing is shifted silently: only --heights FILE=... shifts, and it is said. The geoid is EGM96 (geo/crs.h).
// Notes: base_residual (median and 90 % range of a layer), heights_look_ellipsoidal (the median is the geoid's height),
// heights_shifted, terrain_not_covering (buildings without ground below them: their base is the file's, else 0).
#pragma once

#include "city/assemble_parts.h"

namespace tp::assembly {

// What --heights says of a layer, else what the file says.
HeightDatum height_datum(const Job& job, const Placed& layer);

// To be added to heights of this layer so that they are above the geoid, metres: the geoid's height with its sign turned
// where the user said --heights FILE=ellipsoidal, else 0. Taken at the city's origin.
double height_shift_m(const Job& job, const Placed& layer);

// Applies --heights to rasters and to z of `layers` (those that job.layers refer to, in the same order). Runs after place().
// Errors: not_found "import.heights_no_match".
Result<void> shift_given_heights(Job& job, std::vector<FeatureLayer>& layers);

// Fills Buildings::residual_m and the base of buildings that the terrain does not cover. Runs after assemble_buildings().
void compare_heights(Job& job);

} // namespace tp::assembly
