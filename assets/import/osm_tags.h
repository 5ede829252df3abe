// import/osm_tags.h - which role an OpenStreetMap object has, by its tags (wiki.openstreetmap.org/wiki/Map_features).
#pragma once

#include "city/feature_layer.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// One of the layers that an OSM file becomes.
enum class OsmLayer : std::uint8_t {
    none,
    buildings,
    building_parts,  // building:part, a piece of a building that is there too
    building_points, // nodes tagged as buildings: what they say joins the building around them
    roads,
    sidewalks,
    crossings,
    signals,
    stops,
    lamps,
    trees,
    tree_rows,
    water,
    streams,
    green,
    parking,
    landuse,
    facilities,
    cameras,
    enforcement,
    bumps,
    count
};
struct OsmLayerKind {
    const char* name;
    Role role;
    const char* subtype;
    std::vector<const char*> tags; // columns: keys that are kept as they are
};
const OsmLayerKind& osm_layer_kind(OsmLayer layer);

// The value of a tag, nullptr where the object has none.
using TagOf = std::function<const char*(const char* key)>;

// Whether the object is a line whatever its shape.
bool is_line(OsmLayer layer);
// building=no: an object that only says that it is no building.
bool says_no_building(const TagOf& tag);

OsmLayer layer_of_node(const TagOf& tag);
OsmLayer layer_of_way(const TagOf& tag, bool closed);
OsmLayer layer_of_area(const TagOf& tag); // closed way or multipolygon; none where only its outline matters

// Columns that are not a tag as it stands: name and value.
struct OsmValue {
    const char* column;
    std::string value;
};
std::vector<OsmValue> osm_values(OsmLayer layer, const TagOf& tag);

} // namespace tp
