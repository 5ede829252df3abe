#include "scene/buildings.h"

#include "scene/object_id.h"
#include "scene/outline.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tp {
namespace {

constexpr double k_foot_m = 0.5;          // walls reach below uneven ground
constexpr float k_height_unknown_m = 3.0f; // one storey, so that what is there can be seen

constexpr std::size_t k_points_most = 16000; // of a building: twice as many vertices are still counted by 16 bits

std::span<const LocalPoint> points_of(const Polygons& p, std::size_t i) {
    std::uint32_t first = p.rings.begin[p.first_ring(i)], end = p.rings.begin[p.end_ring(i)];
    return {p.rings.points.data() + first, static_cast<std::size_t>(end - first)};
}

bool is_convex(std::span<const LocalPoint> ring) {
    for (std::size_t k = 0; k < ring.size(); ++k) {
        LocalPoint a = ring[k], b = ring[(k + 1) % ring.size()], c = ring[(k + 2) % ring.size()];
        if ((b.x_m - a.x_m) * (c.y_m - b.y_m) - (b.y_m - a.y_m) * (c.x_m - b.x_m) < 0) return false;
    }
    return signed_area_m2(ring) > 0;
}

std::int16_t steps(double metres, double step_m) {
    double v = std::clamp(metres / step_m, -32767.0, 32767.0);
    return static_cast<std::int16_t>(v < 0 ? v - 0.5 : v + 0.5); // std::lround is a call into the library
}

void add_record(BuildingRecords& r, const Polygons& outline, std::uint32_t object, std::array<double, 3> z_m) {
    std::vector<std::uint32_t> triangles;
    r.object.push_back(object);
    for (double z : z_m) r.z.push_back(steps(z - r.centre_m[2], r.step_m));
    std::uint32_t first = outline.first_ring(0), end = outline.end_ring(0);
    for (std::uint32_t k = first; k < end; ++k) r.ring_points.push_back(static_cast<std::uint16_t>(outline.rings[k].size()));
    for (LocalPoint p : points_of(outline, 0)) {
        r.xy.push_back(steps(p.x_m - r.centre_m[0], r.step_m));
        r.xy.push_back(steps(p.y_m - r.centre_m[1], r.step_m));
    }
    auto rings = static_cast<std::uint16_t>(end - first);
    if (rings == 1 && is_convex(outline.rings[first])) {
        r.rings.push_back(rings | BuildingRecords::k_fan);
        return;
    }
    r.rings.push_back(rings);
    triangulate(outline, 0, triangles);
    triangles.resize(std::min<std::size_t>(triangles.size(), 65535));
    r.roof_corners.push_back(static_cast<std::uint16_t>(triangles.size() / 3 * 3));
    for (std::size_t t = 0; t < triangles.size() / 3 * 3; ++t) r.roof.push_back(static_cast<std::uint16_t>(triangles[t]));
}

// Vertices of one building are made in place; `draft` counts from the mesh's first vertex.
struct MeshMaker {
    const BuildingRecords& records;
    Mesh mesh;
    std::size_t ring = 0, point = 0, roof = 0, roof_building = 0;

    void walls(std::size_t points, const std::int16_t* z, std::uint32_t id) {
        double step = records.step_m;
        std::int16_t up_low = steps((z[0] - z[1]) * step, 0.125), up_top = steps((z[2] - z[1]) * step, 0.125);
        std::uint32_t roof_look = pack_look(0, 0, 1, Material::wall);
        auto first = static_cast<std::uint32_t>(mesh.vertices.size());
        for (std::size_t k = 0; k < points; ++k) {
            const std::int16_t *a = &records.xy[2 * (point + k)], *b = &records.xy[2 * (point + (k + 1) % points)];
            double dx = b[0] - a[0], dy = b[1] - a[1], length = std::sqrt(dx * dx + dy * dy);
            std::uint32_t look = length > 0 ? pack_look(dy / length, -dx / length, 0, Material::wall) : roof_look;
            mesh.vertices.push_back({a[0], a[1], z[0], up_low, look, id});
            mesh.vertices.push_back({a[0], a[1], z[2], up_top, roof_look, id});
        }
        auto n = static_cast<std::uint32_t>(points);
        for (std::uint32_t k = 0; k < n; ++k) {
            std::uint32_t here = first + 2 * k, next = first + 2 * ((k + 1) % n);
            mesh.indices.insert(mesh.indices.end(), {here, next, next + 1, here, next + 1, here + 1});
        }
        point += points;
    }

    void building(std::size_t i) {
        std::uint32_t id = scene_id::make(scene_id::building, records.object[i]);
        auto first = static_cast<std::uint32_t>(mesh.vertices.size());
        std::uint16_t word = records.rings[i];
        bool fan = (word & BuildingRecords::k_fan) != 0;
        for (std::uint16_t r = 0; r < (word & ~BuildingRecords::k_fan); ++r) walls(records.ring_points[ring++], &records.z[3 * i], id);
        if (fan) {
            auto n = static_cast<std::uint32_t>(records.ring_points[ring - 1]);
            for (std::uint32_t k = 1; k + 1 < n; ++k) mesh.indices.insert(mesh.indices.end(), {first + 1, first + 2 * k + 1, first + 2 * k + 3});
            return;
        }
        for (std::uint16_t c = 0; c < records.roof_corners[roof_building]; ++c) mesh.indices.push_back(first + 2U * records.roof[roof++] + 1);
        ++roof_building;
    }

    double size_m(std::size_t i, std::size_t first_point) const {
        std::array low{32767, 32767}, high{-32767, -32767};
        for (std::size_t k = first_point; k < point; ++k)
            for (std::size_t c = 0; c < 2; ++c) {
                low[c] = std::min<int>(low[c], records.xy[2 * k + c]);
                high[c] = std::max<int>(high[c], records.xy[2 * k + c]);
            }
        return records.step_m * std::max({high[0] - low[0], high[1] - low[1], records.z[3 * i + 2] - records.z[3 * i + 1]});
    }
};

} // namespace

float drawn_height_m(const Buildings& b, std::size_t i) {
    float h = b.height_m[i];
    return std::isfinite(h) && h > 0 ? std::min(h, 3000.0f) : k_height_unknown_m;
}

BuildingFoot building_foot(const Buildings& b, std::size_t i, const Ground& ground) {
    auto points = points_of(b.footprint, i);
    double base = std::isfinite(b.base_m[i]) ? static_cast<double>(b.base_m[i]) : ground.height_m(points[0]), low = base;
    if (!ground.flat()) {
        for (LocalPoint q : points) low = std::min(low, ground.height_m(q));
        low -= k_foot_m;
    }
    return {low, base};
}

double building_size_m(const Buildings& b, std::size_t i) {
    LocalBox box;
    for (LocalPoint q : b.footprint.outer(i)) box.add(q);
    return std::max({box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m, static_cast<double>(drawn_height_m(b, i))});
}

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
        if (auto key = tile_of(box.centre())) items.push_back({*key, building_size_m(b, i), i});
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

BuildingRecords building_records(const Buildings& b, std::span<const std::uint32_t> which, const Ground& ground, double tolerance_m) {
    struct Item {
        Polygons outline;
        std::array<double, 3> z_m{};
    };
    std::vector<Item> items(which.size());
    std::array<double, 3> low{1e30, 1e30, 1e30}, high{-1e30, -1e30, -1e30};
    auto add = [&](std::size_t axis, double v) {
        low[axis] = std::min(low[axis], v);
        high[axis] = std::max(high[axis], v);
    };
    for (std::size_t k = 0; k < which.size(); ++k) {
        std::uint32_t i = which[k];
        double tolerance = tolerance_m;
        do {
            simplified_outline(b.footprint, i, tolerance, items[k].outline);
            tolerance = std::max(2 * tolerance, 1.0);
        } while (items[k].outline.rings.points.size() > k_points_most && tolerance < 1e5);
        BuildingFoot foot = building_foot(b, i, ground);
        items[k].z_m = {foot.low_m, foot.base_m, foot.base_m + static_cast<double>(drawn_height_m(b, i))};
        for (LocalPoint p : items[k].outline.rings.points) add(0, p.x_m), add(1, p.y_m);
        add(2, items[k].z_m[0]);
        add(2, items[k].z_m[2]);
    }
    BuildingRecords records;
    double half = 0;
    for (std::size_t c = 0; c < 3 && !which.empty(); ++c) {
        records.centre_m[c] = 0.5 * (low[c] + high[c]);
        half = std::max(half, 0.5 * (high[c] - low[c]));
    }
    records.step_m = std::max(0.01, half / 32767.0);
    for (std::size_t k = 0; k < which.size(); ++k)
        if (items[k].outline.rings.points.size() >= 3 && items[k].outline.rings.points.size() <= k_points_most)
            add_record(records, items[k].outline, which[k], items[k].z_m);
    return records;
}

bool is_sound(const BuildingRecords& r) {
    std::size_t n = r.object.size(), ring = 0, point = 0, fans = 0, corner = 0;
    for (double c : r.centre_m)
        if (!(std::abs(c) < 2 * k_world_limit_m)) return false;
    if (!(r.step_m >= 0.001 && r.step_m < 100) || r.z.size() != 3 * n || r.rings.size() != n || r.xy.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t first = point, rings = r.rings[i] & ~BuildingRecords::k_fan;
        bool fan = (r.rings[i] & BuildingRecords::k_fan) != 0;
        if (r.object[i] >= 0x0fffffffU || rings == 0 || rings > r.ring_points.size() - ring || (fan && rings != 1)) return false;
        for (std::size_t k = 0; k < rings; ++k) {
            point += r.ring_points[ring++];
            if (point > r.xy.size() / 2) return false;
        }
        if (point == first || point - first > k_points_most) return false;
        if (fan) {
            ++fans;
            continue;
        }
        if (i - fans >= r.roof_corners.size()) return false;
        std::size_t corners = r.roof_corners[i - fans];
        if (corners % 3 != 0 || corners > r.roof.size() - corner) return false;
        for (std::size_t k = 0; k < corners; ++k)
            if (r.roof[corner++] >= point - first) return false;
    }
    return ring == r.ring_points.size() && point == r.xy.size() / 2 && corner == r.roof.size() && n - fans == r.roof_corners.size();
}

Mesh building_mesh(const BuildingRecords& records) {
    MeshMaker maker{records, {}};
    Mesh& mesh = maker.mesh;
    mesh.centre_m = records.centre_m;
    mesh.step_m = records.step_m;
    mesh.vertices.reserve(records.xy.size());
    mesh.indices.reserve(records.xy.size() * 3 + records.roof.size() + records.xy.size() * 3 / 2);
    mesh.indices_from_size.fill(0);
    for (std::size_t i = 0; i < records.object.size(); ++i) {
        std::size_t first_point = maker.point;
        maker.building(i);
        double size = maker.size_m(i, first_point);
        for (std::size_t k = 0; k < mesh.indices_from_size.size(); ++k)
            if (size >= std::ldexp(1.0, static_cast<int>(k))) mesh.indices_from_size[k] = static_cast<std::uint32_t>(mesh.indices.size());
    }
    set_bounds(mesh);
    return std::move(mesh);
}

Mesh building_mesh(const Buildings& b, const BuildingTile& tile, const Ground& ground) {
    return building_mesh(building_records(b, tile.buildings, ground, 0));
}

} // namespace tp
