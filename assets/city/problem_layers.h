// city/problem_layers.h - what a city's own data say, as layers to look at before anything is placed.
//
//   population       residents of a cell                    children, older   those aged 0-14, 65 and more
//   older_share      65 and more among a cell's residents, %
//   crashes          recorded crashes in squares of 100 m: of each list (pedestrians, children, ...) the sum, and of the lists the
//                    largest, as they name the same crashes again; squares without one are left out
//   building_height  metres; an assumed height is none
//   speed, traffic   of streets: limit in km/h, counted vehicles a day
//   base_residual    base heights of the files less the ground (layer.h)
//
// What the files do not say is missing (hatched). Where fewer than k_few_residents stand behind a share, or fewer than
// k_few_crashes behind a square, the value is marked as of few observations: one person more or less would turn it over.
// Classes: fifths of the values, their borders rounded to two digits; of heights 5, 10, 20, 40, 80 m.
#pragma once

#include "city/layer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

constexpr double k_few_residents = 30, k_few_crashes = 3;

// Those that the city has a value for, in the order above.
std::vector<std::string> problem_layers_of(const City& city);
// Nothing where the id is none of them or no value is known.
std::optional<Layer> problem_layer(const City& city, std::string_view id);

// Sets breaks, low and high of a layer from its values; for layers of others too.
void set_fifths(Layer& layer);

} // namespace tp
