// import/model_builder.h - faces in space become triangles of LayerModels, repaired and counted.
//
// A face is projected along the main axis of its normal (Newell's sum over its rings' vectors), its holes joined and its
// ears clipped (geo/polygon.h). Dropped: repeated vertices (silently where they only close a ring), faces without area
// (degenerate_face), faces twice in an object (duplicate_face), holes outside of their ring (hole_outside). A shell whose
// edges all meet in opposite directions is closed: seen from outside only, and turned where its volume is negative
// (turned_inside_out); other shells are seen from both sides.
#pragma once

#include "city/feature_layer.h"
#include "geo/polygon.h"
#include "import/face_set.h"
#include "import/picture_store.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace tp {

class ModelBuilder {
public:
    // `materials` as FaceSet::Face::material counts them; both must outlive the builder.
    ModelBuilder(const std::vector<SourceMaterial>& materials, PictureStore& pictures) : m_source(materials), m_pictures(pictures) {}

    // The number of the new geometry; nullopt: no face has an area. `where` is the place for notes.
    std::optional<std::uint32_t> add(const FaceSet& faces, MetricScale scale, const std::string& where, std::vector<ReportNote>& notes);
    void place(const LayerModels::Instance& instance) { m_models.instances.push_back(instance); }
    LayerModels& models() { return m_models; }
    LayerModels take();
    std::int64_t closed_shells() const { return m_closed; }
    std::int64_t turned_shells() const { return m_turned; }

private:
    struct Vertex {
        std::uint32_t position;
        float u, v;
        friend bool operator==(const Vertex&, const Vertex&) = default;
    };
    struct Shell {
        bool closed = false, turned = false;
    };
    void number_positions(const FaceSet& faces);
    bool clean_face(const FaceSet& faces, const FaceSet::Face& face, std::vector<ReportNote>& notes, const std::string& where);
    bool is_twice(const std::vector<std::uint32_t>& corners);
    void triangulate_face(const FaceSet& faces, MetricScale scale, bool& crossed);
    void add_face(const FaceSet& faces, std::size_t face, MetricScale scale, const std::string& where, std::vector<ReportNote>& notes);
    void add_edges();
    Shell judge_shell(std::size_t first_triangle, const FaceSet& faces, MetricScale scale);
    void orient_holes();
    void emit(const FaceSet& faces);
    std::uint32_t material_of(std::uint32_t source, bool double_sided);

    const std::vector<SourceMaterial>& m_source;
    PictureStore& m_pictures;
    LayerModels m_models;
    bool m_any_uv = false;
    std::int64_t m_closed = 0, m_turned = 0;
    std::map<std::pair<std::uint32_t, bool>, std::uint32_t> m_materials;
    std::map<std::int32_t, std::int32_t> m_textures;

    // of the geometry under work
    std::vector<std::uint32_t> m_position, m_table; // by point; a hash table of points
    std::vector<std::uint64_t> m_faces_seen;
    std::vector<std::uint64_t> m_edges; // directed, of the shell under work
    Polygons m_flat;                    // the face under work, in its plane
    std::vector<std::uint32_t> m_corner; // point of the FaceSet, by point of m_flat
    std::vector<std::uint32_t> m_local;  // triangles of the face under work
    struct Triangle {
        std::array<std::uint32_t, 3> point;
        std::uint32_t material, shell;
    };
    std::vector<Triangle> m_triangles;
    std::vector<Shell> m_shells;
};

} // namespace tp
