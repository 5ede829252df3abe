// import/mesh_builder.h - triangles, materials and pictures of a 3D file as they are met, made into LayerModels.
//
// Dropped and counted: triangles without an area, and with a vertex that is not finite or beyond 1e9 m. Vertices that no
// triangle uses are not kept. Limits: 20 million triangles, 20 million vertices, 512 MiB of pictures.
#pragma once

#include "city/feature_layer.h"
#include "core/result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tp {

constexpr std::size_t k_mesh_triangle_limit = 20'000'000, k_mesh_vertex_limit = 20'000'000, k_mesh_node_limit = 1'000'000;
constexpr std::size_t k_mesh_depth_limit = 128;

struct MeshVertex {
    double x = 0, y = 0, z = 0; // metres, z up
    float u = 0, v = 0;         // v grows downwards
};

class MeshBuilder {
public:
    // The picture's number; -1 where it cannot be shown (noted). `key` names it: one that came before is not read again.
    std::int32_t texture(const std::string& key, const std::function<Result<std::string>()>& read);
    std::uint32_t material(const ModelMaterial& material);

    // Triangles that follow belong to this geometry. Numbers may be used again later.
    void geometry(std::uint32_t number) { m_geometry = number; }
    // False once a limit is passed: nothing more is taken, and full() says so.
    bool reserve(std::size_t vertices, std::size_t triangles);
    bool full() const { return m_full; }
    std::uint32_t vertex(const MeshVertex& v);
    void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t material);

    // A flat ring of corners, cut into triangles that keep its direction (ears; a fan where it crosses itself).
    void polygon(std::vector<std::uint32_t> ring, std::uint32_t material);

    std::size_t vertices() const { return m_vertices.size(); }
    std::size_t triangles() const { return m_triangles.size(); }
    MeshVertex& at(std::uint32_t i) { return m_vertices[i]; }
    // Mean of the vertices of a geometry that triangles use; every geometry below `count`.
    std::vector<std::array<double, 3>> centres(std::size_t count) const;

    // A model far from its own origin (over 10 km, as in map coordinates) is moved there by whole metres: note mesh_far
    // with the shift.
    void near_origin();
    void note(std::string_view code, const std::string& where, std::string_view done, std::int64_t count = 1);
    std::vector<ReportNote>& notes() { return m_notes; }

    // All but the instances; geometry g of the result is number g, some perhaps without triangles.
    LayerModels finish(std::size_t geometries);

private:
    struct Triangle {
        std::array<std::uint32_t, 3> corner;
        std::uint32_t material, geometry;
    };
    std::vector<MeshVertex> m_vertices;
    std::vector<Triangle> m_triangles;
    std::vector<ModelMaterial> m_materials;
    std::vector<Texture> m_textures;
    std::map<std::string, std::int32_t> m_texture_of;
    std::size_t m_texture_bytes = 0;
    std::uint32_t m_geometry = 0;
    bool m_full = false;
    std::vector<ReportNote> m_notes;
};

// A plain picture reference as files of a desktop program hold it ("file:///C:/maps/a.jpg"): as it is, else its last part
// beside the model, in lower or upper case too (noted).
Result<std::string> read_picture_beside(MeshBuilder& builder, const std::function<Result<std::string>(const std::string&)>& beside,
                                        const std::string& reference);

} // namespace tp
