// scene/drape.h - a Layer as colours: a raster on the ground, or one colour per building or street.
#pragma once

#include "city/layer.h"
#include "geo/frame.h"

#include <cstdint>
#include <vector>

namespace tp {

// A colour is 0xKKRRGGBB in sRGB; kind KK: 0 nothing, 1 a value, 2 missing (hatched, no colour), 3 a value of a small sample
// (its colour, hatched the other way). The colours are those of the legend (city/colour_map.h).
struct Drape {
    LayerOn on = LayerOn::points;
    LocalPoint south_west;           // of the raster
    double cell_m = 1;
    int columns = 0, rows = 0;
    std::vector<std::uint32_t> cells;   // row 0 in the south
    std::vector<std::uint32_t> objects; // per building or street edge
};

// Points and cells are painted as squares of the layer's cell size; where two overlap the nearer centre wins.
Drape make_drape(const Layer& layer);

} // namespace tp
