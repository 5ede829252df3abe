#include "import/mesh.h"

#include "import/assimp.h"
#include "import/gltf_models.h"
#include "import/layer_builder.h"
#include "import/part_of.h"

#include <algorithm>

namespace tp {
namespace {

Result<std::size_t> add_gltf_file(MeshBuilder& builder, const MeshSource& source, std::uint32_t number) {
    auto document = read_gltf(source.bytes, source.beside);
    if (!document) return std::unexpected(document.error());
    note_problems(builder, *document, "");
    if (document->metadata) builder.note("mesh_metadata", "", "");
    if (document->draco) return add_with_assimp(builder, source, number);
    GltfLook look;
    look.beside = source.beside;
    look.place = source.place;
    look.first_geometry = number;
    std::size_t before = builder.triangles();
    std::size_t nodes = add_gltf(builder, *document, look);
    for (const GltfBuffer& buffer : document->buffers)
        if (!buffer.refused.empty() && builder.triangles() == before && !document->meshes.empty()) return refuse("uri_outside", buffer.refused);
    return nodes;
}

} // namespace

void note_problems(MeshBuilder& builder, const GltfDocument& document, const std::string& file) {
    for (const GltfProblem& problem : document.problems) {
        const char* done = problem.code == "uri_outside" ? "missing" : problem.code == "gltf_value_not_in_list" ? "" : "repaired"; // the validator's warning
        builder.note(problem.code, file + problem.where, done);
    }
}

std::string stem_of_name(const std::string& name) { return name.substr(0, std::min(name.find_last_of('.'), name.size())); }

Result<std::size_t> add_mesh(MeshBuilder& builder, const MeshSource& source, std::uint32_t number) {
    builder.geometry(number);
    auto nodes = source.kind == FileKind::gltf ? add_gltf_file(builder, source, number) : add_with_assimp(builder, source, number);
    if (builder.full()) return refuse("mesh_too_large");
    return nodes;
}

FeatureLayer mesh_layer(MeshBuilder& builder, const std::string& name, std::size_t nodes) {
    FeatureLayer layer;
    layer.role = Role::mesh;
    layer.layer = name;
    layer.geometry = GeometryKind::point;
    bool empty = builder.triangles() == 0;
    builder.near_origin();
    layer.notes = std::move(builder.notes());
    for (const ReportNote& note : layer.notes) layer.repaired = std::max<std::int64_t>(layer.repaired, !note.done.empty() && note.done != "left_out" ? 1 : 0);
    layer.in = 1;
    layer.encoding = "UTF-8";
    if (empty) {
        layer.left_out = 1;
        layer.repaired = 0;
        add_note(layer.notes, "mesh_nothing_to_show", name, "left_out");
        return layer;
    }
    layer.models = builder.finish(1);
    layer.models.instances.push_back({});
    layer.models.instances.back().in_place = 0;
    layer.needs_place = true;
    layer.feature_begin = {0, 0};
    layer.row = {0};
    layer.columns.push_back({"name", false, {name}, {}});
    layer.columns.push_back({"nodes", true, {}, {static_cast<double>(nodes)}});
    add_note(layer.notes, "needs_place", name, "");
    return layer;
}

LayersOrRefusal read_mesh(SourceFile& source, FileKind kind) {
    if (auto owner = placed_by_kml(source)) return refuse("part_of_model", *owner);
    if (auto owner = tileset_of(source)) return refuse("part_of_tileset", *owner);
    MeshBuilder builder;
    auto nodes = add_mesh(builder, {kind, source.bytes, "", source.beside}, 0);
    if (!nodes) return std::unexpected(nodes.error());
    std::vector<FeatureLayer> out;
    out.push_back(mesh_layer(builder, stem_of_name(source.name), *nodes));
    return out;
}

} // namespace tp
