// City::streets of the links: split at junctions' areas, with names, widths and sidewalks.
#include "makecity/network.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp::makecity {
namespace {

struct Direction {
    double x = 1, y = 0;
};

Direction leaving(const Link& link, std::uint32_t node) { // unit vector of the link's first metres away from `node`
    const auto& p = link.points;
    bool forward = link.from == node;
    LocalPoint a = forward ? p.front() : p.back(), b = forward ? p[1] : p[p.size() - 2];
    double n = distance_m(a, b);
    return {(b.x_m - a.x_m) / n, (b.y_m - a.y_m) / n};
}

// From the junction's centre to where the link leaves the area of the streets that cross it; 0 where none crosses.
double junction_cut(const Network& network, std::uint32_t link, std::uint32_t node) {
    const auto& around = network.links[node];
    if (around.size() < 3) return 0.0;
    Direction own = leaving(network.link[link], node);
    double cut = 0.0;
    for (std::uint32_t other : around) {
        if (other == link) continue;
        Direction d = leaving(network.link[other], node);
        if (own.x * d.x + own.y * d.y < -0.9) continue; // its own continuation
        const StreetNorm& s = norm(network.link[other].kind);
        if (s.lanes >= 2) cut = std::max(cut, 0.5 * s.carriage_m + (s.lanes >= 3 ? 2.0 : 0.9)); // lanes have no junction area
    }
    return cut;
}

std::vector<LocalPoint> part_of(const std::vector<LocalPoint>& line, double from_m, double to_m) {
    std::vector<LocalPoint> part;
    double done = 0.0;
    auto between = [&](std::size_t k, double t, double n) {
        LocalPoint a = line[k], b = line[k + 1];
        return quantised(LocalPoint{a.x_m + (b.x_m - a.x_m) * t / n, a.y_m + (b.y_m - a.y_m) * t / n});
    };
    for (std::size_t k = 0; k + 1 < line.size(); ++k) {
        double n = distance_m(line[k], line[k + 1]);
        if (part.empty() && from_m <= done + n) part.push_back(from_m <= done ? line[k] : between(k, from_m - done, n));
        if (!part.empty()) {
            if (to_m < done + n - 1e-3) {
                part.push_back(between(k, to_m - done, n));
                return part;
            }
            if (done + n > from_m + 0.05) part.push_back(line[k + 1]);
        }
        done += n;
    }
    return part;
}

class Adder {
public:
    Adder(const Plan& plan, const Lists& lists, Network& network, City& city)
        : m_plan(plan), m_lists(lists), m_network(network), m_streets(city.streets) {}

    void run() {
        m_streets.node = m_network.node;
        for (std::uint32_t e = 0; e < m_network.link.size(); ++e) {
            Link& link = m_network.link[e];
            double n = length_m(link.points);
            double head = junction_cut(m_network, e, link.from), tail = junction_cut(m_network, e, link.to);
            if (head + tail + 5.0 > n || link.bridge || link.kind == Street::path) head = tail = 0.0;
            link.first_edge = static_cast<std::uint32_t>(m_streets.size());
            std::uint32_t at = link.from;
            if (head > 0.0) at = add(link, at, part_of(link.points, 0.0, head), true);
            if (tail > 0.0) {
                at = add(link, at, part_of(link.points, head, n - tail), true);
                add(link, at, part_of(link.points, n - tail, n), false);
            } else {
                add(link, at, part_of(link.points, head, n), false);
            }
            link.edges = static_cast<std::uint32_t>(m_streets.size()) - link.first_edge;
        }
    }

private:
    // One edge from node `from`; a new node at its end, or the link's own last one.
    std::uint32_t add(const Link& link, std::uint32_t from, std::vector<LocalPoint> points, bool new_node) {
        points.front() = m_streets.node[from];
        std::uint32_t to = link.to;
        if (new_node) {
            to = static_cast<std::uint32_t>(m_streets.node.size());
            m_streets.node.push_back(points.back());
        } else {
            points.back() = m_streets.node[to];
        }
        const StreetNorm& s = norm(link.kind);
        m_streets.line.add(points);
        m_streets.from.push_back(from);
        m_streets.to.push_back(to);
        m_streets.road_class.push_back(s.road_class);
        m_streets.lanes.push_back(static_cast<std::int8_t>(s.lanes));
        m_streets.speed_kmh.push_back(static_cast<std::int16_t>(s.speed_kmh));
        m_streets.width_m.push_back(static_cast<float>(s.carriage_m));
        m_streets.sidewalk.push_back(sidewalk(link));
        m_streets.level.push_back(link.bridge ? 1 : 0);
        m_streets.volume_veh_per_day.push_back(std::numeric_limits<float>::quiet_NaN());
        m_streets.one_way.push_back(one_way(link));
        m_streets.name.push_back(name(link));
        m_streets.origin.push_back({0, static_cast<std::uint32_t>(m_streets.origin.size())});
        return to;
    }

    std::uint64_t street_number(const Link& link) const {
        return (static_cast<std::uint64_t>(link.superblock + 1) << 20U) + (static_cast<std::uint64_t>(link.line) << 1U) + (link.along_u ? 1U : 0U);
    }

    Tri sidewalk(const Link& link) const {
        if (norm(link.kind).sidewalk_m > 0.0) return Tri::yes;
        if (link.kind != Street::local2 && link.kind != Street::service) return Tri::no;
        return Draws(m_plan.seed, 41, street_number(link)).chance(0.4) ? Tri::unknown : Tri::no;
    }

    OneWay one_way(const Link& link) const {
        if (link.kind != Street::local1) return OneWay::both;
        Draws draws(m_plan.seed, 42, street_number(link));
        if (!draws.chance(0.07)) return OneWay::both;
        return draws.chance(0.5) ? OneWay::forward : OneWay::backward;
    }

    std::string lattice_name(bool along_u, int line) const {
        Street kind = along_u ? m_plan.row_kind(line) : m_plan.column_kind(line);
        std::string place = m_lists.place(m_plan.seed, static_cast<std::uint64_t>(2 * line + (along_u ? 1 : 0)));
        return place + (norm(kind).road_class == RoadClass::primary ? "대로" : "로");
    }

    std::string name(const Link& link) const {
        if (link.kind == Street::path) return m_lists.word("hill", m_plan.seed + static_cast<std::uint64_t>(link.line)) + " 등산로";
        if (link.bridge)
            return m_lists.place(m_plan.seed ^ 3U, static_cast<std::uint64_t>(link.line)) + (norm(link.kind).lanes >= 6 ? "대교" : "교");
        if (link.lattice) return lattice_name(link.along_u, link.line);
        PlanPoint p = m_network.plan_node[link.from];
        auto row = std::ranges::upper_bound(m_plan.row, p.v) - m_plan.row.begin() - 1;
        int number = 2 * (link.line + 3 * (link.superblock % 7)) + (link.along_u ? 1 : 2);
        return lattice_name(true, static_cast<int>(row)) + std::to_string(number) + (link.kind == Street::alley ? "번안길" : "번길");
    }

    const Plan& m_plan;
    const Lists& m_lists;
    Network& m_network;
    Streets& m_streets;
};

} // namespace

void add_streets(const Plan& plan, const Lists& lists, Network& network, City& city) { Adder(plan, lists, network, city).run(); }

OnEdge on_link(const City& city, const Link& link, double along_m) {
    OnEdge place;
    double left = std::max(0.0, along_m);
    for (std::uint32_t k = 0; k < link.edges; ++k) {
        place.edge = link.first_edge + k;
        auto line = city.streets.line[place.edge];
        double n = length_m(line);
        if (left > n && k + 1 < link.edges) {
            left -= n;
            continue;
        }
        place.along_m = std::min(left, n);
        place.at = point_along(line, place.along_m);
        double before = std::max(0.0, place.along_m - 1.0), after = std::min(n, place.along_m + 1.0);
        LocalPoint a = point_along(line, before), b = point_along(line, after);
        double d = std::max(1e-9, std::sqrt((b.x_m - a.x_m) * (b.x_m - a.x_m) + (b.y_m - a.y_m) * (b.y_m - a.y_m)));
        place.east = (b.x_m - a.x_m) / d;
        place.north = (b.y_m - a.y_m) / d;
        break;
    }
    return place;
}

} // namespace tp::makecity
