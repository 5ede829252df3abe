// import/gltf_parts.h - the parts of a glTF document, read in this order by import/gltf_read.cpp.
#pragma once

#include "import/gltf_container.h"
#include "import/gltf_members.h"
#include "import/gltf_read.h"

namespace tp {

// Buffers, buffer views, accessors. Error: gltf_io_error's own uri_missing.
void read_gltf_buffers(const GltfMembers& root, const GltfChunks& chunks, const ReadBeside& beside, GltfDocument& document);
// Images, textures, samplers, materials.
void read_gltf_looks(const GltfMembers& root, GltfDocument& document);
// Meshes, with what each attribute may be.
void read_gltf_meshes(const GltfMembers& root, GltfDocument& document);
// Cameras, skins, nodes, scenes.
void read_gltf_nodes(const GltfMembers& root, GltfDocument& document);
void check_gltf_animations(const GltfMembers& root, GltfDocument& document);
// The numbers in accessors: bounds, finite floats, indices, unit vectors.
void check_gltf_data(GltfDocument& document);

inline std::string pointer(std::string_view list, std::size_t i) { return '/' + std::string(list) + '/' + std::to_string(i); }

} // namespace tp
