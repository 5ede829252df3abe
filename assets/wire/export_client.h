// wire/export_client.h - the parent's side of an export: a worker process turns layers into the bytes of a file.
#pragma once

#include "city/feature_layer.h"
#include "core/result.h"
#include "wire/export_request.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace tp {

struct ExportOptions {
    std::filesystem::path worker; // empty: twinplan_import_worker beside the running program
    std::filesystem::path data;   // empty: data_folder()
    double seconds = 600;
    std::uint64_t answer_limit_bytes = std::uint64_t{8} << 30;
};

// Layers of one name become one table (GeoPackage); GeoJSON takes layers of one name only, and coordinates in EPSG:4326.
// Errors: unsupported "export.one_layer", io "export.failed" with the reason, not_found "wire.no_worker".
Result<std::vector<std::byte>> export_layers(std::span<const FeatureLayer> layers, ExportFormat format,
                                             const ExportOptions& options = {});

} // namespace tp
