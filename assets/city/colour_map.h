// city/colour_map.h - the colours of a Layer: what the renderer drapes and what a legend prints are the same table.
//
// Control points, evenly spaced in [0, 1], joined linearly in sRGB. All are readable with deuteranopia and rise or fall
// evenly in greyscale; the two diverging ones (vik, puor) have their middle at 0.5.
#pragma once

#include "city/layer.h"

#include <array>
#include <cstdint>
#include <span>

namespace tp {

using Rgb = std::array<std::uint8_t, 3>; // sRGB

// batlow, vik: Crameri (2018), Scientific colour maps, doi:10.5281/zenodo.1243862. viridis: Smith and van der Walt
// (2015). cividis: Nunez, Anderton and Renslow (2018), doi:10.1371/journal.pone.0199239. orrd, puor: Brewer (2003),
// colorbrewer2.org.
std::span<const std::uint32_t> colour_stops(ColourMap map); // 0xRRGGBB
Rgb colour_at(ColourMap map, double t, bool reversed = false); // t outside [0, 1] is clamped; NaN gives mid grey

// Number of classes of a legend (breaks + 1), 0 where the layer is continuous.
std::size_t class_count(const Layer& layer);
// Colour of one value of `layer`: by class where it has breaks, else continuous between low and high.
Rgb colour_of(const Layer& layer, double value);

} // namespace tp
