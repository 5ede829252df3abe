// model/utci.h - universal thermal climate index: how warm it feels outdoors, as one temperature.
//
// Source: Broede et al. (2012) Int. J. Biometeorology 56, the polynomial of degree six in UTCI_a002 (COST action 730), with
// Hardy's (1998) saturation vapour pressure. Range of validity: air -50..50 degC, radiant minus air -30..70 K, wind at 10 m
// 0.5..17 m/s; outside it the value is NaN.
#pragma once

namespace tp {

double utci_c(double air_temperature_c, double mean_radiant_temperature_c, double wind_speed_10m_m_s, double relative_humidity_pct);

} // namespace tp
