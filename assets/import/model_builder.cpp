#include "import/model_builder.h"

#include "import/layer_builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace tp {
namespace {

using Vector = std::array<double, 3>;

constexpr double k_least_area_m2 = 1e-8;

std::uint64_t mix(std::uint64_t h) { // splitmix64 (Steele, Lea, Flood 2014)
    h += 0x9e3779b97f4a7c15ULL;
    h = (h ^ (h >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    h = (h ^ (h >> 27U)) * 0x94d049bb133111ebULL;
    return h ^ (h >> 31U);
}

std::uint64_t hash_of(const Vector& p) {
    std::uint64_t h = 0;
    for (double value : p) h = mix(h ^ std::bit_cast<std::uint64_t>(value + 0.0)); // -0 is 0
    return h;
}

Vector metres(const FaceSet& faces, std::uint32_t point, const Vector& from, MetricScale scale) {
    const Vector& p = faces.points[point];
    return {(p[0] - from[0]) * scale.x, (p[1] - from[1]) * scale.y, p[2] - from[2]};
}

Vector cross(const Vector& a, const Vector& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

} // namespace

MetricScale scale_of_degrees(double latitude_deg) {
    double metres = 6'371'000.0 * std::numbers::pi / 180.0;
    return {std::max(0.01, std::cos(latitude_deg * std::numbers::pi / 180.0)) * metres, metres};
}

// Equal points get the same number: that of the first.
void ModelBuilder::number_positions(const FaceSet& faces) {
    std::size_t count = faces.points.size(), size = std::bit_ceil(count * 2 + 2);
    m_table.assign(size, 0xffffffffU);
    m_position.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::size_t slot = hash_of(faces.points[i]) & (size - 1);
        while (m_table[slot] != 0xffffffffU && faces.points[m_table[slot]] != faces.points[i]) slot = (slot + 1) & (size - 1);
        if (m_table[slot] == 0xffffffffU) m_table[slot] = i;
        m_position[i] = m_table[slot];
    }
}

// Rings of the face without repeated vertices into m_corner and m_flat.rings.begin; false: nothing is left.
bool ModelBuilder::clean_face(const FaceSet& faces, const FaceSet::Face& face, std::vector<ReportNote>& notes, const std::string& where) {
    m_corner.clear();
    m_flat.rings.begin = {0};
    for (std::uint32_t r = face.ring_begin; r < face.ring_end; ++r) {
        std::size_t start = m_corner.size();
        bool repeated = false;
        for (std::uint32_t i = faces.ring_begin[r]; i < faces.ring_begin[r + 1]; ++i) {
            if (m_corner.size() > start && m_position[m_corner.back()] == m_position[i])
                repeated = true;
            else
                m_corner.push_back(i);
        }
        while (m_corner.size() > start + 1 && m_position[m_corner.back()] == m_position[m_corner[start]]) {
            m_corner.pop_back();
            repeated = true;
        }
        if (repeated) add_note(notes, "duplicate_vertex", where, "dropped");
        if (m_corner.size() - start < 3) {
            m_corner.resize(start);
            if (r == face.ring_begin) return false;
            continue;
        }
        m_flat.rings.begin.push_back(static_cast<std::uint32_t>(m_corner.size()));
    }
    if (face.flipped)
        for (std::size_t r = 0; r + 1 < m_flat.rings.begin.size(); ++r)
            std::reverse(m_corner.begin() + m_flat.rings.begin[r], m_corner.begin() + m_flat.rings.begin[r + 1]);
    return !m_corner.empty();
}

bool ModelBuilder::is_twice(const std::vector<std::uint32_t>& corners) {
    std::uint64_t sum = mix(corners.size());
    for (std::uint32_t corner : corners) sum += mix(m_position[corner]); // whatever its first corner and direction
    std::size_t size = m_faces_seen.size(), slot = mix(sum) & (size - 1);
    if (sum == 0) sum = 1;
    while (m_faces_seen[slot] != 0 && m_faces_seen[slot] != sum) slot = (slot + 1) & (size - 1);
    if (m_faces_seen[slot] == sum) return true;
    m_faces_seen[slot] = sum;
    return false;
}

// Holes clockwise, and only those that lie in the outer ring.
void ModelBuilder::orient_holes() {
    Rings& rings = m_flat.rings;
    for (std::size_t r = 1; r < rings.size(); ++r) {
        if (signed_area_m2(rings[r]) <= 0.0) continue;
        std::reverse(rings.points.begin() + rings.begin[r], rings.points.begin() + rings.begin[r + 1]);
        std::reverse(m_corner.begin() + rings.begin[r], m_corner.begin() + rings.begin[r + 1]);
    }
}

// The face in m_corner as triangles in m_local (points of the FaceSet), empty where it has no area. `crossed`: its triangles
// do not cover what its rings enclose.
void ModelBuilder::triangulate_face(const FaceSet& faces, MetricScale scale, bool& crossed) {
    m_local.clear();
    crossed = false;
    const Vector from = faces.points[m_corner[0]];
    Vector normal{};
    Rings& rings = m_flat.rings;
    std::uint32_t outer_end = rings.begin[1];
    for (std::uint32_t i = 0; i < outer_end; ++i) {
        Vector a = metres(faces, m_corner[i], from, scale), b = metres(faces, m_corner[(i + 1) % outer_end], from, scale);
        Vector c = cross(a, b);
        for (std::size_t k = 0; k < 3; ++k) normal[k] += 0.5 * c[k];
    }
    if (!(std::sqrt(dot(normal, normal)) > k_least_area_m2)) return;
    if (m_corner.size() == 3) {
        m_local = m_corner;
        return;
    }
    std::size_t axis = 0;
    for (std::size_t k = 1; k < 3; ++k)
        if (std::abs(normal[k]) > std::abs(normal[axis])) axis = k;
    std::size_t first = (axis + 1) % 3, second = (axis + 2) % 3;
    if (normal[axis] < 0.0) std::swap(first, second); // counter-clockwise seen against the normal
    rings.points.resize(m_corner.size());
    for (std::size_t i = 0; i < m_corner.size(); ++i) {
        Vector p = metres(faces, m_corner[i], from, scale);
        rings.points[i] = {p[first], p[second]};
    }
    orient_holes();
    m_flat.begin = {0, static_cast<std::uint32_t>(rings.size())};
    std::vector<std::uint32_t>& out = m_local;
    triangulate(m_flat, 0, out);
    double expected = 0.0, covered = 0.0;
    for (std::size_t r = 0; r < rings.size(); ++r) expected += signed_area_m2(rings[r]);
    for (std::size_t t = 0; t + 2 < out.size(); t += 3) {
        const LocalPoint corners[3] = {rings.points[out[t]], rings.points[out[t + 1]], rings.points[out[t + 2]]};
        covered += signed_area_m2(corners);
    }
    crossed = std::abs(covered - expected) > 0.01 * std::abs(expected) + k_least_area_m2;
    for (std::uint32_t& i : out) i = m_corner[i];
}

void ModelBuilder::add_edges() {
    const auto& begin = m_flat.rings.begin;
    for (std::size_t r = 0; r + 1 < begin.size(); ++r)
        for (std::uint32_t i = begin[r]; i < begin[r + 1]; ++i) {
            std::uint64_t a = m_position[m_corner[i]], b = m_position[m_corner[i + 1 < begin[r + 1] ? i + 1 : begin[r]]];
            m_edges.push_back(a << 32U | b);
        }
}

void ModelBuilder::add_face(const FaceSet& faces, std::size_t index, MetricScale scale, const std::string& where,
                            std::vector<ReportNote>& notes) {
    const FaceSet::Face& face = faces.faces[index];
    if (!clean_face(faces, face, notes, where)) return add_note(notes, "degenerate_face", where, "dropped");
    if (is_twice(m_corner)) return add_note(notes, "duplicate_face", where, "dropped");
    if (m_flat.rings.size() > 1) { // a hole that no point of lies within the outer ring's box is none
        auto box = [&](std::uint32_t begin, std::uint32_t end) {
            Vector low = faces.points[m_corner[begin]], high = low;
            for (std::uint32_t i = begin; i < end; ++i)
                for (std::size_t k = 0; k < 3; ++k) {
                    low[k] = std::min(low[k], faces.points[m_corner[i]][k]);
                    high[k] = std::max(high[k], faces.points[m_corner[i]][k]);
                }
            return std::pair(low, high);
        };
        auto [low, high] = box(0, m_flat.rings.begin[1]);
        std::size_t write = m_flat.rings.begin[1];
        std::vector<std::uint32_t> kept{0, m_flat.rings.begin[1]};
        for (std::size_t r = 1; r < m_flat.rings.size(); ++r) {
            std::uint32_t begin = m_flat.rings.begin[r], end = m_flat.rings.begin[r + 1];
            auto [hole_low, hole_high] = box(begin, end);
            bool apart = false;
            for (std::size_t k = 0; k < 2; ++k) apart = apart || hole_low[k] > high[k] || hole_high[k] < low[k];
            if (apart) {
                add_note(notes, "face_hole_outside", where, "dropped");
                continue;
            }
            for (std::uint32_t i = begin; i < end; ++i) m_corner[write++] = m_corner[i];
            kept.push_back(static_cast<std::uint32_t>(write));
        }
        m_corner.resize(write);
        m_flat.rings.begin = kept;
    }
    bool crossed = false;
    triangulate_face(faces, scale, crossed);
    if (m_local.empty()) return add_note(notes, "degenerate_face", where, "dropped");
    if (crossed) add_note(notes, "face_crosses_itself", where, "");
    add_edges();
    auto shell = static_cast<std::uint32_t>(m_shells.size());
    for (std::size_t t = 0; t + 2 < m_local.size(); t += 3)
        m_triangles.push_back({{m_local[t], m_local[t + 1], m_local[t + 2]}, face.material, shell});
}

ModelBuilder::Shell ModelBuilder::judge_shell(std::size_t first_triangle, const FaceSet& faces, MetricScale scale) {
    Shell shell;
    std::ranges::sort(m_edges);
    shell.closed = !m_edges.empty();
    for (std::size_t i = 0; i < m_edges.size() && shell.closed;) {
        std::uint64_t edge = m_edges[i], opposite = edge << 32U | edge >> 32U;
        std::size_t end = i;
        while (end < m_edges.size() && m_edges[end] == edge) ++end;
        auto [low, high] = std::ranges::equal_range(m_edges, opposite);
        shell.closed = static_cast<std::size_t>(high - low) == end - i;
        i = end;
    }
    if (!shell.closed || first_triangle == m_triangles.size()) return shell;
    double volume = 0.0;
    const Vector from = faces.points[m_triangles[first_triangle].point[0]];
    for (std::size_t t = first_triangle; t < m_triangles.size(); ++t) {
        const auto& p = m_triangles[t].point;
        volume += dot(metres(faces, p[0], from, scale), cross(metres(faces, p[1], from, scale), metres(faces, p[2], from, scale)));
    }
    shell.turned = volume < 0.0;
    return shell;
}

std::uint32_t ModelBuilder::material_of(std::uint32_t source, bool double_sided) {
    auto [entry, is_new] = m_materials.try_emplace({source, double_sided}, static_cast<std::uint32_t>(m_models.materials.size()));
    if (is_new) {
        const SourceMaterial& from = m_source[source];
        ModelMaterial material;
        material.colour = from.colour;
        material.double_sided = double_sided ? 1 : 0;
        material.coloured = from.coloured ? 1 : 0;
        if (const Texture* texture = from.picture >= 0 ? m_pictures.texture(from.picture) : nullptr) {
            auto [place, is_first] = m_textures.try_emplace(from.picture, static_cast<std::int32_t>(m_models.textures.size()));
            if (is_first) m_models.textures.push_back(*texture);
            material.texture = place->second;
            m_any_uv = true;
        } else if (from.picture >= 0) {
            material.coloured = 0;
        }
        m_models.materials.push_back(material);
    }
    return entry->second;
}

// The triangles under work as parts by material; equal vertices once.
void ModelBuilder::emit(const FaceSet& faces) {
    for (Triangle& t : m_triangles) {
        const Shell& shell = m_shells[t.shell];
        if (shell.turned) std::swap(t.point[1], t.point[2]);
        t.material = material_of(t.material, !shell.closed);
    }
    std::ranges::stable_sort(m_triangles, {}, &Triangle::material);
    std::vector<std::uint32_t> vertex_of(faces.points.size(), 0xffffffffU); // by first point of the same vertex
    std::size_t size = std::bit_ceil(faces.points.size() * 2 + 2);
    m_table.assign(size, 0xffffffffU);
    auto same = [&](std::uint32_t a, std::uint32_t b) {
        auto equal = [](float p, float q) { return p == q || (std::isnan(p) && std::isnan(q)); };
        return m_position[a] == m_position[b] && equal(faces.uv[a][0], faces.uv[b][0]) && equal(faces.uv[a][1], faces.uv[b][1]);
    };
    auto vertex = [&](std::uint32_t point) {
        std::uint64_t h = m_position[point];
        for (float value : faces.uv[point]) h = mix(h ^ std::bit_cast<std::uint32_t>(std::isnan(value) ? 0.0f : value));
        std::size_t slot = mix(h) & (size - 1);
        while (m_table[slot] != 0xffffffffU && !same(m_table[slot], point)) slot = (slot + 1) & (size - 1);
        if (m_table[slot] == 0xffffffffU) {
            m_table[slot] = point;
            vertex_of[point] = static_cast<std::uint32_t>(m_models.x.size());
            m_models.x.push_back(faces.points[point][0]);
            m_models.y.push_back(faces.points[point][1]);
            m_models.z.push_back(faces.points[point][2]);
            for (std::size_t k = 0; k < 2; ++k)
                (k == 0 ? m_models.u : m_models.v).push_back(std::isfinite(faces.uv[point][k]) ? faces.uv[point][k] : 0.0f);
        }
        return vertex_of[m_table[slot]];
    };
    for (const Triangle& t : m_triangles) {
        auto begin = static_cast<std::uint32_t>(m_models.index.size());
        for (std::uint32_t point : t.point) m_models.index.push_back(vertex(point));
        bool same_part = m_models.parts.size() > m_models.geometry_begin.back() && m_models.parts.back().material == t.material;
        if (!same_part) m_models.parts.push_back({begin, begin, t.material});
        m_models.parts.back().end = begin + 3;
    }
    m_models.geometry_begin.push_back(static_cast<std::uint32_t>(m_models.parts.size()));
}

std::optional<std::uint32_t> ModelBuilder::add(const FaceSet& faces, MetricScale scale, const std::string& where,
                                               std::vector<ReportNote>& notes) {
    number_positions(faces);
    m_faces_seen.assign(std::bit_ceil(faces.faces.size() * 2 + 2), 0);
    m_triangles.clear();
    m_shells.clear();
    std::vector<std::uint32_t> begins = faces.shell_begin;
    if (begins.empty() || begins.front() != 0) begins.insert(begins.begin(), 0);
    for (std::size_t s = 0; s < begins.size(); ++s) {
        std::size_t end = s + 1 < begins.size() ? begins[s + 1] : faces.faces.size(), first = m_triangles.size();
        m_edges.clear();
        for (std::size_t f = begins[s]; f < end; ++f) add_face(faces, f, scale, where, notes);
        Shell shell = judge_shell(first, faces, scale);
        if (shell.turned) add_note(notes, "turned_inside_out", where, "turned");
        m_closed += shell.closed ? 1 : 0;
        m_turned += shell.turned ? 1 : 0;
        m_shells.push_back(shell);
    }
    if (m_triangles.empty()) return std::nullopt;
    emit(faces);
    return static_cast<std::uint32_t>(m_models.geometries() - 1);
}

LayerModels ModelBuilder::take() {
    if (!m_any_uv) {
        m_models.u.clear();
        m_models.v.clear();
    }
    return std::move(m_models);
}

} // namespace tp
