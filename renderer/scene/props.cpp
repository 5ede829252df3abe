#include "scene/props.h"

#include "scene/object_id.h"
#include "scene/surfaces.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp {
namespace {

constexpr double k_cell_m = 64.0, k_reach_m = 40.0, k_clear_m = 9.0;
constexpr double k_usual_tree_m = 7.0;

std::int64_t cell_of(double v) { return static_cast<std::int64_t>(std::floor(v / k_cell_m)); }
std::uint64_t cell_key(std::int64_t x, std::int64_t y) { return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU); }

std::uint32_t mixed(std::uint32_t v) { // lowbias32 (Wellons 2018)
    v = (v ^ (v >> 16)) * 0x7feb352dU;
    v = (v ^ (v >> 15)) * 0x846ca68bU;
    return v ^ (v >> 16);
}
double share(std::uint32_t key) { return mixed(key) / 4294967296.0; }

std::uint32_t snorm16(double v) { return static_cast<std::uint32_t>(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(std::clamp(v, -1.0, 1.0) * 32767.0)))); }

// Props as they come, in local metres; gathered by tile and kind afterwards.
class PropDraft {
public:
    explicit PropDraft(const Ground& ground) : m_ground(ground) {}
    void add(PropKind kind, LocalPoint at, LocalPoint ahead, double width, double height, std::uint32_t id) {
        auto key = tile_of(at);
        if (!key) return;
        auto order = mixed(static_cast<std::uint32_t>(m_items.size()));
        m_items.push_back({*key, kind, order, at, m_ground.height_m(at) + m_ground.lift_m(), width, height, snorm16(ahead.x_m) | (snorm16(ahead.y_m) << 16), id});
    }
    PropScene gather() {
        std::ranges::sort(m_items, {}, [](const Item& i) { return std::tuple{i.key, i.kind, i.order}; });
        PropScene scene;
        scene.props.reserve(m_items.size());
        for (std::size_t begin = 0, end = 0; begin < m_items.size(); begin = end) {
            while (end < m_items.size() && m_items[end].key == m_items[begin].key) ++end;
            scene.tiles.push_back(tile(std::span(m_items).subspan(begin, end - begin), scene.props));
        }
        return scene;
    }

private:
    struct Item {
        TileKey key;
        PropKind kind;
        std::uint32_t order;
        LocalPoint at;
        double z_m, width, height;
        std::uint32_t heading, id;
    };
    static PropTile tile(std::span<const Item> items, std::vector<Prop>& props) {
        constexpr double k_round_m = 9.0; // no prop reaches farther from where it stands, nor higher than 10 times its height factor
        PropTile out;
        out.min_m = out.max_m = {items[0].at.x_m, items[0].at.y_m, items[0].z_m};
        for (const Item& item : items) {
            const std::array p{item.at.x_m, item.at.y_m, item.z_m};
            for (std::size_t k = 0; k < 3; ++k) {
                double up = k < 2 ? k_round_m : std::max(10.0, item.height);
                out.min_m[k] = std::min(out.min_m[k], p[k] - (k < 2 ? k_round_m : 1.0));
                out.max_m[k] = std::max(out.max_m[k], p[k] + up);
            }
        }
        for (std::size_t k = 0; k < 3; ++k) out.centre_m[k] = 0.5 * (out.min_m[k] + out.max_m[k]);
        for (const Item& item : items) {
            if (out.runs.empty() || out.runs.back().kind != item.kind) out.runs.push_back({item.kind, static_cast<std::uint32_t>(props.size()), 0, 0});
            PropRun& run = out.runs.back();
            ++run.count;
            run.tallest = std::max(run.tallest, static_cast<float>(item.height));
            props.push_back({{static_cast<float>(item.at.x_m - out.centre_m[0]), static_cast<float>(item.at.y_m - out.centre_m[1]), static_cast<float>(item.z_m - out.centre_m[2])},
                             static_cast<float>(item.width), static_cast<float>(item.height), item.heading, item.id});
        }
        return out;
    }
    const Ground& m_ground;
    std::vector<Item> m_items;
};

PropKind kind_of(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::cctv: return PropKind::cctv;
    case DeviceKind::enforcement_camera: return PropKind::enforcement_camera;
    case DeviceKind::smart_shelter: return PropKind::shelter;
    case DeviceKind::lamp: return PropKind::lamp;
    case DeviceKind::sign: return PropKind::sign;
    case DeviceKind::speed_bump: return PropKind::speed_bump;
    case DeviceKind::ev_charger: return PropKind::charger;
    case DeviceKind::shade: return PropKind::parasol;
    case DeviceKind::air_sensor: return PropKind::sensor;
    case DeviceKind::emergency_bell: return PropKind::bell;
    case DeviceKind::info_board: return PropKind::board;
    case DeviceKind::wifi: return PropKind::antenna;
    case DeviceKind::other:
    case DeviceKind::parking_sensor: break;
    }
    return PropKind::post;
}

void add_tree(PropDraft& draft, const Trees& trees, std::uint32_t i) {
    double height = static_cast<double>(trees.height_m[i]), crown = static_cast<double>(trees.crown_m[i]);
    bool needle = trees.leaf[i] == Leaf::needle;
    if (!(height > 0.0)) height = k_usual_tree_m;
    if (!(crown > 0.0)) crown = (needle ? 0.4 : 0.6) * height;
    double turn = 6.283185307179586 * share(i * 2U + 1U);
    PropKind kind = needle ? PropKind::needle_tree : mixed(i) % 3U == 0U ? PropKind::tall_tree : PropKind::broad_tree;
    draft.add(kind, trees.at[i], {std::sin(turn), std::cos(turn)}, crown, height, scene_id::make(scene_id::tree, i));
}

} // namespace

StreetCells::StreetCells(const Streets& streets) : m_streets(streets) {
    for (std::uint32_t e = 0; e < streets.size(); ++e) {
        auto line = streets.line[e];
        if (line.size() < 2 || !is_drawable(line) || streets.level[e] == 2) continue;
        for (std::size_t k = 0; k + 1 < line.size(); ++k) {
            double length = distance_m(line[k], line[k + 1]), steps = std::min(std::ceil(length / (0.5 * k_cell_m)) + 1.0, 10000.0);
            for (double s = 0; s <= steps; s += 1.0) {
                double t = s / steps;
                m_cells.emplace_back(cell_key(cell_of(line[k].x_m + t * (line[k + 1].x_m - line[k].x_m)), cell_of(line[k].y_m + t * (line[k + 1].y_m - line[k].y_m))), e);
            }
        }
    }
    std::ranges::sort(m_cells);
    m_cells.erase(std::unique(m_cells.begin(), m_cells.end()), m_cells.end());
    m_cells.shrink_to_fit();
}

std::vector<std::uint32_t> StreetCells::within(LocalPoint p, double radius) const {
    std::vector<std::uint32_t> out;
    for (std::int64_t x = cell_of(p.x_m - radius); x <= cell_of(p.x_m + radius); ++x)
        for (std::int64_t y = cell_of(p.y_m - radius); y <= cell_of(p.y_m + radius); ++y)
            for (auto at = std::ranges::lower_bound(m_cells, std::pair{cell_key(x, y), std::uint32_t{0}}); at != m_cells.end() && at->first == cell_key(x, y); ++at)
                out.push_back(at->second);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

LocalPoint StreetCells::towards_street(LocalPoint p) const {
    LocalPoint best{0, 1};
    double nearest = k_reach_m;
    for (std::uint32_t e : within(p, k_reach_m)) {
        NearestOnLine n = nearest_on_line(m_streets.line[e], p);
        if (n.distance_m >= nearest || n.distance_m < 0.05) continue;
        nearest = n.distance_m;
        LocalPoint q = point_along(m_streets.line[e], n.along_m);
        best = {(q.x_m - p.x_m) / n.distance_m, (q.y_m - p.y_m) / n.distance_m};
    }
    return best;
}

PropScene standing_props(const City& city, const Ground& ground, const StreetCells& streets) {
    PropDraft draft(ground);
    for (std::uint32_t i = 0; i < city.trees.size(); ++i) add_tree(draft, city.trees, i);
    for (std::uint32_t i = 0; i < city.devices.size(); ++i) {
        if (!tile_of(city.devices.at[i])) continue;
        PropKind kind = kind_of(city.devices.kind[i]);
        LocalPoint ahead = streets.towards_street(city.devices.at[i]);
        if (kind == PropKind::shelter) ahead = {-ahead.x_m, -ahead.y_m}; // its open side is its back
        draft.add(kind, city.devices.at[i], ahead, 1, 1, scene_id::make(scene_id::device, i));
    }
    for (std::uint32_t i = 0; i < city.stops.size(); ++i) {
        if (city.stops.shelter[i] != Tri::yes || !tile_of(city.stops.at[i])) continue;
        LocalPoint ahead = streets.towards_street(city.stops.at[i]);
        LocalPoint behind{city.stops.at[i].x_m - 2.0 * ahead.x_m, city.stops.at[i].y_m - 2.0 * ahead.y_m}; // beside the stop's post
        draft.add(PropKind::shelter, behind, {-ahead.x_m, -ahead.y_m}, 1, 1, scene_id::make(scene_id::stop, i));
    }
    return draft.gather();
}

namespace {

class Passers {
public:
    Passers(const City& city, PropDraft& draft, LocalPoint around) : m_city(city), m_draft(draft), m_around(around) {
        for (const auto* points : {&city.crossings.at, &city.stops.at})
            for (LocalPoint p : *points)
                if (distance_m(p, around) < k_people_m + k_clear_m) m_clear.push_back(p);
    }
    void add_edge(std::uint32_t e) {
        const Streets& s = m_city.streets;
        double length = length_m(s.line[e]), width = drawn_width_m(s, e);
        if (s.level[e] != 0 || length < 24.0) return;
        bool path = s.road_class[e] == RoadClass::path, fast = s.road_class[e] == RoadClass::motorway || s.road_class[e] == RoadClass::trunk;
        for (int side : {-1, 1}) {
            std::uint32_t key = mixed(e * 2U + (side > 0 ? 1U : 0U));
            double beside = path ? 0.6 : 0.5 * width + (s.sidewalk[e] == Tri::yes ? 1.5 : 0.4);
            if (!fast) along(PropKind::person, e, side * beside, length, 26.0, key, false);
            bool narrow = width < 8.0; // cars stand at the kerb there, elsewhere they drive in the outer lane
            if (!path) along(PropKind::car, e, side * (narrow ? 0.5 * width - 1.0 : 0.5 * width - 1.7), length, narrow ? 38.0 : 30.0, mixed(key), true);
        }
    }

private:
    void along(PropKind kind, std::uint32_t e, double left_m, double length, double step_m, std::uint32_t key, bool drives) {
        for (double t = 9.0 + step_m * share(key++); t < length - 9.0; t += step_m * (0.5 + share(key++))) {
            LocalPoint a = point_along(m_city.streets.line[e], t - 0.5), b = point_along(m_city.streets.line[e], t + 0.5);
            double n = distance_m(a, b), aside = left_m + (drives ? 0.0 : 0.8 * (share(key + 7U) - 0.5));
            if (!(n > 0.0)) continue;
            LocalPoint ahead{(b.x_m - a.x_m) / n, (b.y_m - a.y_m) / n};
            LocalPoint at{0.5 * (a.x_m + b.x_m) - aside * ahead.y_m, 0.5 * (a.y_m + b.y_m) + aside * ahead.x_m};
            if (distance_m(at, m_around) > k_people_m || std::ranges::any_of(m_clear, [&](LocalPoint p) { return distance_m(p, at) < k_clear_m; })) continue;
            bool turned = drives ? left_m > 0 : share(key + 11U) < 0.5; // cars keep right
            if (turned) ahead = {-ahead.x_m, -ahead.y_m};
            double size = kind == PropKind::person ? 0.93 + 0.12 * share(key + 13U) : 1.0;
            m_draft.add(kind, at, ahead, size, size, 0);
        }
    }
    const City& m_city;
    PropDraft& m_draft;
    LocalPoint m_around;
    std::vector<LocalPoint> m_clear;
};

} // namespace

PropScene passing_props(const City& city, const Ground& ground, const StreetCells& streets, LocalPoint around) {
    PropDraft draft(ground);
    Passers passers(city, draft, around);
    for (std::uint32_t e : streets.within(around, k_people_m)) passers.add_edge(e);
    return draft.gather();
}

} // namespace tp
