// scene/surfaces.h - what lies on the ground: areas, streets and sidewalks as meshes that follow it, per tile.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <map>
#include <span>

namespace tp {

// Drafts by tile and material: materials are drawn in the order of the enum, each over the ones before it.
class SurfaceDrafts {
public:
    explicit SurfaceDrafts(const Ground& ground) : m_ground(ground) {}

    // Borders and unknown kinds are not drawn, nor those with a 1 in `hidden` (empty: none).
    void add_areas(const Areas& areas, std::span<const std::uint8_t> hidden = {});
    void add_streets(const Streets& streets, double narrowest_m = 0); // tunnels are not drawn; paths look like sidewalks
    void add_sidewalks(const Sidewalks& sidewalks);
    void add_crossings(const City& city);   // stripes across the carriageway

    // One mesh per tile with the materials in order.
    std::map<TileKey, Mesh> pack_all() const;

private:
    void add_triangle(const LocalPoint (&corner)[3], Material material, std::uint32_t id);
    void add_polygon(std::span<const LocalPoint> convex, Material material, std::uint32_t id);
    void add_ribbon(std::span<const LocalPoint> line, double half_width_m, Material material, std::uint32_t id);
    void add_cap(LocalPoint at, LocalPoint direction, double half_width_m, Material material, std::uint32_t id);
    DraftMesh* draft(LocalPoint at, Material material);
    DraftVertex vertex(LocalPoint p, Material material, std::uint32_t id) const;

    const Ground& m_ground;
    std::map<TileKey, std::map<Material, DraftMesh>> m_drafts;
};

// Carriageway as it is drawn: the file's width, else 3.25 m a lane, else a width that is usual for the class.
double drawn_width_m(const Streets& streets, std::size_t edge);

// How a crossing lies: middle, unit vector along the street, carriageway crossed.
struct CrossingPlace {
    LocalPoint at, along{0, 1};
    double width_m = 6.0;
};
CrossingPlace crossing_place(const City& city, std::size_t crossing);

} // namespace tp
