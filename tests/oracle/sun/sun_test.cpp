// Oracle: pvlib on the same inputs (oracles/carbon_climate/solar), and the worked example of the NREL report.
#include "model/sun.h"

#include "catalogue/csv_table.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace tp;

TEST_CASE("the example of the report: zenith 50.11162, azimuth 194.34024", "[oracle]") {
    SunQuery query{.julian_day = *julian_day_of("2003-10-17T12:30:30-07:00"), .latitude_deg = 39.742476, .longitude_deg = -105.1786,
                   .elevation_m = 1830.14, .delta_t_s = 67, .pressure_pa = 82000, .temperature_c = 11};
    CHECK(query.julian_day == Approx(2452930.312847).margin(1e-6)); // printed in the report
    SunPosition sun = sun_position(query);
    // The report prints the zenith corrected for refraction.
    CHECK(sun.apparent_zenith_deg == Approx(50.11162).margin(1e-5));
    CHECK(sun.azimuth_deg == Approx(194.34024).margin(1e-5));
}

TEST_CASE("Korean cities at instants of four seasons, against pvlib", "[oracle]") {
    auto file = test::shared("oracles/carbon_climate/solar/sun_position_24.csv");
    if (!file) return;
    std::ifstream stream(*file);
    auto table = parse_csv(std::string(std::istreambuf_iterator<char>(stream), {}), "sun");
    REQUIRE(table);
    auto at = [&](const auto& row, const char* column) { return std::stod(row[static_cast<std::size_t>(table->column(column))]); };
    REQUIRE(table->rows.size() >= 16); // part of the table is kept back
    for (const auto& row : table->rows) {
        auto utc = row[static_cast<std::size_t>(table->column("utc"))];
        CAPTURE(row[0], utc);
        auto day = julian_day_of(utc);
        REQUIRE(day);
        SunPosition sun = sun_position({*day, at(row, "lat"), at(row, "lon"), at(row, "alt_m"), at(row, "delta_t_s"), at(row, "pressure_Pa"), at(row, "temp_C")});
        CHECK(sun.zenith_deg == Approx(at(row, "zenith_deg")).margin(1e-6));
        CHECK(sun.apparent_zenith_deg == Approx(at(row, "apparent_zenith_deg")).margin(1e-6));
        CHECK(sun.azimuth_deg == Approx(at(row, "azimuth_deg_N0E90")).margin(1e-6));
    }
}

TEST_CASE("times as people write them") {
    CHECK(julian_day(2000, 1, 1, 12) == 2451545.0); // J2000
    CHECK(*julian_day_of("2000-01-01T12:00:00Z") == 2451545.0);
    CHECK(*julian_day_of("2000-01-01 21:00+09:00") == Approx(2451545.0).margin(1e-9));
    CHECK(*julian_day_of("2000-01-01T12:00") == 2451545.0);
    CHECK(*julian_day_of("2000-01-01T12:00:30.5Z") == Approx(2451545.0 + 30.5 / 86400).margin(1e-9));
    for (const char* bad : {"", "2000-13-01T12:00", "2000-01-01", "2000-01-01T25:00", "2000-01-01T12:00:00Zz", "2000/01/01 12:00", "now"})
        CHECK_FALSE(julian_day_of(bad));
}
