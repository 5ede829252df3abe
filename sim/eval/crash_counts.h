// eval/crash_counts.h - a city's own crash counts, given to its crossings.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "eval/crash_sites.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// Complete counts: crash points of pedestrians with their year. A point belongs to the nearest crossing within
// crash_match_m; the others (mid-block) belong to none and are only counted.
struct CompleteCounts {
    int years = 0;                          // first to last year that occurs, both included
    std::vector<std::int32_t> at_crossing;  // crashes by crossing
    std::int64_t matched = 0, unmatched = 0;
};
// Nothing where the city has no pedestrian crash points or their years are not known.
std::optional<CompleteCounts> complete_counts(const City& city, const Catalogue& catalogue);

// Hot spots of one group: left-truncated records (SCIENCE A7.1). Groups overlap, so one group is used, never a sum.
struct HotSpot {
    std::vector<std::uint32_t> crossings; // inside the polygon
    int count = 0;
};
struct HotSpots {
    CrashGroup group = CrashGroup::pedestrian;
    double share = 1.0;  // of all pedestrian crashes
    double years = 1.0;  // one record sums up
    int periods = 1;     // different years that records of the group name
    int threshold = 1;   // smallest count of the group in this city's file
    std::vector<HotSpot> spots;               // those that hold a crossing
    std::vector<std::vector<std::uint32_t>> of_crossing; // spots by crossing
};
const char* crash_group_id(CrashGroup group); // "elderly_pedestrian"
// The group with the largest share of pedestrian crashes (factors crash_group_share:*) that holds a crossing; nothing
// where there is none. Groups without a share (e.g. municipal, which includes vehicles) are not used.
std::optional<HotSpots> hot_spots(const City& city, const Catalogue& catalogue);

} // namespace tp
