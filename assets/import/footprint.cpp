#include "import/footprint.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_grid_m = 0.001;
constexpr double k_upright = 0.02; // part of a normal that points up, below which a face is a wall

double signed_area(const FlatPolygons& polygons, std::uint32_t ring) {
    std::uint32_t begin = polygons.ring_begin[ring], end = polygons.ring_begin[ring + 1];
    double twice = 0.0;
    for (std::uint32_t i = begin + 1; i + 1 < end; ++i)
        twice += (polygons.x[i] - polygons.x[begin]) * (polygons.y[i + 1] - polygons.y[begin]) -
                 (polygons.x[i + 1] - polygons.x[begin]) * (polygons.y[i] - polygons.y[begin]);
    return 0.5 * twice;
}

// The upward part of the face's unit normal; 0 where the face has no area or no heights.
double upward(const FaceSet& faces, const FaceSet::Face& face, MetricScale scale) {
    std::uint32_t begin = faces.ring_begin[face.ring_begin], end = faces.ring_begin[face.ring_begin + 1];
    std::array<double, 3> normal{};
    auto at = [&](std::uint32_t i) {
        const auto &p = faces.points[i], &o = faces.points[begin];
        return std::array<double, 3>{(p[0] - o[0]) * scale.x, (p[1] - o[1]) * scale.y, p[2] - o[2]};
    };
    for (std::uint32_t i = begin; i < end; ++i) {
        auto a = at(i), b = at(i + 1 < end ? i + 1 : begin);
        normal[0] += a[1] * b[2] - a[2] * b[1];
        normal[1] += a[2] * b[0] - a[0] * b[2];
        normal[2] += a[0] * b[1] - a[1] * b[0];
    }
    double length = std::hypot(normal[0], normal[1], normal[2]);
    if (!(length > 1e-8)) return 0.0;
    return (face.flipped ? -normal[2] : normal[2]) / length;
}

void add_ring(const FaceSet& faces, std::uint32_t ring, FlatPolygons& out) {
    std::size_t start = out.x.size();
    for (std::uint32_t i = faces.ring_begin[ring]; i < faces.ring_begin[ring + 1]; ++i) {
        if (out.x.size() > start && out.x.back() == faces.points[i][0] && out.y.back() == faces.points[i][1]) continue;
        out.x.push_back(faces.points[i][0]);
        out.y.push_back(faces.points[i][1]);
    }
    while (out.x.size() > start && out.x.back() == out.x[start] && out.y.back() == out.y[start] && out.x.size() > start + 1) {
        out.x.pop_back();
        out.y.pop_back();
    }
}

// A face seen from above; nothing where its outer ring encloses no area.
void add_face(const FaceSet& faces, const FaceSet::Face& face, MetricScale scale, FlatPolygons& out) {
    double least = 0.01 / (scale.x * scale.y); // one square decimetre
    for (std::uint32_t r = face.ring_begin; r < face.ring_end; ++r) {
        std::size_t start = out.x.size();
        add_ring(faces, r, out);
        out.end_ring();
        auto ring = static_cast<std::uint32_t>(out.ring_begin.size() - 2);
        if (out.x.size() - start >= 3 && std::abs(signed_area(out, ring)) > least) continue;
        out.ring_begin.pop_back();
        out.x.resize(start);
        out.y.resize(start);
        if (r == face.ring_begin) return;
    }
    out.end_polygon();
}

double base_of(const FaceSet& faces, const FaceSet::Face& face) {
    double low = std::numeric_limits<double>::infinity();
    for (std::uint32_t i = faces.ring_begin[face.ring_begin]; i < faces.ring_begin[face.ring_end]; ++i)
        low = std::min(low, faces.points[i][2]);
    return low;
}

class Finder {
public:
    Finder(const CityObject& object, MetricScale scale) : m_object(object), m_scale(scale) {}

    Footprint find() {
        bool building = m_object.type.role == Role::buildings;
        if (building) {
            auto ground = [](const FaceSet&, const FaceSet::Face& face) { return face.surface == SurfaceKind::ground; };
            if (take_units(ground) || take(m_object.ground) || take(m_object.footprint) || take(m_object.roof_edge, true))
                return united();
            m_out.from_faces = true;
            if (take_units([&](const FaceSet& f, const FaceSet::Face& face) { return upward(f, face, m_scale) < -k_upright; }))
                return united();
        }
        if (take_units([&](const FaceSet& f, const FaceSet::Face& face) { return std::abs(upward(f, face, m_scale)) > k_upright; }))
            return united();
        if (!building && (take(m_object.footprint) || take(m_object.ground) || take(m_object.roof_edge))) return united();
        return std::move(m_out);
    }

private:
    bool take(const FaceSet& faces, bool above = false) {
        for (const auto& face : faces.faces) add(faces, face);
        if (above) m_out.base_m = heights_of(m_object).first; // an edge of a roof says nothing about the ground
        return m_out.polygons.size() > 0;
    }
    template <class Wanted>
    bool take_units(Wanted wanted) {
        for (const auto& unit : m_object.units)
            for (const auto& face : unit.faces.faces)
                if (wanted(unit.faces, face)) add(unit.faces, face);
        return m_out.polygons.size() > 0;
    }
    void add(const FaceSet& faces, const FaceSet::Face& face) {
        add_face(faces, face, m_scale, m_out.polygons);
        double base = base_of(faces, face);
        if (std::isfinite(base) && !(m_out.base_m <= base)) m_out.base_m = base;
    }
    Footprint united() {
        if (m_out.polygons.size() == 1 && m_out.polygons.ring_begin.size() == 2) return std::move(m_out);
        if (auto together = union_of(m_out.polygons, k_grid_m / m_scale.x)) {
            m_out.polygons = std::move(*together);
            return std::move(m_out);
        }
        m_out.union_failed = true;
        std::uint32_t best = 0;
        const FlatPolygons& all = m_out.polygons;
        for (std::uint32_t i = 1; i < all.size(); ++i)
            if (std::abs(signed_area(all, all.polygon_begin[i])) > std::abs(signed_area(all, all.polygon_begin[best]))) best = i;
        FlatPolygons one;
        std::uint32_t ring = all.polygon_begin[best];
        one.x.assign(all.x.begin() + all.ring_begin[ring], all.x.begin() + all.ring_begin[ring + 1]);
        one.y.assign(all.y.begin() + all.ring_begin[ring], all.y.begin() + all.ring_begin[ring + 1]);
        one.end_ring();
        one.end_polygon();
        m_out.polygons = std::move(one);
        return std::move(m_out);
    }

    const CityObject& m_object;
    MetricScale m_scale;
    Footprint m_out;
};

} // namespace

Footprint footprint_of(const CityObject& object, MetricScale scale) { return Finder(object, scale).find(); }

std::pair<double, double> heights_of(const CityObject& object) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& unit : object.units)
        for (const auto& p : unit.faces.points) {
            low = std::min(low, p[2]);
            high = std::max(high, p[2]);
        }
    if (!(low <= high)) return {std::nan(""), std::nan("")};
    return {low, high};
}

std::optional<std::array<double, 3>> middle_of(const CityObject& object) {
    std::array<double, 3> low{}, high{};
    bool any = false;
    auto widen = [&](const FaceSet& faces) {
        for (const auto& p : faces.points) {
            if (!any) low = high = p;
            any = true;
            for (std::size_t k = 0; k < 3; ++k) {
                low[k] = std::min(low[k], p[k]);
                high[k] = std::max(high[k], p[k]);
            }
        }
    };
    for (const auto& unit : object.units) widen(unit.faces);
    if (!any) widen(object.footprint);
    if (!any) return std::nullopt;
    return std::array<double, 3>{0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]), low[2]};
}

} // namespace tp
