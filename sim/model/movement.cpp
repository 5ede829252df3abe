#include "model/movement.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp {

double weidmann_speed_m_s(double density_per_m2, const WeidmannParameters& p) {
    if (density_per_m2 >= p.jam_density_per_m2) return 0.0;
    if (density_per_m2 <= 0.0) return p.free_speed_m_s;
    return p.free_speed_m_s * -std::expm1(-p.gamma_per_m2 * (1.0 / density_per_m2 - 1.0 / p.jam_density_per_m2));
}

double weidmann_flow_per_m_s(double density_per_m2, const WeidmannParameters& p) {
    return density_per_m2 * weidmann_speed_m_s(density_per_m2, p);
}

double idm_acceleration_m_s2(double speed_m_s, double approach_m_s, double gap_m, const IdmParameters& p) {
    TP_CHECK(gap_m > 0.0);
    double dynamic = speed_m_s * p.time_gap_s + speed_m_s * approach_m_s / (2.0 * std::sqrt(p.acceleration_m_s2 * p.braking_m_s2));
    double wanted = p.minimum_gap_m + std::max(0.0, dynamic);
    double crowding = wanted / gap_m;
    return p.acceleration_m_s2 * (1.0 - std::pow(speed_m_s / p.desired_speed_m_s, p.exponent) - crowding * crowding);
}

double idm_equilibrium_gap_m(double speed_m_s, const IdmParameters& p) {
    TP_CHECK(speed_m_s >= 0.0 && speed_m_s < p.desired_speed_m_s);
    double free = 1.0 - std::pow(speed_m_s / p.desired_speed_m_s, p.exponent);
    return (p.minimum_gap_m + speed_m_s * p.time_gap_s) / std::sqrt(free);
}

double signal_pedestrian_delay_s(double cycle_s, double start_window_s) {
    TP_CHECK(cycle_s > 0.0 && start_window_s >= 0.0 && start_window_s <= cycle_s);
    double red = cycle_s - start_window_s;
    return red * red / (2.0 * cycle_s);
}

double korean_pedestrian_green_s(double length_m, double walking_m_s) {
    TP_CHECK(walking_m_s > 0.0);
    return 7.0 + length_m / walking_m_s;
}

double gap_wait_s(double vehicles_per_s, double critical_gap_s) {
    if (vehicles_per_s <= 0.0) return 0.0;
    double qt = vehicles_per_s * critical_gap_s;
    return (std::expm1(qt) - qt) / vehicles_per_s;
}

double gap_wait_with_yielding_s(double vehicles_per_s, double critical_gap_s, double yield_share) {
    TP_CHECK(yield_share >= 0.0 && yield_share <= 1.0);
    double qt = vehicles_per_s * critical_gap_s;
    if (qt <= 0.0) return 0.0;
    double blocked = -std::expm1(-qt); // the next vehicle comes before the gap is long enough
    double mean_gap = 1.0 / vehicles_per_s - critical_gap_s * std::exp(-qt) / blocked;
    return blocked * mean_gap / (1.0 - blocked * (1.0 - yield_share));
}

} // namespace tp
