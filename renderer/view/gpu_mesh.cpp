#include "view/gpu_mesh.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace tp {

Result<BufferRange> upload_indices(GeometryPages& pages, std::span<const std::uint32_t> indices, VkIndexType type) {
    if (type == VK_INDEX_TYPE_UINT32) return pages.add(std::as_bytes(indices));
    std::vector<std::uint16_t> narrow(indices.begin(), indices.end());
    return pages.add(std::as_bytes(std::span(narrow)));
}

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
    auto indices = upload_indices(pages, mesh.indices, gpu.index_type);
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

std::optional<Facing> facing_of(const Projection3& view, const Vec3& min_m, const Vec3& max_m) {
    constexpr double k_pi = 3.14159265358979323846;
    constexpr std::array k_spread_rad{6 * k_pi / 180, 14 * k_pi / 180, 32 * k_pi / 180};
    static_assert(k_spread_rad.size() == Facing::k_spreads);
    double dx = view.eye[0] - 0.5 * (min_m[0] + max_m[0]), dy = view.eye[1] - 0.5 * (min_m[1] + max_m[1]), needed = k_pi / Facing::k_sectors;
    if (view.orthographic) {
        dx = -view.forward[0];
        dy = -view.forward[1];
        if (std::hypot(dx, dy) < 1e-6) return std::nullopt; // from straight above no wall is seen, nor does it cost much
    } else {
        double radius = 0.5 * std::hypot(max_m[0] - min_m[0], max_m[1] - min_m[1]), distance = std::hypot(dx, dy);
        if (distance < 1.5 * radius) return std::nullopt;
        needed += std::asin(radius / distance);
    }
    int sector = static_cast<int>(std::lround(std::atan2(dy, dx) / (2 * k_pi) * Facing::k_sectors));
    for (int k = 0; k < Facing::k_spreads; ++k)
        if (needed <= k_spread_rad[static_cast<std::size_t>(k)]) return Facing{(sector + Facing::k_sectors) % Facing::k_sectors, k};
    return std::nullopt;
}

namespace {

// The indices of a prism with four walls (scene/buildings.cpp: MeshMaker), from its first vertex.
constexpr std::array<std::uint32_t, 30> k_box{0, 2, 3, 0, 3, 1, 2, 4, 5, 2, 5, 3, 4, 6, 7, 4, 7, 5, 6, 0, 1, 6, 1, 7, 1, 3, 5, 1, 5, 7};

bool is_box(const Mesh& mesh, std::size_t t) {
    if (t + k_box.size() > mesh.indices.size()) return false;
    std::uint32_t first = mesh.indices[t];
    for (std::size_t k = 0; k < k_box.size(); ++k)
        if (mesh.indices[t + k] != first + k_box[k]) return false;
    return true;
}

// One wall that stands for two which meet at a corner towards the eye, and the roof. False where the two are too unlike.
bool add_front(const Mesh& mesh, std::size_t t, double c, double s, std::vector<std::uint32_t>& out) {
    std::uint32_t first = mesh.indices[t];
    std::array<double, 4> wide{}; // as seen, steps
    for (std::uint32_t k = 0; k < 4; ++k) {
        const SceneVertex &a = mesh.vertices[first + 2 * k], &b = mesh.vertices[first + 2 * ((k + 1) % 4)];
        wide[k] = (b.y - a.y) * c - (b.x - a.x) * s;
    }
    for (std::uint32_t k = 0; k < 4; ++k) {
        if (!(wide[k] > 0 && wide[(k + 1) % 4] > 0) || wide[(k + 2) % 4] > 0 || wide[(k + 3) % 4] > 0) continue;
        if (wide[k] < 0.4 * wide[(k + 1) % 4]) return false; // its light would be that of the narrower wall
        std::uint32_t a = first + 2 * k, b = first + 2 * ((k + 2) % 4);
        out.insert(out.end(), {a, b, b + 1, a, b + 1, a + 1});
        for (std::size_t r = 24; r < k_box.size(); ++r) out.push_back(first + k_box[r]);
        return true;
    }
    return false;
}

} // namespace

FacingIndices indices_facing(const Mesh& mesh, const Facing& facing) {
    constexpr double k_pi = 3.14159265358979323846;
    constexpr std::array k_spread_rad{6 * k_pi / 180, 14 * k_pi / 180, 32 * k_pi / 180};
    double angle = 2 * k_pi * facing.sector / Facing::k_sectors, limit = -std::sin(k_spread_rad[static_cast<std::size_t>(facing.spread)]) - 0.02; // 8 bits of a normal
    double c = std::cos(angle), s = std::sin(angle);
    FacingIndices out;
    std::size_t size = 0; // those that are still to be passed, largest index first
    std::array<std::pair<std::uint32_t, std::size_t>, Mesh::k_sizes> ends;
    for (std::size_t k = 0; k < ends.size(); ++k) ends[k] = {mesh.indices_from_size[k], k};
    std::ranges::sort(ends);
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        for (; size < ends.size() && ends[size].first <= t; ++size) out.from_size[ends[size].second] = static_cast<std::uint32_t>(out.indices.size());
        if (facing.fronts && is_box(mesh, t) && add_front(mesh, t, c, s, out.indices)) {
            t += k_box.size() - 3;
            continue;
        }
        std::array<double, 3> n = normal_of(mesh.vertices[mesh.indices[t]].look);
        if (n[2] < 0.2 && n[0] * c + n[1] * s < limit * std::hypot(n[0], n[1])) continue;
        out.indices.insert(out.indices.end(), {mesh.indices[t], mesh.indices[t + 1], mesh.indices[t + 2]});
    }
    for (; size < ends.size(); ++size) out.from_size[ends[size].second] = static_cast<std::uint32_t>(out.indices.size());
    return out;
}

MeshDraw draw_of(const GpuMesh& mesh, const Vec3& eye) {
    MeshDraw draw;
    draw.vertex_buffer = mesh.vertices.buffer;
    draw.vertex_offset = mesh.vertices.offset;
    draw.index_buffer = mesh.indices.buffer;
    draw.index_offset = mesh.indices.offset;
    draw.index_type = mesh.index_type;
    draw.index_count = mesh.index_count;
    draw.offset = to_float(mesh.centre - eye);
    draw.step_m = static_cast<float>(mesh.step_m);
    return draw;
}

} // namespace tp
