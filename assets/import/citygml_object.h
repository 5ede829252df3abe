// import/citygml_object.h - one CityGML object: which of its geometries show it, and its faces.
//
// Of a building, each of its parts, and each installation the highest level of detail is taken; a shell of its own that
// stands for parts of a higher level is left out, rooms and furniture inside always. Levels that are only a footprint
// (LoD0 of buildings) give no faces.
#pragma once

#include "import/city_layers.h"
#include "import/gml_surfaces.h"

#include <unordered_map>

namespace tp {

class GmlObjects {
public:
    GmlObjects(const XmlTree& tree, GmlSurfaces& surfaces, CityLayers& layers) : m_tree(tree), m_surfaces(surfaces), m_layers(layers) {}

    // Fills units, placements, footprints and notes of `out`, whose type is known.
    void read(std::uint32_t object, CityObject& out);

private:
    struct Reference {
        std::uint32_t node = 0;
        int lod = 0;
        bool solid = false, implicit = false;
        enum class Use : std::uint8_t { shape, footprint, roof_edge } use = Use::shape;
    };
    struct Shell { // the outer shell of an object, or one installation
        std::vector<Reference> references;
        int highest(int from) const;
        bool has(int lod) const;
    };
    struct Part {
        std::vector<Shell> shells{1};
        int highest(int from) const;
    };
    void gather(std::uint32_t object, std::size_t part, std::size_t shell, int depth);
    void geometry(std::uint32_t property, std::size_t part, std::size_t shell);
    void nested(std::uint32_t property, std::size_t part, std::size_t shell, int depth);
    bool stands_for_parts(int from) const;
    void extract(const Part& part, int from, CityObject& out);
    void flat(CityObject& out);
    void implicit(std::uint32_t node, int lod, CityObject& out);

    const XmlTree& m_tree;
    GmlSurfaces& m_surfaces;
    CityLayers& m_layers;
    std::vector<Part> m_parts;
    std::unordered_map<std::uint32_t, std::uint32_t> m_shapes; // geometry node -> shape
    std::unordered_set<std::uint32_t> m_gathered;
    std::int64_t m_curves = 0;
    bool m_other_relief = false;
};

} // namespace tp
