// import/assimp.h - OBJ, STL, PLY, FBX, Collada, 3DS and Draco's glTF through Assimp, from memory.
//
// Only the importers of these seven formats are registered. Assimp opens what it is handed and SourceFile::beside gives,
// never the file system. What lets its parsers recurse or allocate without end is looked for before: depth of XML and of
// FBX nodes (128), counts of PLY and binary STL against the bytes that are there.
#pragma once

#include "import/mesh.h"

namespace tp {

// Units and up axis: Collada by its <asset>, FBX by UnitScaleFactor and UpAxis, glTF metres and y up; the others name
// neither (note mesh_units: metres, and z up as the file has it). Their triangles are seen from both sides, as none of them says otherwise.
// Refusals: mesh_cannot_read with Assimp's own words, mesh_too_deep, mesh_too_large, gltf_* none.
Result<std::size_t> add_with_assimp(MeshBuilder& builder, const MeshSource& source, std::uint32_t number);

// The endings of the registered importers, for tests: one text per importer.
std::vector<std::string> assimp_importers();

} // namespace tp
