// import/gml_surfaces.h - GML 3 surfaces and solids of an XmlTree as faces, references (xlink:href) followed.
//
// Understood: Solid, CompositeSolid, MultiSolid, Shell, MultiSurface, CompositeSurface, Surface, PolyhedralSurface,
// TriangulatedSurface, Tin, OrientableSurface, Polygon, PolygonPatch, Triangle, Rectangle, MultiGeometry; rings of posList,
// pos, coordinates, or curves.
#pragma once

#include "import/citygml_appearance.h"
#include "import/face_set.h"
#include "import/xml_tree.h"

#include <unordered_set>
#include <utility>

namespace tp {

class GmlSurfaces {
public:
    GmlSurfaces(const XmlTree& tree, const GmlAppearance& look);

    // Whether x and y of the file change places.
    void swap_axes(bool swap) { m_swap = swap; }
    template <class Work>
    void without_swap(Work work) { // for shapes around their own origin
        bool swap = std::exchange(m_swap, false);
        work();
        m_swap = swap;
    }
    // The faces below a node; `seen` keeps a surface that is referred to again from being added twice.
    void collect(std::uint32_t node, FaceSet& out, std::unordered_set<std::uint32_t>& seen);
    // The first point below a node, if it has one.
    bool first_point(std::uint32_t node, std::array<double, 3>& out);

    // Faces left out since: no numbers, coordinates beyond 1e9 or not finite, an unknown reference. Reset by the caller.
    std::int64_t bad_coordinates = 0, broken_references = 0, bad_texture_coordinates = 0, closure = 0;

private:
    void walk(std::uint32_t node, bool flipped, std::uint32_t material, int depth);
    void polygon(std::uint32_t node, bool flipped, std::uint32_t material);
    bool ring(std::uint32_t node, std::uint32_t& material);
    bool ring_numbers(std::uint32_t node, int depth);
    std::size_t dimension(std::uint32_t node) const;
    SurfaceKind kind_of(std::uint32_t node) const;
    bool texture(std::string_view ring, std::uint32_t& material);

    const XmlTree& m_tree;
    const GmlAppearance& m_look;
    bool m_swap = false, m_any_flat = false;
    FaceSet* m_out = nullptr;
    std::unordered_set<std::uint32_t>* m_seen = nullptr;
    std::unordered_set<std::uint64_t> m_on_way; // referred nodes of this collect, with their direction
    std::size_t m_work = 0, m_work_limit = 0; // nodes walked: references to references may not multiply
    int m_hops = 0;                          // references within a ring
    std::vector<double> m_numbers;
    std::vector<std::array<double, 3>> m_ring;
    std::vector<float> m_uv;
};

} // namespace tp
