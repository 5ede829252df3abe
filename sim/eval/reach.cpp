#include "eval/reach.h"

#include "eval/factors.h"
#include "model/traffic.h"
#include "uncertainty/draws.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_street_step_m = 50.0;
constexpr double k_limit_share = 1.3; // of the reach: beyond every sample's radius (5 standard deviations of 5 %)

WalkOptions walk_options(const Catalogue& catalogue) {
    WalkOptions options;
    for (std::size_t i = 0; i < options.default_lanes.size(); ++i)
        if (auto lanes = lanes_or_default(catalogue, static_cast<RoadClass>(i), -1)) options.default_lanes[i] = *lanes;
    options.default_lanes[static_cast<std::size_t>(RoadClass::path)] = 0.0; // no cars
    options.free_lanes = factor_value(catalogue, "jaywalk_max_lanes");
    options.lane_width_m = factor_value(catalogue, "crossing_lane_width_m");
    options.snap_m = factor_value(catalogue, "walk_snap_m");
    return options;
}

std::int64_t milli(double persons) { return std::isfinite(persons) && persons > 0.0 ? std::llround(persons * 1000.0) : 0; }

void count_people(const City& city, ReachModel& model) {
    const Population& people = city.people;
    std::int64_t all = 0, without_age = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        model.people_milli.push_back(milli(people.total[i]));
        model.older_milli.push_back(milli(people.older[i]));
        all += model.people_milli.back();
        if (!std::isfinite(people.older[i])) without_age += model.people_milli.back();
        if (!model.demand.place()[i].found()) model.off_graph_milli += model.people_milli.back();
    }
    model.has_people = all > 0;
    model.without_age_share = all > 0 ? static_cast<double>(without_age) / static_cast<double>(all) : 1.0;
    model.has_ages = model.has_people && model.without_age_share <= 0.05;
    model.cell_m = people.size() > 0 ? *std::ranges::max_element(people.cell_m) : 0.0f;
}

} // namespace

std::vector<LocalPoint> street_points(const City& city) {
    std::vector<LocalPoint> at;
    for (std::size_t e = 0; e < city.streets.size(); ++e) {
        if (city.streets.road_class[e] == RoadClass::motorway) continue;
        auto line = city.streets.line[e];
        double length = length_m(line);
        for (double along = 0.5 * std::min(k_street_step_m, length); along < length; along += k_street_step_m)
            at.push_back(point_along(line, along));
    }
    return at;
}

ReachModel make_reach_model(const City& city, const Catalogue& catalogue, std::uint64_t seed, int samples, int threads) {
    ReachModel model;
    model.graph = WalkGraph::build(city, walk_options(catalogue));
    bool residents = city.people.size() > 0;
    model.demand = Demand(model.graph, residents ? city.people.at : street_points(city), threads);
    if (residents) count_people(city, model);
    else {
        model.people_milli.assign(model.demand.size(), 0);
        model.older_milli.assign(model.demand.size(), 0);
        model.cell_m = static_cast<float>(k_street_step_m);
    }
    model.reach_m = factor_value(catalogue, "walk_reach_m");
    model.limit_mm = static_cast<std::uint32_t>(std::llround(model.reach_m * k_limit_share * 1000.0));
    double ln_sd = factor_value(catalogue, "walk_distance_scale_ln_sd");
    Stream s = stream(seed, "walk_distance_scale");
    for (int i = 0; i < samples; ++i) {
        double radius_m = model.reach_m * std::exp(-ln_sd * normal(s, static_cast<std::uint64_t>(i)));
        model.radius_mm.push_back(std::min(model.limit_mm, static_cast<std::uint32_t>(std::llround(radius_m * 1000.0))));
    }
    return model;
}

} // namespace tp
