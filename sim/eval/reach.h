// eval/reach.h - who lives within walking distance of a place: the city's part of the reach indicators.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "network/catchment.h"

#include <cstdint>
#include <vector>

namespace tp {

struct ReachModel {
    WalkGraph graph;
    Demand demand;                  // residents' places, or points along the streets where the city has no population
    bool has_people = false, has_ages = false;
    float cell_m = 0.0f;
    std::vector<std::int64_t> people_milli, older_milli; // by demand point, thousandths of a person
    double without_age_share = 0.0; // of the people
    std::int64_t off_graph_milli = 0; // people farther than walk_snap_m from every street
    double reach_m = 0.0;
    std::uint32_t limit_mm = 0;     // beyond the reach of every sample
    // Distances on the graph are uncertain by one common factor per sample: who lives within radius_mm[sample] is reached.
    std::vector<std::uint32_t> radius_mm;
};

ReachModel make_reach_model(const City& city, const Catalogue& catalogue, std::uint64_t seed, int samples, int threads);

// Points every 50 m along the streets that people walk on.
std::vector<LocalPoint> street_points(const City& city);

} // namespace tp
