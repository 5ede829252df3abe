// city/layers_of_city.h - a City back to feature layers, in its own CRS: for the export, and for what reads it again.
//
// Names and columns are those that the tables of roles know (data/roles/own_export.toml), so that an import of the export
// gives the same objects: buildings, roads, crossings, signals, stops, sidewalks, zones, population (total, children,
// working, older: one layer each), crashes, devices, trees, facilities, water, green, road_surfaces, sidewalk_surfaces, boundary,
// parking, flood. What is unknown is missing, and so is what the import derived: a height that was assumed or taken from the
// levels stands in height_used_m only, with height_from saying which. Terrain, models, pictures and weather are no features.
#pragma once

#include "city/city.h"
#include "city/feature_layer.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tp {

// What the file said of an object, name and value; may be empty. Names that the layer has already are left out.
using AttributesOf = std::function<std::vector<std::pair<std::string, std::string>>(const Origin&)>;

// Layers with at least one feature. A layer of mixed kinds comes as one per kind with the same name.
std::vector<FeatureLayer> layers_of_city(const City& city, const AttributesOf& attributes = {});

const char* use_name(BuildingUse use); // "residential"; empty for unknown
const char* road_class_name(RoadClass road_class);
const char* device_kind_name(DeviceKind kind);
const char* leaf_name(Leaf leaf); // "broad"; empty for unknown

} // namespace tp
