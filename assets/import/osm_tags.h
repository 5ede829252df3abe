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
    roads,
    sidewalks,
    crossings,
    signals,
    stops,
    lamps,
    trees,
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
