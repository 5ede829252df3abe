#include "view/gpu_mesh.h"

#include <span>
#include <vector>

namespace tp {

Result<GpuMesh> upload(GeometryPages& pages, const Mesh& mesh) {
    GpuMesh gpu;
    gpu.index_count = static_cast<std::uint32_t>(mesh.indices.size());
    gpu.from_size = mesh.indices_from_size;
    gpu.centre = mesh.centre_m;
    gpu.min = mesh.min_m;
    gpu.max = mesh.max_m;
    gpu.step_m = mesh.step_m;
    if (mesh.vertices.empty()) return gpu;
    auto vertices = pages.add(std::as_bytes(std::span(mesh.vertices)));
    if (!vertices) return std::unexpected(vertices.error());
    gpu.vertices = *vertices;
    if (mesh.vertices.size() > 65536) gpu.index_type = VK_INDEX_TYPE_UINT32;
    std::vector<std::uint16_t> narrow;
    if (gpu.index_type == VK_INDEX_TYPE_UINT16) narrow.assign(mesh.indices.begin(), mesh.indices.end());
    auto indices = pages.add(narrow.empty() ? std::as_bytes(std::span(mesh.indices)) : std::as_bytes(std::span(narrow)));
    if (!indices) {
        pages.release(gpu.vertices);
        return std::unexpected(indices.error());
    }
    gpu.indices = *indices;
    return gpu;
}

void release(GeometryPages& pages, const GpuMesh& mesh) {
    pages.release(mesh.vertices);
    pages.release(mesh.indices);
}

MeshDraw draw_of(const GpuMesh& mesh, const Vec3& eye) {
    MeshDraw draw;
    draw.vertex_buffer = mesh.vertices.buffer;
    draw.vertex_offset = mesh.vertices.offset;
    draw.index_buffer = mesh.indices.buffer;
    draw.index_offset = mesh.indices.offset;
    draw.vertices = mesh.vertices.mapped;
    draw.indices = mesh.indices.mapped;
    draw.index_type = mesh.index_type;
    draw.index_count = mesh.index_count;
    draw.offset = to_float(mesh.centre - eye);
    draw.step_m = static_cast<float>(mesh.step_m);
    return draw;
}

} // namespace tp
