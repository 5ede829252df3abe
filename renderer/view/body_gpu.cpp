#include "view/body_gpu.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tp {
namespace {

constexpr std::size_t k_batch = 16; // tiles that are in memory at once while a city is brought up

BlockPicture picture_of(const Texture& t) { return {t.width, t.height, t.levels, t.alpha, t.blocks}; }

} // namespace

Result<std::size_t> BodyGpu::upload(const BodyMesh& mesh) {
    auto vertices = m_pages.add(std::as_bytes(std::span(mesh.vertices)));
    if (!vertices) return std::unexpected(vertices.error());
    auto indices = m_pages.add(std::as_bytes(std::span(mesh.indices)));
    if (!indices) return std::unexpected(indices.error());
    m_shapes.push_back({*vertices, *indices, mesh.textured, mesh.plain, mesh.size_m});
    return m_shapes.size() - 1;
}

Result<void> BodyGpu::add_once(const Models& models, const std::vector<BodyTile>& tiles, const Progress& progress) {
    std::vector<BodyMesh> meshes;
    for (std::size_t first = 0; first < tiles.size(); first += k_batch) {
        if (!still_wanted(progress, "renderer.step.tiles", 0.8 + 0.2 * static_cast<double>(first) / static_cast<double>(tiles.size())))
            return fail(ErrorCode::cancelled, "core.cancelled");
        meshes.assign(std::min(k_batch, tiles.size() - first), {});
        parallel_for(meshes.size(), 0, [&](std::size_t i) { meshes[i] = tile_bodies(models, tiles[first + i]); });
        for (const BodyMesh& mesh : meshes) {
            if (mesh.indices.empty()) continue;
            auto shape = upload(mesh);
            if (!shape) return std::unexpected(shape.error());
            m_groups.push_back({*shape, 0, 1, mesh.centre_m, mesh.min_m, mesh.max_m}); // instance 0 turns and moves nothing
        }
    }
    return {};
}

Result<void> BodyGpu::add_often(const Models& models, const std::vector<BodyShape>& shapes, std::vector<BodyInstance>& instances) {
    for (const BodyShape& shape : shapes) {
        BodyMesh mesh = shape_body(models, shape);
        if (mesh.indices.empty()) continue;
        auto uploaded = upload(mesh);
        if (!uploaded) return std::unexpected(uploaded.error());
        for (const BodyTile& tile : shape.tiles) {
            BodyGroup group = group_bodies(models, mesh, tile);
            m_groups.push_back({*uploaded, static_cast<std::uint32_t>(instances.size()), static_cast<std::uint32_t>(group.instances.size()), group.centre_m,
                                group.min_m, group.max_m});
            instances.insert(instances.end(), group.instances.begin(), group.instances.end());
            Vec3 extent = group.max_m - group.min_m; // one instance is not larger than its group
            m_shapes[*uploaded].size_m = std::max(m_shapes[*uploaded].size_m, tile.instances.size() == 1 ? std::max({extent[0], extent[1], extent[2]}) : 0.0);
        }
    }
    return {};
}

Result<void> BodyGpu::set_city(const City& city, const Progress& progress) {
    m_pages.clear();
    m_shapes.clear();
    m_groups.clear();
    m_photos.clear();
    m_textures = {};
    m_photo_textures = {};
    m_instances = {};
    if (city.models.size() == 0 && city.pictures.empty()) return {};
    std::vector<BlockPicture> pictures, photos;
    for (const Texture& texture : city.models.textures) pictures.push_back(picture_of(texture));
    for (const GroundPicture& photo : city.pictures) {
        photos.push_back(picture_of(photo.texture));
        m_photos.push_back({photo.south_west, photo.width_m, photo.height_m});
    }
    auto textures = Textures::create(m_device, pictures, true);
    if (!textures) return std::unexpected(textures.error());
    auto ground = Textures::create(m_device, photos, false);
    if (!ground) return std::unexpected(ground.error());
    m_textures = std::move(*textures);
    m_photo_textures = std::move(*ground);
    BodyPlan plan = plan_bodies(city.models);
    std::vector<BodyInstance> instances(1);
    if (auto added = add_once(city.models, plan.once, progress); !added) return added;
    if (auto added = add_often(city.models, plan.often, instances); !added) return added;
    auto range = m_pages.add(std::as_bytes(std::span(instances)));
    if (!range) return std::unexpected(range.error());
    m_instances = *range;
    return m_pages.flush();
}

std::vector<BodyDraw> BodyGpu::choose(const Projection3& view, double pixel_m, double drop_below_px, bool own_look) const {
    std::vector<std::pair<double, const Group*>> seen;
    for (const Group& group : m_groups)
        if (view.sees(group.min, group.max)) seen.emplace_back(view.distance_to(group.min, group.max), &group);
    std::ranges::stable_sort(seen, {}, [](const auto& item) { return item.first; });
    std::vector<BodyDraw> out;
    for (auto [distance, group] : seen) {
        const Shape& shape = m_shapes[group->shape];
        double too_small_m = drop_below_px * pixel_m * (view.orthographic ? 1.0 : distance);
        if (shape.size_m < too_small_m) continue;
        bool many = group->first_instance != 0;
        int k = many || too_small_m < 1.0 ? 0 : std::min(Mesh::k_sizes - 1, static_cast<int>(std::floor(std::log2(too_small_m))));
        for (const BodySection& section : own_look ? shape.textured : shape.plain) {
            BodyDraw draw;
            draw.mesh.vertex_buffer = shape.vertices.buffer;
            draw.mesh.vertex_offset = shape.vertices.offset;
            draw.mesh.index_buffer = shape.indices.buffer;
            draw.mesh.index_offset = shape.indices.offset;
            draw.mesh.index_type = VK_INDEX_TYPE_UINT32;
            draw.mesh.first_index = section.first;
            draw.mesh.index_count = section.from_size[static_cast<std::size_t>(k)];
            draw.mesh.offset = to_float(group->centre - view.eye);
            draw.mesh.first_instance = group->first_instance;
            draw.mesh.instance_count = group->instance_count;
            draw.double_sided = section.double_sided;
            if (section.texture >= 0) draw.picture = m_textures.set(static_cast<std::size_t>(section.texture));
            if (draw.mesh.index_count > 0) out.push_back(draw);
        }
    }
    // Few changes of pipeline, and what is cut out last: it cannot hide early what lies behind it.
    std::ranges::stable_sort(out, {}, [](const BodyDraw& draw) { return std::pair{draw.picture != VK_NULL_HANDLE, draw.double_sided}; });
    return out;
}

std::vector<PhotoDraw> BodyGpu::photos(const Vec3& eye, std::span<const GroundTile> tiles) const {
    std::vector<PhotoDraw> out;
    for (std::size_t i = 0; i < m_photos.size(); ++i) {
        const Photo& photo = m_photos[i];
        LocalPoint sw = photo.south_west, ne{sw.x_m + photo.width_m, sw.y_m + photo.height_m};
        for (const GroundTile& tile : tiles) {
            if (tile.max[0] < sw.x_m || tile.min[0] > ne.x_m || tile.max[1] < sw.y_m || tile.min[1] > ne.y_m) continue;
            out.push_back({tile.draw, m_photo_textures.set(i), {static_cast<float>(sw.x_m - eye[0]), static_cast<float>(sw.y_m - eye[1])},
                           {static_cast<float>(photo.width_m), static_cast<float>(photo.height_m)}});
        }
    }
    return out;
}

} // namespace tp
