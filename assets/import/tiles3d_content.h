// import/tiles3d_content.h - what stands in one tile: b3dm, i3dm, cmpt, glTF.
#pragma once

#include "import/mesh_builder.h"
#include "import/tiles3d.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace tp {

using TileValue = std::variant<double, std::string>;

// One feature: a geometry where it is, or placed by `matrix` (model metres, z up, to the tileset's root).
struct TileFeature {
    std::string tile;
    std::uint32_t geometry = 0;
    bool placed = false;
    TileMatrix matrix = k_tile_identity;
    std::map<std::string, TileValue> values;
};

class TileContents {
public:
    TileContents(MeshBuilder& builder, const ReadTile& read) : m_builder(builder), m_read(read) {}

    // Adds what a content holds; false where it yields no feature. What cannot be read is a note of the builder.
    bool add(const TileContent& content);

    std::vector<TileFeature>& features() { return m_features; }
    std::uint32_t geometries() const { return m_geometries; }

private:
    struct Table; // a feature or batch table
    void add_bytes(std::string_view bytes, const TileContent& content, std::size_t depth);
    void add_batched(std::string_view bytes, const TileContent& content);
    void add_instanced(std::string_view bytes, const TileContent& content);
    void add_composite(std::string_view bytes, const TileContent& content, std::size_t depth);
    // Triangles of a glTF from its own axes through `matrix`; false where it cannot be read (noted).
    bool add_model(std::string_view bytes, const std::string& uri, char up, const TileMatrix& matrix, std::uint32_t geometry, std::uint32_t features);
    void leave_out(const Error& why, const std::string& uri);

    MeshBuilder& m_builder;
    const ReadTile& m_read;
    std::vector<TileFeature> m_features;
    std::map<std::string, std::uint32_t> m_model_of; // uri of an instanced model -> geometry
    std::uint32_t m_geometries = 0;
};

bool is_on_earth(const std::array<double, 3>& p); // metres from the earth's centre: 6.3 to 6.45 million

} // namespace tp
