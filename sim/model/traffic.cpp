#include "model/traffic.h"

#include <array>

namespace tp {
namespace {

constexpr std::array k_pedestrian_classes{"high", "medium_high", "medium", "medium_low", "low"};

} // namespace

const char* road_class_id(RoadClass road_class) {
    switch (road_class) {
    case RoadClass::unknown: return "unknown";
    case RoadClass::motorway: return "motorway";
    case RoadClass::trunk: return "trunk";
    case RoadClass::primary: return "primary";
    case RoadClass::secondary: return "secondary";
    case RoadClass::tertiary: return "tertiary";
    case RoadClass::residential: return "residential";
    case RoadClass::service: return "service";
    case RoadClass::path: return "path";
    }
    return "unknown";
}

std::optional<double> lanes_or_default(const Catalogue& catalogue, RoadClass road_class, int lanes) {
    if (lanes > 0) return lanes;
    const Assumption* row = catalogue.assumption(std::string("default_lanes:") + road_class_id(road_class));
    return row ? row->estimate.value : std::nullopt;
}

std::optional<Estimate> vehicle_volume(const Catalogue& catalogue, RoadClass road_class, int lanes) {
    const Assumption* row = catalogue.assumption(std::string("veh_per_day_per_lane:") + road_class_id(road_class));
    auto lanes_used = lanes_or_default(catalogue, road_class, lanes);
    if (!row || !row->estimate.value || !lanes_used) return std::nullopt;
    Estimate volume = row->estimate;
    volume.value = *volume.value * *lanes_used;
    volume.low *= *lanes_used;
    volume.high *= *lanes_used;
    volume.unit = "veh/day";
    return volume;
}

const char* pedestrian_class(const Catalogue& catalogue, double persons_within_400_m) {
    for (const char* id : k_pedestrian_classes) {
        const Assumption* from = catalogue.assumption(std::string("pedestrian_class_from:") + id);
        if (from && from->estimate.value && persons_within_400_m >= *from->estimate.value) return id;
    }
    return k_pedestrian_classes.back();
}

std::optional<Estimate> pedestrian_volume(const Catalogue& catalogue, const std::string& pedestrian_class) {
    const Assumption* row = catalogue.assumption("pedestrians_per_day:" + pedestrian_class);
    if (!row || !row->estimate.value) return std::nullopt;
    return row->estimate;
}

} // namespace tp
