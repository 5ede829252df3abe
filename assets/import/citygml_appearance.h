// import/citygml_appearance.h - textures and materials of a CityGML document, by the surfaces and rings they lie on.
//
// The first appearance that names a surface counts, whatever its theme. v of CityGML grows upwards from the picture's lower
// edge; faces get it turned.
#pragma once

#include "import/city_layers.h"
#include "import/xml_tree.h"

#include <string_view>
#include <unordered_map>

namespace tp {

struct GmlAppearance {
    struct RingTexture {
        std::uint32_t material = 0, coordinates = 0; // node whose text holds s t pairs
    };
    std::unordered_map<std::string_view, RingTexture> rings;        // by gml:id without '#'
    std::unordered_map<std::string_view, std::uint32_t> surfaces; // material by gml:id
};

// Reads all surface data of the document; notes what is not shown (georeferenced_texture, texture_missing).
GmlAppearance read_appearance(const XmlTree& tree, CityLayers& layers);

} // namespace tp
