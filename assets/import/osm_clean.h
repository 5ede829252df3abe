// import/osm_clean.h - OSM XML as Overpass exports it with "out geom", or in any order, made what the OSM format proper
// allows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tp {

// Keeps node, way and relation with their tag, nd and member elements; drops bounds inside ways, coordinates of nd and
// whatever stands inside member; puts nodes before ways before relations, each by id, one of each. nullopt: no
// well-formed XML, or one that declares entities.
std::optional<std::string> clean_osm_xml(std::string_view xml);

} // namespace tp
