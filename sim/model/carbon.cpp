#include "model/carbon.h"

#include "core/check.h"

#include <cmath>

namespace tp {

double grid_factor(const GridPath& path, int year) {
    int ahead = year > path.year ? year - path.year : 0;
    return path.kgco2e_per_kwh * std::pow(1.0 - path.decline_per_year, ahead);
}

double grid_factor_mean(const GridPath& path, int first_year, int years) {
    TP_CHECK(years > 0);
    double sum = 0.0;
    for (int i = 0; i < years; ++i) sum += grid_factor(path, first_year + i);
    return sum / years;
}

double carbon_avoided_kg(const CarbonLine& line) {
    return (line.baseline_per_year - line.project_per_year) * line.factor_kgco2e;
}

double carbon_avoided_kg(std::span<const CarbonLine> lines) {
    double sum = 0.0;
    for (const CarbonLine& line : lines) sum += carbon_avoided_kg(line);
    return sum;
}

double lamp_energy_kwh(const LampGroup& group) {
    double burning = group.power_w * group.hours_per_year * (1.0 - group.dimming_share);
    return group.lamps * (burning + group.standby_w * 8760.0) / 1000.0;
}

double idle_fuel_l_per_day(double vehicles_per_day, double delay_s, double idle_l_per_hour) {
    return vehicles_per_day * delay_s / 3600.0 * idle_l_per_hour;
}

double electric_car_kwh(double km, double km_per_kwh, double loss_share) {
    TP_CHECK(km_per_kwh > 0.0);
    return km / km_per_kwh * (1.0 + loss_share);
}

} // namespace tp
