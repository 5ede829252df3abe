#include "scene/tile_build.h"

#include "core/parallel.h"
#include "scene/blocks.h"
#include "scene/bodies.h"
#include "scene/buildings.h"
#include "scene/models.h"
#include "scene/surfaces.h"
#include "wire/bytes.h"

#include <algorithm>
#include <map>

namespace tp {
namespace {

// A coarser level that has not this much fewer points is not kept: the finer one stands for it.
constexpr double k_worth_it = 0.85;

struct Piece {
    TileEntry entry;
    TileBlob blob;
};

std::vector<std::byte> bytes_of(const BuildingRecords& r) {
    ByteWriter out;
    out.reserve(128 + r.object.size() * 32 + r.xy.size() * 2 + r.roof.size() * 2);
    for (double c : r.centre_m) out.value(c);
    out.value(r.step_m);
    out.array<std::uint32_t>(r.object);
    out.array<std::int16_t>(r.z);
    out.array<std::uint16_t>(r.rings);
    out.array<std::uint16_t>(r.ring_points);
    out.array<std::int16_t>(r.xy);
    out.array<std::uint16_t>(r.roof_corners);
    out.array<std::uint16_t>(r.roof);
    return out.take();
}

std::vector<std::byte> bytes_of(const Mesh& mesh) {
    ByteWriter out;
    out.reserve(128 + mesh.vertices.size() * sizeof(SceneVertex) + mesh.indices.size() * 4);
    for (double c : mesh.centre_m) out.value(c);
    out.value(mesh.step_m);
    out.array<SceneVertex>(mesh.vertices);
    bool narrow = mesh.vertices.size() <= 65536;
    out.value(static_cast<std::uint64_t>(narrow ? 1 : 0));
    if (narrow) out.array<std::uint16_t>(std::vector<std::uint16_t>(mesh.indices.begin(), mesh.indices.end()));
    else out.array<std::uint32_t>(mesh.indices);
    out.array<std::uint32_t>(mesh.indices_from_size);
    return out.take();
}

Piece piece_of(const TileId& id, const Mesh& mesh) { return {{id, mesh.min_m, mesh.max_m}, {key_of(id), bytes_of(mesh)}}; }

Piece piece_of(const TileId& id, const BuildingRecords& r) {
    Piece piece{{id, r.centre_m, r.centre_m}, {key_of(id), bytes_of(r)}};
    auto add = [&](std::size_t axis, std::int16_t steps) {
        double v = r.centre_m[axis] + steps * r.step_m;
        piece.entry.min_m[axis] = std::min(piece.entry.min_m[axis], v);
        piece.entry.max_m[axis] = std::max(piece.entry.max_m[axis], v);
    };
    for (std::size_t k = 0; k < r.xy.size(); ++k) add(k % 2, r.xy[k]);
    for (std::int16_t z : r.z) add(2, z);
    return piece;
}

void add_details(std::vector<Piece>& out, const City& city, const BuildingTile& tile, const Ground& ground) {
    double points = 0, spare = 0; // points that straightening could take away at most
    for (std::uint32_t i : tile.buildings)
        for (std::uint32_t r = city.buildings.footprint.first_ring(i); r < city.buildings.footprint.end_ring(i); ++r) {
            auto n = static_cast<double>(city.buildings.footprint.rings[r].size());
            points += 2 * n;
            spare += 2 * std::max(0.0, n - 4);
        }
    for (std::size_t detail = 0; detail < k_tolerance_m.size(); ++detail) {
        if (detail > 0 && points - spare > k_worth_it * points) break;
        BuildingRecords records = building_records(city.buildings, tile.buildings, ground, k_tolerance_m[detail]);
        auto now = static_cast<double>(records.xy.size());
        if (records.object.empty() || (detail > 0 && now > k_worth_it * points)) continue;
        points = now;
        out.push_back(piece_of({TileKind::buildings, 0, static_cast<std::uint8_t>(detail), tile.key.row, tile.key.column}, records));
    }
}

// A tile of a level above 0: buildings of all tiles below it.
void add_group(std::vector<Piece>& out, const City& city, TileKey key, int level, std::span<const std::uint32_t> buildings, const Ground& ground) {
    std::vector<std::uint32_t> large, small;
    for (std::uint32_t i : buildings) (building_size_m(city.buildings, i) >= block_below_m(level) ? large : small).push_back(i);
    std::ranges::stable_sort(large, std::greater{}, [&](std::uint32_t i) { return building_size_m(city.buildings, i); });
    double side = k_tile_m * (1 << level);
    auto id = [&](TileKind kind) { return TileId{kind, static_cast<std::uint8_t>(level), 0, key.row, key.column}; };
    if (BuildingRecords records = building_records(city.buildings, large, ground, k_tolerance_m.back()); !records.object.empty())
        out.push_back(piece_of(id(TileKind::buildings), records));
    if (Mesh blocks = block_mesh(city.buildings, small, ground, {key.column * side, key.row * side}, side); !blocks.vertices.empty())
        out.push_back(piece_of(id(TileKind::blocks), blocks));
}

Result<void> add_buildings(std::vector<Piece>& out, const City& city, const Ground& ground, const std::function<bool(double)>& wanted) {
    auto tiles = building_tiles(city.buildings, modelled_buildings(city));
    struct Group {
        int level;
        TileKey key;
        std::vector<std::uint32_t> buildings;
    };
    std::map<std::pair<int, TileKey>, std::vector<std::uint32_t>> by_key;
    for (const BuildingTile& tile : tiles)
        for (int level = 1; level < k_tile_levels; ++level) {
            auto& list = by_key[{level, TileKey{tile.key.row >> level, tile.key.column >> level}}];
            list.insert(list.end(), tile.buildings.begin(), tile.buildings.end());
        }
    std::vector<Group> groups;
    for (auto& [key, buildings] : by_key) groups.push_back({key.first, key.second, std::move(buildings)});
    constexpr std::size_t k_batch = 128;
    std::size_t count = tiles.size() + groups.size();
    for (std::size_t first = 0; first < count; first += k_batch) {
        if (!wanted(static_cast<double>(first) / static_cast<double>(count))) return fail(ErrorCode::cancelled, "core.cancelled");
        std::vector<std::vector<Piece>> made(std::min(k_batch, count - first));
        parallel_for(made.size(), 0, [&](std::size_t k) {
            std::size_t i = first + k;
            if (i < tiles.size()) return add_details(made[k], city, tiles[i], ground);
            const Group& group = groups[i - tiles.size()];
            add_group(made[k], city, group.key, group.level, group.buildings, ground);
        });
        for (auto& pieces : made) std::ranges::move(pieces, std::back_inserter(out));
    }
    return {};
}

void add_surfaces(std::vector<Piece>& out, const City& city, const Ground& ground) {
    std::array<std::map<TileKey, Mesh>, k_surface_details.size()> details;
    parallel_for(details.size(), 0, [&](std::size_t detail) {
        const SurfaceDetail& wanted = k_surface_details[detail];
        SurfaceDrafts drafts(ground, wanted.tolerance_m, wanted.lift_m);
        drafts.add_areas(city.areas, modelled_areas(city), wanted.narrowest_m);
        drafts.add_streets(city.streets, wanted.narrowest_m);
        if (wanted.narrowest_m == 0) {
            drafts.add_sidewalks(city.sidewalks);
            drafts.add_crossings(city);
        }
        details[detail] = drafts.pack_all();
    });
    for (std::size_t detail = 0; detail < details.size(); ++detail)
        for (const auto& [key, mesh] : details[detail]) {
            bool worth_it = detail == 0;
            for (std::size_t finer = detail; !worth_it && finer-- > 0;)
                if (auto found = details[finer].find(key); found != details[finer].end())
                    worth_it = static_cast<double>(mesh.indices.size()) <= k_worth_it * static_cast<double>(found->second.indices.size());
            if (worth_it && !mesh.vertices.empty()) out.push_back(piece_of({TileKind::surfaces, 0, static_cast<std::uint8_t>(detail), key.row, key.column}, mesh));
        }
    for (const auto& [key, mesh] : furniture_meshes(city, ground))
        if (!mesh.vertices.empty()) out.push_back(piece_of({TileKind::furniture, 0, 0, key.row, key.column}, mesh));
}

} // namespace

Result<std::vector<TileBlob>> build_tiles(const City& city, const Progress& progress, double from, double to) {
    Ground ground(city);
    std::vector<Piece> pieces;
    auto wanted = [&](double share) { return still_wanted(progress, "renderer.step.tiles", from + (to - from) * share); };
    if (auto made = add_buildings(pieces, city, ground, [&](double share) { return wanted(0.9 * share); }); !made) return std::unexpected(made.error());
    if (!wanted(0.9)) return fail(ErrorCode::cancelled, "core.cancelled");
    add_surfaces(pieces, city, ground);
    std::ranges::sort(pieces, {}, [](const Piece& piece) { return piece.entry.id; });
    std::vector<TileEntry> entries;
    std::vector<TileBlob> blobs;
    for (Piece& piece : pieces) {
        entries.push_back(piece.entry);
        blobs.push_back(std::move(piece.blob));
    }
    blobs.push_back(write_index(entries, city, ground));
    return blobs;
}

} // namespace tp
