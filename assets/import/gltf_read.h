// import/gltf_read.h - a .gltf or .glb: container, JSON and buffers, read and checked as the glTF 2.0 specification has it.
#pragma once

#include "core/result.h"
#include "import/gltf_document.h"

#include <functional>
#include <string>
#include <string_view>

namespace tp {

using ReadBeside = std::function<Result<std::string>(const std::string& reference)>;

// Problems of an asset that can be read all the same stay in GltfDocument::problems; what Khronos' validator calls an
// error has its code there. Refusals, with the JSON pointer or byte as place: gltf_* (see gltf_is_fatal), uri_missing (a
// buffer is not there), gltf_needs_extension.
Result<GltfDocument> read_gltf(std::string_view bytes, const ReadBeside& beside);

// Whether nothing that is shown can be read once this was found; the others are mended by not using what is wrong.
bool gltf_is_fatal(std::string_view code);

// "data:[mime][;base64],..." -> bytes; nullopt where it is not well-formed. `mime` in lower case.
std::optional<std::string> decode_data_uri(std::string_view uri, std::string& mime);

} // namespace tp
