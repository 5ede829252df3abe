#include "scene/vertex.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace tp {
namespace {

std::uint32_t snorm8(double v) { return static_cast<std::uint32_t>(std::clamp(v, -1.0, 1.0) * 127.0 + 128.5); }

std::int16_t steps(double metres, double step_m) {
    double v = std::clamp(metres / step_m, -32767.0, 32767.0);
    return static_cast<std::int16_t>(v < 0 ? v - 0.5 : v + 0.5); // std::lround is a call into the library
}

} // namespace

std::uint32_t pack_look(double nx, double ny, double nz, Material material, std::uint32_t variant) {
    double sum = std::abs(nx) + std::abs(ny) + std::abs(nz);
    double u = 0, v = 0;
    if (sum > 0) {
        u = nx / sum;
        v = ny / sum;
        if (nz < 0) { // the lower half is folded over the diagonals (octahedral mapping)
            double fu = (1 - std::abs(v)) * (u >= 0 ? 1 : -1), fv = (1 - std::abs(u)) * (v >= 0 ? 1 : -1);
            u = fu;
            v = fv;
        }
    }
    return snorm8(u) | (snorm8(v) << 8) | (static_cast<std::uint32_t>(material) << 16) | ((variant & 0xffU) << 24);
}

std::array<double, 3> normal_of(std::uint32_t look) {
    double u = (static_cast<double>(look & 0xffU) - 128.0) / 127.0, v = (static_cast<double>((look >> 8) & 0xffU) - 128.0) / 127.0;
    double z = 1.0 - std::abs(u) - std::abs(v), x = u, y = v;
    if (z < 0) {
        x = (1 - std::abs(v)) * (u >= 0 ? 1 : -1);
        y = (1 - std::abs(u)) * (v >= 0 ? 1 : -1);
    }
    double length = std::sqrt(x * x + y * y + z * z);
    return {x / length, y / length, z / length};
}

void share_vertices(Mesh& mesh) {
    auto hash = [](const SceneVertex& v) {
        std::uint64_t place = 0, rest = (static_cast<std::uint64_t>(v.look) << 32) | v.id;
        std::memcpy(&place, &v, sizeof place);
        return static_cast<std::size_t>((place * 0x9E3779B97F4A7C15U) ^ ((rest + (place >> 29)) * 0xC2B2AE3D27D4EB4FU));
    };
    std::unordered_map<SceneVertex, std::uint32_t, decltype(hash)> seen(mesh.vertices.size(), hash);
    std::vector<SceneVertex> kept;
    for (std::uint32_t& index : mesh.indices) {
        auto [at, made] = seen.try_emplace(mesh.vertices[index], static_cast<std::uint32_t>(kept.size()));
        if (made) kept.push_back(at->first);
        index = at->second;
    }
    mesh.vertices = std::move(kept);
}

void set_bounds(Mesh& mesh) {
    std::array low{32767, 32767, 32767}, high{-32767, -32767, -32767};
    for (const SceneVertex& v : mesh.vertices) {
        const std::array<int, 3> p{v.x, v.y, v.z};
        for (std::size_t i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], p[i]);
            high[i] = std::max(high[i], p[i]);
        }
    }
    for (std::size_t i = 0; i < 3 && !mesh.vertices.empty(); ++i) {
        mesh.min_m[i] = mesh.centre_m[i] + low[i] * mesh.step_m;
        mesh.max_m[i] = mesh.centre_m[i] + high[i] * mesh.step_m;
    }
}

Mesh pack(const DraftMesh& draft) {
    Mesh mesh;
    if (draft.vertices.empty()) return mesh;
    mesh.min_m = mesh.max_m = {draft.vertices[0].x, draft.vertices[0].y, draft.vertices[0].z};
    for (const DraftVertex& v : draft.vertices) {
        const std::array p{v.x, v.y, v.z};
        for (std::size_t i = 0; i < 3; ++i) {
            mesh.min_m[i] = std::min(mesh.min_m[i], p[i]);
            mesh.max_m[i] = std::max(mesh.max_m[i], p[i]);
        }
    }
    double half = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        mesh.centre_m[i] = 0.5 * (mesh.min_m[i] + mesh.max_m[i]);
        half = std::max(half, 0.5 * (mesh.max_m[i] - mesh.min_m[i]));
    }
    mesh.step_m = std::max(0.01, half / 32767.0);
    mesh.vertices.reserve(draft.vertices.size());
    for (const DraftVertex& v : draft.vertices)
        mesh.vertices.push_back({steps(v.x - mesh.centre_m[0], mesh.step_m), steps(v.y - mesh.centre_m[1], mesh.step_m),
                                 steps(v.z - mesh.centre_m[2], mesh.step_m), steps(static_cast<double>(v.up), 0.125),
                                 v.look, v.id});
    mesh.indices = draft.indices;
    mesh.indices_from_size.fill(static_cast<std::uint32_t>(mesh.indices.size()));
    return mesh;
}

} // namespace tp
