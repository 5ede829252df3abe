#include "import/gltf_models.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

using Matrix = std::array<double, 16>; // column by column

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix out{};
    for (std::size_t column = 0; column < 4; ++column)
        for (std::size_t row = 0; row < 4; ++row)
            for (std::size_t k = 0; k < 4; ++k) out[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
    return out;
}

double determinant(const Matrix& m) {
    return m[0] * (m[5] * m[10] - m[9] * m[6]) - m[4] * (m[1] * m[10] - m[9] * m[2]) + m[8] * (m[1] * m[6] - m[5] * m[2]);
}

Matrix to_z_up(char up) {
    if (up == 'z') return {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    if (up == 'x') return {0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1};
    return {1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1};
}

float to_srgb(double linear) {
    double v = std::clamp(linear, 0.0, 1.0);
    return static_cast<float>(v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055); // IEC 61966-2-1
}

class SceneWalk {
public:
    SceneWalk(MeshBuilder& builder, const GltfDocument& document, const GltfLook& look) : m_builder(builder), m_document(document), m_look(look) {}

    std::size_t walk() {
        for (const GltfMaterial& material : m_document.materials) m_materials.push_back(add_material(material));
        Matrix base = to_z_up(m_look.up);
        Matrix rtc{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, m_document.rtc_center[0], m_document.rtc_center[1], m_document.rtc_center[2], 1};
        base = product(rtc, base); // the centre is in the tile's axes
        int scene = m_document.scene >= 0 ? m_document.scene : m_document.scenes.empty() ? -1 : 0;
        if (scene >= 0)
            for (int node : m_document.scenes[static_cast<std::size_t>(scene)]) visit(node, base, 0);
        else
            for (std::size_t i = 0; i < m_document.nodes.size(); ++i)
                if (m_document.nodes[i].root) visit(static_cast<int>(i), base, 0);
        if (m_document.animations > 0) m_builder.note("mesh_animations", "", "", static_cast<std::int64_t>(m_document.animations));
        if (m_document.morph_targets > 0) m_builder.note("mesh_morph_targets", "", "", static_cast<std::int64_t>(m_document.morph_targets));
        return m_nodes;
    }

private:
    Result<std::string> picture_bytes(const GltfImage& image) {
        std::string mime;
        if (image.uri.starts_with("data:")) return decode_data_uri(image.uri, mime).value_or("");
        if (!image.uri.empty()) return m_look.beside(image.uri);
        return std::string(gltf_view_bytes(m_document, image.view).value_or(""));
    }

    std::uint32_t add_material(const GltfMaterial& material) {
        ModelMaterial out;
        for (std::size_t i = 0; i < 3; ++i) out.colour[i] = to_srgb(material.colour[i]);
        out.colour[3] = material.blend ? static_cast<float>(std::clamp(material.colour[3], 0.0, 1.0)) : 1.0f;
        out.double_sided = material.double_sided ? 1 : 0;
        int source = material.texture >= 0 ? m_document.textures[static_cast<std::size_t>(material.texture)] : -1;
        if (source >= 0) {
            const GltfImage& image = m_document.images[static_cast<std::size_t>(source)];
            bool external = !image.uri.empty() && !image.uri.starts_with("data:");
            std::string key = m_look.place + '/' + (external ? image.uri : "images/" + std::to_string(source));
            out.texture = m_builder.texture(key, [&] { return picture_bytes(image); });
        }
        return m_builder.material(out);
    }

    std::uint32_t plain_material() {
        ModelMaterial plain;
        plain.coloured = 0;
        return m_builder.material(plain);
    }

    void visit(int number, const Matrix& above, std::size_t depth) {
        if (depth > k_mesh_depth_limit || m_builder.full() || ++m_nodes > k_mesh_node_limit) {
            if (depth > k_mesh_depth_limit) m_builder.note("mesh_too_deep", "/nodes/" + std::to_string(number), "left_out");
            return;
        }
        const GltfNode& node = m_document.nodes[static_cast<std::size_t>(number)];
        Matrix here = product(above, node.matrix);
        if (node.mesh >= 0) {
            for (const Matrix& place : instances(node, here))
                for (const GltfPrimitive& primitive : m_document.meshes[static_cast<std::size_t>(node.mesh)]) add_primitive(primitive, place);
        }
        for (int child : node.children) visit(child, here, depth + 1);
    }

    // EXT_mesh_gpu_instancing: one mesh at each translation, rotation and scale.
    std::vector<Matrix> instances(const GltfNode& node, const Matrix& here) {
        if (!node.instanced) return {here};
        std::vector<double> t = values(node.instance_translation, 3), r = values(node.instance_rotation, 4), s = values(node.instance_scale, 3);
        std::size_t count = std::max({t.size() / 3, r.size() / 4, s.size() / 3});
        count = std::min(count, k_mesh_node_limit);
        std::vector<Matrix> out;
        for (std::size_t i = 0; i < count; ++i) {
            auto part = [&](const std::vector<double>& all, std::size_t size, std::size_t k, double other) { return (i + 1) * size <= all.size() ? all[i * size + k] : other; };
            double x = part(r, 4, 0, 0), y = part(r, 4, 1, 0), z = part(r, 4, 2, 0), w = part(r, 4, 3, 1);
            double sx = part(s, 3, 0, 1), sy = part(s, 3, 1, 1), sz = part(s, 3, 2, 1);
            Matrix place{(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0,
                         2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0,
                         2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0,
                         part(t, 3, 0, 0), part(t, 3, 1, 0), part(t, 3, 2, 0), 1};
            out.push_back(product(here, place));
        }
        return out;
    }

    const GltfAccessor* accessor(int number) const {
        if (number < 0 || !m_document.accessors[static_cast<std::size_t>(number)].usable) return nullptr;
        return &m_document.accessors[static_cast<std::size_t>(number)];
    }
    std::vector<double> values(int number, std::size_t components) const {
        const GltfAccessor* a = accessor(number);
        if (!a || static_cast<std::size_t>(gltf_components(a->type)) != components) return {};
        return gltf_values(m_document, *a).value_or(std::vector<double>{});
    }
    int attribute(const GltfPrimitive& primitive, const std::string& name) const {
        auto found = primitive.attributes.find(name);
        return found == primitive.attributes.end() ? -1 : found->second;
    }

    void add_primitive(const GltfPrimitive& primitive, const Matrix& place) {
        if (primitive.mode < 4 || primitive.mode > 6) return m_builder.note("mesh_no_surface", primitive.where, "left_out");
        if (primitive.draco) return m_builder.note("gltf_no_data", primitive.where, "left_out");
        const GltfAccessor* positions = accessor(attribute(primitive, "POSITION"));
        if (!positions || positions->view < 0 || positions->type != GltfType::vec3) return m_builder.note("gltf_no_data", primitive.where, "left_out");
        auto count = static_cast<std::size_t>(positions->count);
        const GltfAccessor* indices = accessor(primitive.indices);
        std::size_t corners = indices ? static_cast<std::size_t>(indices->count) : count;
        if (!m_builder.reserve(count, primitive.mode == 4 ? corners / 3 : corners)) return;
        std::vector<double> xyz = values(attribute(primitive, "POSITION"), 3);
        if (xyz.empty()) return m_builder.note("gltf_no_data", primitive.where, "left_out");
        auto first = static_cast<std::uint32_t>(m_builder.vertices());
        add_vertices(primitive, place, xyz);
        if (primitive.indices < 0) return add_triangles(primitive, first, count, {}, corners, place);
        std::vector<double> order = values(primitive.indices, 1);
        if (order.empty()) return m_builder.note("gltf_no_data", primitive.where, "left_out");
        add_triangles(primitive, first, count, order, corners, place);
    }

    void add_vertices(const GltfPrimitive& primitive, const Matrix& place, const std::vector<double>& xyz) {
        const GltfMaterial* material = primitive.material < 0 ? nullptr : &m_document.materials[static_cast<std::size_t>(primitive.material)];
        std::vector<double> uv;
        if (material && material->texture >= 0) uv = values(attribute(primitive, "TEXCOORD_" + std::to_string(material->uv)), 2);
        bool has_uv = uv.size() / 2 == xyz.size() / 3;
        for (std::size_t i = 0; i * 3 < xyz.size(); ++i) {
            double x = xyz[i * 3], y = xyz[i * 3 + 1], z = xyz[i * 3 + 2];
            MeshVertex v{place[0] * x + place[4] * y + place[8] * z + place[12], place[1] * x + place[5] * y + place[9] * z + place[13],
                         place[2] * x + place[6] * y + place[10] * z + place[14]};
            if (has_uv) {
                const auto& t = material->uv_transform;
                v.u = static_cast<float>(t[0] * uv[i * 2] + t[1] * uv[i * 2 + 1] + t[2]);
                v.v = static_cast<float>(t[3] * uv[i * 2] + t[4] * uv[i * 2 + 1] + t[5]);
            }
            m_builder.vertex(v);
        }
    }

    // Lists, strips and fans (glTF 2.0, section 3.7.2.1); a mirrored place turns the triangles round.
    void add_triangles(const GltfPrimitive& primitive, std::uint32_t first, std::size_t count, const std::vector<double>& order, std::size_t corners,
                       const Matrix& place) {
        bool mirrored = determinant(place) < 0.0;
        std::uint32_t material = primitive.material < 0 ? plain_material() : m_materials[static_cast<std::size_t>(primitive.material)];
        std::vector<double> features;
        if (m_look.keep_features) {
            int number = attribute(primitive, "_BATCHID");
            features = values(number >= 0 ? number : attribute(primitive, "BATCHID"), 1);
        }
        auto vertex = [&](std::size_t i) {
            double v = order.empty() ? static_cast<double>(i) : order[i];
            return v < static_cast<double>(count) ? static_cast<std::uint32_t>(v) : 0xFFFFFFFFU - first;
        };
        std::size_t step = primitive.mode == 4 ? 3 : 1;
        for (std::size_t i = 0; i + 3 <= corners; i += step) {
            std::uint32_t a = vertex(primitive.mode == 6 ? 0 : i), b = vertex(i + 1), c = vertex(i + 2);
            if ((primitive.mode == 5 && i % 2 == 1) != mirrored) std::swap(b, c);
            double feature = a < features.size() ? features[a] : 0.0;
            m_builder.geometry(m_look.first_geometry + (feature >= 0.0 && feature < static_cast<double>(m_look.features) ? static_cast<std::uint32_t>(feature) : 0));
            m_builder.triangle(first + a, first + b, first + c, material);
        }
    }

    MeshBuilder& m_builder;
    const GltfDocument& m_document;
    const GltfLook& m_look;
    std::vector<std::uint32_t> m_materials;
    std::size_t m_nodes = 0;
};

} // namespace

std::size_t add_gltf(MeshBuilder& builder, const GltfDocument& document, const GltfLook& look) { return SceneWalk(builder, document, look).walk(); }

} // namespace tp
