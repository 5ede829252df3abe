// studio/sun_panel.h - the small control for season and hour, at the lower right of the picture.
#pragma once

#include "report/sun_time.h"
#include "studio/panels.h"

#include <string>

namespace tp {

struct SunChoice {
    bool by_time = false; // false: the schematic sun of clay pictures
    int year = 2026, day_of_year = 172, minute = 15 * 60; // 1-365; the city's zone time
    friend bool operator==(const SunChoice&, const SunChoice&) = default;
};
std::string iso_of(const SunChoice& choice); // "2026-06-21T15:00"; empty for the schematic sun

// The choice as the user left it; the same one where nothing was touched. `taken`: the width of its box, in pixels.
SunChoice sun_panel(const PanelText& text, const PanelBox& picture, const SunChoice& choice, float& taken);

} // namespace tp
