#include "model/sun.h"

#include "model/sun_tables.h"

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace tp {
namespace {

constexpr double k_rad = std::numbers::pi / 180.0;

double wrapped(double degrees) {
    double d = std::fmod(degrees, 360.0);
    return d < 0.0 ? d + 360.0 : d;
}

template <std::size_t N>
double series(const std::array<sun_tables::EarthTerm, N>& terms, double t) {
    double sum = 0.0;
    for (const auto& term : terms) sum += term.a * std::cos(term.b + term.c * t);
    return sum;
}

struct Earth { // heliocentric, of date
    double longitude_deg, latitude_deg, radius_au;
};

Earth earth_at(double t) { // t: Julian ephemeris millennia
    using namespace sun_tables;
    double l = series(k_l0, t) + t * (series(k_l1, t) + t * (series(k_l2, t) + t * (series(k_l3, t) + t * (series(k_l4, t) + t * series(k_l5, t)))));
    double b = series(k_b0, t) + t * series(k_b1, t);
    double r = series(k_r0, t) + t * (series(k_r1, t) + t * (series(k_r2, t) + t * (series(k_r3, t) + t * series(k_r4, t))));
    return {wrapped(l / 1e8 / k_rad), b / 1e8 / k_rad, r / 1e8};
}

struct Nutation {
    double longitude_deg, obliquity_deg;
};

Nutation nutation_at(double t) { // t: Julian ephemeris centuries
    const double t2 = t * t, t3 = t2 * t;
    const double argument[5] = {297.85036 + 445267.111480 * t - 0.0019142 * t2 + t3 / 189474.0,
                                357.52772 + 35999.050340 * t - 0.0001603 * t2 - t3 / 300000.0,
                                134.96298 + 477198.867398 * t + 0.0086972 * t2 + t3 / 56250.0,
                                93.27191 + 483202.017538 * t - 0.0036825 * t2 + t3 / 327270.0,
                                125.04452 - 1934.136261 * t + 0.0020708 * t2 + t3 / 450000.0};
    double longitude = 0.0, obliquity = 0.0;
    for (const auto& term : sun_tables::k_nutation) {
        double angle = 0.0;
        for (int i = 0; i < 5; ++i) angle += argument[i] * term.y[i];
        longitude += (term.a + term.b * t) * std::sin(angle * k_rad);
        obliquity += (term.c + term.d * t) * std::cos(angle * k_rad);
    }
    return {longitude / 36e6, obliquity / 36e6};
}

double mean_obliquity_deg(double t) { // t: Julian ephemeris millennia
    constexpr std::array c{84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45};
    double u = t / 10.0, sum = 0.0;
    for (std::size_t i = c.size(); i-- > 0;) sum = sum * u + c[i];
    return sum / 3600.0;
}

// Apparent equatorial position of the sun and the sidereal time at Greenwich.
struct Equatorial {
    double right_ascension_deg, declination_deg, sidereal_deg, radius_au;
};

Equatorial equatorial_at(double julian_day, double delta_t_s) {
    double century = (julian_day - 2451545.0) / 36525.0;
    double ephemeris_century = (julian_day + delta_t_s / 86400.0 - 2451545.0) / 36525.0;
    double millennium = ephemeris_century / 10.0;
    Earth earth = earth_at(millennium);
    Nutation nutation = nutation_at(ephemeris_century);
    double obliquity = (mean_obliquity_deg(millennium) + nutation.obliquity_deg) * k_rad;
    double aberration_deg = -20.4898 / (3600.0 * earth.radius_au);
    double longitude = (earth.longitude_deg + 180.0 + nutation.longitude_deg + aberration_deg) * k_rad;
    double latitude = -earth.latitude_deg * k_rad;
    double sidereal = 280.46061837 + 360.98564736629 * (julian_day - 2451545.0) + century * century * (0.000387933 - century / 38710000.0);
    Equatorial out;
    out.sidereal_deg = wrapped(sidereal) + nutation.longitude_deg * std::cos(obliquity);
    out.right_ascension_deg = wrapped(std::atan2(std::sin(longitude) * std::cos(obliquity) - std::tan(latitude) * std::sin(obliquity),
                                                 std::cos(longitude)) / k_rad);
    out.declination_deg = std::asin(std::sin(latitude) * std::cos(obliquity) +
                                    std::cos(latitude) * std::sin(obliquity) * std::sin(longitude)) / k_rad;
    out.radius_au = earth.radius_au;
    return out;
}

double refraction_deg(double elevation_deg, double pressure_pa, double temperature_c) {
    constexpr double k_sun_radius_deg = 0.26667, k_at_horizon_deg = 0.5667;
    if (elevation_deg < -(k_sun_radius_deg + k_at_horizon_deg)) return 0.0;
    double tangent = std::tan((elevation_deg + 10.3 / (elevation_deg + 5.11)) * k_rad);
    return pressure_pa / 100.0 / 1010.0 * (283.0 / (273.0 + temperature_c)) * 1.02 / (60.0 * tangent);
}

// Hands out the fields of an ISO time.
class Digits {
public:
    explicit Digits(std::string_view text) : m_text(text) {}
    bool take(char c) {
        if (m_text.empty() || m_text.front() != c) return false;
        m_text.remove_prefix(1);
        return true;
    }
    std::optional<int> number(std::size_t digits) {
        if (m_text.size() < digits) return std::nullopt;
        int value = 0;
        auto [end, error] = std::from_chars(m_text.data(), m_text.data() + digits, value);
        if (error != std::errc{} || end != m_text.data() + digits || m_text.front() == '-') return std::nullopt;
        m_text.remove_prefix(digits);
        return value;
    }
    double fraction() { // what follows a point
        double value = 0.0, unit = 0.1;
        for (; !m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9'; unit /= 10.0) {
            value += unit * (m_text.front() - '0');
            m_text.remove_prefix(1);
        }
        return value;
    }
    bool done() const { return m_text.empty(); }

private:
    std::string_view m_text;
};

std::optional<double> parsed_time(std::string_view iso) {
    Digits in(iso);
    auto year = in.number(4);
    if (!year || !in.take('-')) return std::nullopt;
    auto month = in.number(2);
    if (!month || *month < 1 || *month > 12 || !in.take('-')) return std::nullopt;
    auto day = in.number(2);
    if (!day || *day < 1 || *day > 31 || !(in.take('T') || in.take(' '))) return std::nullopt;
    auto hour = in.number(2);
    if (!hour || *hour > 24 || !in.take(':')) return std::nullopt;
    auto minute = in.number(2);
    if (!minute || *minute > 59) return std::nullopt;
    double seconds = 0.0;
    if (in.take(':')) {
        auto second = in.number(2);
        if (!second || *second > 60) return std::nullopt;
        seconds = *second;
        if (in.take('.')) seconds += in.fraction();
    }
    double offset_hours = 0.0;
    double sign = in.take('+') ? 1.0 : in.take('-') ? -1.0 : 0.0;
    if (sign != 0.0) {
        auto hours = in.number(2);
        if (!hours) return std::nullopt;
        in.take(':');
        auto minutes = in.done() ? std::optional(0) : in.number(2);
        if (!minutes) return std::nullopt;
        offset_hours = sign * (*hours + *minutes / 60.0);
    } else in.take('Z');
    if (!in.done()) return std::nullopt;
    return julian_day(*year, *month, *day, *hour + *minute / 60.0 + seconds / 3600.0 - offset_hours);
}

} // namespace

SunPosition sun_position(const SunQuery& query) {
    Equatorial sun = equatorial_at(query.julian_day, query.delta_t_s);
    double latitude = query.latitude_deg * k_rad, declination = sun.declination_deg * k_rad;
    double hour_angle = wrapped(sun.sidereal_deg + query.longitude_deg - sun.right_ascension_deg) * k_rad;
    double parallax = 8.794 / (3600.0 * sun.radius_au) * k_rad;
    double u = std::atan(0.99664719 * std::tan(latitude));
    double x = std::cos(u) + query.elevation_m / 6378140.0 * std::cos(latitude);
    double y = 0.99664719 * std::sin(u) + query.elevation_m / 6378140.0 * std::sin(latitude);
    double across = std::cos(declination) - x * std::sin(parallax) * std::cos(hour_angle);
    double shift = std::atan2(-x * std::sin(parallax) * std::sin(hour_angle), across);
    double seen_declination = std::atan2((std::sin(declination) - y * std::sin(parallax)) * std::cos(shift), across);
    double seen_hour_angle = hour_angle - shift;
    double elevation_deg = std::asin(std::sin(latitude) * std::sin(seen_declination) +
                                     std::cos(latitude) * std::cos(seen_declination) * std::cos(seen_hour_angle)) / k_rad;
    double from_south = std::atan2(std::sin(seen_hour_angle), std::cos(seen_hour_angle) * std::sin(latitude) -
                                                                  std::tan(seen_declination) * std::cos(latitude));
    SunPosition out;
    out.zenith_deg = 90.0 - elevation_deg;
    out.apparent_zenith_deg = out.zenith_deg - refraction_deg(elevation_deg, query.pressure_pa, query.temperature_c);
    out.azimuth_deg = wrapped(from_south / k_rad + 180.0);
    return out;
}

double julian_day(int year, int month, int day, double hours_utc) {
    if (month <= 2) {
        --year;
        month += 12;
    }
    double century = std::floor(year / 100.0), leap = 2.0 - century + std::floor(century / 4.0);
    return std::floor(365.25 * (year + 4716)) + std::floor(30.6001 * (month + 1)) + day + leap - 1524.5 + hours_utc / 24.0;
}

Result<double> julian_day_of(std::string_view iso) {
    auto day = parsed_time(iso);
    if (!day) return fail(ErrorCode::bad_format, "model.bad_time", {{"text", std::string(iso)}});
    return *day;
}

} // namespace tp
