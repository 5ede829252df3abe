// city/layer.h - values on the city that the renderer draws and a legend explains; made by sim, drawn by renderer.
#pragma once

#include "core/result.h"
#include "geo/frame.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

enum class LayerOn : std::uint8_t { buildings, street_edges, cells, points };
enum class ColourMap : std::uint8_t { batlow, viridis, cividis, orrd, vik, puor };

struct Layer {
    std::string id;       // "reach", "crash_rank"
    std::string unit;     // "m", "crashes/yr"
    LayerOn on = LayerOn::points;
    std::vector<float> value; // per object of `on`; NaN missing (hatched)
    std::vector<std::uint8_t> small_sample; // per value: 1 where it rests on few observations (its colour, hatched the other way); empty: none
    std::vector<LocalPoint> at; // for points and cells: where
    float cell_m = 0.0f;        // side of the squares around `at`, for cells and points
    float low = 0.0f, high = 1.0f; // colour range
    std::vector<float> breaks;  // class borders for print, ascending, inside [low, high]; empty: continuous
    ColourMap map = ColourMap::viridis;
    bool reversed = false;
};

// What a legend has to say of a layer beyond its colours.
struct LayerFacts {
    std::size_t known = 0, missing = 0, small = 0; // values; `small` of the known ones
    float least = 0, most = 0;                     // of the known ones; 0 where there is none
};
LayerFacts facts_of(const Layer& layer);
inline bool is_small(const Layer& layer, std::size_t i) { return i < layer.small_sample.size() && layer.small_sample[i] != 0; }
// b - a of every object or place, missing where either has none; id "difference." + theirs, map vik, white at 0, seven classes
// of one width that is 1, 2, 2.5 or 5 times a power of ten, so that all but the outermost 2 % lie within the range.
// Error usage "layer.not_comparable": other results, units, or numbers of objects.
Result<Layer> difference_layer(const Layer& a, const Layer& b);
// One colour range for both, the wider one, and one set of classes: those of the first where both have the same, else none.
void lock_range(Layer& a, Layer& b);

struct City;
// What the files' own base heights differ from the ground, metres, 0 in the middle of the colours; city.buildings.residual_m
// must not be empty.
Layer base_residual_layer(const City& city);

} // namespace tp
