// twinplan/view_words.h - cameras, sizes and shadows as people write them on the command line.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "report/sun_time.h"
#include "view/view.h"

#include <string>

namespace tp {

// "1280x720". Error usage "render.bad_size".
Result<void> read_size(const std::string& text, int& width, int& height);
// oblique, top, street or "EX,EY,EZ,TX,TY,TZ" in local metres. Error usage "render.bad_camera".
Result<Camera> read_camera(const std::string& text, const City& city, const LocalBox& box, double aspect);
// off, fast, soft. Error usage "render.bad_shadow".
Result<ShadowMode> read_shadow(const std::string& text);

} // namespace tp
