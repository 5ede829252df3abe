#include "scene/surfaces.h"

#include "scene/object_id.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace tp {
namespace {

constexpr double k_lane_m = 3.25, k_piece_on_relief_m = 12.0, k_piece_most_m = 160.0;
constexpr double k_round_m = 0.1; // coarser than this an end is a triangle
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
    double lift = 0;
    if (!m_ground.flat()) // each bends elsewhere: sidewalks above streets, stripes above both
        lift = m_lift_m * (material == Material::stripe ? 1.4 : material == Material::sidewalk ? 1.2 : 1.0);
    return {p.x_m, p.y_m, m_ground.height_m(p) + lift, 0, pack_look(0, 0, 1, material), id};
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

bool SurfaceDrafts::follows(int row, int column, int cells) {
    auto packed = [](int v) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(v + (1 << 23))); };
    auto [at, is_new] = m_follows.try_emplace((static_cast<std::uint64_t>(cells) << 56) | (packed(row) << 28) | packed(column));
    if (is_new) at->second = m_ground.bend_m(row, column, cells) <= m_tolerance_m;
    return at->second;
}

// The part of a polygon in a square of the ground's cells, cut on until each piece follows the ground or is in one cell.
void SurfaceDrafts::add_cut(std::vector<LocalPoint> polygon, int row, int column, int cells, Material material, std::uint32_t id) {
    double cell = m_ground.cell_m();
    LocalPoint o = m_ground.south_west();
    polygon = cut_to(std::move(polygon), o.x_m + column * cell, o.y_m + row * cell, o.x_m + (column + cells) * cell, o.y_m + (row + cells) * cell);
    if (polygon.size() < 3) return;
    if (cells == 1 || follows(row, column, cells)) return add_polygon(polygon, material, id);
    int half = cells / 2;
    for (int part = 0; part < 4; ++part) add_cut(polygon, row + part / 2 * half, column + part % 2 * half, half, material, id);
}

void SurfaceDrafts::add_triangle(const LocalPoint (&corner)[3], Material material, std::uint32_t id) {
    double side = m_ground.flat() ? k_tile_m : m_ground.tile_m();
    LocalBox box;
    for (LocalPoint p : corner) box.add(p);
    if ((box.max.x_m - box.min.x_m) / side > 500 || (box.max.y_m - box.min.y_m) / side > 500) return;
    LocalPoint o = m_ground.flat() ? LocalPoint{0, 0} : m_ground.south_west();
    auto index = [&](double v, double origin) { return static_cast<int>(std::floor((v - origin) / side)); };
    int c0 = index(box.min.x_m, o.x_m), c1 = index(box.max.x_m, o.x_m), r0 = index(box.min.y_m, o.y_m), r1 = index(box.max.y_m, o.y_m);
    for (int r = r0; r <= r1; ++r) {
        std::vector<LocalPoint> row{corner[0], corner[1], corner[2]};
        if (r0 < r1) row = cut_to(std::move(row), box.min.x_m, o.y_m + r * side, box.max.x_m, o.y_m + (r + 1) * side);
        if (row.size() < 3) continue;
        for (int c = c0; c <= c1; ++c) {
            auto piece = c0 < c1 ? cut_to(row, o.x_m + c * side, o.y_m + r * side, o.x_m + (c + 1) * side, o.y_m + (r + 1) * side) : row;
            if (m_ground.flat()) add_polygon(piece, material, id);
            else add_cut(std::move(piece), r * Ground::k_cells, c * Ground::k_cells, Ground::k_cells, material, id);
        }
    }
}

void SurfaceDrafts::add_areas(const Areas& areas, std::span<const std::uint8_t> hidden, double smallest_m) {
    std::vector<std::uint32_t> triangles;
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        if (!hidden.empty() && hidden[i] != 0) continue;
        auto material = material_of(areas.kind[i]);
        if (!material || areas.area.first_ring(i) == areas.area.end_ring(i) || !is_drawable(areas.area.outer(i))) continue;
        LocalBox box;
        for (LocalPoint p : areas.area.outer(i)) box.add(p);
        if (std::max(box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m) < smallest_m) continue;
        triangles.clear();
        triangulate(areas.area, i, triangles);
        const auto& points = areas.area.rings.points;
        for (std::size_t t = 0; t + 2 < triangles.size(); t += 3) {
            const LocalPoint corner[3]{points[triangles[t]], points[triangles[t + 1]], points[triangles[t + 2]]};
            if (is_drawable(corner)) add_triangle(corner, *material, scene_id::make(scene_id::area, i));
        }
    }
}

// The line with no repeated points, and points between where the ground bends under its edges.
std::vector<LocalPoint> SurfaceDrafts::resampled(std::span<const LocalPoint> line, double half) const {
    auto straight = [&](LocalPoint a, LocalPoint b, double length) {
        LocalPoint aside = left_of(b - a) * (half / length);
        int steps = static_cast<int>(std::ceil(2 * length / k_piece_on_relief_m));
        for (LocalPoint shift : {aside * -1.0, aside}) {
            double from = m_ground.height_m(a + shift), to = m_ground.height_m(b + shift);
            for (int k = 1; k < steps; ++k) {
                double t = static_cast<double>(k) / steps;
                if (std::abs(m_ground.height_m(a + shift + (b - a) * t) - (from + (to - from) * t)) > m_tolerance_m) return false;
            }
        }
        return true;
    };
    std::vector<LocalPoint> out;
    auto add = [&](auto& self, LocalPoint a, LocalPoint b) -> void {
        double length = distance_m(a, b);
        if (length > k_piece_most_m || (!m_ground.flat() && length > k_piece_on_relief_m && !straight(a, b, length))) {
            LocalPoint middle = (a + b) * 0.5;
            self(self, a, middle);
            self(self, middle, b);
        } else {
            out.push_back(b);
        }
    };
    for (LocalPoint p : line) {
        if (out.empty()) out.push_back(p);
        else if (distance_m(out.back(), p) >= 0.02) add(add, out.back(), p);
    }
    return out;
}

void SurfaceDrafts::add_ribbon(std::span<const LocalPoint> line, double half, Material material, std::uint32_t id) {
    auto points = resampled(line, half);
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
    std::array<LocalPoint, 5> fan;
    std::size_t corners = m_tolerance_m > k_round_m ? 3 : 5;
    for (std::size_t k = 0; k < corners; ++k) {
        double angle = (static_cast<double>(k) / static_cast<double>(corners - 1) - 0.5) * std::numbers::pi; // from the right edge over the front to the left
        fan[k] = at + (d * std::cos(angle) + left_of(d) * std::sin(angle)) * half;
    }
    add_polygon(std::span(fan).first(corners), material, id);
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
        share_vertices(mesh); // of neighbouring pieces
        // A crossing is 4 m long: it goes where 4 m cannot be seen; streets and areas stay.
        for (std::size_t k = 2; k < mesh.indices_from_size.size(); ++k) mesh.indices_from_size[k] = before_stripes;
        out.emplace(key, std::move(mesh));
    }
    return out;
}

} // namespace tp
