// city/crs_doctor.h - decides, from evidence and never silently, which coordinate system each layer is in.
//
// Evidence: what the file or its format states, the ranges of the values, the area where a CRS may be used, where the other
// layers and the boundary lie, and (crs_evidence.h) how buildings, streets and what stands by streets fit each other.
// Outcomes, each a note of the layer with "EPSG:a -> EPSG:b (n m)" or the place, and its candidates in the report:
//   crs_guessed     nothing is stated; one reading fits. The metres are those to the next best reading
//   crs_corrected   the stated system puts the layer 20 km or more off everything else, and one other reading fits
//   crs_datum       stated on Bessel's ellipsoid without a datum: read as Korean 1985; the metres it would have been off
//   crs_axes        northing came before easting, or latitude before longitude
//   crs_doubted     another reading fits the streets and buildings clearly better (100-2000 m away); left as stated
//   crs_ambiguous   several readings fit, the layer does not decide where the city is: left out
//   crs_elsewhere   it lies in another place, as stated: left out, with longitude, latitude and km
//   crs_given       the user said --crs
// Where a layer of buildings or streets, or the only layer, fits several readings, the error is "import.crs_question".
//
// Readings tried: EPSG:2096-2098, 5173-5188, 4019, 4162, 4326, 3857, 32651, 32652, each with axes swapped too.
// Displacements known to matter: Korean 1985 without its datum shift (about 362 m), 2097 for 5174 (10.405" = 255 m), 5181
// for 5186 (100 km). Source: EPSG registry as PROJ has it.
#pragma once

#include "city/assemble_parts.h"

namespace tp::assembly {

// Sets Placed::crs, swapped, elsewhere of each layer, the city's CRS and the frame's origin.
// Errors: unsupported "import.crs_question"; not_found "import.crs_no_match"; geo.*.
Result<void> find_crs(Job& job);

} // namespace tp::assembly
