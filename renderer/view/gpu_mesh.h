// view/gpu_mesh.h - a mesh that lies on the device.
#pragma once

#include "pass/frame_data.h"
#include "scene/vertex.h"
#include "view/projection.h"
#include "vk/memory.h"

#include <array>
#include <cstdint>

namespace tp {

struct GpuMesh {
    BufferRange vertices, indices;
    VkIndexType index_type = VK_INDEX_TYPE_UINT16;
    std::uint32_t index_count = 0;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{};
    Vec3 centre{}, min{}, max{};
    double step_m = 0.01;
};

// Error io "renderer.memory". Ground tiles have no indices of their own.
Result<GpuMesh> upload(GeometryPages& pages, const Mesh& mesh);
void release(GeometryPages& pages, const GpuMesh& mesh);

// All of it, relative to `eye`.
MeshDraw draw_of(const GpuMesh& mesh, const Vec3& eye);

} // namespace tp
