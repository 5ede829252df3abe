// model/sun.h - where the sun stands: NREL's solar position algorithm.
//
// Source: Reda and Andreas, NREL/TP-560-34302 (revised 2008): tables A4.2 and A4.3, equations 1-47. Published bound
// +-0.0003 deg for the years -2000 to 6000; here with the proleptic Gregorian calendar and times in UTC.
#pragma once

#include "core/result.h"

#include <string_view>

namespace tp {

struct SunQuery {
    double julian_day = 0.0; // UT1 taken as UTC
    double latitude_deg = 0.0, longitude_deg = 0.0; // north, east positive
    double elevation_m = 0.0;
    double delta_t_s = 69.2;      // TT - UT1
    double pressure_pa = 101325.0; // for refraction
    double temperature_c = 12.0;
};
struct SunPosition {
    double zenith_deg = 0.0;          // true (topocentric, without refraction)
    double apparent_zenith_deg = 0.0; // with refraction
    double azimuth_deg = 0.0;         // clockwise from north, 0..360
};
SunPosition sun_position(const SunQuery& query);

// Julian day of a Gregorian date and time in UTC.
double julian_day(int year, int month, int day, double hours_utc);
// "2026-06-21T03:30:00Z", "...+09:00", a space instead of T, seconds optional, no offset: UTC. Error bad_format "model.bad_time".
Result<double> julian_day_of(std::string_view iso);

} // namespace tp
