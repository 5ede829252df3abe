// import/assimp_guard.h - what is looked for in a file before Assimp's recursive parsers see it.
#pragma once

#include "core/result.h"

#include <string_view>

namespace tp {

// Well-formed, no DOCTYPE, at most 128 deep. Refusals: cannot_read with the line, mesh_too_deep.
Result<void> check_xml(std::string_view bytes);
// check_xml, and Collada's <accessor>s reach no further than the numbers of their arrays (Assimp would read beyond them).
// Refusals: those and mesh_cannot_read with the array.
Result<void> check_collada(std::string_view bytes);
// Nodes of an FBX, binary or text, at most 128 deep. Refusal: mesh_too_deep. What is damaged otherwise is Assimp's to say.
Result<void> check_fbx(std::string_view bytes);
// A PLY's header, each line as the format has it, and its elements against the bytes and the limits (those of a binary one
// walked through). Refusals: mesh_cannot_read with the line or element, mesh_too_large.
Result<void> check_ply(std::string_view bytes);

} // namespace tp
