// light/photometry.h - how a luminaire sends its light: intensities over C planes and gamma angles.
//
// CIE 121 / EN 13201-3: gamma from straight down (0) to straight up (180 deg); C round the vertical axis, counter-clockwise
// seen from above. C0 lies along the street, C90 points from the pole into the street.
#pragma once

#include "core/result.h"

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace tp {

// Invariants of what the readers and made_photometry() give: c_deg ascends from 0 to 360, gamma_deg ascends within
// 0..180, candela.size() == c_deg.size() * gamma_deg.size(), every value finite and >= 0.
struct Photometry {
    std::string name;
    std::vector<double> c_deg, gamma_deg;
    std::vector<double> candela; // plane by plane; of the whole luminaire with its own lamps
    double lumens = std::numeric_limits<double>::quiet_NaN(); // of the lamps as the file states it; NaN: not stated (absolute photometry)
    double watts = std::numeric_limits<double>::quiet_NaN();  // NaN: not stated
};

// Candela towards (c, gamma): linear between planes and angles; 0 at angles that were not measured.
double intensity_cd(const Photometry& photometry, double c_deg, double gamma_deg);
// Lumens that leave the luminaire: the integral of I sin(gamma) over the sphere, exact for intensities that are linear in gamma
// and in C. Less than `lumens` by the light output ratio.
double flux_lm(const Photometry& photometry);

// A direction from a lamp whose C90 points to the unit vector (east, north), as C and gamma in degrees.
struct PhotometricAngles {
    double c_deg = 0, gamma_deg = 0;
};
PhotometricAngles photometric_angles(const std::array<double, 3>& from_lamp_m, const std::array<double, 2>& c90);

// One part of a made distribution: weight * max(0, cos(angle to its axis))^exponent. The axis lies at (c, gamma);
// `ring`: at gamma in every plane.
struct Lobe {
    double c_deg = 0, gamma_deg = 0, exponent = 1, weight = 1;
    bool ring = false;
};
// The sum of the lobes, faded out from 75 to 90 deg (nothing above the horizon), scaled so that flux_lm() = lumens;
// planes of 5 deg, angles of 2.5 deg. Not measured: an own formula of this project.
// Error out_of_range "light.lobes": not finite, exponent outside 0..200, no lobe, or lumens or watts not positive.
Result<Photometry> made_photometry(const std::vector<Lobe>& lobes, double lumens, double watts);

} // namespace tp
