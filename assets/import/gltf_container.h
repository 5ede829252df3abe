// import/gltf_container.h - the chunks of a .glb (glTF 2.0, section 4).
#pragma once

#include "import/gltf_document.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct GltfChunks {
    std::string_view json;
    std::optional<std::string_view> binary;
    bool is_binary = false; // a .glb
};

// A .gltf is all JSON. A byte order mark is taken off and named.
GltfChunks split_gltf(std::string_view bytes, std::vector<GltfProblem>& problems);

} // namespace tp
