// model/movement.h - closed forms of walking, waiting and car following; guards for the simulations that come later.
#pragma once

namespace tp {

// Weidmann (1993): v = v0 (1 - exp(-gamma (1/density - 1/jam))), 0 at and above the jam density; gamma 1.913 unverified.
struct WeidmannParameters {
    double free_speed_m_s = 1.34, gamma_per_m2 = 1.913, jam_density_per_m2 = 5.4;
};
double weidmann_speed_m_s(double density_per_m2, const WeidmannParameters& parameters = {});
double weidmann_flow_per_m_s(double density_per_m2, const WeidmannParameters& parameters = {}); // density x speed

// Intelligent driver model, Treiber, Hennecke and Helbing (2000) Phys. Rev. E 62: a (1 - (v/v0)^delta - (s*/s)^2) with
// s* = s0 + max(0, v T + v dv / (2 sqrt(a b))); m, s. approach_m_s = own speed - leader's.
struct IdmParameters {
    double desired_speed_m_s = 13.89, time_gap_s = 1.2, minimum_gap_m = 2.0;
    double acceleration_m_s2 = 1.2, braking_m_s2 = 2.0, exponent = 4.0;
};
double idm_acceleration_m_s2(double speed_m_s, double approach_m_s, double gap_m, const IdmParameters& parameters = {});
double idm_equilibrium_gap_m(double speed_m_s, const IdmParameters& parameters = {}); // speed below the desired one

// Mean wait at a pedestrian signal, uniform arrivals: (C - g)^2 / (2 C); g the time in which people may START.
double signal_pedestrian_delay_s(double cycle_s, double start_window_s);
// Pedestrian green in Korea: 7 s to enter + length / speed (1.0 m/s; 0.7 m/s in protection zones).
double korean_pedestrian_green_s(double length_m, double walking_m_s = 1.0);
// Mean wait for a gap t in Poisson traffic q (vehicles/s), Adams (1936): (exp(q t) - q t - 1) / q.
double gap_wait_s(double vehicles_per_s, double critical_gap_s);
// The same where each passing vehicle yields with probability p: F m / (1 - F (1 - p)), F = 1 - exp(-q t),
// m = 1/q - t exp(-q t) / F (own derivation, checked by simulation; p = 0 is Adams).
double gap_wait_with_yielding_s(double vehicles_per_s, double critical_gap_s, double yield_share);

} // namespace tp
