// scene/surfaces.h - what lies on the ground: areas, streets and sidewalks as meshes that follow it, per tile.
#pragma once

#include "city/city.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <map>
#include <span>
#include <unordered_map>

namespace tp {

// Drafts by tile and material: materials are drawn in the order of the enum, each over the ones before it.
class SurfaceDrafts {
public:
    // On relief pieces are as large as lets them follow the ground to within `tolerance_m`, and lie `lift_m` above it.
    SurfaceDrafts(const Ground& ground, double tolerance_m, double lift_m) : m_ground(ground), m_tolerance_m(tolerance_m), m_lift_m(lift_m) {}

    // Borders and unknown kinds are not drawn, nor those with a 1 in `hidden` (empty: none), nor those smaller than `smallest_m`.
    void add_areas(const Areas& areas, std::span<const std::uint8_t> hidden = {}, double smallest_m = 0);
    void add_streets(const Streets& streets, double narrowest_m = 0); // tunnels are not drawn; paths look like sidewalks
    void add_sidewalks(const Sidewalks& sidewalks);
    void add_crossings(const City& city);   // stripes across the carriageway

    // One mesh per tile with the materials in order.
    std::map<TileKey, Mesh> pack_all() const;

private:
    void add_triangle(const LocalPoint (&corner)[3], Material material, std::uint32_t id);
    void add_cut(std::vector<LocalPoint> polygon, int row, int column, int cells, Material material, std::uint32_t id);
    bool follows(int row, int column, int cells);
    std::vector<LocalPoint> resampled(std::span<const LocalPoint> line, double half_width_m) const;
    void add_polygon(std::span<const LocalPoint> convex, Material material, std::uint32_t id);
    void add_ribbon(std::span<const LocalPoint> line, double half_width_m, Material material, std::uint32_t id);
    void add_cap(LocalPoint at, LocalPoint direction, double half_width_m, Material material, std::uint32_t id);
    DraftMesh* draft(LocalPoint at, Material material);
    DraftVertex vertex(LocalPoint p, Material material, std::uint32_t id) const;

    const Ground& m_ground;
    double m_tolerance_m, m_lift_m;
    std::unordered_map<std::uint64_t, bool> m_follows; // squares of the ground's cells that one plane follows
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
