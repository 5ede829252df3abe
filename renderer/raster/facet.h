// raster/facet.h - a projected facet between the two steps of a Raster, and the step that fills.
#pragma once

#include "raster/raster.h"

#include <cstddef>

namespace tp {

// What changes inside a facet: nothing; the height above the foot, with the distance or (all of it about as far) without; the normal. Or it is a caster.
enum class RasterFill : std::uint32_t { flat, foot, level_foot, smooth, shadow };

struct RasterFacet { // a triangle or a flat convex quadrilateral; what is inside follows from the first three corners
    std::array<float, 4> x, y; // pixels from the upper left corner; of a triangle the last corner twice
    std::array<float, 3> z;    // depth
    std::array<float, 3> w;    // 1 / distance (1 in parallel projection)
    std::array<float, 3> foot; // height above the foot, 1 = shaders/common.inc's k_foot_m
    std::array<std::uint32_t, 3> looks;
    float z_low, z_high; // of all corners
    std::uint32_t id;
    RasterFill fill;
};

// Of the facets order[0..count) the parts in the rows [first_row, end_row).
void fill_band(const RasterFacet* facets, const std::uint32_t* order, std::size_t count, bool equal_shows, const RasterImage& image, int first_row,
               int end_row);

} // namespace tp
