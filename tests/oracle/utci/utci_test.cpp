// Oracle: ladybug-comfort on the same inputs (oracles/carbon_climate/climate/utci.csv), 1e-6 K.
#include "model/utci.h"

#include "catalogue/csv_table.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <iterator>

using namespace tp;

TEST_CASE("the index over cold, heat, wind and humidity", "[oracle]") {
    auto file = test::shared("oracles/carbon_climate/climate/utci.csv");
    if (!file) return;
    std::ifstream stream(*file);
    auto table = parse_csv(std::string(std::istreambuf_iterator<char>(stream), {}), "utci");
    REQUIRE(table);
    REQUIRE(table->rows.size() > 200);
    auto column = [&](const char* name) { return static_cast<std::size_t>(table->column(name)); };
    int compared = 0;
    for (const auto& row : table->rows) {
        double air = std::stod(row[0]), radiant = std::stod(row[1]), wind = std::stod(row[2]), humidity = std::stod(row[3]);
        const std::string& expected = row[column("utci_ladybug")];
        CAPTURE(air, radiant, wind, humidity, expected);
        double value = utci_c(air, radiant, wind, humidity);
        if (std::isnan(value)) continue; // outside the published range, where the polynomial means nothing
        CHECK(value == Approx(std::stod(expected)).margin(1e-6));
        ++compared;
    }
    CHECK(compared > 200);
}

TEST_CASE("outside its range the index is not defined") {
    CHECK(std::isnan(utci_c(51, 51, 1, 50)));
    CHECK(std::isnan(utci_c(30, 110, 1, 50)));
    CHECK(std::isnan(utci_c(30, 30, 0.4, 50)));
    CHECK_FALSE(std::isnan(utci_c(30, 30, 0.5, 50)));
}
