// twinplan/place_option.h - --place FILE=LON,LAT[,HEIGHT[,HEADING_DEG[,SCALE[,UP]]]] of import.
#pragma once

#include "city/assemble.h"

#include <string>
#include <vector>

namespace tp {

// An empty part takes its default: "a.obj=127.1,37.6,,90" stands on the ground, turned by 90 degrees.
// Errors: usage "import.place_form" (no FILE=LON,LAT, or more parts), "import.place_number" with the part that is none,
// "import.place_range" (outside -180..180, -90..90, -1000..10000 m, scale 1e-6..1e6), "import.place_up" (not x, y or z).
Result<std::vector<ModelPlace>> places_given(const std::vector<std::string>& texts);

} // namespace tp
