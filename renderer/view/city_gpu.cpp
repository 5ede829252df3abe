#include "view/city_gpu.h"

#include "core/parallel.h"
#include "scene/buildings.h"
#include "scene/surfaces.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr std::size_t k_batch = 64; // meshes that are in memory at once while a city is brought up

std::span<const std::byte> bytes_of(const auto& items) { return std::as_bytes(std::span(items)); }

BufferRange checked(Result<BufferRange>&& range, Result<void>& state) {
    if (range) return *range;
    if (state) state = std::unexpected(range.error());
    return {};
}

} // namespace

std::uint64_t DrawLists::triangles() const {
    std::uint64_t sum = 0;
    for (const auto* list : {&buildings, &ground, &surfaces, &furniture, &models})
        for (const MeshDraw& draw : *list) sum += static_cast<std::uint64_t>(draw.index_count / 3) * draw.instance_count;
    for (const BodyDraw& draw : bodies) sum += static_cast<std::uint64_t>(draw.mesh.index_count / 3) * draw.mesh.instance_count;
    for (const PhotoDraw& draw : photos) sum += draw.mesh.index_count / 3;
    return sum;
}

Result<GpuMesh> CityGpu::upload(GeometryPages& pages, const Mesh& mesh) {
    GpuMesh gpu;
    Result<void> state;
    gpu.vertices = checked(pages.add(bytes_of(mesh.vertices)), state);
    if (mesh.vertices.size() <= 65536) {
        std::vector<std::uint16_t> narrow(mesh.indices.begin(), mesh.indices.end());
        gpu.indices = checked(pages.add(bytes_of(narrow)), state);
    } else {
        gpu.indices = checked(pages.add(bytes_of(mesh.indices)), state);
        gpu.index_type = VK_INDEX_TYPE_UINT32;
    }
    if (!state) return std::unexpected(state.error());
    gpu.index_count = static_cast<std::uint32_t>(mesh.indices.size());
    gpu.from_size = mesh.indices_from_size;
    gpu.centre = mesh.centre_m;
    gpu.min = mesh.min_m;
    gpu.max = mesh.max_m;
    gpu.step_m = mesh.step_m;
    return gpu;
}

Result<void> CityGpu::upload_all(std::vector<GpuMesh>& out, std::size_t count, const std::function<Mesh(std::size_t)>& make,
                                 const Progress& progress, double from, double to) {
    std::vector<Mesh> meshes;
    for (std::size_t first = 0; first < count; first += k_batch) {
        double share = from + (to - from) * static_cast<double>(first) / static_cast<double>(count);
        if (!still_wanted(progress, "renderer.step.tiles", share)) return fail(ErrorCode::cancelled, "core.cancelled");
        std::size_t n = std::min(k_batch, count - first);
        meshes.assign(n, {});
        parallel_for(n, 0, [&](std::size_t i) { meshes[i] = make(first + i); });
        for (const Mesh& mesh : meshes) {
            if (mesh.vertices.empty()) continue;
            auto gpu = upload(m_city_pages, mesh);
            if (!gpu) return std::unexpected(gpu.error());
            out.push_back(*gpu);
        }
    }
    return {};
}

Result<void> CityGpu::set_city(const City& city, const Ground& ground, const Progress& progress) {
    m_city_pages.clear();
    for (auto* list : {&m_buildings, &m_ground, &m_surfaces, &m_furniture, &m_apron}) list->clear();
    m_flat = ground.flat();

    auto tiles = building_tiles(city.buildings, modelled_buildings(city));
    auto up = upload_all(m_buildings, tiles.size(), [&](std::size_t i) { return building_mesh(city.buildings, tiles[i], ground); },
                         progress, 0.0, 0.6);
    auto columns = static_cast<std::size_t>(ground.tile_columns()), ground_tiles = columns * static_cast<std::size_t>(ground.tile_rows());
    if (up)
        up = upload_all(m_ground, ground_tiles,
                        [&](std::size_t i) { return ground.tile(static_cast<int>(i / columns), static_cast<int>(i % columns)); }, progress,
                        0.6, 0.7);
    if (up) up = upload_all(m_apron, 1, [&](std::size_t) { return ground.apron(); }, progress, 0.7, 0.7);
    if (!up) return up;

    SurfaceDrafts drafts(ground);
    drafts.add_areas(city.areas, modelled_areas(city));
    drafts.add_streets(city.streets);
    drafts.add_sidewalks(city.sidewalks);
    drafts.add_crossings(city);
    for (auto [meshes, list] : {std::pair{drafts.pack_all(), &m_surfaces}, {furniture_meshes(city, ground), &m_furniture}})
        for (const auto& [key, mesh] : meshes) {
            auto gpu = upload(m_city_pages, mesh);
            if (!gpu) return std::unexpected(gpu.error());
            list->push_back(*gpu);
        }
    Result<void> state;
    for (std::size_t i = 0; i < m_ground_indices.size(); ++i) {
        auto indices = Ground::tile_indices(1 << i);
        std::vector<std::uint16_t> narrow(indices.begin(), indices.end());
        m_ground_indices[i] = {checked(m_city_pages.add(bytes_of(narrow)), state), static_cast<std::uint32_t>(narrow.size())};
    }
    if (!state) return state;
    if (auto bodies = m_bodies.set_city(city, progress); !bodies) return bodies;
    still_wanted(progress, "renderer.step.tiles", 1.0);
    return m_city_pages.flush();
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

MeshDraw CityGpu::draw_of(const GpuMesh& mesh, const Vec3& eye) const {
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

void CityGpu::add_visible(std::vector<MeshDraw>& out, const std::vector<GpuMesh>& meshes, const Projection3& view,
                          const DrawChoice& choice) const {
    std::vector<std::pair<double, const GpuMesh*>> seen;
    for (const GpuMesh& mesh : meshes)
        if (view.sees(mesh.min, mesh.max)) seen.emplace_back(view.distance_to(mesh.min, mesh.max), &mesh);
    std::ranges::stable_sort(seen, {}, [](const auto& item) { return item.first; });
    for (auto [distance, mesh] : seen) {
        MeshDraw draw = draw_of(*mesh, view.eye);
        double too_small_m = choice.drop_below_px * choice.pixel_m * (view.orthographic ? 1.0 : distance);
        if (too_small_m >= 1.0) {
            int k = std::min(Mesh::k_sizes - 1, static_cast<int>(std::floor(std::log2(too_small_m))));
            draw.index_count = mesh->from_size[static_cast<std::size_t>(k)];
        }
        if (draw.index_count > 0) out.push_back(draw);
    }
}

DrawLists CityGpu::choose(const Projection3& view, const DrawChoice& choice) const {
    DrawLists lists;
    if (choice.buildings) add_visible(lists.buildings, m_buildings, view, choice);
    std::vector<BodyGpu::GroundTile> photo_tiles;
    if (choice.terrain) {
        for (const GpuMesh& mesh : m_ground) {
            if (!view.sees(mesh.min, mesh.max)) continue;
            // One vertex per 12 pixels or so is enough where the ground bends.
            double cell_px = (mesh.max[0] - mesh.min[0]) / Ground::k_cells /
                             (choice.pixel_m * (view.orthographic ? 1.0 : std::max(view.distance_to(mesh.min, mesh.max), 1.0)));
            double wanted_px = choice.coarse ? 16.0 : 6.0;
            std::size_t level = m_flat ? 4 : 0;
            while (level < 4 && cell_px * std::ldexp(1.0, static_cast<int>(level) + 1) < wanted_px) ++level;
            MeshDraw draw = draw_of(mesh, view.eye);
            draw.index_buffer = m_ground_indices[level].indices.buffer;
            draw.index_offset = m_ground_indices[level].indices.offset;
            draw.index_count = m_ground_indices[level].count;
            lists.ground.push_back(draw);
            if (choice.own_look) photo_tiles.push_back({draw, mesh.min, mesh.max});
        }
        for (const GpuMesh& mesh : m_apron) lists.ground.push_back(draw_of(mesh, view.eye));
    }
    if (choice.streets) {
        add_visible(lists.surfaces, m_surfaces, view, choice);
        add_visible(lists.furniture, m_furniture, view, choice);
    }
    if (choice.buildings && !m_bodies.empty()) lists.bodies = m_bodies.choose(view, choice.pixel_m, choice.drop_below_px, choice.own_look);
    if (!photo_tiles.empty()) lists.photos = m_bodies.photos(view.eye, photo_tiles);
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
