#include "import/mesh_builder.h"

#include "import/layer_builder.h"
#include "import/source_file.h"
#include "import/texture.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr std::size_t k_texture_limit = std::size_t{512} << 20;
constexpr double k_coordinate_limit = 1e9;

bool usable(const MeshVertex& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z) &&
           std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)}) <= k_coordinate_limit;
}

bool has_area(const MeshVertex& a, const MeshVertex& b, const MeshVertex& c) {
    double ux = b.x - a.x, uy = b.y - a.y, uz = b.z - a.z, vx = c.x - a.x, vy = c.y - a.y, vz = c.z - a.z;
    double nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    return nx * nx + ny * ny + nz * nz > 0.0;
}

using Point2 = std::array<double, 2>;

double side(const Point2& a, const Point2& b, const Point2& c) { return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]); }

bool inside(const Point2& p, const Point2& a, const Point2& b, const Point2& c) { return side(a, b, p) > 0.0 && side(b, c, p) > 0.0 && side(c, a, p) > 0.0; }

// Corner k of a counter-clockwise ring sticks out, and no other corner lies within the triangle that cuts it off.
bool is_ear(const std::vector<Point2>& flat, const std::vector<std::size_t>& left, std::size_t k) {
    std::size_t n = left.size(), before = left[(k + n - 1) % n], here = left[k], after = left[(k + 1) % n];
    if (side(flat[before], flat[here], flat[after]) <= 0.0) return false;
    return std::ranges::none_of(left, [&](std::size_t i) { return i != before && i != here && i != after && inside(flat[i], flat[before], flat[here], flat[after]); });
}

} // namespace

std::int32_t MeshBuilder::texture(const std::string& key, const std::function<Result<std::string>()>& read) {
    if (auto known = m_texture_of.find(key); known != m_texture_of.end()) return known->second;
    std::int32_t& out = m_texture_of[key];
    out = -1;
    auto bytes = read();
    if (!bytes) return note(bytes.error().key, bytes.error().where, "missing"), out;
    auto pixels = decode_picture(std::move(*bytes));
    if (!pixels) return note(pixels.error().key, key, "missing"), out;
    Texture texture = make_texture(*pixels);
    if (texture.blocks.size() > k_texture_limit - m_texture_bytes) return note("picture_too_large", key, "missing"), out;
    m_texture_bytes += texture.blocks.size();
    m_textures.push_back(std::move(texture));
    return out = static_cast<std::int32_t>(m_textures.size()) - 1;
}

std::uint32_t MeshBuilder::material(const ModelMaterial& material) {
    auto same = [&](const ModelMaterial& m) {
        return m.colour == material.colour && m.texture == material.texture && m.double_sided == material.double_sided && m.coloured == material.coloured;
    };
    auto found = std::ranges::find_if(m_materials, same);
    if (found == m_materials.end()) found = m_materials.insert(m_materials.end(), material);
    return static_cast<std::uint32_t>(found - m_materials.begin());
}

bool MeshBuilder::reserve(std::size_t vertices, std::size_t triangles) {
    m_full = m_full || vertices > k_mesh_vertex_limit - std::min(k_mesh_vertex_limit, m_vertices.size()) ||
             triangles > k_mesh_triangle_limit - std::min(k_mesh_triangle_limit, m_triangles.size());
    return !m_full;
}

std::uint32_t MeshBuilder::vertex(const MeshVertex& v) {
    m_vertices.push_back(v);
    return static_cast<std::uint32_t>(m_vertices.size() - 1);
}

void MeshBuilder::triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t material) {
    std::size_t size = m_vertices.size();
    if (a >= size || b >= size || c >= size) return note("mesh_bad_index", std::to_string(m_triangles.size()), "dropped");
    const MeshVertex &va = m_vertices[a], &vb = m_vertices[b], &vc = m_vertices[c];
    if (!usable(va) || !usable(vb) || !usable(vc)) return note("mesh_bad_vertex", std::to_string(m_triangles.size()), "dropped");
    if (!has_area(va, vb, vc)) return note("mesh_no_area", std::to_string(m_triangles.size()), "dropped");
    m_triangles.push_back({{a, b, c}, material, m_geometry});
}

void MeshBuilder::polygon(std::vector<std::uint32_t> ring, std::uint32_t material) {
    constexpr std::size_t k_ear_limit = 2000; // corners: the search is quadratic
    bool known = std::ranges::all_of(ring, [&](std::uint32_t i) { return i < m_vertices.size() && usable(m_vertices[i]); });
    std::vector<std::size_t> left;
    std::vector<Point2> flat;
    if (known && ring.size() > 3 && ring.size() <= k_ear_limit) {
        std::array<double, 3> normal{}; // Newell's
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const MeshVertex &a = m_vertices[ring[i]], &b = m_vertices[ring[(i + 1) % ring.size()]];
            normal[0] += (a.y - b.y) * (a.z + b.z), normal[1] += (a.z - b.z) * (a.x + b.x), normal[2] += (a.x - b.x) * (a.y + b.y);
        }
        std::size_t drop = 0;
        for (std::size_t c = 1; c < 3; ++c)
            if (std::abs(normal[c]) > std::abs(normal[drop])) drop = c;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const MeshVertex& v = m_vertices[ring[i]];
            std::array<double, 3> p{v.x, v.y, v.z};
            Point2 q{p[(drop + 1) % 3], p[(drop + 2) % 3]};
            flat.push_back(normal[drop] < 0.0 ? Point2{q[1], q[0]} : q);
            left.push_back(i);
        }
        for (bool found = true; left.size() > 3 && found;) {
            found = false;
            for (std::size_t k = 0; k < left.size() && !found; ++k)
                if (is_ear(flat, left, k)) {
                    std::size_t n = left.size();
                    triangle(ring[left[(k + n - 1) % n]], ring[left[k]], ring[left[(k + 1) % n]], material);
                    left.erase(left.begin() + static_cast<std::ptrdiff_t>(k));
                    found = true;
                }
        }
        std::vector<std::uint32_t> rest;
        for (std::size_t i : left) rest.push_back(ring[i]);
        ring = std::move(rest);
    }
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) triangle(ring[0], ring[i], ring[i + 1], material);
}

std::vector<std::array<double, 3>> MeshBuilder::centres(std::size_t count) const {
    std::vector<std::array<double, 3>> sum(count);
    std::vector<double> corners(count, 0.0);
    for (const Triangle& t : m_triangles)
        for (std::uint32_t i : t.corner) {
            const MeshVertex& v = m_vertices[i];
            sum[t.geometry][0] += v.x, sum[t.geometry][1] += v.y, sum[t.geometry][2] += v.z;
            corners[t.geometry] += 1.0;
        }
    for (std::size_t g = 0; g < count; ++g)
        for (double& v : sum[g]) v /= std::max(1.0, corners[g]);
    return sum;
}

void MeshBuilder::note(std::string_view code, const std::string& where, std::string_view done, std::int64_t count) {
    add_note(m_notes, code, where, done, count);
}

void MeshBuilder::near_origin() {
    constexpr double k_far_m = 10'000.0;
    std::array<double, 3> low{}, high{};
    bool first = true;
    for (const Triangle& t : m_triangles)
        for (std::uint32_t i : t.corner) {
            const MeshVertex& v = m_vertices[i];
            std::array<double, 3> p{v.x, v.y, v.z};
            for (std::size_t c = 0; c < 3; ++c) {
                low[c] = first ? p[c] : std::min(low[c], p[c]);
                high[c] = first ? p[c] : std::max(high[c], p[c]);
            }
            first = false;
        }
    std::array<double, 3> shift{};
    for (std::size_t c = 0; c < 3; ++c)
        if (double middle = (low[c] + high[c]) / 2.0; std::abs(middle) > k_far_m) shift[c] = std::round(middle);
    if (shift == std::array<double, 3>{}) return;
    for (MeshVertex& v : m_vertices) v.x -= shift[0], v.y -= shift[1], v.z -= shift[2];
    auto whole = [](double v) { return std::to_string(static_cast<std::int64_t>(v)); };
    note("mesh_far", whole(shift[0]) + ", " + whole(shift[1]) + ", " + whole(shift[2]), "repaired");
}

LayerModels MeshBuilder::finish(std::size_t geometries) {
    LayerModels out;
    std::ranges::stable_sort(m_triangles, [](const Triangle& a, const Triangle& b) {
        return a.geometry != b.geometry ? a.geometry < b.geometry : a.material < b.material;
    });
    constexpr std::uint32_t k_unused = 0xFFFFFFFF;
    std::vector<std::uint32_t> number(m_vertices.size(), k_unused);
    bool textured = std::ranges::any_of(m_materials, [](const ModelMaterial& m) { return m.texture >= 0; });
    for (const Triangle& t : m_triangles) {
        while (out.geometries() < t.geometry) out.geometry_begin.push_back(static_cast<std::uint32_t>(out.parts.size()));
        bool is_first = out.parts.empty() || out.geometry_begin.back() == out.parts.size() || out.parts.back().material != t.material;
        auto at = static_cast<std::uint32_t>(out.index.size());
        if (is_first) out.parts.push_back({at, at, t.material});
        for (std::uint32_t corner : t.corner) {
            const MeshVertex& v = m_vertices[corner];
            if (number[corner] == k_unused) {
                number[corner] = static_cast<std::uint32_t>(out.x.size());
                out.x.push_back(v.x), out.y.push_back(v.y), out.z.push_back(v.z);
                bool finite = std::isfinite(v.u) && std::isfinite(v.v);
                if (textured) out.u.push_back(finite ? v.u : 0.0f), out.v.push_back(finite ? v.v : 0.0f);
            }
            out.index.push_back(number[corner]);
        }
        out.parts.back().end = at + 3;
    }
    while (out.geometries() < geometries) out.geometry_begin.push_back(static_cast<std::uint32_t>(out.parts.size()));
    out.materials = std::move(m_materials);
    out.textures = std::move(m_textures);
    return out;
}

Result<std::string> read_picture_beside(MeshBuilder& builder, const std::function<Result<std::string>(const std::string&)>& beside,
                                        const std::string& reference) {
    auto as_is = beside(reference);
    if (as_is) return as_is;
    std::string name = reference.substr(reference.find_last_of("/\\") + 1), lower, upper;
    for (char c : name) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    for (const std::string& other : {name, lower, upper}) {
        auto by_name = beside(other);
        if (!by_name) continue;
        builder.note("mesh_picture_by_name", reference, "repaired");
        return by_name;
    }
    return as_is;
}

} // namespace tp
