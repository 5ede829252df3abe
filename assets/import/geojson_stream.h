// import/geojson_stream.h - a large FeatureCollection read piece by piece: memory is one window and the result.
#pragma once

#include "city/feature_layer.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// Fills up to `size` bytes, returns how many; 0 at the end.
using ReadBytes = std::function<std::size_t(char* to, std::size_t size)>;

// What read_geojson (import/readers.h) gives for the same text. nullopt: the text is no plain FeatureCollection in UTF-8,
// or something in it is damaged; then the reader of whole texts decides. `stem` names a collection without a name.
std::optional<std::vector<FeatureLayer>> read_geojson_stream(const ReadBytes& read, const std::string& stem);

} // namespace tp
