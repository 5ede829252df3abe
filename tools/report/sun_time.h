// report/sun_time.h - the sun over a city at a date and time as people write them.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "view/view.h"

#include <string>

namespace tp {

struct SunAt {
    Sun sun;
    std::string time_iso; // with its offset; empty: no time was given
};
// The sun over the middle of the city. A time without an offset is zone time of the city's longitude (Korea: +09:00).
// Errors: bad_format "model.bad_time", geo.*.
Result<SunAt> read_time(const std::string& iso, const City& city);

} // namespace tp
