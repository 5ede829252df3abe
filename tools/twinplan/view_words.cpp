#include "twinplan/view_words.h"

#include "geo/crs.h"
#include "model/sun.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

template <class T>
bool read_number(std::string_view& text, T& value) {
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool has_offset(const std::string& iso) {
    std::size_t time = iso.find_first_of("T ");
    return iso.ends_with('Z') || (time != std::string::npos && iso.find_first_of("+-", time) != std::string::npos);
}

} // namespace

Result<void> read_size(const std::string& text, int& width, int& height) {
    std::string_view rest = text;
    bool good = read_number(rest, width) && !rest.empty() && (rest.front() == 'x' || rest.front() == 'X');
    if (good) rest.remove_prefix(1);
    if (!good || !read_number(rest, height) || !rest.empty()) return fail(ErrorCode::usage, "render.bad_size", {{"text", text}});
    return {};
}

Result<Camera> read_camera(const std::string& text, const City& city, const LocalBox& box, double aspect) {
    if (text == "oblique") return make_camera(city, CameraPreset::oblique, box, aspect);
    if (text == "top") return make_camera(city, CameraPreset::top, box, aspect);
    if (text == "street") return make_camera(city, CameraPreset::street, box, aspect);
    std::array<double, 6> v{};
    std::string_view rest = text;
    for (std::size_t i = 0; i < v.size(); ++i) {
        bool good = read_number(rest, v[i]) && std::isfinite(v[i]);
        if (good && i + 1 < v.size()) good = rest.starts_with(',');
        if (!good) return fail(ErrorCode::usage, "render.bad_camera", {{"text", text}});
        if (i + 1 < v.size()) rest.remove_prefix(1);
    }
    if (!rest.empty()) return fail(ErrorCode::usage, "render.bad_camera", {{"text", text}});
    Camera camera;
    camera.eye = {v[0], v[1], v[2]};
    camera.target = {v[3], v[4], v[5]};
    return camera;
}

Result<ShadowMode> read_shadow(const std::string& text) {
    if (text == "off") return ShadowMode::off;
    if (text == "fast") return ShadowMode::fast;
    if (text == "soft") return ShadowMode::soft;
    return fail(ErrorCode::usage, "render.bad_shadow", {{"text", text}});
}

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
