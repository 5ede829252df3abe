// twinplan/view_words.h - cameras, sizes and the sun as people write them on the command line.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "view/view.h"

#include <string>

namespace tp {

// "1280x720". Error usage "render.bad_size".
Result<void> read_size(const std::string& text, int& width, int& height);
// oblique, top, street or "EX,EY,EZ,TX,TY,TZ" in local metres. Error usage "render.bad_camera".
Result<Camera> read_camera(const std::string& text, const City& city, const LocalBox& box, double aspect);
// off, fast, soft. Error usage "render.bad_shadow".
Result<ShadowMode> read_shadow(const std::string& text);

struct SunAt {
    Sun sun;
    std::string time_iso; // with its offset; empty: no time was given
};
// The sun over the middle of the city. A time without an offset is zone time of the city's longitude (Korea: +09:00).
// Errors: bad_format "model.bad_time", geo.*.
Result<SunAt> read_time(const std::string& iso, const City& city);

} // namespace tp
