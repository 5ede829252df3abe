#include "scene/buildings.h"

#include "scene/object_id.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tp {
namespace {

constexpr double k_foot_m = 0.5;          // walls reach below uneven ground
constexpr float k_height_unknown_m = 3.0f; // one storey, so that what is there can be seen

std::span<const LocalPoint> points_of(const Polygons& p, std::size_t i) {
    std::uint32_t first = p.rings.begin[p.first_ring(i)], end = p.rings.begin[p.end_ring(i)];
    return {p.rings.points.data() + first, static_cast<std::size_t>(end - first)};
}

float height_of(const Buildings& b, std::size_t i) {
    float h = b.height_m[i];
    return std::isfinite(h) && h > 0 ? std::min(h, 3000.0f) : k_height_unknown_m;
}

std::uint32_t hash8(std::uint32_t v) { // the clay's shade by building
    v *= 2654435761U;
    return (v >> 24) & 0xffU;
}

void add_walls(DraftMesh& draft, std::span<const LocalPoint> ring, std::uint32_t bottom, double low_m, double base_m, double top_m,
               std::uint32_t id) {
    std::uint32_t variant = hash8(id);
    auto n = static_cast<std::uint32_t>(ring.size());
    for (std::uint32_t k = 0; k < n; ++k) {
        LocalPoint a = ring[k], b = ring[(k + 1) % n];
        double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length = std::hypot(dx, dy);
        std::uint32_t look = length > 0 ? pack_look(dy / length, -dx / length, 0, Material::wall, variant)
                                        : pack_look(0, 0, 1, Material::wall, variant);
        draft.add({a.x_m, a.y_m, low_m, static_cast<float>(low_m - base_m), look, id});
        draft.add({a.x_m, a.y_m, top_m, static_cast<float>(top_m - base_m), pack_look(0, 0, 1, Material::wall, variant), id});
    }
    for (std::uint32_t k = 0; k < n; ++k) {
        std::uint32_t here = bottom + 2 * k, next = bottom + 2 * ((k + 1) % n);
        draft.quad(here, next, next + 1, here + 1);
    }
}

void add_building(DraftMesh& draft, const Buildings& b, std::uint32_t i, const Ground& ground, std::vector<std::uint32_t>& triangles) {
    const Polygons& p = b.footprint;
    double base = std::isfinite(b.base_m[i]) ? static_cast<double>(b.base_m[i]) : ground.height_m(points_of(p, i)[0]);
    double low = base, top = base + static_cast<double>(height_of(b, i));
    if (!ground.flat()) {
        for (LocalPoint q : points_of(p, i)) low = std::min(low, ground.height_m(q));
        low -= k_foot_m;
    }
    std::uint32_t id = scene_id::make(scene_id::building, i);
    auto first_vertex = static_cast<std::uint32_t>(draft.vertices.size());
    std::uint32_t first_point = p.rings.begin[p.first_ring(i)];
    for (std::uint32_t r = p.first_ring(i); r < p.end_ring(i); ++r)
        add_walls(draft, p.rings[r], first_vertex + 2 * (p.rings.begin[r] - first_point), low, base, top, id);
    triangles.clear();
    triangulate(p, i, triangles);
    for (std::uint32_t point : triangles) draft.indices.push_back(first_vertex + 2 * (point - first_point) + 1);
}

double size_of(const Buildings& b, std::size_t i) {
    LocalBox box;
    for (LocalPoint q : b.footprint.outer(i)) box.add(q);
    return std::max({box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m, static_cast<double>(height_of(b, i))});
}

} // namespace

std::vector<BuildingTile> building_tiles(const Buildings& b, std::span<const std::uint8_t> hidden) {
    struct Item {
        TileKey key;
        double size_m;
        std::uint32_t index;
    };
    std::vector<Item> items;
    items.reserve(b.size());
    for (std::uint32_t i = 0; i < b.size(); ++i) {
        if (b.footprint.first_ring(i) == b.footprint.end_ring(i) || (!hidden.empty() && hidden[i] != 0)) continue;
        auto points = points_of(b.footprint, i);
        if (points.size() < 3 || !is_drawable(points)) continue;
        LocalBox box;
        for (LocalPoint q : b.footprint.outer(i)) box.add(q);
        if (auto key = tile_of(box.centre())) items.push_back({*key, size_of(b, i), i});
    }
    std::ranges::sort(items, [](const Item& l, const Item& r) {
        return std::tie(l.key, r.size_m, l.index) < std::tie(r.key, l.size_m, r.index);
    });
    std::vector<BuildingTile> tiles;
    for (const Item& item : items) {
        if (tiles.empty() || tiles.back().key != item.key) tiles.push_back({item.key, {}});
        tiles.back().buildings.push_back(item.index);
    }
    return tiles;
}

Mesh building_mesh(const Buildings& b, const BuildingTile& tile, const Ground& ground) {
    DraftMesh draft;
    std::vector<std::uint32_t> triangles;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{};
    for (std::uint32_t i : tile.buildings) {
        add_building(draft, b, i, ground, triangles);
        double size = size_of(b, i);
        for (std::size_t k = 0; k < from_size.size(); ++k)
            if (size >= std::ldexp(1.0, static_cast<int>(k))) from_size[k] = static_cast<std::uint32_t>(draft.indices.size());
    }
    Mesh mesh = pack(draft);
    mesh.indices_from_size = from_size;
    return mesh;
}

} // namespace tp
