#include "scene/bodies.h"

#include "scene/body_normals.h"
#include "scene/object_id.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace tp {
namespace {

using Vec = std::array<double, 3>;

Material material_of(ModelRole role) {
    switch (role) {
    case ModelRole::road: return Material::street;
    case ModelRole::vegetation: return Material::green;
    case ModelRole::furniture: return Material::post;
    case ModelRole::water: return Material::water;
    case ModelRole::building:
    case ModelRole::bridge:
    case ModelRole::other:
    case ModelRole::count: break;
    }
    return Material::wall;
}

std::uint32_t id_of(const Models& models, std::uint32_t i) {
    return models.building[i] >= 0 ? scene_id::make(scene_id::building, static_cast<std::uint32_t>(models.building[i])) : scene_id::make(scene_id::model, i);
}

std::uint32_t packed_colour(const ModelMaterial& material) {
    std::uint32_t colour = material.coloured != 0 ? 0xff000000U : 0U;
    for (std::uint32_t k = 0; k < 3; ++k)
        colour |= static_cast<std::uint32_t>(std::clamp(material.colour[k], 0.0f, 1.0f) * 255.0f + 0.5f) << (8 * k);
    return colour;
}

Vec turned(const std::array<float, 9>& t, const Vec& v) {
    Vec out{};
    for (std::size_t r = 0; r < 3; ++r)
        out[r] = static_cast<double>(t[3 * r]) * v[0] + static_cast<double>(t[3 * r + 1]) * v[1] + static_cast<double>(t[3 * r + 2]) * v[2];
    return out;
}

double determinant(const std::array<float, 9>& t) {
    auto d = [&](std::size_t i) { return static_cast<double>(t[i]); };
    return d(0) * (d(4) * d(8) - d(5) * d(7)) - d(1) * (d(3) * d(8) - d(5) * d(6)) + d(2) * (d(3) * d(7) - d(4) * d(6));
}

// Collects triangles by what they are drawn with, then lays them out.
class Builder {
public:
    explicit Builder(const Models& models) : m_models(models) {}

    // A geometry, turned, moved to `at`; all of it belongs to object `id`. `mirrored` ones are seen from both sides.
    void add(std::uint32_t geometry, const std::array<float, 9>& turn, const Vec& at, ModelRole role, std::uint32_t id, bool mirrored) {
        std::vector<std::uint32_t> corners;
        for (std::uint32_t p = m_models.geometry_begin[geometry]; p < m_models.geometry_begin[geometry + 1]; ++p)
            corners.insert(corners.end(), m_models.index.begin() + m_models.parts[p].begin, m_models.index.begin() + m_models.parts[p].end);
        auto normals = corner_normals(m_models.position, corners);
        Vec low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
        std::vector<Vec> place(corners.size());
        for (std::size_t k = 0; k < corners.size(); ++k) {
            const auto& p = m_models.position[corners[k]];
            place[k] = turned(turn, {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])});
            for (std::size_t c = 0; c < 3; ++c) {
                place[k][c] += at[c];
                low[c] = std::min(low[c], place[k][c]), high[c] = std::max(high[c], place[k][c]);
            }
        }
        double size = corners.empty() ? 0.0 : std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]});
        std::size_t k = 0;
        for (std::uint32_t p = m_models.geometry_begin[geometry]; p < m_models.geometry_begin[geometry + 1]; ++p) {
            const ModelPart& part = m_models.parts[p];
            const ModelMaterial& material = m_models.materials[part.material];
            bool cut_out = material.texture >= 0 && m_models.textures[static_cast<std::size_t>(material.texture)].alpha;
            Batch& batch = m_batches[{material.double_sided != 0 || mirrored, cut_out, material.texture}];
            batch.items.push_back({size, static_cast<std::uint32_t>(batch.indices.size()), 0});
            std::unordered_map<std::uint64_t, std::uint32_t> made;
            for (std::uint32_t end = static_cast<std::uint32_t>(k) + part.end - part.begin; k < end; k += 3) {
                if (normals[k] == Vec{}) continue; // no area
                for (std::size_t c = k; c < k + 3; ++c) {
                    Vec n = turned(turn, normals[c]);
                    double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
                    std::uint32_t up = role == ModelRole::building ? static_cast<std::uint32_t>(std::clamp((place[c][2] - low[2]) * 63.75, 0.0, 255.0)) : 255U;
                    std::uint32_t look = pack_look(n[0] / length, n[1] / length, n[2] / length, material_of(role), up);
                    auto [found, fresh] = made.try_emplace(std::uint64_t{corners[c]} << 16U | (look & 0xffffU), static_cast<std::uint32_t>(m_places.size()));
                    if (fresh) {
                        m_places.push_back(place[c]);
                        m_vertices.push_back({{}, look, packed_colour(material), id, m_models.uv.empty() ? std::array<float, 2>{} : m_models.uv[corners[c]]});
                    }
                    batch.indices.push_back(found->second);
                }
            }
            batch.items.back().end = static_cast<std::uint32_t>(batch.indices.size());
        }
    }

    BodyMesh mesh(const Vec* centre) {
        BodyMesh out;
        if (m_places.empty()) return out;
        out.min_m = out.max_m = m_places[0];
        for (const Vec& p : m_places)
            for (std::size_t c = 0; c < 3; ++c) out.min_m[c] = std::min(out.min_m[c], p[c]), out.max_m[c] = std::max(out.max_m[c], p[c]);
        for (std::size_t c = 0; c < 3; ++c) out.centre_m[c] = centre ? (*centre)[c] : std::round(0.5 * (out.min_m[c] + out.max_m[c]));
        for (std::size_t i = 0; i < m_places.size(); ++i)
            for (std::size_t c = 0; c < 3; ++c) m_vertices[i].at[c] = static_cast<float>(m_places[i][c] - out.centre_m[c]);
        out.vertices = std::move(m_vertices);
        lay_out(out);
        return out;
    }

private:
    struct Item { // triangles of one instance in a batch
        double size_m;
        std::uint32_t begin, end;
    };
    struct Key {
        bool double_sided, cut_out;
        std::int32_t texture;
        auto operator<=>(const Key&) const = default;
    };
    struct Batch {
        std::vector<Item> items;
        std::vector<std::uint32_t> indices;
    };

    static BodySection append(BodyMesh& out, const Key& key, std::vector<std::pair<Item, const Batch*>> items) {
        std::ranges::stable_sort(items, std::ranges::greater{}, [](const auto& item) { return item.first.size_m; });
        BodySection section{key.texture, key.double_sided, key.cut_out, static_cast<std::uint32_t>(out.indices.size()), {}};
        for (const auto& [item, batch] : items) {
            out.indices.insert(out.indices.end(), batch->indices.begin() + item.begin, batch->indices.begin() + item.end);
            out.size_m = std::max(out.size_m, item.size_m);
            for (std::size_t k = 0; k < section.from_size.size(); ++k)
                if (k == 0 || item.size_m >= std::ldexp(1.0, static_cast<int>(k)))
                    section.from_size[k] = static_cast<std::uint32_t>(out.indices.size()) - section.first;
        }
        return section;
    }

    void lay_out(BodyMesh& out) const {
        std::map<bool, std::vector<std::pair<Item, const Batch*>>> solid; // by double_sided
        std::map<bool, std::vector<BodySection>> of_solid;
        for (const auto& [key, batch] : m_batches) {
            std::vector<std::pair<Item, const Batch*>> items;
            for (const Item& item : batch.items) items.emplace_back(item, &batch);
            out.textured.push_back(append(out, key, items));
            if (key.cut_out) out.plain.push_back(out.textured.back());
            else of_solid[key.double_sided].push_back(out.textured.back()), solid[key.double_sided].insert(solid[key.double_sided].end(), items.begin(), items.end());
        }
        for (const auto& [double_sided, items] : solid) {
            bool once = of_solid[double_sided].size() == 1; // the same triangles in the same order
            out.plain.push_back(once ? of_solid[double_sided][0] : append(out, {double_sided, false, -1}, items));
            out.plain.back().texture = -1;
        }
    }

    const Models& m_models;
    std::map<Key, Batch> m_batches;
    std::vector<Vec> m_places;
    std::vector<BodyVertex> m_vertices;
};

bool is_drawable(const Models& models, std::uint32_t i) {
    return tile_of(models.at[i]).has_value() && std::abs(models.z_m[i]) < k_world_limit_m &&
           std::ranges::all_of(models.turn[i], [](float t) { return std::isfinite(t); });
}

} // namespace

BodyPlan plan_bodies(const Models& models) {
    std::vector<std::uint32_t> count(models.geometries());
    for (std::uint32_t i = 0; i < models.size(); ++i) count[models.geometry[i]] += is_drawable(models, i);
    std::map<TileKey, BodyTile> once;
    std::map<std::uint32_t, std::map<TileKey, BodyTile>> often;
    for (std::uint32_t i = 0; i < models.size(); ++i) {
        if (!is_drawable(models, i)) continue;
        TileKey key = *tile_of(models.at[i]);
        BodyTile& tile = count[models.geometry[i]] == 1 ? once[key] : often[models.geometry[i]][key];
        tile.key = key;
        tile.instances.push_back(i);
    }
    BodyPlan plan;
    for (auto& [key, tile] : once) plan.once.push_back(std::move(tile));
    for (auto& [geometry, tiles] : often) {
        plan.often.push_back({geometry, {}});
        for (auto& [key, tile] : tiles) plan.often.back().tiles.push_back(std::move(tile));
    }
    return plan;
}

BodyMesh tile_bodies(const Models& models, const BodyTile& tile) {
    Builder builder(models);
    for (std::uint32_t i : tile.instances)
        builder.add(models.geometry[i], models.turn[i], {models.at[i].x_m, models.at[i].y_m, models.z_m[i]}, models.role[i], id_of(models, i),
                    determinant(models.turn[i]) < 0);
    return builder.mesh(nullptr);
}

BodyMesh shape_body(const Models& models, const BodyShape& shape) {
    Builder builder(models);
    bool mirrored = false;
    for (const BodyTile& tile : shape.tiles)
        for (std::uint32_t i : tile.instances) mirrored = mirrored || determinant(models.turn[i]) < 0;
    ModelRole role = models.role[shape.tiles[0].instances[0]];
    builder.add(shape.geometry, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0}, role, 0, mirrored);
    const Vec origin{0, 0, 0};
    return builder.mesh(&origin);
}

BodyGroup group_bodies(const Models& models, const BodyMesh& shape, const BodyTile& tile) {
    BodyGroup group;
    group.min_m = {1e300, 1e300, 1e300}, group.max_m = {-1e300, -1e300, -1e300};
    group.centre_m = {(tile.key.column + 0.5) * k_tile_m, (tile.key.row + 0.5) * k_tile_m, models.z_m[tile.instances[0]]};
    for (std::uint32_t i : tile.instances) {
        const Vec at{models.at[i].x_m, models.at[i].y_m, models.z_m[i]};
        BodyInstance one;
        one.id = id_of(models, i);
        for (std::size_t r = 0; r < 3; ++r) {
            one.at[r] = static_cast<float>(at[r] - group.centre_m[r]);
            for (std::size_t c = 0; c < 3; ++c) one.turn[3 * c + r] = models.turn[i][3 * r + c];
        }
        for (int corner = 0; corner < 8; ++corner) {
            Vec p = turned(models.turn[i], {(corner & 1) != 0 ? shape.max_m[0] : shape.min_m[0], (corner & 2) != 0 ? shape.max_m[1] : shape.min_m[1],
                                            (corner & 4) != 0 ? shape.max_m[2] : shape.min_m[2]});
            for (std::size_t c = 0; c < 3; ++c)
                group.min_m[c] = std::min(group.min_m[c], at[c] + p[c]), group.max_m[c] = std::max(group.max_m[c], at[c] + p[c]);
        }
        group.instances.push_back(one);
    }
    return group;
}

std::vector<std::uint8_t> modelled_buildings(const City& city) {
    if (city.models.size() == 0) return {};
    std::vector<std::uint8_t> out(city.buildings.size());
    for (std::uint32_t i = 0; i < city.models.size(); ++i)
        if (std::int32_t b = city.models.building[i]; b >= 0 && is_drawable(city.models, i)) out[static_cast<std::size_t>(b)] = 1;
    return out;
}

std::vector<std::uint8_t> modelled_areas(const City& city) {
    if (city.models.size() == 0) return {};
    std::set<std::pair<std::uint16_t, std::uint32_t>> origins;
    for (std::size_t i = 0; i < city.models.size(); ++i)
        if (city.models.building[i] < 0) origins.emplace(city.models.origin[i].source, city.models.origin[i].feature);
    std::vector<std::uint8_t> out(city.areas.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = origins.contains({city.areas.origin[i].source, city.areas.origin[i].feature});
    return out;
}

} // namespace tp
