#include "scene/surfaces.h"

#include "scene/object_id.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tp {
namespace {

constexpr double k_lane_m = 3.25, k_piece_on_relief_m = 12.0, k_piece_on_plane_m = 160.0;
constexpr double k_stripe_m = 0.5, k_stripe_length_m = 4.0;

std::optional<Material> material_of(AreaKind kind) {
    switch (kind) {
    case AreaKind::water: return Material::water;
    case AreaKind::green: return Material::green;
    case AreaKind::road_surface: return Material::road_surface;
    case AreaKind::sidewalk_surface: return Material::sidewalk_surface;
    case AreaKind::parking: return Material::parking;
    case AreaKind::boundary:
    case AreaKind::other: break;
    }
    return std::nullopt;
}

LocalPoint operator+(LocalPoint a, LocalPoint b) { return {a.x_m + b.x_m, a.y_m + b.y_m}; }
LocalPoint operator-(LocalPoint a, LocalPoint b) { return {a.x_m - b.x_m, a.y_m - b.y_m}; }
LocalPoint operator*(LocalPoint a, double s) { return {a.x_m * s, a.y_m * s}; }
LocalPoint left_of(LocalPoint d) { return {-d.y_m, d.x_m}; }
LocalPoint unit(LocalPoint d) {
    double length = std::hypot(d.x_m, d.y_m);
    return length > 0 ? d * (1.0 / length) : LocalPoint{0, 0};
}

// The part of a convex polygon where sign * coordinate <= sign * limit (Sutherland and Hodgman).
void clip(std::vector<LocalPoint>& polygon, double LocalPoint::*axis, double limit, double sign) {
    std::vector<LocalPoint> out;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        LocalPoint a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        double da = sign * (a.*axis - limit), db = sign * (b.*axis - limit);
        if (da <= 0) out.push_back(a);
        if ((da < 0 && db > 0) || (da > 0 && db < 0)) {
            LocalPoint cut = a + (b - a) * (da / (da - db));
            cut.*axis = limit;
            out.push_back(cut);
        }
    }
    polygon = std::move(out);
}

std::vector<LocalPoint> cut_to(std::vector<LocalPoint> polygon, double x0, double y0, double x1, double y1) {
    clip(polygon, &LocalPoint::x_m, x0, -1);
    clip(polygon, &LocalPoint::x_m, x1, 1);
    clip(polygon, &LocalPoint::y_m, y0, -1);
    clip(polygon, &LocalPoint::y_m, y1, 1);
    return polygon;
}

// The line with no repeated points and no piece longer than `piece_m`.
std::vector<LocalPoint> resampled(std::span<const LocalPoint> line, double piece_m) {
    std::vector<LocalPoint> out;
    for (LocalPoint p : line) {
        if (!out.empty()) {
            LocalPoint from = out.back();
            double length = distance_m(from, p);
            if (length < 0.02) continue;
            int pieces = std::max(1, static_cast<int>(std::ceil(length / piece_m)));
            for (int k = 1; k < pieces; ++k) out.push_back(from + (p - from) * (static_cast<double>(k) / pieces));
        }
        out.push_back(p);
    }
    return out;
}

} // namespace

double drawn_width_m(const Streets& s, std::size_t edge) {
    float width = s.width_m[edge];
    if (std::isfinite(width) && width > 0) return std::clamp(static_cast<double>(width), 1.5, 60.0);
    if (s.lanes[edge] > 0) return k_lane_m * std::min<int>(s.lanes[edge], 16) + 0.5;
    switch (s.road_class[edge]) { // usual carriageways; for drawing only, no model reads them
    case RoadClass::motorway: return 18;
    case RoadClass::trunk: return 16;
    case RoadClass::primary: return 14;
    case RoadClass::secondary: return 12;
    case RoadClass::tertiary: return 9;
    case RoadClass::service: return 4;
    case RoadClass::path: return 2;
    case RoadClass::residential:
    case RoadClass::unknown: break;
    }
    return 6;
}

CrossingPlace crossing_place(const City& city, std::size_t i) {
    CrossingPlace place{city.crossings.at[i]};
    std::int32_t edge = city.crossings.edge[i];
    if (edge >= 0 && static_cast<std::size_t>(edge) < city.streets.size()) {
        auto line = city.streets.line[static_cast<std::size_t>(edge)];
        double along = static_cast<double>(city.crossings.along_m[i]);
        LocalPoint d = unit(point_along(line, along + 1.0) - point_along(line, along - 1.0));
        if (d != LocalPoint{0, 0}) place.along = d;
        place.width_m = drawn_width_m(city.streets, static_cast<std::size_t>(edge));
    }
    float width = city.crossings.width_m[i];
    if (std::isfinite(width) && width > 0) place.width_m = std::clamp(static_cast<double>(width), 2.0, 60.0);
    return place;
}

DraftMesh* SurfaceDrafts::draft(LocalPoint at, Material material) {
    auto key = tile_of(at);
    return key ? &m_drafts[*key][material] : nullptr;
}

DraftVertex SurfaceDrafts::vertex(LocalPoint p, Material material, std::uint32_t id) const {
    return {p.x_m, p.y_m, m_ground.height_m(p) + m_ground.lift_m(), 0, pack_look(0, 0, 1, material), id};
}

void SurfaceDrafts::add_polygon(std::span<const LocalPoint> convex, Material material, std::uint32_t id) {
    if (convex.size() < 3) return;
    LocalPoint middle{0, 0};
    for (LocalPoint p : convex) middle = middle + p * (1.0 / static_cast<double>(convex.size()));
    DraftMesh* mesh = draft(middle, material);
    if (!mesh) return;
    auto first = static_cast<std::uint32_t>(mesh->vertices.size());
    for (LocalPoint p : convex) mesh->add(vertex(p, material, id));
    for (std::uint32_t k = 2; k < convex.size(); ++k) mesh->triangle(first, first + k - 1, first + k);
}

void SurfaceDrafts::add_triangle(const LocalPoint (&corner)[3], Material material, std::uint32_t id) {
    // On relief the cells of the ground's net, so that the surface bends where the ground bends.
    double cell = m_ground.flat() ? k_tile_m : m_ground.cell_m();
    LocalBox box;
    for (LocalPoint p : corner) box.add(p);
    if ((box.max.x_m - box.min.x_m) / cell > 2000 || (box.max.y_m - box.min.y_m) / cell > 2000) return;
    LocalPoint o = m_ground.flat() ? LocalPoint{0, 0} : m_ground.south_west();
    auto index = [&](double v, double origin) { return static_cast<int>(std::floor((v - origin) / cell)); };
    int c0 = index(box.min.x_m, o.x_m), c1 = index(box.max.x_m, o.x_m), r0 = index(box.min.y_m, o.y_m), r1 = index(box.max.y_m, o.y_m);
    if (c0 == c1 && r0 == r1) return add_polygon(corner, material, id);
    for (int r = r0; r <= r1; ++r) {
        std::vector<LocalPoint> row{corner[0], corner[1], corner[2]};
        row = cut_to(std::move(row), box.min.x_m, o.y_m + r * cell, box.max.x_m, o.y_m + (r + 1) * cell);
        if (row.size() < 3) continue;
        for (int c = c0; c <= c1; ++c)
            add_polygon(cut_to(row, o.x_m + c * cell, o.y_m + r * cell, o.x_m + (c + 1) * cell, o.y_m + (r + 1) * cell), material, id);
    }
}

void SurfaceDrafts::add_areas(const Areas& areas, std::span<const std::uint8_t> hidden) {
    std::vector<std::uint32_t> triangles;
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        if (!hidden.empty() && hidden[i] != 0) continue;
        auto material = material_of(areas.kind[i]);
        if (!material || areas.area.first_ring(i) == areas.area.end_ring(i) || !is_drawable(areas.area.outer(i))) continue;
        triangles.clear();
        triangulate(areas.area, i, triangles);
        const auto& points = areas.area.rings.points;
        for (std::size_t t = 0; t + 2 < triangles.size(); t += 3) {
            const LocalPoint corner[3]{points[triangles[t]], points[triangles[t + 1]], points[triangles[t + 2]]};
            if (is_drawable(corner)) add_triangle(corner, *material, scene_id::make(scene_id::area, i));
        }
    }
}

void SurfaceDrafts::add_ribbon(std::span<const LocalPoint> line, double half, Material material, std::uint32_t id) {
    auto points = resampled(line, m_ground.flat() ? k_piece_on_plane_m : k_piece_on_relief_m);
    if (points.size() < 2) return;
    std::vector<LocalPoint> side(points.size()); // to the left edge, mitred
    for (std::size_t i = 0; i < points.size(); ++i) {
        LocalPoint in = unit(points[i] - points[i > 0 ? i - 1 : 0]), out = unit(points[std::min(i + 1, points.size() - 1)] - points[i]);
        LocalPoint normal = unit(left_of(in + out));
        LocalPoint straight = left_of(i > 0 ? in : out);
        double cosine = normal.x_m * straight.x_m + normal.y_m * straight.y_m;
        side[i] = normal * (half / std::max(cosine, 0.5));
    }
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        LocalPoint a = points[i], b = points[i + 1];
        DraftMesh* mesh = draft((a + b) * 0.5, material);
        if (!mesh) continue;
        std::uint32_t v[4];
        const LocalPoint corner[4]{a - side[i], b - side[i + 1], b + side[i + 1], a + side[i]};
        for (int k = 0; k < 4; ++k) v[k] = mesh->add(vertex(corner[k], material, id));
        mesh->quad(v[0], v[1], v[2], v[3]);
    }
    add_cap(points.front(), unit(points[0] - points[1]), half, material, id);
    add_cap(points.back(), unit(points.back() - points[points.size() - 2]), half, material, id);
}

// Half a disc at a line's end, so that streets meet without notches.
void SurfaceDrafts::add_cap(LocalPoint at, LocalPoint d, double half, Material material, std::uint32_t id) {
    if (half < 1.5 || d == LocalPoint{0, 0}) return;
    LocalPoint fan[5];
    for (int k = 0; k < 5; ++k) {
        double angle = (k - 2) * 0.7853981633974483; // from the right edge over the front to the left edge
        fan[k] = at + (d * std::cos(angle) + left_of(d) * std::sin(angle)) * half;
    }
    add_polygon(fan, material, id);
}

void SurfaceDrafts::add_streets(const Streets& streets, double narrowest_m) {
    for (std::uint32_t i = 0; i < streets.size(); ++i) {
        if (streets.level[i] == 2 || !is_drawable(streets.line[i]) || drawn_width_m(streets, i) < narrowest_m) continue;
        Material material = streets.road_class[i] == RoadClass::path ? Material::sidewalk : Material::street;
        add_ribbon(streets.line[i], 0.5 * drawn_width_m(streets, i), material, scene_id::make(scene_id::street, i));
    }
}

void SurfaceDrafts::add_sidewalks(const Sidewalks& sidewalks) {
    for (std::uint32_t i = 0; i < sidewalks.size(); ++i) {
        if (!is_drawable(sidewalks.line[i])) continue;
        float width = sidewalks.width_m[i];
        double half = std::isfinite(width) && width > 0 ? 0.5 * std::clamp(static_cast<double>(width), 0.5, 20.0) : 1.0;
        add_ribbon(sidewalks.line[i], half, Material::sidewalk, scene_id::make(scene_id::sidewalk, i));
    }
}

void SurfaceDrafts::add_crossings(const City& city) {
    for (std::uint32_t i = 0; i < city.crossings.size(); ++i) {
        if (!tile_of(city.crossings.at[i])) continue;
        CrossingPlace place = crossing_place(city, i);
        LocalPoint across = left_of(place.along), half = place.along * (0.5 * k_stripe_length_m);
        int stripes = std::max(2, static_cast<int>(place.width_m / (2 * k_stripe_m)));
        for (int k = 0; k < stripes; ++k) {
            double offset = (k - 0.5 * (stripes - 1)) * 2 * k_stripe_m;
            LocalPoint middle = place.at + across * offset, side = across * (0.5 * k_stripe_m);
            const LocalPoint corner[4]{middle - half + side, middle - half - side, middle + half - side, middle + half + side};
            add_polygon(corner, Material::stripe, scene_id::make(scene_id::crossing, i));
        }
    }
}

std::map<TileKey, Mesh> SurfaceDrafts::pack_all() const {
    std::map<TileKey, Mesh> out;
    for (const auto& [key, materials] : m_drafts) {
        DraftMesh all;
        std::uint32_t before_stripes = 0;
        for (const auto& [material, part] : materials) {
            if (material < Material::stripe) before_stripes += static_cast<std::uint32_t>(part.indices.size());
            auto first = static_cast<std::uint32_t>(all.vertices.size());
            all.vertices.insert(all.vertices.end(), part.vertices.begin(), part.vertices.end());
            for (std::uint32_t index : part.indices) all.indices.push_back(first + index);
        }
        Mesh mesh = pack(all);
        // A crossing is 4 m long: it goes where 4 m cannot be seen; streets and areas stay.
        for (std::size_t k = 2; k < mesh.indices_from_size.size(); ++k) mesh.indices_from_size[k] = before_stripes;
        out.emplace(key, std::move(mesh));
    }
    return out;
}

} // namespace tp
