// import/geojson_geometry.h - one GeoJSON geometry object into a LayerBuilder; used for files and for cells of a table.
#pragma once

#include "import/layer_builder.h"

#include <simdjson.h>

namespace tp {

// Adds the geometry to the feature that is begun. Returns its kind; none: there is nothing usable, and `problem` is the
// code of a note ("no_geometry", "bad_geometry").
GeometryKind add_geojson_geometry(LayerBuilder& builder, simdjson::dom::element geometry, std::string_view& problem);

} // namespace tp
