// model/severity.h - speed: how far a car runs, how fast it strikes, and how likely the struck person is to die.
//
// The curves differ threefold in absolute terms and agree within 6 points in relative terms: use ratios of one curve only,
// anchored to the country's own deaths per crash. Never quote an absolute risk from them.
#pragma once

namespace tp {

// Hussain et al. (2019) meta-analysis of 20 studies, Accident Analysis & Prevention 129: odds ratio 1.11 per km/h, median
// 59 km/h. 1 / (1 + exp(-ln 1.11 (v - 59))), v impact speed. Its published points 30/37/59/69/80 km/h = 5/10/50/75/90 %.
double fatality_hussain2019(double impact_kmh);
// Rosen and Sander (2009), AAP 41: 1 / (1 + exp(6.9 - 0.090 v)); adults, Germany 1999-2007 (coefficients unverified).
double fatality_rosen_sander2009(double impact_kmh);
// Tefft (2013), AAP 50: logistic fit by us to its published points 24.1/32.5/40.6/48.0/54.6 mph = 10/25/50/75/90 % of
// deaths, and 17.1/24.9/33.0/40.8/48.1 mph of severe (AIS 4+) injuries, missed by up to 2.5 points; age 70 equals age 30
// at +19 km/h.
double fatality_tefft2013(double impact_kmh);
double severe_tefft2013(double impact_kmh);

// Power model: factor on crashes of a severity when the mean speed changes, (after / before) ^ exponent. Nilsson (1982):
// 2 injury, 3 serious, 4 fatal crashes; Elvik (2009): 3.0 urban and 4.6 rural for deaths. Not for urban arterials as they
// are (Cameron and Elvik 2010).
double power_model(double before_kmh, double after_kmh, double exponent);

// Reaction path + braking path in m, constant deceleration: v t + v^2 / (2 a).
double stopping_distance_m(double speed_kmh, double reaction_s, double deceleration_m_s2);
// Speed at which the car reaches a point `distance_m` ahead, km/h; 0 where it stops before.
double impact_speed_kmh(double speed_kmh, double reaction_s, double deceleration_m_s2, double distance_m);

} // namespace tp
