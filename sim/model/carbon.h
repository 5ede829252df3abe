// model/carbon.h - a ledger of emissions avoided: baseline minus project, each line with its factor; negative lines stay.
//
// Shape: ISO 14064-2 (baseline, project, factor); grid factors: Korea's announced consumption-end values, falling by a
// share a year (data: grid_kgco2e_per_kwh_2023, grid_decline_per_year). Units: kWh, litres; kgCO2e per unit.
#pragma once

#include <span>
#include <string>

namespace tp {

struct GridPath {
    double kgco2e_per_kwh = 0.0; // in `year`
    int year = 2023;
    double decline_per_year = 0.0; // share, 0.03 = 3 % a year
};
// Factor of a year: kgco2e_per_kwh (1 - decline)^(year - path.year); earlier years get that of path.year.
double grid_factor(const GridPath& path, int year);
// Mean factor over `years` years from first_year on (a device's life).
double grid_factor_mean(const GridPath& path, int first_year, int years);

struct CarbonLine {
    std::string id;            // "shelter_energy"
    double baseline_per_year = 0.0; // activity without the proposal, in the factor's unit
    double project_per_year = 0.0;  // with it
    double factor_kgco2e = 0.0;     // per unit of activity
};
double carbon_avoided_kg(const CarbonLine& line); // (baseline - project) factor: negative where the proposal emits more
double carbon_avoided_kg(std::span<const CarbonLine> lines);

struct LampGroup {
    double lamps = 0.0;
    double power_w = 0.0;       // of one lamp
    double hours_per_year = 0.0;
    double dimming_share = 0.0; // share of that energy saved by dimming, 0..1
    double standby_w = 0.0;     // control gear, 8,760 h a year
};
double lamp_energy_kwh(const LampGroup& group); // a year

// Fuel burnt while queueing, litres a day: vehicles x delay x idle rate.
double idle_fuel_l_per_day(double vehicles_per_day, double delay_s, double idle_l_per_hour);
// Energy of an electric car from the socket, kWh: km / (km per kWh) (1 + loss).
double electric_car_kwh(double km, double km_per_kwh, double loss_share);

} // namespace tp
