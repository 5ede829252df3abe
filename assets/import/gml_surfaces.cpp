#include "import/gml_surfaces.h"

#include "import/number_list.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_coordinate_limit = 1e9;
constexpr int k_depth = 128, k_hops = 1'000;

bool is_polygon(std::string_view name) {
    return name == "Polygon" || name == "PolygonPatch" || name == "Triangle" || name == "Rectangle";
}

} // namespace

GmlSurfaces::GmlSurfaces(const XmlTree& tree, const GmlAppearance& look)
    : m_tree(tree), m_look(look), m_work_limit(tree.size() * 8 + 1'000'000) {
    for (std::uint32_t node = 0; node < tree.size() && !m_any_flat; ++node) m_any_flat = tree.attribute(node, "srsDimension") == "2";
}

void GmlSurfaces::collect(std::uint32_t node, FaceSet& out, std::unordered_set<std::uint32_t>& seen) {
    m_out = &out;
    m_seen = &seen;
    m_on_way.clear();
    walk(node, false, 0, 0);
}

void GmlSurfaces::walk(std::uint32_t node, bool flipped, std::uint32_t material, int depth) {
    if (depth > k_depth || ++m_work > m_work_limit) {
        ++broken_references;
        return;
    }
    std::string_view name = m_tree.name(node);
    if (!m_look.surfaces.empty())
        if (std::string_view id = m_tree.attribute(node, "id"); !id.empty())
            if (auto found = m_look.surfaces.find(id); found != m_look.surfaces.end()) material = found->second;
    if (is_polygon(name)) return polygon(node, flipped, material);
    if (name == "OrientableSurface" && m_tree.attribute(node, "orientation") == "-") flipped = !flipped;
    if (std::string_view href = m_tree.attribute(node, "href"); !href.empty()) {
        std::uint32_t target = m_tree.target(node);
        if (target == XmlTree::k_none) {
            ++broken_references;
        } else if (m_on_way.insert(std::uint64_t{target} << 1U | (flipped ? 1U : 0U)).second) {
            walk(target, flipped, material, depth + 1);
        }
    }
    for (auto child : children(m_tree, node)) walk(child, flipped, material, depth + 1);
}

SurfaceKind GmlSurfaces::kind_of(std::uint32_t node) const {
    for (int level = 0; level < 12 && node != XmlTree::k_none; ++level, node = m_tree.parent(node)) {
        std::string_view name = m_tree.name(node);
        if (!name.ends_with("Surface") || name.starts_with("lod")) continue;
        if (name == "GroundSurface") return SurfaceKind::ground;
        if (name == "RoofSurface") return SurfaceKind::roof;
        if (name == "WallSurface") return SurfaceKind::wall;
        if (name == "ClosureSurface") return SurfaceKind::hidden;
    }
    return SurfaceKind::other;
}

std::size_t GmlSurfaces::dimension(std::uint32_t node) const {
    if (!m_any_flat) return 3;
    for (int level = 0; level < 12 && node != XmlTree::k_none; ++level, node = m_tree.parent(node))
        if (std::string_view value = m_tree.attribute(node, "srsDimension"); !value.empty()) return value == "2" ? 2 : 3;
    return 3;
}

// Appends the points below a ring to m_ring; false: something is no number.
bool GmlSurfaces::ring_numbers(std::uint32_t node, int depth) {
    std::string_view name = m_tree.name(node);
    if (name == "posList" || name == "pos" || name == "coordinates") {
        m_numbers.clear();
        if (!append_numbers(m_tree.text(node), m_numbers)) return false;
        std::size_t size = dimension(node);
        if (m_numbers.size() % size != 0 && m_numbers.size() % (5 - size) == 0) size = 5 - size;
        if (m_numbers.size() % size != 0) return false;
        for (std::size_t i = 0; i < m_numbers.size(); i += size) {
            double x = m_numbers[i], y = m_numbers[i + 1], z = size == 3 ? m_numbers[i + 2] : std::nan("");
            if (std::abs(x) > k_coordinate_limit || std::abs(y) > k_coordinate_limit || std::abs(z) > k_coordinate_limit) return false;
            m_ring.push_back(m_swap ? std::array{y, x, z} : std::array{x, y, z});
        }
        return true;
    }
    if (depth > k_depth) return false;
    if (std::uint32_t target = m_tree.target(node); target != XmlTree::k_none)
        if (++m_hops > k_hops || depth > 8 || !ring_numbers(target, depth + 1)) return false;
    for (auto child : children(m_tree, node))
        if (!ring_numbers(child, depth + 1)) return false;
    return true;
}

bool GmlSurfaces::texture(std::string_view ring, std::uint32_t& material) {
    m_uv.clear();
    if (ring.empty() || m_look.rings.empty()) return true;
    auto found = m_look.rings.find(ring);
    if (found == m_look.rings.end()) return true;
    std::size_t closed = m_ring.size();
    if (!append_numbers(m_tree.text(found->second.coordinates), m_uv) ||
        (m_uv.size() != closed * 2 && m_uv.size() != (closed - 1) * 2) ||
        std::ranges::any_of(m_uv, [](float v) { return std::abs(v) > 1e6f; })) {
        m_uv.clear();
        return false;
    }
    material = found->second.material;
    return true;
}

// One ring into m_out; false: the face cannot be used.
bool GmlSurfaces::ring(std::uint32_t node, std::uint32_t& material) {
    m_ring.clear();
    m_hops = 0;
    std::uint32_t linear = m_tree.first(node);
    if (std::uint32_t target = m_tree.target(node); target != XmlTree::k_none) linear = target;
    if (linear == XmlTree::k_none) return true; // an empty exterior: too few points
    if (!ring_numbers(linear, 0)) return false;
    if (m_ring.empty()) return true;
    std::size_t count = m_ring.size();
    if (count > 1 && m_ring.front() == m_ring.back()) --count;
    if (!texture(m_tree.attribute(linear, "id"), material)) ++bad_texture_coordinates;
    for (std::size_t i = 0; i < count; ++i) {
        if (i * 2 + 1 < m_uv.size())
            m_out->point(m_ring[i], {m_uv[i * 2], 1.0f - m_uv[i * 2 + 1]});
        else
            m_out->point(m_ring[i]);
    }
    m_out->end_ring();
    return true;
}

void GmlSurfaces::polygon(std::uint32_t node, bool flipped, std::uint32_t material) {
    if (!m_seen->insert(node).second) return;
    SurfaceKind kind = kind_of(node);
    if (kind == SurfaceKind::hidden) {
        ++closure;
        return;
    }
    FaceSet::Face face{m_out->rings(), 0, material, kind, flipped};
    std::size_t points = m_out->points.size();
    bool good = true;
    std::uint32_t shown = material, hole = material;
    for (int pass = 0; pass < 2 && good; ++pass) // the exterior first, wherever it stands
        for (auto child : children(m_tree, node)) {
            std::string_view name = m_tree.name(child);
            bool outer = name == "exterior" || name == "outerBoundaryIs", inner = name == "interior" || name == "innerBoundaryIs";
            if (!(pass == 0 ? outer : inner)) continue;
            good = good && ring(child, pass == 0 ? shown : hole);
            if (pass == 0 && m_out->rings() == face.ring_begin) break;
        }
    face.ring_end = m_out->rings();
    if (!good || face.ring_end == face.ring_begin) {
        if (!good) ++bad_coordinates;
        m_out->ring_begin.resize(face.ring_begin + 1);
        m_out->points.resize(points);
        m_out->uv.resize(points);
        return;
    }
    face.material = shown;
    m_out->faces.push_back(face);
}

bool GmlSurfaces::first_point(std::uint32_t node, std::array<double, 3>& out) {
    m_ring.clear();
    m_hops = 0;
    if (!ring_numbers(node, 0) || m_ring.empty()) return false;
    out = m_ring.front();
    return true;
}

} // namespace tp
