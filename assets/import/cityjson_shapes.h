// import/cityjson_shapes.h - geometry objects of CityJSON as faces: boundaries, semantics, materials and textures, which are
// nested alike.
#pragma once

#include "import/city_layers.h"

#include <simdjson.h>

namespace tp {

// Vertices, materials and textures of a document (or of one CityJSONFeature).
struct JsonPool {
    std::vector<std::array<double, 3>> vertices; // transformed; NaN: unusable
    std::vector<std::uint32_t> materials;        // CityLayers::material by the document's number
    std::vector<std::uint32_t> textures;         // the same, for pictures; 0: missing
    std::vector<std::array<float, 2>> uv;        // as CityJSON has them: v grows upwards
};

struct JsonTransform {
    std::array<double, 3> scale{1, 1, 1}, translate{};
    bool given = false;
};
JsonTransform read_transform(simdjson::dom::element document);
// A list of [x, y, z]; what is no such triple, not finite or beyond 1e9 becomes NaN. `transform` null: as they are.
std::vector<std::array<double, 3>> read_vertices(simdjson::dom::element list, const JsonTransform* transform);
// Materials, textures and texture coordinates of the member "appearance".
void read_json_appearance(simdjson::dom::element document, CityLayers& layers, JsonPool& pool);

struct JsonFaults { // faces left out or shown without texture, by reason
    std::int64_t bad_index = 0, bad_face = 0, bad_texture_coordinates = 0;
};

// Level of detail in tenths ("2.2" and 2.2 are 22), -1 where none is stated.
int json_lod(simdjson::dom::element geometry);
// The faces of a MultiSurface, CompositeSurface, Solid, MultiSolid or CompositeSolid; false: another type or no boundaries.
bool add_json_faces(simdjson::dom::element geometry, const JsonPool& pool, FaceSet& out, JsonFaults& faults);

} // namespace tp
