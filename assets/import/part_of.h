// import/part_of.h - files that another file of the same folder reads: they are no data of their own.
#pragma once

#include "import/source_file.h"

#include <optional>
#include <string>

namespace tp {

// The KML beside (of the same name, or doc.kml) whose <Model> links to this file.
std::optional<std::string> placed_by_kml(const SourceFile& source);

// The tileset.json in the file's folder or above it, within what the user named, that names this file or finds it by a
// pattern ({level}) or through another tileset.
std::optional<std::string> tileset_of(const SourceFile& source);

// The model that a file without a reader of its own belongs to: a .mtl, or a .bin or picture of the same name as a model.
std::optional<std::string> model_of_part(const SourceFile& source);

} // namespace tp
