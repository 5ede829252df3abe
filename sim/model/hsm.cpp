#include "model/hsm.h"

#include "core/check.h"

#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr double k_m_per_mile = 1609.344;
constexpr double k_speed_class_kmh = 48.28032; // 30 mph

// Coefficients in the order of the enums; the tables are those named in the header.
struct SignalTerms {
    double a, b, c, d, e, k;
};
constexpr SignalTerms k_three_leg{-6.60, 0.05, 0.24, 0.41, 0.09, 0.52};
constexpr SignalTerms k_four_leg{-9.53, 0.40, 0.26, 0.45, 0.04, 0.24};

struct Pair { // ln(major), ln(minor) slopes
    double a, b, c;
};
constexpr std::array k_intersection_multiple{Pair{-13.36, 1.11, 0.41}, Pair{-8.90, 0.82, 0.25}, Pair{-12.13, 1.11, 0.26}, Pair{-10.99, 1.07, 0.23}};
constexpr std::array k_intersection_single{Pair{-6.81, 0.16, 0.51}, Pair{-5.33, 0.33, 0.12}, Pair{-9.02, 0.42, 0.40}, Pair{-10.21, 0.68, 0.27}};

struct SegmentTerms {
    double a_multiple, b_multiple, k_multiple, a_single, b_single;
    double slow, fast;                // pedestrian share up to 30 mph, above
    std::array<double, 7> driveway;   // crashes per driveway at 15,000 vehicles a day
    double driveway_exponent;
};
constexpr std::array k_segment{
    SegmentTerms{-15.22, 1.68, 0.84, -5.47, 0.56, 0.036, 0.005, {0.158, 0.050, 0.172, 0.023, 0.083, 0.016, 0.025}, 1.000},
    SegmentTerms{-12.40, 1.41, 0.66, -5.74, 0.54, 0.041, 0.013, {0.102, 0.032, 0.110, 0.015, 0.053, 0.010, 0.016}, 1.000},
    SegmentTerms{-11.63, 1.33, 1.01, -7.99, 0.81, 0.022, 0.009, {0.182, 0.058, 0.198, 0.026, 0.096, 0.018, 0.029}, 1.172},
    SegmentTerms{-12.34, 1.36, 1.32, -5.05, 0.47, 0.067, 0.019, {0.033, 0.011, 0.036, 0.005, 0.018, 0.003, 0.005}, 1.106},
    SegmentTerms{-9.70, 1.17, 0.81, -4.82, 0.54, 0.030, 0.023, {0.165, 0.053, 0.181, 0.024, 0.087, 0.016, 0.027}, 1.172}};

const SegmentTerms& terms(HsmSegment type) { return k_segment[static_cast<std::size_t>(type)]; }

double spf(const Pair& p, double major, double minor) { return std::exp(p.a + p.b * std::log(major) + p.c * std::log(minor)); }

} // namespace

double hsm_signalised_pedestrian(const HsmSignalisedSite& site) {
    TP_CHECK(site.major_veh_per_day > 0.0 && site.minor_veh_per_day > 0.0 && site.pedestrians_per_day > 0.0);
    const SignalTerms& t = site.four_leg ? k_four_leg : k_three_leg;
    return std::exp(t.a + t.b * std::log(site.major_veh_per_day + site.minor_veh_per_day) +
                    t.c * std::log(site.minor_veh_per_day / site.major_veh_per_day) +
                    t.d * std::log(site.pedestrians_per_day) + t.e * site.lanes_crossed);
}

double hsm_overdispersion(bool four_leg) { return four_leg ? k_four_leg.k : k_three_leg.k; }

bool hsm_signalised_within_limits(const HsmSignalisedSite& site) {
    return site.major_veh_per_day <= (site.four_leg ? 67700.0 : 58100.0) && site.pedestrians_per_day <= 34200.0;
}

double hsm_bus_stop_factor(int stops) { return stops >= 3 ? 4.15 : stops >= 1 ? 2.78 : 1.0; }
double hsm_school_factor(bool school) { return school ? 1.35 : 1.0; }
double hsm_alcohol_factor(int sales_places) { return sales_places >= 9 ? 1.56 : sales_places >= 1 ? 1.12 : 1.0; }

double hsm_intersection_vehicle(HsmIntersection type, double major_veh_per_day, double minor_veh_per_day) {
    TP_CHECK(major_veh_per_day > 0.0 && minor_veh_per_day > 0.0);
    auto i = static_cast<std::size_t>(type);
    return spf(k_intersection_multiple[i], major_veh_per_day, minor_veh_per_day) +
           spf(k_intersection_single[i], major_veh_per_day, minor_veh_per_day);
}

double hsm_stop_pedestrian(HsmIntersection type, double vehicle_crashes_per_year) {
    TP_CHECK(type == HsmIntersection::three_stop || type == HsmIntersection::four_stop);
    return vehicle_crashes_per_year * (type == HsmIntersection::three_stop ? 0.021 : 0.022);
}

HsmSegment hsm_segment_type(int lanes, bool divided) {
    if (lanes <= 2) return HsmSegment::two_undivided;
    if (lanes == 3) return HsmSegment::three_turn_lane;
    if (divided) return HsmSegment::four_divided;
    return lanes == 4 ? HsmSegment::four_undivided : HsmSegment::five_turn_lane;
}

double hsm_segment_vehicle(HsmSegment type, double veh_per_day, double length_m) {
    TP_CHECK(veh_per_day > 0.0 && length_m > 0.0);
    const SegmentTerms& t = terms(type);
    double ln_volume = std::log(veh_per_day), ln_miles = std::log(length_m / k_m_per_mile);
    return std::exp(t.a_multiple + t.b_multiple * ln_volume + ln_miles) + std::exp(t.a_single + t.b_single * ln_volume + ln_miles);
}

double hsm_segment_driveway(HsmSegment type, double veh_per_day, std::span<const double, 7> driveways) {
    const SegmentTerms& t = terms(type);
    double sum = 0.0;
    for (std::size_t i = 0; i < driveways.size(); ++i) sum += driveways[i] * t.driveway[i];
    return sum * std::pow(veh_per_day / 15000.0, t.driveway_exponent);
}

double hsm_segment_pedestrian(HsmSegment type, double vehicle_crashes_per_year, double speed_limit_kmh) {
    const SegmentTerms& t = terms(type);
    return vehicle_crashes_per_year * (speed_limit_kmh <= k_speed_class_kmh ? t.slow : t.fast);
}

double hsm_segment_overdispersion(HsmSegment type) { return terms(type).k_multiple; }

} // namespace tp
