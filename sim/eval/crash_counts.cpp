#include "eval/crash_counts.h"

#include "eval/factors.h"
#include "eval/point_grid.h"

#include <algorithm>
#include <array>
#include <set>

namespace tp {
namespace {

bool holds(const Polygons& polygons, std::size_t i, LocalPoint p) {
    bool in = false;
    for (std::uint32_t ring = polygons.first_ring(i); ring < polygons.end_ring(i); ++ring)
        if (inside(polygons.rings[ring], p)) in = !in; // a hole takes out what the outer ring holds
    return in;
}

} // namespace

const char* crash_group_id(CrashGroup group) {
    constexpr std::array ids{"all", "pedestrian", "elderly_pedestrian", "child_pedestrian", "school_zone", "jaywalking", "holiday", "municipal", "child_cell"};
    return ids[static_cast<std::size_t>(group)];
}

std::optional<CompleteCounts> complete_counts(const City& city, const Catalogue& catalogue) {
    const Crashes& crashes = city.crashes;
    CompleteCounts result;
    result.at_crossing.assign(city.crossings.size(), 0);
    PointGrid crossings(city.crossings.at, {}, 100.0);
    double match_m = factor_value(catalogue, "crash_match_m");
    int first = 0, last = 0;
    for (std::size_t i = 0; i < crashes.size(); ++i) {
        if (crashes.kind[i] != CrashKind::point || crashes.group[i] != CrashGroup::pedestrian) continue;
        if (crashes.year[i] <= 0) return std::nullopt; // a count without its period is no rate
        first = first == 0 ? crashes.year[i] : std::min<int>(first, crashes.year[i]);
        last = std::max<int>(last, crashes.year[i]);
        int count = std::max(crashes.count[i], 1);
        std::int64_t c = crossings.nearest(crashes.at[i], match_m);
        (c >= 0 ? result.matched : result.unmatched) += count;
        if (c >= 0) result.at_crossing[static_cast<std::size_t>(c)] += count;
    }
    if (first == 0) return std::nullopt;
    result.years = last - first + 1;
    return result;
}

std::optional<HotSpots> hot_spots(const City& city, const Catalogue& catalogue) {
    const Crashes& crashes = city.crashes;
    std::optional<HotSpots> best;
    for (CrashGroup group : {CrashGroup::pedestrian, CrashGroup::elderly_pedestrian, CrashGroup::child_pedestrian}) {
        std::string id = crash_group_id(group);
        HotSpots found;
        found.group = group;
        found.share = factor_value_or(catalogue, "crash_group_share:" + id, 0.0);
        found.years = factor_value_or(catalogue, "hotspot_years:" + id, 0.0);
        if (!(found.share > 0.0 && found.years > 0.0) || (best && best->share >= found.share)) continue;
        found.of_crossing.resize(city.crossings.size());
        int threshold = 0;
        std::set<int> periods;
        for (std::size_t i = 0; i < crashes.size(); ++i) {
            if (crashes.kind[i] != CrashKind::hotspot || crashes.group[i] != group || crashes.count[i] <= 0) continue;
            threshold = threshold == 0 ? crashes.count[i] : std::min(threshold, crashes.count[i]);
            periods.insert(crashes.year[i]);
            HotSpot spot{{}, crashes.count[i]};
            for (std::uint32_t c = 0; c < city.crossings.size(); ++c)
                if (holds(crashes.area, i, city.crossings.at[c])) spot.crossings.push_back(c);
            if (spot.crossings.empty()) continue;
            for (std::uint32_t c : spot.crossings) found.of_crossing[c].push_back(static_cast<std::uint32_t>(found.spots.size()));
            found.spots.push_back(std::move(spot));
        }
        found.threshold = std::max(threshold, 1);
        found.periods = std::max(static_cast<int>(periods.size()), 1);
        if (!found.spots.empty()) best = std::move(found);
    }
    return best;
}

} // namespace tp
