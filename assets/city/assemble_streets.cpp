// Streets: lines of several files become one graph with class, lanes, speed, width; sidewalks become lines.
#include "city/assemble_noding.h"
#include "city/assemble_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace tp::assembly {
namespace {

constexpr double k_snap_m = 0.05;        // line ends that are the same point
constexpr double k_touch_m = 0.1;        // an end that lies on another line
constexpr double k_line_margin_m = 250.0; // lines and areas this close to the city are kept

struct Facts { // what a file says of a street
    RoadClass road_class = RoadClass::unknown;
    std::int8_t lanes = -1;
    std::int16_t speed_kmh = -1;
    float width_m = std::nanf("");
    Tri sidewalk = Tri::unknown;
    std::uint8_t level = 0;
    float volume = std::nanf("");
    OneWay one_way = OneWay::both;
    std::string name;
};

class Reader {
public:
    explicit Reader(Placed& l)
        : m_layer(l), m_class(l, "road_class"), m_kind(l, "kind"), m_lanes(l, "lanes"), m_forward(l, "lanes_forward"),
          m_backward(l, "lanes_backward"), m_speed(l, "speed_kmh"), m_width(l, "width_m"), m_one_way(l, "one_way"),
          m_bridge(l, "bridge"), m_tunnel(l, "tunnel"), m_height(l, "layer"), m_sidewalk(l, "sidewalk"), m_volume(l, "volume"),
          m_name(l, "name") {}

    // Sources that say more than geometry join their lines by shared points: a crossing without one is a bridge there.
    bool shares_points() const {
        return !m_layer.in->key.empty() || m_class.there() || m_bridge.there() || m_tunnel.there() || m_height.there() ||
               m_layer.in->canonical_column("from_node") != nullptr;
    }
    std::string grade(std::size_t i) const {
        std::string text = m_class.text(i);
        return text.empty() ? m_kind.text(i) : text;
    }
    Facts read(std::size_t i) {
        Facts f;
        double lanes = m_lanes.number(i);
        if (std::isnan(lanes)) {
            double forward = m_forward.number(i), backward = m_backward.number(i);
            if (!std::isnan(forward) || !std::isnan(backward)) lanes = std::fmax(forward, 0.0) + (std::isnan(backward) ? 0.0 : std::fmax(backward, 0.0));
        }
        if (lanes >= 1.0 && lanes <= 30.0) f.lanes = static_cast<std::int8_t>(std::lround(lanes));
        std::string grade_text = grade(i);
        f.road_class = road_class_from_text(grade_text, f.lanes);
        double speed = m_speed.number(i);
        if (m_speed.text(i).find("mph") != std::string::npos) speed *= 1.609344;
        if (speed >= 5.0 && speed <= 150.0) f.speed_kmh = static_cast<std::int16_t>(std::lround(speed)); // 0 is how files say "none"
        read_width(f, i);
        read_sidewalk(f, i);
        read_level(f, i);
        if (double v = m_volume.number(i); v >= 0.0) f.volume = static_cast<float>(v);
        std::string way = m_one_way.text(i);
        f.one_way = way == "-1" || way == "reverse" ? OneWay::backward : m_one_way.yes_no(i) == Tri::yes ? OneWay::forward : OneWay::both;
        f.name = m_name.text(i);
        return f;
    }

private:
    // Some files hold a code of the width's class where others hold metres: less than 2 m a lane is not a width.
    void read_width(Facts& f, std::size_t i) {
        double width = m_width.number(i);
        if (std::isnan(width) || width <= 0.0) return;
        double least = f.road_class == RoadClass::path ? 0.3 : 2.0 * std::max<double>(f.lanes, 1.0);
        if (width < least || width > 120.0) add_note(m_layer, "width_implausible", "left_open", i);
        else f.width_m = static_cast<float>(width);
    }
    void read_sidewalk(Facts& f, std::size_t i) const {
        std::string text = m_sidewalk.text(i);
        if (text == "both" || text == "left" || text == "right" || text == "separate") f.sidewalk = Tri::yes;
        else f.sidewalk = text == "none" ? Tri::no : m_sidewalk.yes_no(i);
    }
    void read_level(Facts& f, std::size_t i) const {
        std::string bridge = m_bridge.text(i), tunnel = m_tunnel.text(i);
        auto said = [](const std::string& text) { return !text.empty() && text != "no" && text != "0" && text != "N"; };
        double height = m_height.number(i);
        if (said(tunnel)) f.level = 2;
        else if (said(bridge)) f.level = 1;
        else if (height > 0.0) f.level = 1;
        else if (height < 0.0) f.level = 2;
    }

    Placed& m_layer;
    Field m_class, m_kind, m_lanes, m_forward, m_backward, m_speed, m_width, m_one_way, m_bridge, m_tunnel, m_height, m_sidewalk, m_volume, m_name;
};

// The width of the road surface across an edge: from a point of the centre line to the surface's border on both sides.
class SurfaceWidths {
public:
    explicit SurfaceWidths(const Areas& areas) {
        for (std::uint32_t i = 0; i < areas.size(); ++i) {
            if (areas.kind[i] != AreaKind::road_surface) continue;
            for (std::uint32_t r = areas.area.first_ring(i); r < areas.area.end_ring(i); ++r) {
                std::vector<LocalPoint> closed(areas.area.rings[r].begin(), areas.area.rings[r].end());
                closed.push_back(closed.front());
                m_borders.add(closed);
            }
        }
        m_any = m_borders.size() > 0;
        if (m_any) m_grid = std::make_unique<SegmentGrid>(m_borders, 20.0);
    }
    bool any() const { return m_any; }
    // Twice the distance to the nearest border, the median of three places; NaN where no border is within 30 m.
    float across(std::span<const LocalPoint> line) const {
        std::vector<double> widths;
        double length = length_m(line);
        for (double share : {0.25, 0.5, 0.75})
            if (auto hit = m_grid->nearest(point_along(line, share * length), 30.0); hit.found()) widths.push_back(2.0 * hit.nearest.distance_m);
        if (widths.size() < 2) return std::nanf("");
        std::ranges::sort(widths);
        double width = widths.size() == 3 ? widths[1] : 0.5 * (widths[0] + widths[1]);
        return width >= 2.0 ? static_cast<float>(width) : std::nanf("");
    }

private:
    Rings m_borders;
    bool m_any = false;
    std::unique_ptr<SegmentGrid> m_grid;
};

class GraphMaker {
public:
    explicit GraphMaker(Job& job) : m_job(job), m_s(job.city.streets), m_numbers(k_snap_m) {}

    void run() {
        for (Placed* layer : m_job.of(Role::roads, GeometryKind::line)) read(*layer);
        node_crossings(m_lines, k_touch_m);
        number_points();
        drop_doubles();
        cut();
        measure_widths();
    }

private:
    void read(Placed& layer) {
        Reader reader(layer);
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (layer.fate[i] != Fate::open) continue;
            if (!near_city(m_job, layer.box[i], k_line_margin_m)) {
                leave_out(layer, i, "outside_city");
                continue;
            }
            if (layer.in->subtype == "edge" || layer.in->subtype == "road_edge") {
                leave_out(layer, i, "road_edge");
                continue;
            }
            std::string grade = reader.grade(i);
            if (grade == "construction" || grade == "proposed" || grade == "abandoned" || grade == "platform") {
                leave_out(layer, i, "not_a_street");
                continue;
            }
            Facts facts = reader.read(i);
            std::size_t before = m_lines.size();
            Range p = parts(layer, i);
            for (std::uint32_t part = p.begin; part < p.end; ++part)
                for (std::uint32_t r = rings(layer, part).begin; r < rings(layer, part).end; ++r)
                    if (auto line = points(layer, r); finite(line) && length_m(line) > k_snap_m) {
                        m_lines.push_back({{line.begin(), line.end()}, facts.level, reader.shares_points()});
                        m_owner.push_back({&layer, i, m_facts.size()});
                    }
            if (m_lines.size() == before) {
                leave_out(layer, i, "no_length");
                continue;
            }
            m_facts.push_back(std::move(facts));
            keep(layer, i);
        }
    }

    void number_points() {
        m_ids.resize(m_lines.size());
        for (std::size_t l = 0; l < m_lines.size(); ++l)
            for (LocalPoint p : m_lines[l].points)
                if (std::uint32_t id = m_numbers.number(p); m_ids[l].empty() || m_ids[l].back() != id) m_ids[l].push_back(id);
    }

    // The same line in two files is one street; within a file it is two, as the file says.
    void drop_doubles() {
        std::map<std::vector<std::uint32_t>, std::size_t> first;
        for (std::size_t l = 0; l < m_lines.size(); ++l) {
            std::vector<std::uint32_t> way = m_ids[l], back(way.rbegin(), way.rend());
            auto [found, fresh] = first.try_emplace(std::min(way, back), l);
            Owner& owner = m_owner[l];
            if (fresh || m_owner[found->second].layer == owner.layer || owner.layer->fate[owner.feature] != Fate::kept) continue;
            Range p = parts(*owner.layer, owner.feature);
            if (p.end - p.begin != 1) continue; // one part of several: kept, so that the feature has one fate
            owner.layer->fate[owner.feature] = Fate::merged;
            add_note(*owner.layer, "same_street", "merged", owner.layer->where(owner.feature));
            m_ids[l].clear();
        }
    }

    // Nodes are line ends and points that lines (or two places of one line) share.
    void cut() {
        std::vector<std::uint8_t> uses(m_numbers.points().size(), 0);
        auto use = [&](std::uint32_t id, int times) { uses[id] = static_cast<std::uint8_t>(std::min(uses[id] + times, 2)); };
        for (const auto& ids : m_ids) {
            for (std::uint32_t id : ids) use(id, 1);
            if (!ids.empty()) use(ids.front(), 2), use(ids.back(), 2);
        }
        std::vector<std::uint32_t> node(uses.size(), 0xffffffffU);
        auto node_of = [&](std::uint32_t id) {
            if (node[id] == 0xffffffffU) {
                node[id] = static_cast<std::uint32_t>(m_s.node.size());
                m_s.node.push_back(m_numbers.points()[id]);
            }
            return node[id];
        };
        std::vector<LocalPoint> line;
        for (std::size_t l = 0; l < m_ids.size(); ++l) {
            const auto& ids = m_ids[l];
            for (std::size_t begin = 0, k = 1; k < ids.size(); ++k) {
                if (uses[ids[k]] < 2) continue;
                line.clear();
                for (std::size_t p = begin; p <= k; ++p) line.push_back(m_numbers.points()[ids[p]]);
                std::uint32_t from = node_of(ids[begin]), to = node_of(ids[k]);
                add_edge(line, from, to, l);
                begin = k;
            }
        }
    }

    void add_edge(const std::vector<LocalPoint>& line, std::uint32_t from, std::uint32_t to, std::size_t l) {
        const Facts& f = m_facts[m_owner[l].facts];
        m_s.line.add(line);
        m_s.from.push_back(from);
        m_s.to.push_back(to);
        m_s.road_class.push_back(f.road_class);
        m_s.lanes.push_back(f.lanes);
        m_s.speed_kmh.push_back(f.speed_kmh);
        m_s.width_m.push_back(f.width_m);
        m_s.sidewalk.push_back(f.sidewalk);
        m_s.level.push_back(f.level);
        m_s.volume_veh_per_day.push_back(f.volume);
        m_s.one_way.push_back(f.one_way);
        m_s.name.push_back(f.name);
        m_s.origin.push_back(m_owner[l].layer->origin(m_owner[l].feature));
    }

    void measure_widths() {
        SurfaceWidths surface(m_job.city.areas);
        if (!surface.any()) return;
        for (std::size_t e = 0; e < m_s.size(); ++e) {
            if (!std::isnan(m_s.width_m[e]) || m_s.road_class[e] == RoadClass::path) continue;
            m_s.width_m[e] = surface.across(m_s.line[e]);
            if (!std::isnan(m_s.width_m[e]))
                add_note(m_job.layers[m_s.origin[e].source], "width_from_surface", "derived", "feature " + std::to_string(m_s.origin[e].feature + 1));
        }
    }

    struct Owner {
        Placed* layer;
        std::size_t feature, facts;
    };
    Job& m_job;
    Streets& m_s;
    std::vector<NodedLine> m_lines;
    std::vector<Owner> m_owner;
    std::vector<Facts> m_facts;
    PointNumbers m_numbers;
    std::vector<std::vector<std::uint32_t>> m_ids; // per line, the numbers of its points
};

// The middle line of a strip: the two ends are its farthest corners; halfway between the two sides from end to end.
std::vector<LocalPoint> middle_line(std::span<const LocalPoint> ring) {
    std::size_t a = 0, b = 0;
    double farthest = -1.0;
    for (std::size_t i = 0; i < ring.size(); ++i)
        for (std::size_t j = i + 1; j < ring.size(); ++j)
            if (double d = distance_m(ring[i], ring[j]); d > farthest) a = i, b = j, farthest = d;
    std::vector<LocalPoint> left(ring.begin() + static_cast<std::ptrdiff_t>(a), ring.begin() + static_cast<std::ptrdiff_t>(b) + 1), right;
    for (std::size_t k = 0, n = ring.size(), i = a; k <= n - (b - a); ++k, i = (i + n - 1) % n) right.push_back(ring[i]);
    double length_left = length_m(left), length_right = length_m(right);
    int steps = std::clamp(static_cast<int>(std::max(length_left, length_right) / 5.0), 1, 200);
    std::vector<LocalPoint> out;
    for (int k = 0; k <= steps; ++k) {
        double share = static_cast<double>(k) / steps;
        LocalPoint p = point_along(left, share * length_left), q = point_along(right, share * length_right);
        out.push_back({0.5 * (p.x_m + q.x_m), 0.5 * (p.y_m + q.y_m)});
    }
    return out;
}

} // namespace

void assemble_streets(Job& job) { GraphMaker(job).run(); }

void assemble_sidewalks(Job& job) {
    Sidewalks& s = job.city.sidewalks;
    auto add = [&](std::span<const LocalPoint> line, double width, Origin origin) {
        s.line.add(line);
        s.width_m.push_back(width > 0.0 ? static_cast<float>(width) : std::nanf(""));
        s.origin.push_back(origin);
    };
    for (Placed* layer : job.of(Role::sidewalks, GeometryKind::line)) {
        Field width(*layer, "width_m");
        for (std::size_t i = 0; i < layer->size(); ++i) {
            if (layer->fate[i] != Fate::open) continue;
            if (!near_city(job, layer->box[i], k_line_margin_m)) {
                leave_out(*layer, i, "outside_city");
                continue;
            }
            bool any = false;
            Range p = parts(*layer, i);
            for (std::uint32_t part = p.begin; part < p.end; ++part)
                for (std::uint32_t r = rings(*layer, part).begin; r < rings(*layer, part).end; ++r)
                    if (auto line = points(*layer, r); finite(line) && line.size() > 1 && length_m(line) > 0.0)
                        add(line, width.number(i), layer->origin(i)), any = true;
            if (any) keep(*layer, i);
            else leave_out(*layer, i, "no_length");
        }
    }
    for (Placed* layer : job.of(Role::sidewalks, GeometryKind::polygon)) {
        Field width(*layer, "width_m");
        for (std::size_t i = 0; i < layer->size(); ++i) {
            if (layer->fate[i] != Fate::open) continue;
            Areas& areas = job.city.areas;
            double area = near_city(job, layer->box[i], k_line_margin_m) ? add_polygon(areas.area, *layer, i) : -1.0;
            if (area <= 0.0) {
                leave_out(*layer, i, area < 0.0 ? "outside_city" : "no_area");
                continue;
            }
            areas.kind.push_back(AreaKind::sidewalk_surface);
            areas.name.emplace_back();
            areas.origin.push_back(layer->origin(i));
            auto line = middle_line(areas.area.outer(areas.area.size() - 1));
            double length = length_m(line), stated = width.number(i);
            add(line, stated > 0.0 ? stated : length > 0.0 ? area / length : std::nan(""), layer->origin(i));
            keep(*layer, i);
            add_note(*layer, "sidewalk_middle_line", "derived", i);
        }
    }
}

} // namespace tp::assembly
