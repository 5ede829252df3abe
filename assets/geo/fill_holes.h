// geo/fill_holes.h - heights for the cells of a grid that have none, from those around them.
#pragma once

#include "geo/raster.h"

namespace tp {

// Every NaN cell gets the height that solves Laplace's equation between the known cells around it (no new peaks or
// pits; level towards the grid's border) and is marked `filled`. From coarse to fine, so that large holes cost little
// more than small ones; the same bits every time. Returns how many cells were filled: 0 also where no cell is known.
std::size_t fill_holes(HeightGrid& grid);

} // namespace tp
