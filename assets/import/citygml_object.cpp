#include "import/citygml_object.h"

#include "import/number_list.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr int k_depth = 128;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 6> k_part{"consistsOfBuildingPart", "buildingPart", "consistsOfBridgePart", "bridgePart",
                                                 "consistsOfTunnelPart", "tunnelPart"};
constexpr std::array<std::string_view, 9> k_installation{"outerBuildingInstallation", "buildingInstallation", "buildingConstructiveElement",
                                                         "outerBridgeInstallation", "bridgeInstallation", "outerBridgeConstruction",
                                                         "bridgeConstructiveElement", "outerTunnelInstallation", "tunnelInstallation"};
constexpr std::array<std::string_view, 15> k_surface{"boundedBy", "boundary", "opening", "fillingSurface", "filling",
                                                     "trafficArea", "auxiliaryTrafficArea", "section", "intersection", "trafficSpace",
                                                     "auxiliaryTrafficSpace", "marking", "reliefComponent", "holeSurface", "tunnelConstructiveElement"};

bool is_free_space(std::string_view name) { return name == "TrafficSpace" || name == "AuxiliaryTrafficSpace" || name == "ClearanceSpace"; }

} // namespace

int GmlObjects::Shell::highest(int from) const {
    int best = -1;
    for (const auto& r : references)
        if (r.use == Reference::Use::shape && r.lod >= from) best = std::max(best, r.lod);
    return best;
}
bool GmlObjects::Shell::has(int lod) const {
    return std::ranges::any_of(references, [&](const Reference& r) { return r.use == Reference::Use::shape && r.lod == lod; });
}
int GmlObjects::Part::highest(int from) const {
    int best = -1;
    for (const auto& shell : shells) best = std::max(best, shell.highest(from));
    return best;
}

void GmlObjects::geometry(std::uint32_t property, std::size_t part, std::size_t shell) {
    std::string_view name = m_tree.name(property), rest = name.substr(4);
    Reference reference;
    reference.node = property;
    reference.lod = name[3] - '0';
    if (rest.find("Curve") != std::string_view::npos || rest.find("Network") != std::string_view::npos ||
        rest.find("Point") != std::string_view::npos || rest.find("TerrainIntersection") != std::string_view::npos) {
        if (rest != "TerrainIntersection" && rest != "TerrainIntersectionCurve") ++m_curves;
        return;
    }
    if (rest == "FootPrint") reference.use = Reference::Use::footprint;
    if (rest == "RoofEdge") reference.use = Reference::Use::roof_edge;
    reference.implicit = rest.find("Implicit") != std::string_view::npos;
    reference.solid = rest.find("Solid") != std::string_view::npos;
    m_parts[part].shells[shell].references.push_back(reference);
}

void GmlObjects::nested(std::uint32_t property, std::size_t part, std::size_t shell, int depth) {
    auto enter = [&](std::uint32_t object) {
        std::string_view name = m_tree.name(object);
        if (name == "RasterRelief" || name == "MassPointRelief" || name == "BreaklineRelief") m_other_relief = true;
        if (m_gathered.insert(object).second) gather(object, part, shell, depth + 1);
    };
    if (std::uint32_t target = m_tree.target(property); target != XmlTree::k_none) enter(target);
    for (auto object : children(m_tree, property)) enter(object);
}

void GmlObjects::gather(std::uint32_t object, std::size_t part, std::size_t shell, int depth) {
    if (depth > k_depth) return;
    bool space = is_free_space(m_tree.name(object));
    for (auto property : children(m_tree, object)) {
        std::string_view name = m_tree.name(property);
        if (name.size() > 4 && name.starts_with("lod") && name[3] >= '0' && name[3] <= '4') {
            if (!space || name.find("Solid") == std::string_view::npos) geometry(property, part, shell); // the air above a lane
        } else if (is_one_of(name, k_part)) {
            m_parts.emplace_back();
            nested(property, m_parts.size() - 1, 0, depth);
        } else if (is_one_of(name, k_installation)) {
            m_parts[part].shells.emplace_back();
            nested(property, part, m_parts[part].shells.size() - 1, depth);
        } else if (is_one_of(name, k_surface)) {
            nested(property, part, shell, depth);
        } else if (name == "tin") {
            Reference reference;
            reference.node = property;
            auto level = m_tree.child(object, "lod");
            if (level != XmlTree::k_none) {
                std::vector<double> number;
                if (append_numbers(m_tree.text(level), number) && number.size() == 1 && number[0] >= 0 && number[0] <= 4)
                    reference.lod = static_cast<int>(number[0]);
            }
            m_parts[part].shells[shell].references.push_back(reference);
        }
    }
}

// Whether the first part's own shell is the whole building, coarser than its parts: they share no level.
bool GmlObjects::stands_for_parts(int from) const {
    int own = m_parts[0].highest(from), others = -1;
    for (std::size_t p = 1; p < m_parts.size(); ++p) others = std::max(others, m_parts[p].highest(from));
    if (own < 0 || own >= others) return false;
    for (int lod = from; lod <= 4; ++lod) {
        bool part_has = false;
        for (std::size_t p = 1; p < m_parts.size(); ++p)
            part_has = part_has || std::ranges::any_of(m_parts[p].shells, [&](const Shell& s) { return s.has(lod); });
        if (part_has && std::ranges::any_of(m_parts[0].shells, [&](const Shell& s) { return s.has(lod); })) return false;
    }
    return true;
}

void GmlObjects::implicit(std::uint32_t node, int lod, CityObject& out) {
    for (auto shape : children(m_tree, node)) {
        if (m_tree.name(shape) != "ImplicitGeometry") continue;
        auto point = m_tree.child(shape, "referencePoint");
        CityPlacement place;
        place.lod = static_cast<std::uint8_t>(lod);
        if (point == XmlTree::k_none || !m_surfaces.first_point(point, place.at) || !std::isfinite(place.at[2])) {
            out.notes.emplace_back("bad_coordinate", "dropped");
            continue;
        }
        out.anchor = place.at;
        std::vector<double> matrix;
        auto text = m_tree.child(shape, "transformationMatrix");
        std::array<double, 3> move{};
        if (text != XmlTree::k_none) {
            bool good = append_numbers(m_tree.text(text), matrix) && matrix.size() == 16 &&
                        std::ranges::all_of(matrix, [](double v) { return std::abs(v) < 1e5; });
            if (!good) {
                out.notes.emplace_back("bad_matrix", "dropped");
                continue;
            }
            for (std::size_t r = 0; r < 3; ++r) {
                for (std::size_t c = 0; c < 3; ++c) place.turn[r * 3 + c] = static_cast<float>(matrix[r * 4 + c]);
                move[r] = matrix[r * 4 + 3];
            }
        }
        auto relative = m_tree.child(shape, "relativeGMLGeometry");
        if (relative == XmlTree::k_none) relative = m_tree.child(shape, "relativeGeometry");
        if (relative == XmlTree::k_none) {
            out.notes.emplace_back("library_object", "");
            continue;
        }
        std::uint32_t geometry = m_tree.target(relative);
        if (geometry == XmlTree::k_none) geometry = m_tree.first(relative);
        if (geometry == XmlTree::k_none) continue;
        auto [known, is_new] = m_shapes.try_emplace(geometry, 0);
        if (is_new) {
            FaceSet faces;
            std::unordered_set<std::uint32_t> seen;
            m_surfaces.without_swap([&] { m_surfaces.collect(geometry, faces, seen); });
            known->second = m_layers.add_shape(std::move(faces));
        }
        place.shape = known->second;
        MetricScale scale = m_layers.scale();
        place.at = {place.at[0] + move[0] / scale.x, place.at[1] + move[1] / scale.y, place.at[2] + move[2]};
        out.placements.push_back(place);
    }
}

void GmlObjects::extract(const Part& part, int from, CityObject& out) {
    int lod = part.highest(from);
    if (lod < 0) return;
    CityUnit unit;
    unit.lod = static_cast<std::uint8_t>(lod);
    std::unordered_set<std::uint32_t> seen;
    for (const Shell& shell : part.shells) {
        int wanted = shell.highest(from);
        if (wanted < 0) continue;
        unit.faces.begin_shell();
        for (bool solid : {true, false})
            for (const Reference& r : shell.references) {
                if (r.use != Reference::Use::shape || r.lod != wanted || r.solid != solid) continue;
                if (r.implicit)
                    implicit(r.node, r.lod, out);
                else
                    m_surfaces.collect(r.node, unit.faces, seen);
            }
    }
    if (!unit.faces.empty()) out.units.push_back(std::move(unit));
}

// Footprints as the file gives them: LoD0 of buildings and their parts.
void GmlObjects::flat(CityObject& out) {
    std::unordered_set<std::uint32_t> seen;
    for (const Part& part : m_parts)
        for (const Shell& shell : part.shells)
            for (const Reference& r : shell.references) {
                if (r.use == Reference::Use::footprint) m_surfaces.collect(r.node, out.footprint, seen);
                if (r.use == Reference::Use::roof_edge) m_surfaces.collect(r.node, out.roof_edge, seen);
                if (r.use != Reference::Use::shape || r.lod != 0 || r.implicit || out.type.role != Role::buildings) continue;
                std::string_view of = m_tree.name(m_tree.parent(r.node));
                m_surfaces.collect(r.node, of == "RoofSurface" ? out.roof_edge : out.ground, seen);
            }
}

void GmlObjects::read(std::uint32_t object, CityObject& out) {
    m_parts.assign(1, {});
    m_gathered.clear();
    m_curves = 0;
    m_other_relief = false;
    gather(object, 0, 0, 0);
    int from = out.type.role == Role::buildings ? 1 : 0;
    m_surfaces.bad_coordinates = m_surfaces.broken_references = m_surfaces.bad_texture_coordinates = 0;
    bool skip_own = stands_for_parts(from);
    for (std::size_t p = skip_own ? 1 : 0; p < m_parts.size(); ++p) extract(m_parts[p], from, out);
    flat(out);
    if (m_surfaces.bad_coordinates > 0) out.notes.emplace_back("bad_face", "dropped");
    if (m_surfaces.broken_references > 0) out.notes.emplace_back("broken_reference", "dropped");
    if (m_surfaces.bad_texture_coordinates > 0) out.notes.emplace_back("bad_texture_coordinates", "dropped");
    if (m_curves > 0) out.notes.emplace_back("curves_left_out", "");
    if (m_other_relief) out.notes.emplace_back("relief_left_out", "");
}

} // namespace tp
