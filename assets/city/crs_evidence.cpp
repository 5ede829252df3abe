#include "city/crs_evidence.h"

#include <algorithm>
#include <cmath>

namespace tp::assembly {
namespace {

constexpr std::size_t k_most_reference_points = 400'000;
constexpr std::size_t k_least_points = 40; // fewer points within the reference say nothing

double percentile(std::vector<double>& v, double share) { // sorted
    return v[static_cast<std::size_t>(std::lround(share * static_cast<double>(v.size() - 1)))];
}

std::vector<double> finite_sorted(const std::vector<double>& v) {
    std::vector<double> out;
    for (double a : v)
        if (std::isfinite(a)) out.push_back(a);
    std::ranges::sort(out);
    return out;
}

bool by_the_street(Role role) {
    for (Role r : {Role::crossings, Role::signals, Role::sidewalks, Role::stops, Role::crashes, Role::zones, Role::devices, Role::lamps})
        if (r == role) return true;
    return false;
}

bool centre_lines(const FeatureLayer& layer) {
    return layer.role == Role::roads && layer.geometry == GeometryKind::line && layer.subtype.find("edge") == std::string::npos;
}

} // namespace

double agreement(GeoBox a, GeoBox b) {
    for (GeoBox* box : {&a, &b}) box->west -= 1e-6, box->south -= 1e-6, box->east += 1e-6, box->north += 1e-6;
    double w = std::min(a.east, b.east) - std::max(a.west, b.west), h = std::min(a.north, b.north) - std::max(a.south, b.south);
    if (w <= 0.0 || h <= 0.0) return 0.0;
    auto area = [](const GeoBox& box) { return (box.east - box.west) * (box.north - box.south); };
    return w * h / (area(a) + area(b) - w * h);
}

double gap_m(const GeoBox& a, const GeoBox& b) {
    if (a.empty() || b.empty()) return std::numeric_limits<double>::infinity();
    double x = std::max({0.0, a.west - b.east, b.west - a.east}), y = std::max({0.0, a.south - b.north, b.south - a.north});
    double latitude = std::clamp(std::min(a.north, b.north), -89.0, 89.0);
    return ground_distance_m({0.0, latitude}, {x, std::clamp(latitude - y, -90.0, 90.0)});
}

Sample sample_of(const FeatureLayer& layer, std::size_t count) {
    Sample s;
    if (!layer.raster.empty() || !layer.picture.empty()) {
        const double* t = layer.raster_transform;
        for (int corner = 0; corner < 4; ++corner) {
            double c = (corner & 1) != 0 ? layer.raster_columns : 0, r = (corner & 2) != 0 ? layer.raster_rows : 0;
            s.x.push_back(t[0] + c * t[1] + r * t[2]);
            s.y.push_back(t[3] + c * t[4] + r * t[5]);
        }
        return s;
    }
    if (layer.x.empty() && !layer.models.x.empty() && layer.role == Role::terrain) { // a relief: the corners of its box
        auto [west, east] = std::ranges::minmax(layer.models.x);
        auto [south, north] = std::ranges::minmax(layer.models.y);
        return {{west, east, west, east}, {south, south, north, north}};
    }
    if (layer.x.empty() && !layer.needs_place) { // models alone
        for (const auto& instance : layer.models.instances)
            if (instance.in_place == 0) s.x.push_back(instance.at[0]), s.y.push_back(instance.at[1]);
        std::size_t skip = std::max<std::size_t>(1, layer.models.x.size() / count);
        for (std::size_t i = 0; s.x.empty() && i < layer.models.x.size(); i += skip)
            s.x.push_back(layer.models.x[i]), s.y.push_back(layer.models.y[i]);
        return s;
    }
    std::size_t step = std::max<std::size_t>(1, layer.x.size() / count);
    for (std::size_t i = 0; i < layer.x.size(); i += step) s.x.push_back(layer.x[i]), s.y.push_back(layer.y[i]);
    return s;
}

bool has_coordinates(const FeatureLayer& layer) {
    return !layer.x.empty() || !layer.raster.empty() || !layer.picture.empty() || (!layer.models.x.empty() && !layer.needs_place);
}

bool in_degrees(const Sample& s) {
    return std::ranges::all_of(s.x, [](double v) { return std::abs(v) <= 360.0; }) &&
           std::ranges::all_of(s.y, [](double v) { return std::abs(v) <= 90.0; });
}

GeoBox box_of(const Sample& degrees) {
    std::vector<double> x = finite_sorted(degrees.x), y = finite_sorted(degrees.y);
    GeoBox box;
    if (!x.empty() && !y.empty()) box = {percentile(x, 0.02), percentile(y, 0.02), percentile(x, 0.98), percentile(y, 0.98)};
    return box;
}

GeoPoint middle_of(const Sample& degrees) {
    std::vector<double> x = finite_sorted(degrees.x), y = finite_sorted(degrees.y);
    if (x.empty() || y.empty()) return {std::nan(""), std::nan("")};
    return {x[x.size() / 2], y[y.size() / 2]};
}

bool street_or_building(const FeatureLayer& layer) {
    return (layer.role == Role::buildings && layer.geometry == GeometryKind::polygon) ||
           (layer.role == Role::roads && layer.geometry == GeometryKind::line);
}

bool ToDegrees::apply(const std::string& crs, Sample& s) {
    if (crs == "OGC:CRS84") return true;
    auto found = m_made.find(crs);
    if (found == m_made.end()) {
        auto made = Projection::between(crs, 4326);
        found = m_made.emplace(crs, made ? std::make_unique<Projection>(std::move(*made)) : nullptr).first;
    }
    if (!found->second) return false;
    found->second->forward_all(s.x, s.y);
    return true;
}

const CrsArea& ToDegrees::area(int epsg) {
    auto found = m_areas.find(epsg);
    if (found == m_areas.end()) found = m_areas.emplace(epsg, crs_area(epsg).value_or(CrsArea{-180.0, -90.0, 180.0, 90.0})).first;
    return found->second;
}

Reference::Reference(const std::vector<Placed>& layers, const std::vector<bool>& wanted, const GeoBox& around, ToDegrees& to_degrees)
    : m_around(around), m_middle{(around.west + around.east) / 2.0, (around.south + around.north) / 2.0} {
    m_metres_y = ground_distance_m(m_middle, {m_middle.longitude_deg, m_middle.latitude_deg + 0.01}) * 100.0;
    m_metres_x = ground_distance_m(m_middle, {m_middle.longitude_deg + 0.01, m_middle.latitude_deg}) * 100.0;
    double beside_deg = 2000.0 / m_metres_y;
    m_around.west -= beside_deg, m_around.east += beside_deg, m_around.south -= beside_deg, m_around.north += beside_deg;
    std::size_t points = 0;
    for (std::size_t k = 0; k < layers.size(); ++k) {
        const FeatureLayer& in = *layers[k].in;
        bool street = centre_lines(in), building = in.role == Role::buildings && in.geometry == GeometryKind::polygon;
        if (!wanted[k] || layers[k].crs.empty() || (!street && !building)) continue;
        points += in.x.size();
        if (points > k_most_reference_points) break;
        Sample degrees{in.x, in.y};
        if (layers[k].swapped) degrees.x.swap(degrees.y);
        if (to_degrees.apply(layers[k].crs, degrees)) add_lines(layers[k], degrees, street ? m_streets : m_outlines, building);
    }
    if (m_streets.size() > 0) m_street_grid = std::make_unique<SegmentGrid>(m_streets);
    if (m_outlines.size() > 0) m_outline_grid = std::make_unique<SegmentGrid>(m_outlines);
}

LocalPoint Reference::local(double longitude_deg, double latitude_deg) const {
    return {(longitude_deg - m_middle.longitude_deg) * m_metres_x, (latitude_deg - m_middle.latitude_deg) * m_metres_y};
}

void Reference::add_lines(const Placed& layer, const Sample& degrees, Rings& out, bool closed) const {
    std::vector<LocalPoint> line;
    const auto& begin = layer.in->ring_begin;
    for (std::size_t ring = 0; ring + 1 < begin.size(); ++ring) {
        line.clear();
        bool inside_box = true;
        for (std::size_t i = begin[ring]; i < begin[ring + 1]; ++i) {
            inside_box = inside_box && m_around.contains(degrees.x[i], degrees.y[i]);
            line.push_back(local(degrees.x[i], degrees.y[i]));
        }
        if (!inside_box || line.size() < 2) continue;
        if (closed) line.push_back(line.front());
        out.add(line);
    }
}

std::vector<Reference::Fit> Reference::measure(const SegmentGrid& grid, const std::vector<Sample>& readings, double reach_m, bool keep_away) const {
    std::vector<Fit> out;
    for (const Sample& s : readings) {
        Fit fit;
        std::size_t near = 0;
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            if (!m_around.contains(s.x[i], s.y[i])) continue;
            ++fit.points;
            near += grid.nearest(local(s.x[i], s.y[i]), reach_m).found();
        }
        if (fit.points > 0) fit.share = static_cast<double>(keep_away ? fit.points - near : near) / static_cast<double>(fit.points);
        if (fit.points < k_least_points) fit = {};
        out.push_back(fit);
    }
    return out;
}

std::vector<Reference::Fit> Reference::fits(const FeatureLayer& layer, const std::vector<Sample>& readings) const {
    struct Way {
        const SegmentGrid* grid;
        double reach_m;
        bool keep_away;
    };
    std::vector<Way> ways;
    if (layer.role == Role::buildings && layer.geometry == GeometryKind::polygon)
        ways = {{m_outline_grid.get(), 1.5, false}, {m_street_grid.get(), 3.0, true}};
    else if (centre_lines(layer))
        ways = {{m_street_grid.get(), 5.0, false}, {m_outline_grid.get(), 3.0, true}};
    else if (by_the_street(layer.role))
        ways = {{m_street_grid.get(), 10.0, false}};
    for (const Way& way : ways) {
        if (!way.grid) continue;
        auto out = measure(*way.grid, readings, way.reach_m, way.keep_away);
        double best = 0.0;
        for (const Fit& fit : out) best = std::max(best, fit.share);
        if (best >= (way.keep_away ? 0.9 : 0.6)) return out; // else the two do not show the same things
    }
    return {};
}

bool Reference::clearly_better(const Fit& a, const Fit& b) {
    if (a.points == 0) return false;
    if (b.points == 0) return true;
    double difference = a.share - b.share, p = std::clamp((a.share + b.share) / 2.0, 0.005, 0.995);
    double n = static_cast<double>(std::min(a.points, b.points));
    return difference >= 0.05 && difference >= 6.0 * std::sqrt(p * (1.0 - p) * 2.0 / n);
}

} // namespace tp::assembly
