// import/gltf_models.h - the scene of a checked glTF document as triangles.
#pragma once

#include "import/gltf_read.h"
#include "import/mesh_builder.h"

#include <functional>
#include <string>

namespace tp {

struct GltfLook {
    ReadBeside beside;           // for pictures
    std::string place;           // of the document, so that two pictures "a.png" in two folders are two
    char up = 'y';               // glTF's own; 'x', 'z' where a tileset says so
    bool keep_features = false;  // geometry = first_geometry + the vertex's feature (_BATCHID), else first_geometry
    std::uint32_t first_geometry = 0, features = 1;
};

// Triangles of the default scene (of all roots where there is none), node transforms and instances applied, turned to z up.
// Notes: gltf_no_data (primitives whose accessors have no bytes), mesh_no_surface (points and lines), animations and morph
// targets that were not used. Returns the number of nodes that were walked.
std::size_t add_gltf(MeshBuilder& builder, const GltfDocument& document, const GltfLook& look);

} // namespace tp
