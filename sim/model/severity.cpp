#include "model/severity.h"

#include "core/check.h"

#include <cmath>

namespace tp {

// std::log is not constexpr: ln 1.11 to all digits of a double.
constexpr double k_ln_odds_per_kmh = 0.10436001532424286;
constexpr double k_ms_per_kmh = 1.0 / 3.6;

double fatality_hussain2019(double impact_kmh) { return 1.0 / (1.0 + std::exp(-k_ln_odds_per_kmh * (impact_kmh - 59.0))); }
double fatality_rosen_sander2009(double impact_kmh) { return 1.0 / (1.0 + std::exp(6.9 - 0.090 * impact_kmh)); }

// Least squares on the logit of the published points, intercept and slope per km/h.
double fatality_tefft2013(double impact_kmh) {
    return 1.0 / (1.0 + std::exp(5.725455442334598 - 0.08902985671434388 * impact_kmh));
}
double severe_tefft2013(double impact_kmh) {
    return 1.0 / (1.0 + std::exp(4.621491254235253 - 0.08760407353747925 * impact_kmh));
}

double power_model(double before_kmh, double after_kmh, double exponent) {
    TP_CHECK(before_kmh > 0.0 && after_kmh >= 0.0);
    return std::pow(after_kmh / before_kmh, exponent);
}

double stopping_distance_m(double speed_kmh, double reaction_s, double deceleration_m_s2) {
    TP_CHECK(deceleration_m_s2 > 0.0);
    double v = speed_kmh * k_ms_per_kmh;
    return v * reaction_s + v * v / (2.0 * deceleration_m_s2);
}

double impact_speed_kmh(double speed_kmh, double reaction_s, double deceleration_m_s2, double distance_m) {
    double v = speed_kmh * k_ms_per_kmh;
    double braking_m = distance_m - v * reaction_s;
    if (braking_m <= 0.0) return speed_kmh;
    double squared = v * v - 2.0 * deceleration_m_s2 * braking_m;
    return squared > 0.0 ? std::sqrt(squared) / k_ms_per_kmh : 0.0;
}

} // namespace tp
