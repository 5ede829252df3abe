// Oracle: the worked examples of oracles/carbon_climate, plain arithmetic made outside this program.
#include "model/carbon.h"
#include "model/cost.h"
#include "model/movement.h"

#include "catalogue/csv_table.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace tp;

static nlohmann::json read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

TEST_CASE("a hundred lamps, a queue and an electric car", "[oracle]") {
    auto file = test::shared("oracles/carbon_climate/carbon/worked_examples.json");
    if (!file) return;
    auto json = read(*file);
    const auto& led = json["led"];
    double before = lamp_energy_kwh({led["n"], led["W_old"], led["h"], 0, 0});
    double after = lamp_energy_kwh({led["n"], led["W_new"], led["h"], led["dim"], led["standby_W"]});
    CHECK(before == Approx(led["base_kWh"].get<double>()).epsilon(1e-12));
    CHECK(after == Approx(led["proj_kWh"].get<double>()).epsilon(1e-12));
    CHECK(carbon_avoided_kg(CarbonLine{"led", before, after, 0.4173}) == Approx(1000 * led["saved_tCO2"].get<double>()).epsilon(1e-12));

    const auto& queue = json["queue_idle"];
    double vehicles = queue["vehicles_per_day"], delay = queue["delay_s_saved"];
    double gasoline = idle_fuel_l_per_day(vehicles * queue["share_gas"].get<double>(), delay, 0.606);
    double diesel = idle_fuel_l_per_day(vehicles * queue["share_diesel"].get<double>(), delay, 0.644);
    CHECK(gasoline == Approx(queue["L_per_day_gas"].get<double>()).epsilon(1e-12));
    CHECK(diesel == Approx(queue["L_per_day_diesel"].get<double>()).epsilon(1e-12));
    CHECK(365 * (gasoline * 2.18 + diesel * 2.60) / 1000 == Approx(queue["tCO2_per_year"].get<double>()).epsilon(1e-12));

    const auto& car = json["ev_swap"];
    double km = car["km"];
    CHECK(electric_car_kwh(km, 5.0, 0.15) * 0.4173 == Approx(car["ev_kg"].get<double>()).epsilon(1e-12));
    CarbonLine lines[] = {{"petrol", km / 10.8, 0, 2.18}, {"power", 0, electric_car_kwh(km, 5.0, 0.15), 0.4173}};
    CHECK(carbon_avoided_kg(lines) == Approx(car["saving_kg"].get<double>()).epsilon(1e-12));
    CHECK(carbon_avoided_kg(lines[1]) < 0); // the negative line stays in the ledger
}

TEST_CASE("annuities at 4.5 %", "[oracle]") {
    auto file = test::shared("oracles/carbon_climate/econ/decision_npv.json");
    if (!file) return;
    auto npv = read(*file)["npv"];
    double rate = npv["rate"];
    for (int years : {10, 15, 20, 30}) {
        double expected = npv["annuity_" + std::to_string(years) + "y"];
        CHECK(annuity_factor(rate, years) == Approx(expected).epsilon(1e-12));
        std::vector<double> ones(static_cast<std::size_t>(years), 1.0);
        CHECK(net_present_value(ones, rate) == Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("the fundamental diagram of Weidmann", "[oracle]") {
    auto file = test::shared("oracles/safety/weidmann.csv");
    if (!file) return;
    std::ifstream stream(*file);
    auto table = parse_csv(std::string(std::istreambuf_iterator<char>(stream), {}), "weidmann");
    REQUIRE(table);
    for (const auto& row : table->rows) {
        double density = std::stod(row[0]);
        CHECK(weidmann_speed_m_s(density) == Approx(std::stod(row[1])).margin(1e-6));
        CHECK(weidmann_flow_per_m_s(density) == Approx(std::stod(row[2])).margin(1e-6));
    }
    CHECK(weidmann_flow_per_m_s(1.7507) == Approx(1.2249).margin(5e-5)); // its maximum
}

TEST_CASE("the intelligent driver model", "[oracle]") {
    auto file = test::shared("oracles/safety/microsim_closed_form.json");
    if (!file) return;
    auto idm = read(*file)["IDM"];
    for (const auto& c : idm["equilibrium"]) {
        double v = c["v"];
        CHECK(idm_equilibrium_gap_m(v) == Approx(c["s_eq"].get<double>()).epsilon(1e-9));
        CHECK(std::abs(idm_acceleration_m_s2(v, 0, idm_equilibrium_gap_m(v))) < 1e-12);
    }
    for (const auto& c : idm["accel"])
        CHECK(idm_acceleration_m_s2(c["v"], c["dv"], c["s"]) == Approx(c["a"].get<double>()).epsilon(1e-9).margin(1e-12));
}
