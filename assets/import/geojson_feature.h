// import/geojson_feature.h - what the reader of whole GeoJSON texts and the one of large files share.
#pragma once

#include "import/layer_builder.h"

#include <simdjson.h>

namespace tp {

// One element of "features" as feature `row`; left out with its reason where it is none.
void add_geojson_feature(LayerBuilder& builder, simdjson::dom::element feature, std::uint32_t row);

// CRS of a layer from the name in the member "crs"; empty: WGS 84 longitude/latitude.
void say_geojson_crs(FeatureLayer& layer, const std::string& crs);

} // namespace tp
