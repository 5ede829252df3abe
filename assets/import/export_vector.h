// import/export_vector.h - feature layers become the bytes of a GeoPackage or GeoJSON file, through GDAL and in memory.
#pragma once

#include "city/feature_layer.h"
#include "core/platform/process.h"
#include "core/result.h"
#include "wire/export_request.h"

#include <cstddef>
#include <span>
#include <string>

namespace tp {

// Layers of one name become one table with the columns of all. Whole numbers are integers. GeoJSON as RFC 7946 says:
// layers of one name, in EPSG:4326 (the caller's duty), nine decimals. Error bad_format with the reason as key.
Result<std::string> export_vector(std::span<const FeatureLayer> layers, ExportFormat format);

// The worker's answer to a request of wire/export_request.h; false: the parent is gone.
bool answer_export(std::span<const std::byte> request, const Descriptor& layers);

} // namespace tp
