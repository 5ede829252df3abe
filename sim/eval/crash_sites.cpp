#include "eval/crash_sites.h"

#include "core/parallel.h"
#include "eval/factors.h"
#include "eval/point_grid.h"
#include "model/hsm.h"
#include "model/traffic.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace tp {
namespace {

constexpr double k_z_95 = 1.6448536269514722;
constexpr double k_resident_radius_m = 400.0; // of the pedestrian classes (model/traffic.h)

double ln_sd_of(const Estimate& e) { return e.low > 0.0 && e.high > e.low ? std::log(e.high / e.low) / (2.0 * k_z_95) : 0.0; }

struct Volume {
    double value = 0.0, ln_sd = 0.0;
    bool assumed = false;
};

// What the sites of one city share: the streets' volumes, the junctions, what lies around.
struct Surroundings {
    const City& city;
    const Catalogue& catalogue;
    std::vector<Volume> volume;                          // by street edge
    std::vector<double> lanes;                           // by street edge
    std::vector<std::vector<std::uint32_t>> legs;        // street edges by node, by falling volume
    std::vector<std::int64_t> junction;                  // by crossing: node or -1
    std::vector<int> crossings_at;                       // by node
    PointGrid people, stops, schools;
};

std::vector<LocalPoint> school_places(const City& city) {
    std::vector<LocalPoint> at;
    for (std::size_t i = 0; i < city.facilities.size(); ++i)
        if (city.facilities.kind[i] == "school" || city.facilities.kind[i] == "kindergarten") at.push_back(city.facilities.at[i]);
    return at;
}

Volume street_volume(const City& city, const Catalogue& catalogue, std::size_t e) {
    float counted = city.streets.volume_veh_per_day[e];
    if (counted > 0.0f) return {static_cast<double>(counted), 0.0, false};
    auto table = vehicle_volume(catalogue, city.streets.road_class[e], city.streets.lanes[e]);
    if (!table || !(*table->value > 0.0)) table = vehicle_volume(catalogue, RoadClass::unknown, city.streets.lanes[e]);
    return {*table->value, ln_sd_of(*table), true};
}

Surroundings survey(const City& city, const Catalogue& catalogue) {
    auto schools = school_places(city);
    Surroundings s{city, catalogue, {}, {}, {}, {}, {}, PointGrid(city.people.at, city.people.total, 200.0),
                   PointGrid(city.stops.at, {}, 200.0), PointGrid(schools, {}, 200.0)};
    const Streets& streets = city.streets;
    s.legs.resize(streets.node.size());
    for (std::uint32_t e = 0; e < streets.size(); ++e) {
        s.volume.push_back(street_volume(city, catalogue, e));
        auto lanes = lanes_or_default(catalogue, streets.road_class[e], streets.lanes[e]);
        s.lanes.push_back(lanes.value_or(factor_value(catalogue, "default_lanes:unknown")));
        if (streets.road_class[e] == RoadClass::path || streets.road_class[e] == RoadClass::service) continue;
        s.legs[streets.from[e]].push_back(e);
        if (streets.to[e] != streets.from[e]) s.legs[streets.to[e]].push_back(e);
    }
    for (auto& legs : s.legs)
        std::ranges::stable_sort(legs, std::greater{}, [&](std::uint32_t e) { return s.volume[e].value; });
    double near_m = factor_value(catalogue, "crossing_junction_m");
    s.crossings_at.assign(streets.node.size(), 0);
    for (std::size_t c = 0; c < city.crossings.size(); ++c) {
        std::int64_t node = -1;
        if (city.crossings.edge[c] >= 0) {
            auto e = static_cast<std::size_t>(city.crossings.edge[c]);
            double along = static_cast<double>(city.crossings.along_m[c]), rest = length_m(streets.line[e]) - along;
            auto offer = [&](std::uint32_t n, double away) {
                if (away <= near_m && s.legs[n].size() >= 3) node = n;
            };
            if (along <= rest) offer(streets.to[e], rest), offer(streets.from[e], along); // the nearer end is asked last
            else offer(streets.from[e], along), offer(streets.to[e], rest);
        }
        s.junction.push_back(node);
        if (node >= 0) ++s.crossings_at[static_cast<std::size_t>(node)];
    }
    return s;
}

// ln-variance of `predicted` when each volume has a spread: first order, by its elasticities.
template <class F>
double volume_variance(F predicted, const CrashSite& site, double sd_major, double sd_minor, double sd_pedestrians) {
    constexpr double h = 0.01;
    double base = std::log(predicted(site)), sum = 0.0;
    auto add = [&](double CrashSite::*volume, double sd) {
        if (sd <= 0.0) return;
        CrashSite more = site;
        more.*volume *= std::exp(h);
        double elasticity = (std::log(predicted(more)) - base) / h;
        sum += elasticity * elasticity * sd * sd;
    };
    add(&CrashSite::major_veh_per_day, sd_major);
    add(&CrashSite::minor_veh_per_day, sd_minor);
    add(&CrashSite::pedestrians_per_day, sd_pedestrians);
    return sum;
}

double surroundings_factor(const Surroundings& s, LocalPoint at) {
    double radius_m = factor_value(s.catalogue, "bus_stops_radius_m"), f = 1.0;
    if (s.city.stops.size() > 0) f *= hsm_bus_stop_factor(static_cast<int>(s.stops.sum_within(at, radius_m)));
    if (s.city.facilities.size() > 0) f *= hsm_school_factor(s.schools.sum_within(at, radius_m) > 0.0);
    return f;
}

HsmSignalisedSite hsm_site(const CrashSite& site) {
    return {site.four_leg, site.major_veh_per_day, site.minor_veh_per_day, site.pedestrians_per_day, site.lanes};
}

CrashSite junction_site(const Surroundings& s, std::size_t c, bool signalised) {
    const auto& legs = s.legs[static_cast<std::size_t>(s.junction[c])];
    CrashSite site;
    site.form = signalised ? SiteForm::signal : SiteForm::stop;
    site.four_leg = legs.size() >= 4;
    site.shared_by = s.crossings_at[static_cast<std::size_t>(s.junction[c])];
    const Volume &major = s.volume[legs[0]], &minor = s.volume[legs[2]]; // two legs are the major road, the third the minor
    site.major_veh_per_day = major.value;
    site.minor_veh_per_day = std::min(minor.value, major.value);
    site.volume_assumed = major.assumed || minor.assumed;
    site.lanes = s.lanes[static_cast<std::size_t>(s.city.crossings.edge[c])];
    double residents = s.people.sum_within(s.city.crossings.at[c], k_resident_radius_m);
    const char* density = s.city.people.size() > 0 ? pedestrian_class(s.catalogue, residents) : "medium";
    auto walkers = pedestrian_volume(s.catalogue, density);
    site.pedestrians_per_day = walkers ? walkers->value.value_or(1.0) : 1.0;
    double k = 0.0, ln_variance = 0.0;
    if (signalised) {
        site.surroundings = surroundings_factor(s, s.city.crossings.at[c]);
        auto predicted = [](const CrashSite& x) { return hsm_signalised_pedestrian(hsm_site(x)); };
        site.within_limits = hsm_signalised_within_limits(hsm_site(site));
        site.predicted_per_year = predicted(site) * site.surroundings / site.shared_by;
        k = hsm_overdispersion(site.four_leg);
        ln_variance = volume_variance(predicted, site, major.ln_sd, minor.ln_sd, walkers ? ln_sd_of(*walkers) : 0.0);
    } else {
        auto type = site.four_leg ? HsmIntersection::four_stop : HsmIntersection::three_stop;
        auto predicted = [type](const CrashSite& x) {
            return hsm_stop_pedestrian(type, hsm_intersection_vehicle(type, x.major_veh_per_day, x.minor_veh_per_day));
        };
        site.predicted_per_year = predicted(site) / site.shared_by;
        k = hsm_overdispersion(site.four_leg); // the stop form states none for pedestrians: that of the signalised junction
        ln_variance = volume_variance(predicted, site, major.ln_sd, minor.ln_sd, 0.0);
    }
    double v = std::exp(ln_variance) - 1.0;
    site.overdispersion = (1.0 + k) * (1.0 + v) - 1.0;
    return site;
}

CrashSite segment_site(const Surroundings& s, std::size_t c) {
    CrashSite site;
    std::int32_t edge = s.city.crossings.edge[c];
    auto e = static_cast<std::size_t>(std::max(edge, 0));
    Volume volume;
    if (edge >= 0) volume = s.volume[e];
    else { // no street within reach of the import: the table's row for an unknown class
        auto table = vehicle_volume(s.catalogue, RoadClass::unknown, -1);
        volume = {*table->value, ln_sd_of(*table), true};
    }
    site.major_veh_per_day = volume.value;
    site.volume_assumed = volume.assumed;
    site.lanes = edge >= 0 ? s.lanes[e] : factor_value(s.catalogue, "default_lanes:unknown");
    RoadClass road_class = edge >= 0 ? s.city.streets.road_class[e] : RoadClass::unknown;
    double speed_kmh = edge >= 0 && s.city.streets.speed_kmh[e] > 0
                           ? s.city.streets.speed_kmh[e]
                           : factor_value_or(s.catalogue, std::string("default_speed_kmh:") + road_class_id(road_class),
                                             factor_value(s.catalogue, "default_speed_kmh:unknown"));
    HsmSegment type = hsm_segment_type(std::max(static_cast<int>(std::lround(site.lanes)), 2), s.city.crossings.refuge[c] == Tri::yes);
    double stretch_m = factor_value(s.catalogue, "crossing_stretch_m");
    auto predicted = [&](const CrashSite& x) {
        return hsm_segment_pedestrian(type, hsm_segment_vehicle(type, x.major_veh_per_day, stretch_m), speed_kmh);
    };
    site.predicted_per_year = predicted(site);
    double v = std::exp(volume_variance(predicted, site, volume.ln_sd, 0.0, 0.0)) - 1.0;
    site.overdispersion = (1.0 + hsm_segment_overdispersion(type)) * (1.0 + v) - 1.0;
    return site;
}

} // namespace

std::vector<CrashSite> crash_sites(const City& city, const Catalogue& catalogue, int threads) {
    if (city.crossings.size() == 0 || city.streets.size() == 0) return {};
    Surroundings s = survey(city, catalogue);
    double signal_lanes = factor_value(catalogue, "signal_assumed_lanes");
    std::vector<CrashSite> sites(city.crossings.size());
    parallel_for(sites.size(), threads, [&](std::size_t c) {
        std::int32_t edge = city.crossings.edge[c];
        bool known = city.crossings.signal[c] != Tri::unknown;
        bool signalised = known ? city.crossings.signal[c] == Tri::yes : edge >= 0 && s.lanes[static_cast<std::size_t>(edge)] >= signal_lanes;
        sites[c] = s.junction[c] >= 0 ? junction_site(s, c, signalised) : segment_site(s, c);
        sites[c].signal_assumed = !known;
    });
    return sites;
}

} // namespace tp
