// model/hsm.h - expected crashes per year in the form of the Highway Safety Manual, chapter 12 (urban and suburban arterials).
//
// Source: AASHTO Highway Safety Manual, 1st edition (2010), chapter 12: equations 12-7, 12-10 to 12-29 and their tables.
// The coefficients were read in the open program cpm (tariqshihadah/cpm @ b04cf808), which cites those tables; the book
// itself was not opened. Limits: United States data, fitted up to 67,700 (four legs) and 58,100 (three legs) vehicles a
// day on the major road and 34,200 pedestrians a day; every use needs a local calibration factor (model/calibration.h).
#pragma once

#include <span>

namespace tp {

struct HsmSignalisedSite {
    bool four_leg = true;
    double major_veh_per_day = 0.0;   // > 0, both directions
    double minor_veh_per_day = 0.0;   // > 0
    double pedestrians_per_day = 0.0; // > 0, crossing all legs
    double lanes_crossed = 0.0;       // most lanes crossed in one movement without a refuge
};

// Vehicle-pedestrian crashes per year at a signalised intersection, base condition, equation 12-29:
// exp(a + b ln(major + minor) + c ln(minor / major) + d ln(pedestrians) + e lanes). Arguments must be positive.
double hsm_signalised_pedestrian(const HsmSignalisedSite& site);
// Overdispersion k of that model: variance = mean + k mean^2 (0.24 four legs, 0.52 three).
double hsm_overdispersion(bool four_leg);
// True where the traffic volumes lie inside the range that the model was fitted on.
bool hsm_signalised_within_limits(const HsmSignalisedSite& site);

// Factors on equation 12-29 for what lies within 1,000 ft (305 m): tables 12-28, 12-29, 12-30.
double hsm_bus_stop_factor(int stops);            // 1 | 1-2: 2.78 | 3 and more: 4.15
double hsm_school_factor(bool school);            // 1 | 1.35
double hsm_alcohol_factor(int sales_places);      // 1 | 1-8: 1.12 | 9 and more: 1.56

enum class HsmIntersection { three_stop, four_stop, three_signal, four_signal };
// Vehicle crashes per year (multiple + single vehicle, no pedestrians, base condition), equations 12-21 and 12-24.
double hsm_intersection_vehicle(HsmIntersection type, double major_veh_per_day, double minor_veh_per_day);
// Vehicle-pedestrian crashes of a stop-controlled intersection: vehicle crashes x 0.021 (three legs) or 0.022 (four),
// equation 12-30. `type` must be three_stop or four_stop.
double hsm_stop_pedestrian(HsmIntersection type, double vehicle_crashes_per_year);

// 2U two lanes; 3T with a turning lane; 4U and 4D four lanes, undivided and divided; 5T four lanes and a turning lane.
enum class HsmSegment { two_undivided, three_turn_lane, four_undivided, four_divided, five_turn_lane };
HsmSegment hsm_segment_type(int lanes, bool divided); // nearest type: 2 -> 2U, 3 -> 3T, 4 -> 4U or 4D, 5 and more -> 4D or 5T

// Vehicle crashes per year of a road segment without driveways (multiple + single vehicle, base condition), equations
// 12-10 and 12-13. length_m is converted to miles.
double hsm_segment_vehicle(HsmSegment type, double veh_per_day, double length_m);
// Crashes at driveways per year, equation 12-16. `driveways` counts seven kinds in the order of table 12-7: commercial
// large and small, industrial large and small, residential large and small, other.
double hsm_segment_driveway(HsmSegment type, double veh_per_day, std::span<const double, 7> driveways);
// Vehicle-pedestrian crashes of a segment: vehicle crashes (driveways included) x f_ped, equation 12-19 and table 12-8.
// The table splits at 30 mph = 48.28 km/h: a 50 km/h street is in the upper class.
double hsm_segment_pedestrian(HsmSegment type, double vehicle_crashes_per_year, double speed_limit_kmh);
double hsm_segment_overdispersion(HsmSegment type); // of the multiple-vehicle model, used for its pedestrian share too

} // namespace tp
