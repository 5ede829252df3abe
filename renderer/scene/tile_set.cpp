#include "scene/tile_set.h"

#include "scene/buildings.h"
#include "scene/tile_build.h"
#include "wire/bytes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tp {
namespace {

constexpr std::uint64_t k_version = 0x3254'5054; // "TPT2"
constexpr TileId k_index_id{TileKind::count, 0, 0, 0, 0};
constexpr std::size_t k_vertices_most = 1U << 26U;

std::unexpected<Error> bad_tiles(const TileId& id) {
    return fail(ErrorCode::bad_format, "renderer.tiles",
                {{"tile", std::to_string(static_cast<int>(id.kind)) + "/" + std::to_string(id.level) + "/" + std::to_string(id.row) + "/" + std::to_string(id.column)}});
}

template <std::size_t N>
std::array<double, N> read_doubles(ByteReader& in) {
    std::array<double, N> out{};
    for (double& v : out) v = in.value<double>();
    return out;
}

bool finite(const std::array<double, 3>& p) {
    return std::ranges::all_of(p, [](double v) { return std::abs(v) < 1e8; });
}

Result<Mesh> read_buildings(std::span<const std::byte> bytes, const TileId& id) {
    ByteReader in(bytes);
    BuildingRecords r;
    r.centre_m = read_doubles<3>(in);
    r.step_m = in.value<double>();
    r.object = in.array<std::uint32_t>();
    r.z = in.array<std::int16_t>();
    r.rings = in.array<std::uint16_t>();
    r.ring_points = in.array<std::uint16_t>();
    r.xy = in.array<std::int16_t>();
    r.roof_corners = in.array<std::uint16_t>();
    r.roof = in.array<std::uint16_t>();
    if (!in.at_end() || !is_sound(r)) return bad_tiles(id);
    return building_mesh(r);
}

Result<Mesh> read_mesh(std::span<const std::byte> bytes, const TileId& id) {
    ByteReader in(bytes);
    Mesh mesh;
    mesh.centre_m = read_doubles<3>(in);
    mesh.step_m = in.value<double>();
    mesh.vertices = in.array<SceneVertex>();
    if (in.value<std::uint64_t>() != 0) {
        auto narrow = in.array<std::uint16_t>();
        mesh.indices.assign(narrow.begin(), narrow.end());
    } else {
        mesh.indices = in.array<std::uint32_t>();
    }
    auto sizes = in.array<std::uint32_t>();
    if (!in.at_end() || !finite(mesh.centre_m) || !(mesh.step_m > 0 && mesh.step_m < 1e4) || sizes.size() != mesh.indices_from_size.size() ||
        mesh.vertices.size() > k_vertices_most || mesh.indices.size() % 3 != 0)
        return bad_tiles(id);
    for (std::uint32_t i : mesh.indices)
        if (i >= mesh.vertices.size()) return bad_tiles(id);
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        if (sizes[k] > mesh.indices.size()) return bad_tiles(id);
        mesh.indices_from_size[k] = sizes[k];
    }
    for (const SceneVertex& v : mesh.vertices)
        if (((v.look >> 16) & 0xffU) >= static_cast<std::uint32_t>(Material::count)) return bad_tiles(id);
    set_bounds(mesh);
    return mesh;
}

class MemoryTiles final : public TileSource {
public:
    explicit MemoryTiles(std::vector<TileBlob> blobs) : m_blobs(std::move(blobs)) { std::ranges::sort(m_blobs, {}, &TileBlob::key); }
    Result<std::vector<std::byte>> read(std::int64_t key) const override {
        auto found = std::ranges::lower_bound(m_blobs, key, {}, &TileBlob::key);
        if (found == m_blobs.end() || found->key != key) return std::vector<std::byte>{};
        return found->bytes;
    }

private:
    std::vector<TileBlob> m_blobs;
};

} // namespace

std::int64_t key_of(const TileId& id) {
    auto part = [](int v) { return static_cast<std::int64_t>(static_cast<std::uint32_t>(v) & 0xffffffU); };
    return (static_cast<std::int64_t>(id.kind) << 56) | (static_cast<std::int64_t>(id.level & 15) << 52) | (static_cast<std::int64_t>(id.detail & 15) << 48) |
           (part(id.row) << 24) | part(id.column);
}

TileBlob write_index(const std::vector<TileEntry>& entries, const City& city, const Ground& ground) {
    ByteWriter out;
    out.value(k_version);
    out.value(static_cast<std::uint64_t>(city.buildings.size()));
    out.value(static_cast<std::uint64_t>(city.streets.size()));
    ground.write(out);
    std::vector<std::int32_t> ids;
    std::vector<double> boxes;
    for (const TileEntry& entry : entries) {
        ids.insert(ids.end(), {static_cast<int>(entry.id.kind), entry.id.level, entry.id.detail, entry.id.row, entry.id.column});
        for (const auto& corner : {entry.min_m, entry.max_m}) boxes.insert(boxes.end(), corner.begin(), corner.end());
    }
    out.array<std::int32_t>(ids);
    out.array<double>(boxes);
    return {key_of(k_index_id), out.take()};
}

Result<TileSet> read_tile_set(std::shared_ptr<const TileSource> source) {
    auto bytes = source->read(key_of(k_index_id));
    if (!bytes) return std::unexpected(bytes.error());
    ByteReader in(*bytes);
    if (in.value<std::uint64_t>() != k_version) return bad_tiles(k_index_id);
    TileSet set;
    set.source = std::move(source);
    set.buildings = in.value<std::uint64_t>();
    set.streets = in.value<std::uint64_t>();
    auto ground = Ground::read(in);
    auto ids = in.array<std::int32_t>();
    auto boxes = in.array<double>();
    if (!in.at_end() || !ground || ids.size() % 5 != 0 || boxes.size() != ids.size() / 5 * 6 || set.buildings >= 0x0fffffffU || set.streets >= 0x0fffffffU)
        return bad_tiles(k_index_id);
    set.ground = std::make_shared<const Ground>(*std::move(ground));
    for (std::size_t i = 0; i < ids.size() / 5; ++i) {
        const std::int32_t* id = &ids[5 * i];
        TileEntry entry{{static_cast<TileKind>(id[0]), static_cast<std::uint8_t>(id[1]), static_cast<std::uint8_t>(id[2]), id[3], id[4]}, {}, {}};
        for (std::size_t c = 0; c < 3; ++c) entry.min_m[c] = boxes[6 * i + c], entry.max_m[c] = boxes[6 * i + 3 + c];
        if (id[0] < 0 || id[0] >= static_cast<int>(TileKind::ground) || id[1] < 0 || id[1] >= k_tile_levels || id[2] < 0 ||
            id[2] >= static_cast<int>(id[0] == static_cast<int>(TileKind::surfaces) ? k_surface_details.size() : k_tolerance_m.size()) || std::abs(id[3]) > 4096 || std::abs(id[4]) > 4096 || !finite(entry.min_m) || !finite(entry.max_m))
            return bad_tiles(k_index_id);
        set.entries.push_back(entry);
    }
    if (!std::ranges::is_sorted(set.entries, {}, &TileEntry::id)) return bad_tiles(k_index_id);
    return set;
}

Result<TileSet> make_tile_set(const City& city, const Progress& progress) {
    auto blobs = build_tiles(city, progress);
    if (!blobs) return std::unexpected(blobs.error());
    return read_tile_set(std::make_shared<MemoryTiles>(*std::move(blobs)));
}

Result<Mesh> read_tile(const TileSet& set, const TileId& id) {
    if (id.kind == TileKind::ground) return id.level > 0 ? set.ground->apron() : set.ground->tile(id.row, id.column);
    auto bytes = set.source->read(key_of(id));
    if (!bytes) return std::unexpected(bytes.error());
    return id.kind == TileKind::buildings ? read_buildings(*bytes, id) : read_mesh(*bytes, id);
}

} // namespace tp
