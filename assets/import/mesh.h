// import/mesh.h - one 3D file of any format to triangles, and to the layer that it becomes.
#pragma once

#include "import/file_kind.h"
#include "import/gltf_document.h"
#include "import/mesh_builder.h"
#include "import/readers.h"

#include <string>

namespace tp {

struct MeshSource {
    FileKind kind = FileKind::unknown; // one of the kinds of 3D models
    std::string_view bytes;
    std::string place; // of the file, for pictures' names
    std::function<Result<std::string>(const std::string&)> beside;
};

// Adds the triangles of a file to geometry `number`, in metres, z up. Returns the number of nodes.
// Refusals: gltf_* (import/gltf_read.h), mesh_cannot_read with what Assimp says, mesh_too_deep, mesh_too_large.
Result<std::size_t> add_mesh(MeshBuilder& builder, const MeshSource& source, std::uint32_t number);

// One feature that stands nowhere yet, with columns name and nodes; role mesh.
FeatureLayer mesh_layer(MeshBuilder& builder, const std::string& name, std::size_t nodes);

// A document's problems as notes, each place behind the file's name.
void note_problems(MeshBuilder& builder, const GltfDocument& document, const std::string& file);

// The name of a file without its ending.
std::string stem_of_name(const std::string& name);

} // namespace tp
