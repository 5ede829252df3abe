// model/traffic.h - vehicles and pedestrians a day where nothing was counted: by road class and lanes, from the data table.
//
// Factors: "veh_per_day_per_lane:<class>", "default_lanes:<class>", "pedestrians_per_day:<density>" of data/factors. Own
// assumptions with a range; a count always comes first.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"

#include <optional>
#include <string>

namespace tp {

const char* road_class_id(RoadClass road_class); // "primary" ...

// Lanes of both directions: the street's own where known (> 0), else default_lanes:<class>; nothing if there is no row.
std::optional<double> lanes_or_default(const Catalogue& catalogue, RoadClass road_class, int lanes);

// Vehicles a day, both directions, of a street with `lanes` lanes (<= 0 unknown); nothing if the table lacks the class.
// low and high are 5 % and 95 %; source and verified are those of the row.
std::optional<Estimate> vehicle_volume(const Catalogue& catalogue, RoadClass road_class, int lanes);

// Pedestrians a day at a crossing by the residents within 400 m of it: classes low, medium_low, medium, medium_high, high
// (the five of HSM table 12-15), bounds in the factors "pedestrian_class_from:<class>" (persons within 400 m).
const char* pedestrian_class(const Catalogue& catalogue, double persons_within_400_m);
std::optional<Estimate> pedestrian_volume(const Catalogue& catalogue, const std::string& pedestrian_class);

} // namespace tp
