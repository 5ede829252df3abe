// import/gdal_geometry.h - one geometry of GDAL (of a file, of well-known text) into a LayerBuilder.
#pragma once

#include "import/layer_builder.h"

#include <string_view>

class OGRGeometry;

namespace tp {

// Adds the geometry to the feature that is begun; arcs become lines of short pieces. Of a collection the geometries of
// the highest dimension are taken (note collection_reduced where others were there). Returns the kind; none: nothing
// usable.
GeometryKind add_ogr_geometry(LayerBuilder& builder, const OGRGeometry& geometry);

// Whether a text looks like well-known text: "POINT (1 2)", "SRID=5186;MULTIPOLYGON(...)".
bool is_wkt(std::string_view text);
// Well-known text into the builder; `epsg` becomes the number that stands before it as SRID, else stays. none: unreadable.
GeometryKind add_wkt_geometry(LayerBuilder& builder, std::string_view text, int& epsg);

} // namespace tp
