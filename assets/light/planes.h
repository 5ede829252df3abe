// light/planes.h - half-plane by half-plane: symmetries of photometric files made whole; for the .cpp files of this folder.
#pragma once

#include "light/photometry.h"

#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct Planes { // ascending C, one list of intensities each
    std::vector<double> c_deg;
    std::vector<std::vector<double>> candela;
};

bool make_round(Planes& planes);               // one plane is all of them
// Adds the mirror images of all planes but those on the axis, C -> 2 axis - C; the axis is the last plane. False where the
// first plane's image is not within 360 deg of the first plane.
bool mirror(Planes& planes, double axis_deg);
// Turns by `deg`, brings every plane into 0..360 and sees to it that both ends are there.
bool turn(Planes& planes, double deg);
void store(Planes&& planes, Photometry& out);  // precondition: a full turn

// `written` where it is text, else `file`.
std::string luminaire_name(std::string_view written, const std::string& file);

} // namespace tp
