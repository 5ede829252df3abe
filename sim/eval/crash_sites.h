// eval/crash_sites.h - what the crash model predicts at each crossing of a city, before any local calibration.
//
// A crossing within crossing_junction_m of a junction of three or more streets takes an equal share of that junction's
// pedestrian crashes; the others stand for crossing_stretch_m of their street:
//   signal     HSM equation 12-29 with its bus-stop and school factors (where the city has stops and schools)
//   stop       HSM vehicle crashes of the stop-controlled junction x pedestrian share (equation 12-30)
//   segment    HSM vehicle crashes of the stretch x f_ped (equation 12-19): the HSM has no model of mid-block crossings,
//              so this is the segment's, with or without a signal (SCIENCE: or stay silent; it is said in the evidence)
// Volumes that the city does not know come from the factors' tables; their spread widens the overdispersion.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"

#include <cstdint>
#include <vector>

namespace tp {

enum class SiteForm : std::uint8_t { signal, stop, segment };

struct CrashSite {
    SiteForm form = SiteForm::segment;
    bool four_leg = false;
    bool signal_assumed = false;  // the city does not know whether there is a signal
    bool volume_assumed = true;   // vehicles a day from the class table
    bool within_limits = true;    // volumes inside the range that the model was fitted on
    int shared_by = 1;            // crossings of the same junction
    double major_veh_per_day = 0, minor_veh_per_day = 0, pedestrians_per_day = 0, lanes = 0;
    double surroundings = 1;      // bus-stop and school factors
    double predicted_per_year = 0; // pedestrian crashes at this crossing, > 0
    double overdispersion = 0;     // k: variance = mean + k mean^2, the spread of assumed volumes included
};

// One site per crossing, in the order of City::crossings. The catalogue must hold the factors (check_factors).
std::vector<CrashSite> crash_sites(const City& city, const Catalogue& catalogue, int threads = 0);

} // namespace tp
