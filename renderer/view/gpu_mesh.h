// view/gpu_mesh.h - a mesh that lies on the device.
#pragma once

#include "pass/frame_data.h"
#include "scene/vertex.h"
#include "view/projection.h"
#include "vk/memory.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

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
// `indices` in 16 bits where the mesh's are.
Result<BufferRange> upload_indices(GeometryPages& pages, std::span<const std::uint32_t> indices, VkIndexType type);
void release(GeometryPages& pages, const GpuMesh& mesh);

// Which walls of a mesh can be seen at all: for software drivers, where a triangle costs as much to cull as to draw.
// A wall with a normal more than 90 degrees plus the spread away from the sector's middle is not in it.
struct Facing {
    static constexpr int k_sectors = 32, k_spreads = 3;
    int sector = 0, spread = 0; // of 32, counter-clockwise from east; index of 6, 14 and 32 degrees
    bool fronts = false; // of a building with four walls, two that are seen become one between their outer ends
    friend auto operator<=>(const Facing&, const Facing&) = default;
};
// The facing of all walls in the box; nothing where the eye is too near for one to hold for all of it.
std::optional<Facing> facing_of(const Projection3& view, const Vec3& min_m, const Vec3& max_m);
// The indices that remain, and indices_from_size of them.
struct FacingIndices {
    std::vector<std::uint32_t> indices;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{};
};
struct GpuIndices { // of a GpuMesh
    BufferRange range;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{};
    std::uint32_t count = 0;
    std::uint64_t last_frame = 0;
};
FacingIndices indices_facing(const Mesh& mesh, const Facing& facing);

// All of it, relative to `eye`.
MeshDraw draw_of(const GpuMesh& mesh, const Vec3& eye);

} // namespace tp
