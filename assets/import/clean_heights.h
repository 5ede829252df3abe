// import/clean_heights.h - what cannot be ground in a terrain raster becomes a hole, and is counted.
#pragma once

#include "city/feature_layer.h"

namespace tp {

// Heights below -1000 m or above 9000 m (-9999, -32768, 32767: no-data values that the file does not declare; note
// absurd_height), and cells that stand more than 100 m and five cells' width above or below the median of their neighbours
// (note height_spike) become NaN. Precondition: a raster of role terrain in metres.
void clean_heights(FeatureLayer& layer);

} // namespace tp
