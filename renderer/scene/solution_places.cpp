#include "scene/solution_places.h"

#include "geo/polygon.h"
#include "scene/object_id.h"
#include "scene/surfaces.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace tp {
namespace {

constexpr double k_street_reach_m = 60.0; // a street farther away says nothing about the place
constexpr double k_crossing_reach_m = 25.0;
std::int64_t cell_of(double v, double side) { return static_cast<std::int64_t>(std::floor(v / side)); }
std::uint64_t key_of(std::int64_t x, std::int64_t y) { return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU); }

} // namespace

void NearIndex::add(LocalPoint a, LocalPoint b, std::uint32_t object) {
    for (double v : {a.x_m, a.y_m, b.x_m, b.y_m})
        if (!(std::abs(v) < 1e8)) return;
    auto [left, right] = std::minmax({cell_of(a.x_m, m_cell_m), cell_of(b.x_m, m_cell_m)});
    auto [low, high] = std::minmax({cell_of(a.y_m, m_cell_m), cell_of(b.y_m, m_cell_m)});
    constexpr std::int64_t k_cells_most = 16; // a long one lies in few cells of its box
    if ((right - left + 1) * (high - low + 1) > k_cells_most && right - left > 0 && high - low > 0) {
        LocalPoint middle{0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)};
        add(a, middle, object);
        return add(middle, b, object);
    }
    for (std::int64_t x = left; x <= right; ++x)
        for (std::int64_t y = low; y <= high; ++y)
            if (std::pair entry{key_of(x, y), object}; m_entries.empty() || m_entries.back() != entry) m_entries.push_back(entry);
}

void NearIndex::sort() {
    std::ranges::sort(m_entries);
    auto [first, last] = std::ranges::unique(m_entries);
    m_entries.erase(first, last);
}

std::vector<std::uint32_t> NearIndex::near(LocalPoint p, double reach_m) const {
    std::vector<std::uint32_t> out;
    for (std::int64_t x = cell_of(p.x_m - reach_m, m_cell_m); x <= cell_of(p.x_m + reach_m, m_cell_m); ++x)
        for (std::int64_t y = cell_of(p.y_m - reach_m, m_cell_m); y <= cell_of(p.y_m + reach_m, m_cell_m); ++y) {
            auto at = std::ranges::lower_bound(m_entries, std::pair{key_of(x, y), std::uint32_t{0}});
            for (; at != m_entries.end() && at->first == key_of(x, y); ++at) out.push_back(at->second);
        }
    std::ranges::sort(out);
    auto [first, last] = std::ranges::unique(out);
    out.erase(first, last);
    return out;
}

SolutionPlaces::SolutionPlaces(std::shared_ptr<const City> city, std::shared_ptr<const Ground> ground)
    : m_city(std::move(city)), m_ground(std::move(ground)), m_streets(k_street_reach_m), m_crossings(k_crossing_reach_m) {}

SolutionPlaces::Pose SolutionPlaces::pose_of(const Solution& s, bool on_crossing) {
    const City& city = *m_city;
    if (!m_indexed) {
        for (std::uint32_t e = 0; e < city.streets.size(); ++e) {
            auto line = city.streets.line[e];
            for (std::size_t k = 1; k < line.size(); ++k) m_streets.add(line[k - 1], line[k], e);
        }
        for (std::uint32_t i = 0; i < city.crossings.size(); ++i) m_crossings.add(city.crossings.at[i], city.crossings.at[i], i);
        m_streets.sort();
        m_crossings.sort();
        m_indexed = true;
    }
    Pose pose;
    double best = k_street_reach_m;
    for (std::uint32_t e : m_streets.near(*s.at, k_street_reach_m)) {
        auto line = city.streets.line[e];
        if (line.size() < 2 || city.streets.level[e] == 2) continue;
        NearestOnLine n = nearest_on_line(line, *s.at);
        if (!(n.distance_m < best)) continue;
        LocalPoint a = point_along(line, n.along_m - 1.0), b = point_along(line, n.along_m + 1.0);
        double length = distance_m(a, b);
        if (length <= 0) continue;
        best = n.distance_m;
        pose.along = {(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length};
        LocalPoint q = point_along(line, n.along_m);
        bool right = pose.along.y_m * (q.x_m - s.at->x_m) - pose.along.x_m * (q.y_m - s.at->y_m) > 0.0;
        if (right && !on_crossing) pose.along = {-pose.along.x_m, -pose.along.y_m}; // what stands beside a street has it on its left
        pose.width_m = drawn_width_m(city.streets, e);
    }
    double nearest = k_crossing_reach_m;
    if (on_crossing)
        for (std::uint32_t i : m_crossings.near(*s.at, k_crossing_reach_m))
            if (double d = distance_m(city.crossings.at[i], *s.at); d < nearest) {
                nearest = d;
                CrossingPlace place = crossing_place(city, i);
                pose = {place.along, place.width_m};
            }
    if (s.heading_deg != 0.0) {
        double heading = s.heading_deg * 0.017453292519943295;
        pose.along = {std::sin(heading), std::cos(heading)};
    }
    return pose;
}

SolutionScene SolutionPlaces::scene(const std::vector<Solution>& solutions, const Catalogue& catalogue) {
    std::map<std::pair<std::string_view, int>, std::vector<ModelInstance>> groups; // by model and width in metres
    std::unordered_map<std::int64_t, Known> known;
    for (const Solution& s : solutions) {
        if (!s.at || !tile_of(*s.at)) continue;
        std::string_view model = model_of(catalogue.kind(s.kind), s);
        bool on_crossing = spans_crossing(model);
        auto id = static_cast<std::int64_t>(s.id);
        auto before = m_known.find(id);
        bool same = before != m_known.end() && before->second.at == *s.at && before->second.heading_deg == s.heading_deg && before->second.on_crossing == on_crossing;
        Pose pose = same ? before->second.pose : pose_of(s, on_crossing);
        known[id] = {*s.at, s.heading_deg, on_crossing, pose};
        int width = on_crossing ? static_cast<int>(std::lround(pose.width_m)) : 0;
        ModelInstance instance;
        instance.at_m = {s.at->x_m, s.at->y_m, m_ground->height_m(*s.at) + m_ground->lift_m()};
        instance.sine = pose.along.x_m;
        instance.cosine = pose.along.y_m;
        instance.id = scene_id::make(scene_id::solution, static_cast<std::uint32_t>(s.id));
        groups[{model, width}].push_back(instance);
    }
    m_known = std::move(known);
    SolutionScene scene;
    for (auto& [key, instances] : groups) {
        Mesh mesh = solution_model(key.first, key.second > 0 ? key.second : 8.0);
        double radius = std::hypot(mesh.max_m[0] - mesh.min_m[0], mesh.max_m[1] - mesh.min_m[1], mesh.max_m[2] - mesh.min_m[2]) * 0.5;
        for (ModelInstance& instance : instances) {
            instance.model = scene.models.size();
            instance.radius_m = radius;
            scene.instances.push_back(instance);
        }
        scene.models.push_back(std::move(mesh));
    }
    return scene;
}

SolutionScene solution_scene(const City& city, const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue) {
    auto borrowed = [](const auto& object) { return std::shared_ptr<const std::remove_cvref_t<decltype(object)>>(std::shared_ptr<void>{}, &object); };
    return SolutionPlaces(borrowed(city), borrowed(ground)).scene(solutions, catalogue);
}

} // namespace tp
