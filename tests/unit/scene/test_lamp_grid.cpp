// Lamps in cells: every lamp is where its light is, and the tables say what the photometry says.
#include "golden/small_city.h"
#include "light/illuminance.h"
#include "scene/lamp_grid.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

Lamps some_lamps() {
    Lamps lamps{load_luminaires(source_folder() / "assets/data").value(), {}};
    for (int i = 0; i < 40; ++i) {
        Lamp lamp;
        lamp.at = {-140.0 + 7 * i, 6.0 * (i % 5) - 80};
        lamp.luminaire = static_cast<std::uint16_t>(i % 3);
        lamp.mounting_m = static_cast<float>(lamps.luminaires[lamp.luminaire].mounting_m);
        lamps.lamps.push_back(lamp);
    }
    return lamps;
}

} // namespace

TEST_CASE("the octahedral table holds the intensities") {
    Lamps lamps = some_lamps();
    LampGrid grid = lamp_grid(lamps, Ground(small_city()));
    REQUIRE(grid.candela.size() == 3U * k_table_side * k_table_side);
    for (int row = 0; row < k_table_side; ++row)
        for (int column = 0; column < k_table_side; ++column) {
            double u = (column + 0.5) * 2.0 / k_table_side - 1.0, v = (row + 0.5) * 2.0 / k_table_side - 1.0;
            auto d = table_direction(u, v);
            CHECK(std::hypot(d[0], d[1], d[2]) == Approx(1.0));
            CHECK((d[2] < 0) == (std::abs(u) + std::abs(v) < 1)); // the lower half is inside
            auto [c, gamma] = photometric_angles(d, {0.0, 1.0}); // x is C0, y is C90
            float table = grid.candela[static_cast<std::size_t>(row * k_table_side + column)][0];
            CHECK(static_cast<double>(table) == Approx(intensity_cd(lamps.luminaires[0].photometry, c, gamma)).margin(1e-2));
        }
}

TEST_CASE("a cell names every lamp that lights its ground") {
    Lamps lamps = some_lamps();
    LampGrid grid = lamp_grid(lamps, Ground(small_city()));
    REQUIRE(grid.lamps.size() == lamps.lamps.size());
    REQUIRE(grid.walls.size() == lamps.lamps.size() * k_sectors);
    for (double y = -90; y < 0; y += 11)
        for (double x = -150; x < 150; x += 13) {
            auto column = static_cast<int>(std::floor((x - grid.origin_m[0]) / grid.cell_m)), row = static_cast<int>(std::floor((y - grid.origin_m[1]) / grid.cell_m));
            bool inside = column >= 0 && row >= 0 && column < grid.columns && row < grid.rows;
            for (std::uint32_t i = 0; i < lamps.lamps.size(); ++i) {
                if (horizontal_lux(lamps.lamps[i], lamps.luminaires[lamps.lamps[i].luminaire].photometry, {x, y}) < 2 * k_least_lux) continue;
                CAPTURE(x, y, i);
                REQUIRE(inside);
                auto [first, end] = grid.cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) + static_cast<std::size_t>(column)];
                CHECK(std::find(grid.lamp.begin() + first, grid.lamp.begin() + end, i) != grid.lamp.begin() + end);
            }
        }
}

TEST_CASE("lamps astray are left out, and none are none") {
    CHECK(lamp_grid({}, Ground(small_city())).empty());
    Lamps lamps = some_lamps();
    lamps.lamps[3].at = {std::nan(""), 0};
    lamps.lamps[4].at = {1e300, 0};
    lamps.lamps[5].at = {5000, 0};
    LampGrid grid = lamp_grid(lamps, Ground(small_city()));
    CHECK(grid.lamps.size() == lamps.lamps.size() - 3);
    CHECK(grid.cells.size() < 10000);
}
