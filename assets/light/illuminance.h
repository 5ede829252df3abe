// light/illuminance.h - lux on the ground from the same lamps that the night picture shows.
//
// Source: EN 13201-3:2015, 7.1 (horizontal illuminance): E = I(C, gamma) cos^3(gamma) / H^2 per luminaire, summed; no
// maintenance factor (new luminaires), no reflections. Limits: the ground is level round each lamp; walls end the light as
// unblocked() says, trees and vehicles do not. A lamp counts as far as it gives k_least_lux.
#pragma once

#include "city/layer.h"
#include "light/lamps.h"

#include <span>
#include <vector>

namespace tp {

inline constexpr double k_least_lux = 0.2; // beside moonlight (0.1-0.3 lx) a lamp ends here

// Horizontal lux at a point of the ground `lamp.mounting_m` under the lamp.
double horizontal_lux(const Lamp& lamp, const Photometry& photometry, LocalPoint at);
// How far from below the lamp its light reaches k_least_lux, metres; at most 60.
double reach_m(const Photometry& photometry, double mounting_m);

// Sum of the lamps at each point, lux. The same for any number of threads.
std::vector<float> ground_lux(const Lamps& lamps, std::span<const LocalPoint> at);
// Cells of `cell_m` that a lamp reaches, of a grid of at most 8 million (the cell grows); cividis from 0 to 20 lx, classes of
// 1, 2, 3, 5, 10, 15 lx: id "illuminance", unit "lx". Empty without lamps.
Layer illuminance_layer(const Lamps& lamps, double cell_m = 4.0);

} // namespace tp
