#include "report/sun_time.h"

#include "geo/crs.h"
#include "model/sun.h"

#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

bool has_offset(const std::string& iso) {
    std::size_t time = iso.find_first_of("T ");
    return iso.ends_with('Z') || (time != std::string::npos && iso.find_first_of("+-", time) != std::string::npos);
}

} // namespace

Result<SunAt> read_time(const std::string& iso, const City& city) {
    if (iso.empty()) return SunAt{};
    auto projection = Projection::to_epsg(city.frame.epsg);
    if (!projection) return std::unexpected(projection.error());
    LocalPoint middle = city.extent.empty() ? LocalPoint{} : city.extent.centre();
    auto place = projection->inverse(city.frame.to_map(middle));
    if (!place) return std::unexpected(place.error());
    SunAt out;
    out.time_iso = iso;
    if (!has_offset(iso) && iso.find_first_of("T ") != std::string::npos) {
        // 15 degrees an hour; Korea keeps the time of 135 E although it lies about 127 E.
        int hours = static_cast<int>(std::lround(place->longitude_deg / 15.0));
        if (place->longitude_deg > 124 && place->longitude_deg < 132 && place->latitude_deg > 33 && place->latitude_deg < 43) hours = 9;
        out.time_iso += fmt::format("{}{:02}:00", hours < 0 ? '-' : '+', std::abs(hours));
    }
    auto day = julian_day_of(out.time_iso);
    if (!day) return std::unexpected(day.error());
    SunPosition position = sun_position({.julian_day = *day, .latitude_deg = place->latitude_deg, .longitude_deg = place->longitude_deg});
    out.sun.azimuth_deg = position.azimuth_deg;
    out.sun.elevation_deg = 90.0 - position.apparent_zenith_deg;
    return out;
}

} // namespace tp
