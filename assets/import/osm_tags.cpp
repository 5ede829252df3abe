#include "import/osm_tags.h"

#include "import/roles.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace tp {
namespace {

bool is(const TagOf& tag, const char* key, std::initializer_list<std::string_view> values) {
    const char* value = tag(key);
    return value && std::ranges::find(values, std::string_view(value)) != values.end();
}

bool has(const TagOf& tag, const char* key) {
    const char* value = tag(key);
    return value && std::string_view(value) != "no";
}

bool is_facility(const TagOf& tag) {
    return is(tag, "amenity",
              {"school", "kindergarten", "college", "university", "hospital", "clinic", "marketplace", "townhall",
               "library", "police", "fire_station", "community_centre", "social_facility", "childcare", "nursing_home",
               "place_of_worship"}) ||
           is(tag, "railway", {"station"}) || is(tag, "leisure", {"sports_centre", "stadium"});
}

// "30 mph" in km/h, "50" as it is.
std::string speed_of(std::string_view text) {
    auto number = number_of(text);
    if (!number) return {};
    constexpr double k_km_per_mile = 1.609344;
    return std::to_string(text.contains("mph") ? *number * k_km_per_mile : *number);
}

// "12", "12 m", "40 ft", "40'" in metres.
std::string length_of(std::string_view text) {
    auto number = number_of(text.substr(0, text.find('\'')));
    if (!number) return {};
    constexpr double k_m_per_foot = 0.3048;
    bool feet = text.contains("ft") || text.contains('\'');
    return std::to_string(feet ? *number * k_m_per_foot : *number);
}

void add_if(std::vector<OsmValue>& out, const char* column, std::string value) {
    if (!value.empty()) out.push_back({column, std::move(value)});
}

void add_road_values(std::vector<OsmValue>& out, const TagOf& tag) {
    if (const char* speed = tag("maxspeed")) add_if(out, "maxspeed", speed_of(speed));
    if (const char* width = tag("width")) add_if(out, "width_m", length_of(width));
    // Roundabouts and motorways run one way unless they say otherwise.
    bool implied = is(tag, "junction", {"roundabout", "circular"}) || is(tag, "highway", {"motorway"});
    if (const char* way = tag("oneway"))
        add_if(out, "oneway", way);
    else if (implied)
        out.push_back({"oneway", "yes"});
    if (const char* bridge = tag("bridge")) out.push_back({"bridge", std::string_view(bridge) == "no" ? "no" : "yes"});
    if (const char* tunnel = tag("tunnel"))
        out.push_back({"tunnel", std::string_view(tunnel) == "no" || std::string_view(tunnel) == "building_passage"
                                     ? "no"
                                     : "yes"});
    for (const char* key : {"sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"})
        if (const char* side = tag(key)) {
            bool no = std::string_view(side) == "no" || std::string_view(side) == "none";
            out.push_back({"sidewalk", no ? "no" : "yes"});
            if (!no) break;
        }
}

void add_crossing_values(std::vector<OsmValue>& out, const TagOf& tag) {
    if (is(tag, "crossing", {"traffic_signals"}) || is(tag, "crossing:signals", {"yes", "shared", "separate"}))
        out.push_back({"signal", "yes"});
    else if (is(tag, "crossing", {"uncontrolled", "zebra", "marked", "unmarked", "island"}) ||
             is(tag, "crossing:signals", {"no"}))
        out.push_back({"signal", "no"});
    if (is(tag, "crossing:island", {"yes"}) || is(tag, "crossing", {"island"}) ||
        is(tag, "traffic_calming", {"island"}))
        out.push_back({"refuge", "yes"});
    else if (is(tag, "crossing:island", {"no"}))
        out.push_back({"refuge", "no"});
    if (is(tag, "traffic_calming", {"table"})) out.push_back({"raised", "yes"});
}

} // namespace

const OsmLayerKind& osm_layer_kind(OsmLayer layer) {
    static const std::vector<const char*> k_building_tags{
        "building",   "building:part", "building:levels", "building:levels:underground", "building:min_level", "name",
        "roof:shape", "roof:levels",   "roof:material",   "roof:colour",                 "building:material",  "building:colour"};
    static const std::array<OsmLayerKind, static_cast<std::size_t>(OsmLayer::count)> k_kinds{{
        {"other", Role::none, "", {}},
        {"buildings", Role::buildings, "", k_building_tags},
        {"building_parts", Role::buildings, "part", k_building_tags},
        {"building_points", Role::building_table, "", k_building_tags},
        {"roads",
         Role::roads,
         "",
         {"highway", "name", "lanes", "lanes:forward", "lanes:backward", "layer", "surface", "footway", "cycleway", "lit"}},
        {"sidewalks", Role::sidewalks, "", {"highway", "name"}},
        {"crossings", Role::crossings, "", {"crossing"}},
        {"signals", Role::signals, "", {"traffic_signals"}},
        {"stops", Role::stops, "", {"name", "ref", "shelter"}},
        {"lamps", Role::lamps, "", {}},
        {"trees", Role::trees, "", {"species", "genus", "leaf_type"}},
        {"tree_rows", Role::trees, "row", {"species", "genus", "leaf_type"}},
        {"water", Role::water, "", {"name", "natural", "water"}},
        {"streams", Role::water, "stream", {"name", "waterway", "tunnel"}},
        {"green", Role::green, "", {"name", "leisure", "landuse", "natural"}},
        {"parking", Role::parking, "", {"name", "parking", "capacity"}},
        {"landuse", Role::landuse, "", {"name", "landuse"}},
        {"facilities", Role::facilities, "", {"name"}},
        {"cameras", Role::devices, "cctv", {"name"}},
        {"enforcement", Role::devices, "enforcement_camera", {"name"}},
        {"bumps", Role::devices, "speed_bump", {"traffic_calming"}},
    }};
    return k_kinds[static_cast<std::size_t>(layer)];
}

OsmLayer layer_of_node(const TagOf& tag) {
    if (is(tag, "highway", {"crossing"})) return OsmLayer::crossings;
    if (is(tag, "highway", {"traffic_signals"})) return OsmLayer::signals;
    if (is(tag, "highway", {"bus_stop"})) return OsmLayer::stops;
    if (is(tag, "highway", {"street_lamp"})) return OsmLayer::lamps;
    if (is(tag, "highway", {"speed_camera"})) return OsmLayer::enforcement;
    if (is(tag, "natural", {"tree"})) return OsmLayer::trees;
    if (is(tag, "man_made", {"surveillance"})) return OsmLayer::cameras;
    if (is(tag, "traffic_calming", {"bump", "hump", "table", "cushion"})) return OsmLayer::bumps;
    if (is(tag, "amenity", {"parking"})) return OsmLayer::parking;
    if (has(tag, "building")) return OsmLayer::building_points;
    if (is_facility(tag)) return OsmLayer::facilities;
    return tag("building") ? OsmLayer::building_points : OsmLayer::none;
}

bool is_line(OsmLayer layer) {
    return layer == OsmLayer::roads || layer == OsmLayer::sidewalks || layer == OsmLayer::streams || layer == OsmLayer::tree_rows;
}

bool says_no_building(const TagOf& tag) { return is(tag, "building", {"no"}); }

OsmLayer layer_of_area(const TagOf& tag) {
    if (has(tag, "building")) return OsmLayer::buildings;
    if (has(tag, "building:part")) return OsmLayer::building_parts;
    if (is(tag, "natural", {"water"}) || is(tag, "waterway", {"riverbank", "dock"}) ||
        is(tag, "landuse", {"reservoir", "basin"}))
        return OsmLayer::water;
    if (is(tag, "amenity", {"parking"})) return OsmLayer::parking;
    if (is_facility(tag)) return OsmLayer::facilities;
    if (is(tag, "leisure", {"park", "garden", "nature_reserve", "golf_course", "common", "dog_park"}) ||
        is(tag, "landuse",
           {"grass", "forest", "meadow", "recreation_ground", "village_green", "cemetery", "orchard", "vineyard"}) ||
        is(tag, "natural", {"wood", "grassland", "scrub", "heath", "wetland"}))
        return OsmLayer::green;
    if (is(tag, "landuse",
           {"residential", "commercial", "retail", "industrial", "farmland", "farmyard", "railway", "quarry",
            "construction", "military", "allotments"}))
        return OsmLayer::landuse;
    return tag("building") ? OsmLayer::buildings : OsmLayer::none; // building=no: left out there, with the reason
}

OsmLayer layer_of_way(const TagOf& tag, bool closed) {
    if (has(tag, "building")) return OsmLayer::buildings; // one that is not closed is left out there, with the reason
    if (has(tag, "building:part")) return OsmLayer::building_parts;
    if (is(tag, "footway", {"sidewalk"})) return OsmLayer::sidewalks;
    bool street = is(tag, "highway",
                     {"motorway",      "motorway_link",  "trunk",    "trunk_link",    "primary",      "primary_link",
                      "secondary",     "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
                      "living_street", "service",        "track",    "road",          "pedestrian",   "footway",
                      "path",          "cycleway",       "steps",    "bridleway"});
    if (street && !(closed && is(tag, "area", {"yes"}))) return OsmLayer::roads;
    if (is(tag, "waterway", {"river", "stream", "canal", "drain", "ditch"})) return OsmLayer::streams;
    if (is(tag, "natural", {"tree_row"})) return OsmLayer::tree_rows;
    if (closed) return layer_of_area(tag);
    return tag("building") ? OsmLayer::buildings : OsmLayer::none;
}

std::vector<OsmValue> osm_values(OsmLayer layer, const TagOf& tag) {
    std::vector<OsmValue> out;
    switch (layer) {
    case OsmLayer::buildings:
    case OsmLayer::building_parts:
    case OsmLayer::building_points:
        if (layer == OsmLayer::building_parts) out.push_back({"part", "yes"});
        if (const char* low = tag("min_height")) add_if(out, "min_height_m", length_of(low));
        if (const char* roof = tag("roof:height")) add_if(out, "roof_height_m", length_of(roof));
        for (const char* key : {"height", "building:height"})
            if (const char* height = tag(key); height && (out.empty() || std::string_view(out.back().column) != "height_m"))
                add_if(out, "height_m", length_of(height));
        break;
    case OsmLayer::roads:
        add_road_values(out, tag);
        break;
    case OsmLayer::crossings:
        add_crossing_values(out, tag);
        break;
    case OsmLayer::trees:
    case OsmLayer::tree_rows:
        if (const char* height = tag("height")) add_if(out, "height_m", length_of(height));
        if (const char* crown = tag("diameter_crown")) add_if(out, "crown_m", length_of(crown));
        break;
    case OsmLayer::facilities:
        for (const char* key : {"amenity", "railway", "leisure"})
            if (const char* kind = tag(key); kind && out.empty()) out.push_back({"kind", kind});
        break;
    default:
        break;
    }
    return out;
}

} // namespace tp
