// wire/export_request.h - what the parent asks a worker to write: layers, handed over in sealed memory, as one file.
//
// The message carries the layers' memory (wire/layers.h) as its descriptor. The answer is one byte 1 with the file's bytes as
// its descriptor, or a byte 0 and the reason as text.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tp {

enum class ExportFormat { geopackage, geojson };

std::vector<std::byte> write_export_request(ExportFormat format);
bool is_export_request(std::span<const std::byte> bytes); // no request to read begins like one
Result<ExportFormat> read_export_request(std::span<const std::byte> bytes); // error bad_format "wire.bad_request"

} // namespace tp
