#include "import/cityjson_shapes.h"

#include <algorithm>
#include <cmath>
#include <optional>

#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // g++ 12 on iterators in std::optional

namespace tp {
namespace {

using simdjson::SUCCESS;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr double k_coordinate_limit = 1e9;
using Maybe = std::optional<element>;

// Goes along a list beside another one; past its end, or where there is no list, everything is missing.
class Beside {
public:
    explicit Beside(const Maybe& list) {
        array found;
        if (list && list->get_array().get(found) == SUCCESS) {
            m_at = found.begin();
            m_end = found.end();
        }
    }
    Maybe next() {
        if (!m_at || !(*m_at != *m_end)) return std::nullopt;
        element value = **m_at;
        ++*m_at;
        return value;
    }

private:
    std::optional<array::iterator> m_at, m_end;
};

std::optional<std::int64_t> whole(const Maybe& value) {
    std::int64_t number = 0;
    if (!value || value->get_int64().get(number) != SUCCESS) return std::nullopt;
    return number;
}

SurfaceKind kind_of(std::string_view type) {
    if (type == "GroundSurface") return SurfaceKind::ground;
    if (type == "RoofSurface") return SurfaceKind::roof;
    if (type == "WallSurface") return SurfaceKind::wall;
    if (type == "ClosureSurface") return SurfaceKind::hidden;
    return SurfaceKind::other;
}

// The first theme's lists of a member "material" or "texture".
Maybe theme_of(element geometry, const char* member) {
    object themes;
    if (geometry[member].get_object().get(themes) != SUCCESS) return std::nullopt;
    for (auto [name, theme] : themes) return theme;
    return std::nullopt;
}

class FaceReader {
public:
    FaceReader(const JsonPool& pool, FaceSet& out, JsonFaults& faults) : m_pool(pool), m_out(out), m_faults(faults) {}

    void read(element geometry, element boundaries, int levels) {
        Maybe semantics, material, texture;
        array surfaces;
        if (geometry["semantics"]["surfaces"].get_array().get(surfaces) == SUCCESS)
            for (element surface : surfaces) {
                std::string_view type;
                bool named = surface["type"].get_string().get(type) == SUCCESS;
                m_kinds.push_back(named ? kind_of(type) : SurfaceKind::other);
            }
        if (element values; geometry["semantics"]["values"].get(values) == SUCCESS) semantics = values;
        if (Maybe theme = theme_of(geometry, "material")) {
            if (element values; (*theme)["values"].get(values) == SUCCESS) material = values;
            if (element value; (*theme)["value"].get(value) == SUCCESS) m_material = number_of(whole(value), m_pool.materials);
        }
        if (Maybe theme = theme_of(geometry, "texture"))
            if (element values; (*theme)["values"].get(values) == SUCCESS) texture = values;
        walk(boundaries, levels, semantics, material, texture);
    }

private:
    static std::uint32_t number_of(std::optional<std::int64_t> index, const std::vector<std::uint32_t>& list) {
        bool inside = index && *index >= 0 && static_cast<std::uint64_t>(*index) < list.size();
        return inside ? list[static_cast<std::size_t>(*index)] : 0;
    }

    void walk(element boundaries, int levels, const Maybe& semantics, const Maybe& material, const Maybe& texture) {
        array list;
        if (boundaries.get_array().get(list) != SUCCESS) {
            ++m_faults.bad_face;
            return;
        }
        Beside kinds(semantics), materials(material), textures(texture);
        for (element item : list) {
            Maybe kind = kinds.next(), look = materials.next(), picture = textures.next();
            if (levels > 0)
                walk(item, levels - 1, kind, look, picture);
            else
                surface(item, kind, look, picture);
        }
    }

    void surface(element rings, const Maybe& semantic, const Maybe& material, const Maybe& texture) {
        array list;
        FaceSet::Face face{m_out.rings(), 0, m_material, SurfaceKind::other, false};
        if (auto index = whole(semantic); index && *index >= 0 && static_cast<std::uint64_t>(*index) < m_kinds.size())
            face.surface = m_kinds[static_cast<std::size_t>(*index)];
        if (auto index = whole(material)) face.material = number_of(index, m_pool.materials);
        if (face.surface == SurfaceKind::hidden) return;
        std::size_t points = m_out.points.size();
        bool good = rings.get_array().get(list) == SUCCESS;
        if (!good) {
            ++m_faults.bad_face;
            return;
        }
        Beside textures(texture);
        for (element item : list) {
            Maybe coordinates = textures.next();
            bool outer = m_out.rings() == face.ring_begin;
            good = good && ring(item, coordinates, face, outer);
        }
        face.ring_end = m_out.rings();
        if (good && face.ring_end > face.ring_begin) return m_out.faces.push_back(face);
        if (good) ++m_faults.bad_face;
        m_out.ring_begin.resize(face.ring_begin + 1);
        m_out.points.resize(points);
        m_out.uv.resize(points);
    }

    bool ring(element indices, const Maybe& coordinates, FaceSet::Face& face, bool outer) {
        array list;
        if (indices.get_array().get(list) != SUCCESS) {
            ++m_faults.bad_face;
            return false;
        }
        std::size_t count = list.size();
        m_uv.clear();
        texture(coordinates, count, face, outer);
        std::size_t at = 0;
        for (element item : list) {
            auto index = whole(item);
            if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= m_pool.vertices.size()) {
                ++m_faults.bad_index;
                return false;
            }
            const auto& vertex = m_pool.vertices[static_cast<std::size_t>(*index)];
            if (std::isnan(vertex[0])) {
                ++m_faults.bad_face;
                return false;
            }
            if (at < m_uv.size())
                m_out.point(vertex, m_uv[at]);
            else
                m_out.point(vertex);
            ++at;
        }
        if (count > 0) m_out.end_ring();
        return true;
    }

    // [texture, uv, uv, ...] of a ring with as many coordinates as corners.
    void texture(const Maybe& list, std::size_t count, FaceSet::Face& face, bool outer) {
        Beside values(list);
        auto picture = whole(values.next());
        if (!picture) return;
        while (Maybe value = values.next()) {
            auto index = whole(value);
            if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= m_pool.uv.size()) break;
            auto [u, v] = m_pool.uv[static_cast<std::size_t>(*index)];
            m_uv.push_back({u, 1.0f - v});
        }
        if (m_uv.size() != count) {
            ++m_faults.bad_texture_coordinates;
            m_uv.clear();
            return;
        }
        if (outer) face.material = number_of(picture, m_pool.textures);
    }

    const JsonPool& m_pool;
    FaceSet& m_out;
    JsonFaults& m_faults;
    std::vector<SurfaceKind> m_kinds;
    std::uint32_t m_material = 0;
    std::vector<std::array<float, 2>> m_uv;
};

bool read_triple(element list, std::array<double, 3>& out) {
    array numbers;
    if (list.get_array().get(numbers) != SUCCESS) return false;
    std::size_t count = 0;
    for (element number : numbers) {
        if (count == 3 || number.get_double().get(out[count]) != SUCCESS) return false;
        ++count;
    }
    return count == 3;
}

} // namespace

JsonTransform read_transform(element document) {
    JsonTransform out;
    element scale, translate;
    if (document["transform"]["scale"].get(scale) != SUCCESS || document["transform"]["translate"].get(translate) != SUCCESS) return out;
    JsonTransform read;
    read.given = read_triple(scale, read.scale) && read_triple(translate, read.translate);
    return read.given ? read : out;
}

std::vector<std::array<double, 3>> read_vertices(element list, const JsonTransform* transform) {
    std::vector<std::array<double, 3>> out;
    array vertices;
    if (list.get_array().get(vertices) != SUCCESS) return out;
    out.reserve(vertices.size());
    for (element item : vertices) {
        std::array<double, 3> p{};
        bool good = read_triple(item, p);
        for (std::size_t k = 0; k < 3 && good; ++k) {
            if (transform) p[k] = p[k] * transform->scale[k] + transform->translate[k];
            good = std::abs(p[k]) <= k_coordinate_limit;
        }
        out.push_back(good ? p : std::array{std::nan(""), std::nan(""), std::nan("")});
    }
    return out;
}

void read_json_appearance(element document, CityLayers& layers, JsonPool& pool) {
    array list;
    element appearance;
    if (document["appearance"].get(appearance) != SUCCESS) return;
    if (appearance["materials"].get_array().get(list) == SUCCESS)
        for (element item : list) {
            SourceMaterial material;
            std::array<double, 3> colour{};
            element diffuse;
            double transparency = 0.0;
            if (item["diffuseColor"].get(diffuse) == SUCCESS && read_triple(diffuse, colour))
                for (std::size_t k = 0; k < 3; ++k) material.colour[k] = static_cast<float>(std::clamp(colour[k], 0.0, 1.0));
            if (item["transparency"].get_double().get(transparency) == SUCCESS)
                material.colour[3] = static_cast<float>(1.0 - std::clamp(transparency, 0.0, 1.0));
            pool.materials.push_back(layers.material(material));
        }
    if (appearance["textures"].get_array().get(list) == SUCCESS)
        for (element item : list) {
            std::string_view image;
            std::int32_t picture = -1;
            if (item["image"].get_string().get(image) == SUCCESS) picture = layers.pictures().find(std::string(image));
            pool.textures.push_back(picture < 0 ? 0 : layers.material({{1.0f, 1.0f, 1.0f, 1.0f}, picture, true}));
        }
    if (appearance["vertices-texture"].get_array().get(list) == SUCCESS)
        for (element item : list) {
            array pair;
            std::array<float, 2> uv{};
            std::size_t k = 0;
            if (item.get_array().get(pair) == SUCCESS)
                for (element number : pair) {
                    double value = 0.0;
                    if (k < 2 && number.get_double().get(value) == SUCCESS && std::abs(value) < 1e6) uv[k] = static_cast<float>(value);
                    ++k;
                }
            pool.uv.push_back(uv);
        }
}

int json_lod(element geometry) {
    double number = 0.0;
    std::string_view text;
    if (geometry["lod"].get_double().get(number) == SUCCESS) return number >= 0.0 && number < 10.0 ? static_cast<int>(number * 10.0 + 0.5) : -1;
    if (geometry["lod"].get_string().get(text) != SUCCESS || text.empty() || text[0] < '0' || text[0] > '9') return -1;
    int tenths = (text[0] - '0') * 10;
    if (text.size() >= 3 && text[1] == '.' && text[2] >= '0' && text[2] <= '9') tenths += text[2] - '0';
    return tenths;
}

bool add_json_faces(element geometry, const JsonPool& pool, FaceSet& out, JsonFaults& faults) {
    std::string_view type;
    element boundaries;
    if (geometry["type"].get_string().get(type) != SUCCESS) return false;
    int levels = type == "MultiSurface" || type == "CompositeSurface" ? 0
                 : type == "Solid"                                    ? 1
                 : type == "MultiSolid" || type == "CompositeSolid"   ? 2
                                                                      : -1;
    if (levels < 0 || geometry["boundaries"].get(boundaries) != SUCCESS) return false;
    FaceReader(pool, out, faults).read(geometry, boundaries, levels);
    return true;
}

} // namespace tp
