#include "view/city_gpu.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp {
namespace {

std::span<const std::byte> bytes_of(const auto& items) { return std::as_bytes(std::span(items)); }

} // namespace

std::uint64_t DrawLists::triangles() const {
    std::uint64_t sum = 0;
    for (const auto* list : {&buildings, &ground, &surfaces, &furniture, &models})
        for (const MeshDraw& draw : *list) sum += static_cast<std::uint64_t>(draw.index_count / 3) * draw.instance_count;
    for (const BodyDraw& draw : bodies) sum += static_cast<std::uint64_t>(draw.mesh.index_count / 3) * draw.mesh.instance_count;
    for (const PhotoDraw& draw : photos) sum += draw.mesh.index_count / 3;
    return sum;
}

Result<void> CityGpu::set_tiles(TileSet tiles) {
    make_tree(tiles);
    const Ground& ground = *tiles.ground;
    m_ground.clear();
    double side = ground.tile_m();
    for (int row = 0; row < ground.tile_rows(); ++row)
        for (int column = 0; column < ground.tile_columns(); ++column) {
            double x = ground.south_west().x_m + column * side, y = ground.south_west().y_m + row * side;
            m_ground.push_back({{TileKind::ground, 0, 0, row, column}, {x, y, ground.lowest_m() - side}, {x + side, y + side, ground.highest_m()}});
        }
    m_tiles.set(std::move(tiles));
    m_fixed_pages.clear();
    for (std::size_t i = 0; i < m_ground_indices.size(); ++i) {
        auto indices = Ground::tile_indices(1 << i);
        std::vector<std::uint16_t> narrow(indices.begin(), indices.end());
        auto range = m_fixed_pages.add(bytes_of(narrow));
        if (!range) return std::unexpected(range.error());
        m_ground_indices[i] = {*range, static_cast<std::uint32_t>(narrow.size())};
    }
    return m_fixed_pages.flush();
}

void CityGpu::make_tree(const TileSet& tiles) {
    m_nodes.clear();
    m_roots.clear();
    m_surfaces.clear();
    m_furniture.clear();
    std::map<std::pair<int, TileKey>, std::size_t> index;
    std::map<TileKey, std::size_t> surfaces;
    auto node_of = [&](int level, TileKey key) -> Node& {
        auto [at, made] = index.try_emplace({level, key}, m_nodes.size());
        if (made) {
            m_nodes.emplace_back();
            m_nodes.back().level = level;
            m_nodes.back().key = key;
        }
        return m_nodes[at->second];
    };
    for (const TileEntry& entry : tiles.entries) {
        const TileId& id = entry.id;
        if (id.kind == TileKind::surfaces || id.kind == TileKind::furniture) {
            auto& list = id.kind == TileKind::surfaces ? m_surfaces : m_furniture;
            auto same = surfaces.find({id.row, id.column}); // entries are ordered: the finest comes first
            if (id.kind == TileKind::surfaces && same != surfaces.end()) list[same->second].details |= 1U << id.detail;
            else {
                if (id.kind == TileKind::surfaces) surfaces[{id.row, id.column}] = list.size();
                list.push_back({id, entry.min_m, entry.max_m});
                list.back().details = 1U << id.detail;
            }
            continue;
        }
        for (int level = id.level; level < k_tile_levels; ++level) { // and all nodes above it
            Node& node = node_of(level, {id.row >> (level - id.level), id.column >> (level - id.level)});
            for (std::size_t c = 0; c < 3; ++c) {
                node.min[c] = std::min(node.min[c], entry.min_m[c]);
                node.max[c] = std::max(node.max[c], entry.max_m[c]);
            }
            if (level > id.level) continue;
            if (id.kind == TileKind::blocks) node.blocks = true;
            else node.details |= 1U << id.detail;
        }
    }
    for (const auto& [key, i] : index) {
        auto [level, tile] = key;
        if (level + 1 < k_tile_levels) m_nodes[index.at({level + 1, TileKey{tile.row >> 1, tile.column >> 1}})].children.push_back(i);
        else m_roots.push_back(i);
    }
}

Result<void> CityGpu::set_solutions(const SolutionScene& scene) {
    m_model_pages.clear();
    m_models.clear();
    m_instances = scene.instances;
    for (const Mesh& mesh : scene.models) {
        auto gpu = upload(m_model_pages, mesh);
        if (!gpu) return std::unexpected(gpu.error());
        m_models.push_back(*gpu);
    }
    return m_model_pages.flush();
}

void CityGpu::add(const GpuMesh& mesh, double distance_m, Looking& looking) {
    MeshDraw draw = draw_of(mesh, looking.view.eye);
    double too_small_m = looking.choice.drop_below_px * looking.pixel_m(distance_m);
    if (too_small_m >= 1.0) {
        int k = std::min(Mesh::k_sizes - 1, static_cast<int>(std::floor(std::log2(too_small_m))));
        draw.index_count = mesh.from_size[static_cast<std::size_t>(k)];
    }
    if (draw.index_count > 0) looking.seen.push_back({distance_m, draw});
}

void CityGpu::look_at(const Node& node, Looking& looking) {
    if (!looking.view.sees(node.min, node.max)) return;
    double distance = looking.view.distance_to(node.min, node.max);
    if (node.level == 0) return look_at_leaf(node, distance, looking);
    if (block_below_m(node.level) <= looking.choice.block_px * looking.pixel_m(distance)) {
        auto id = [&](TileKind kind) { return TileId{kind, static_cast<std::uint8_t>(node.level), 0, node.key.row, node.key.column}; };
        const GpuMesh* large = node.details != 0 ? m_tiles.find(id(TileKind::buildings), distance) : nullptr;
        const GpuMesh* blocks = node.blocks ? m_tiles.find(id(TileKind::blocks), distance) : nullptr;
        if ((large || node.details == 0) && (blocks || !node.blocks)) {
            if (large) add(*large, distance, looking);
            if (blocks) add(*blocks, distance, looking);
            return;
        }
        for (std::size_t child : node.children) // until it comes
            if (m_nodes[child].level == 0)
                for (std::uint8_t k = 0; k < k_tolerance_m.size(); ++k)
                    if (const GpuMesh* mesh = m_tiles.find({TileKind::buildings, 0, k, m_nodes[child].key.row, m_nodes[child].key.column}, distance, false)) {
                        add(*mesh, distance, looking);
                        break;
                    }
        return;
    }
    for (std::size_t child : node.children) look_at(m_nodes[child], looking);
}

void CityGpu::look_at_leaf(const Node& node, double distance_m, Looking& looking) {
    auto id = [&](std::size_t detail) { return TileId{TileKind::buildings, 0, static_cast<std::uint8_t>(detail), node.key.row, node.key.column}; };
    std::size_t best = 0;
    for (std::size_t k = 0; k < k_tolerance_m.size(); ++k)
        if ((node.details >> k & 1U) != 0 && (k == 0 || k_tolerance_m[k] <= looking.choice.error_px * looking.pixel_m(distance_m))) best = k;
    if (node.details == 0) return;
    const GpuMesh* mesh = m_tiles.find(id(best), distance_m);
    for (std::size_t k = k_tolerance_m.size(); !mesh && k-- > 0;)
        if ((node.details >> k & 1U) != 0) mesh = m_tiles.find(id(k), distance_m, false);
    if (mesh) add(*mesh, distance_m, looking);
}

std::vector<MeshDraw> CityGpu::choose_plain(const std::vector<Plain>& pieces, const Projection3& view, const DrawChoice& choice) {
    Looking looking{view, choice, {}};
    for (const Plain& piece : pieces) {
        if (!view.sees(piece.min, piece.max)) continue;
        double distance = view.distance_to(piece.min, piece.max);
        TileId id = piece.id;
        for (std::size_t k = 1; k < k_surface_details.size(); ++k)
            if ((piece.details >> k & 1U) != 0 && k_surface_details[k].pixel_m * 0.6 <= choice.narrow_px * looking.pixel_m(distance)) id.detail = static_cast<std::uint8_t>(k);
        if (const GpuMesh* mesh = m_tiles.find(id, distance)) add(*mesh, distance, looking);
    }
    std::vector<MeshDraw> out; // in the order of tiles, from wherever it is seen: of equals the later one shows
    for (const Seen& seen : looking.seen) out.push_back(seen.draw);
    return out;
}

void CityGpu::choose_ground(DrawLists& lists, const Projection3& view, const DrawChoice& choice) {
    std::vector<BodyGpu::GroundTile> photo_tiles;
    const Ground& ground = *m_tiles.tiles().ground;
    bool steep = choice.steeper_than <= 0; // somewhere; beyond the net it goes on as it is there
    for (Plain& piece : m_ground) {
        if (!view.sees(piece.min, piece.max)) continue;
        if (choice.steeper_than > 0) {
            if (piece.steepest < 0) piece.steepest = static_cast<float>(ground.steepest(piece.id.row, piece.id.column));
            if (static_cast<double>(piece.steepest) < choice.steeper_than) continue;
            steep = true;
        }
        const GpuMesh* mesh = m_tiles.find(piece.id, view.distance_to(piece.min, piece.max));
        if (!mesh || !view.sees(mesh->min, mesh->max)) continue;
        auto& error_m = piece.stride_error_m;
        if (error_m[0] < 0)
            for (std::size_t i = 0; i < error_m.size(); ++i)
                error_m[i] = static_cast<float>(ground.stride_error_m(piece.id.row, piece.id.column, 1 << i));
        double pixel_m = choice.pixel_m * (view.orthographic ? 1.0 : std::max(view.distance_to(mesh->min, mesh->max), 1.0));
        // One vertex per 12 pixels or so is enough where the ground bends; fewer where it does not: by less than what lies on it
        // is lifted, and not at the net's border, where the apron begins.
        double cell_px = ground.cell_m() / pixel_m, wanted_px = choice.coarse ? 16.0 : 6.0;
        double allowed_m = std::min((choice.coarse ? 0.7 : 0.35) * pixel_m, m_surfaces.empty() ? 1e9 : 0.6 * ground.lift_m());
        bool at_border = piece.id.row == 0 || piece.id.column == 0 || piece.id.row + 1 == ground.tile_rows() || piece.id.column + 1 == ground.tile_columns();
        std::size_t level = 0, last = error_m.size() - 1;
        while (level < last && cell_px * std::ldexp(1.0, static_cast<int>(level) + 1) < wanted_px) ++level;
        if (!at_border || ground.flat())
            while (level < last && static_cast<double>(error_m[level + 1]) <= allowed_m) ++level;
        MeshDraw draw = draw_of(*mesh, view.eye);
        draw.index_buffer = m_ground_indices[level].indices.buffer;
        draw.index_offset = m_ground_indices[level].indices.offset;
        draw.indices = m_ground_indices[level].indices.mapped;
        draw.index_type = VK_INDEX_TYPE_UINT16;
        draw.index_count = m_ground_indices[level].count;
        lists.ground.push_back(draw);
        if (choice.own_look) photo_tiles.push_back({draw, mesh->min, mesh->max});
    }
    if (!steep) return;
    if (const GpuMesh* apron = m_tiles.find({TileKind::ground, 1, 0, 0, 0}, 0)) lists.ground.push_back(draw_of(*apron, view.eye));
    if (!photo_tiles.empty()) lists.photos = m_bodies.photos(view.eye, photo_tiles);
}

DrawLists CityGpu::choose(const Projection3& view, const DrawChoice& choice) {
    DrawLists lists;
    if (choice.buildings && choice.tiles) {
        Looking looking{view, choice, {}};
        for (std::size_t root : m_roots) look_at(m_nodes[root], looking);
        std::ranges::stable_sort(looking.seen, {}, &Seen::distance_m);
        for (const Seen& seen : looking.seen) lists.buildings.push_back(seen.draw);
    }
    if (choice.buildings && !m_bodies.empty()) lists.bodies = m_bodies.choose(view, choice.pixel_m, choice.drop_below_px, choice.own_look);
    if (choice.terrain && choice.tiles) choose_ground(lists, view, choice);
    if (choice.streets && choice.tiles) {
        lists.surfaces = choose_plain(m_surfaces, view, choice);
        lists.furniture = choose_plain(m_furniture, view, choice);
    }
    for (std::size_t m = 0, first = 0; choice.models && m < m_models.size(); ++m) {
        std::size_t end = first;
        while (end < m_instances.size() && m_instances[end].model == m) ++end;
        MeshDraw draw = draw_of(m_models[m], {0, 0, 0});
        draw.first_instance = static_cast<std::uint32_t>(first);
        draw.instance_count = static_cast<std::uint32_t>(end - first);
        lists.models.push_back(draw);
        first = end;
    }
    return lists;
}

void CityGpu::write_instances(const Vec3& origin, InstanceData* out) const {
    for (const ModelInstance& instance : m_instances) {
        out->at = to_float(instance.at_m - origin);
        out->sine = static_cast<float>(instance.sine);
        out->cosine = static_cast<float>(instance.cosine);
        out->id = instance.id;
        out->radius = static_cast<float>(instance.radius_m);
        ++out;
    }
}

} // namespace tp
