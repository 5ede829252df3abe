// What stands in the streets: crossings, signals, sidewalks, stops, devices.
#include "makecity/compose.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp::makecity {
namespace {

constexpr float k_unknown = std::numeric_limits<float>::quiet_NaN();

bool is_main(const Link& link) { return norm(link.kind).road_class <= RoadClass::tertiary; }

Tri drawn(Draws& draws, double yes, double no) { // the rest is unknown
    double u = draws.uniform();
    return u < yes ? Tri::yes : u < yes + no ? Tri::no : Tri::unknown;
}

// Signals of a junction whose widest street has `lanes`, where `arms` main streets meet.
Tri junction_signal(Draws& draws, int lanes, std::size_t arms) {
    if (arms >= 3) {
        if (lanes >= 6) return drawn(draws, 0.96, 0.0);
        if (lanes >= 4) return drawn(draws, 0.84, 0.10);
        return drawn(draws, 0.42, 0.48);
    }
    if (lanes >= 6) return drawn(draws, 0.85, 0.08);
    if (lanes >= 4) return drawn(draws, 0.62, 0.30);
    return drawn(draws, 0.16, 0.70);
}

struct CrossingAdder {
    const Plan& plan;
    const Network& network;
    City& city;

    bool near_child_zone(LocalPoint p) const {
        for (std::size_t k = 0; k < city.zones.size(); ++k) {
            double dx = city.zones.at[k].x_m - p.x_m, dy = city.zones.at[k].y_m - p.y_m;
            if (city.zones.kind[k] == ZoneKind::child && dx * dx + dy * dy < 220.0 * 220.0) return true;
        }
        return false;
    }

    void add(std::uint32_t link_id, std::uint32_t node, Tri signal, Draws& draws) {
        const Link& link = network.link[link_id];
        double whole = length_m(link.points), away = 0.0;
        for (std::uint32_t other : network.links[node])
            if (other != link_id) away = std::max(away, 0.5 * norm(network.link[other].kind).carriage_m);
        away += 4.5;
        if (whole < away + 4.0 || link.bridge) return;
        OnEdge place = on_link(city, link, link.from == node ? away : whole - away);
        const StreetNorm& s = norm(link.kind);
        Crossings& out = city.crossings;
        bool zone = near_child_zone(place.at);
        out.at.push_back(quantised(place.at));
        out.signal.push_back(signal);
        out.edge.push_back(static_cast<std::int32_t>(place.edge));
        out.along_m.push_back(static_cast<float>(place.along_m));
        out.width_m.push_back(draws.chance(0.9) ? static_cast<float>(s.carriage_m) : k_unknown);
        out.raised.push_back(s.lanes >= 4 ? Tri::no : drawn(draws, zone ? 0.25 : 0.05, 0.8 - (zone ? 0.25 : 0.05)));
        out.refuge.push_back(s.lanes >= 6 ? drawn(draws, 0.3, 0.55) : s.lanes == 4 ? drawn(draws, 0.06, 0.8) : Tri::no);
        out.origin.push_back({k_crossings, static_cast<std::uint32_t>(out.origin.size())});
        if (signal != Tri::yes) return;
        for (double side : {-1.0, 1.0}) {
            double d = side * (0.5 * s.carriage_m + 0.8);
            city.signals.at.push_back(quantised(LocalPoint{place.at.x_m - d * place.north, place.at.y_m + d * place.east}));
            city.signals.origin.push_back({k_signals, static_cast<std::uint32_t>(city.signals.origin.size())});
        }
    }

    void junction(std::uint32_t node) {
        const auto& arms = network.links[node];
        std::vector<std::uint32_t> main, lesser;
        int lanes = 0;
        for (std::uint32_t e : arms) {
            (is_main(network.link[e]) ? main : lesser).push_back(e);
            lanes = std::max(lanes, norm(network.link[e].kind).lanes);
        }
        if (arms.size() < 3) return;
        Draws draws(plan.seed, 51, node);
        Tri signal = junction_signal(draws, lanes, main.size());
        if (main.size() >= 3) {
            for (std::uint32_t e : main)
                if (draws.chance(0.94)) add(e, node, signal, draws);
            return;
        }
        bool zone = near_child_zone(network.node[node]);
        if (main.size() == 2 && draws.chance(zone ? 0.6 : lanes >= 6 ? 0.12 : 0.28)) add(main[draws.chance(0.5) ? 1U : 0U], node, signal, draws);
        for (std::uint32_t e : lesser) {
            bool local2 = network.link[e].kind == Street::local2 || network.link[e].kind == Street::service;
            if (local2 && draws.chance(zone ? 0.30 : main.empty() ? 0.015 : 0.13)) add(e, node, drawn(draws, 0.0, 0.9), draws);
        }
    }
};

} // namespace

void add_crossings(const Plan& plan, const Network& network, City& city) {
    CrossingAdder adder{plan, network, city};
    for (std::uint32_t node = 0; node < network.node.size(); ++node) adder.junction(node);
}

void add_sidewalks(const Network& network, City& city) {
    for (const Link& link : network.link) {
        const StreetNorm& s = norm(link.kind);
        if (s.sidewalk_m <= 0.0) continue;
        std::uint32_t longest = link.first_edge;
        for (std::uint32_t e = link.first_edge; e < link.first_edge + link.edges; ++e)
            if (length_m(city.streets.line[e]) > length_m(city.streets.line[longest])) longest = e;
        for (double side : {-1.0, 1.0}) {
            city.sidewalks.line.add(offset_line(city.streets.line[longest], side * 0.5 * (s.carriage_m + s.sidewalk_m)));
            city.sidewalks.width_m.push_back(static_cast<float>(s.sidewalk_m));
            city.sidewalks.origin.push_back({k_sidewalks, static_cast<std::uint32_t>(city.sidewalks.origin.size())});
        }
    }
}

namespace {

// Residents within 300 m, by hundred-metre cells in a sorted list.
class Around {
public:
    explicit Around(const Population& people) : m_people(people) {
        for (std::size_t k = 0; k < people.size(); ++k)
            m_cell.emplace_back(key(column(people.at[k].x_m), column(people.at[k].y_m)), k);
        std::ranges::sort(m_cell);
    }
    double persons(LocalPoint p) const {
        double sum = 0.0;
        for (std::int64_t dj = -3; dj <= 3; ++dj)
            for (std::int64_t di = -3; di <= 3; ++di) {
                if (di * di + dj * dj > 9) continue;
                auto wanted = key(column(p.x_m) + di, column(p.y_m) + dj);
                auto it = std::ranges::lower_bound(m_cell, wanted, {}, &std::pair<std::int64_t, std::size_t>::first);
                if (it != m_cell.end() && it->first == wanted) sum += m_people.total[it->second];
            }
        return sum;
    }

private:
    static std::int64_t column(double x) { return static_cast<std::int64_t>(std::floor(x / 100.0)); }
    static std::int64_t key(std::int64_t i, std::int64_t j) { return (j + 100000) * 1000000 + i + 100000; }
    const Population& m_people;
    std::vector<std::pair<std::int64_t, std::size_t>> m_cell;
};

std::string stop_name(const Lists& lists, const City& city, LocalPoint p, Draws& draws) {
    double nearest = 260.0 * 260.0;
    std::string name;
    for (std::size_t k = 0; k < city.facilities.size(); ++k) {
        double dx = city.facilities.at[k].x_m - p.x_m, dy = city.facilities.at[k].y_m - p.y_m;
        if (dx * dx + dy * dy >= nearest) continue;
        nearest = dx * dx + dy * dy;
        name = city.facilities.name[k];
    }
    if (!name.empty() && draws.chance(0.75)) return name + (draws.chance(0.3) ? " 앞" : "");
    static constexpr std::array<const char*, 5> tails{"사거리", " 입구", "마을", "아파트", "삼거리"};
    return lists.place(draws.bits(), draws.bits() % 200U) + tails[static_cast<std::size_t>(draws.below(5))];
}

} // namespace

void add_stops(const Plan& plan, const Lists& lists, const Network& network, City& city) {
    Around around(city.people);
    for (std::uint32_t n = 0; n < network.link.size(); ++n) {
        const Link& link = network.link[n];
        const StreetNorm& s = norm(link.kind);
        if (!link.lattice || link.bridge || s.road_class > RoadClass::tertiary) continue;
        double spacing = s.road_class == RoadClass::tertiary ? 520.0 : 370.0;
        PlanPoint a = network.plan_node[link.from], b = network.plan_node[link.to];
        double t0 = link.along_u ? a.u : a.v, t1 = link.along_u ? b.u : b.v;
        double shift = 23.0 * (link.line % 11), next = std::ceil((t0 - shift) / spacing) * spacing + shift;
        double whole = length_m(link.points);
        if (next >= t1 || whole < 45.0) continue;
        Draws draws(plan.seed, 61, n);
        double along = std::clamp(whole * (next - t0) / (t1 - t0), 18.0, whole - 18.0);
        std::string name = stop_name(lists, city, point_along(link.points, along), draws);
        for (double side : {-1.0, 1.0}) { // right of each direction of travel
            OnEdge place = on_link(city, link, std::clamp(along + side * 11.0, 12.0, whole - 12.0));
            double d = side * (0.5 * s.carriage_m + 1.0);
            city.stops.at.push_back(quantised(LocalPoint{place.at.x_m - d * place.north, place.at.y_m + d * place.east}));
            city.stops.name.push_back(name);
            double boardings = draws.lognormal(0.055 * around.persons(place.at) + (s.lanes >= 6 ? 160.0 : 40.0), 0.55);
            bool counted = draws.chance(0.78);
            city.stops.boardings_per_day.push_back(counted ? static_cast<float>(std::floor(boardings)) : k_unknown);
            city.stops.shelter.push_back(drawn(draws, s.lanes >= 4 ? 0.5 : 0.2, s.lanes >= 4 ? 0.35 : 0.6));
            city.stops.origin.push_back({k_stops, static_cast<std::uint32_t>(city.stops.origin.size())});
        }
    }
}

void add_devices(const Plan& plan, const Network& network, City& city) {
    auto add = [&](DeviceKind kind, LocalPoint at, int count) {
        city.devices.kind.push_back(kind);
        city.devices.at.push_back(quantised(at));
        city.devices.count.push_back(count);
        city.devices.name.emplace_back();
        city.devices.origin.push_back({k_devices, static_cast<std::uint32_t>(city.devices.origin.size())});
    };
    auto beside = [](const OnEdge& p, double left_m) { return LocalPoint{p.at.x_m - left_m * p.north, p.at.y_m + left_m * p.east}; };
    for (std::uint32_t n = 0; n < network.link.size(); ++n) {
        const Link& link = network.link[n];
        const StreetNorm& s = norm(link.kind);
        Draws draws(plan.seed, 71, n);
        double whole = length_m(link.points);
        if (is_main(link)) { // lamps every 35 m, in turn on either side
            double left = 1.0;
            for (double t = 17.5; t < whole; t += 35.0, left = -left) add(DeviceKind::lamp, beside(on_link(city, link, t), left * (0.5 * s.carriage_m + 0.6)), 1);
            if (!link.bridge && s.lanes >= 4 && draws.chance(0.035))
                add(DeviceKind::enforcement_camera, beside(on_link(city, link, 0.5 * whole), 0.5 * s.carriage_m + 0.8), 1);
        } else if (link.kind == Street::local2 && draws.chance(0.03)) {
            add(DeviceKind::speed_bump, on_link(city, link, 0.5 * whole).at, 1);
        }
        if (link.kind != Street::path && !link.bridge && draws.chance(0.11))
            add(DeviceKind::cctv, beside(on_link(city, link, std::min(whole, 6.0)), 0.5 * s.carriage_m + 0.5), 1 + draws.below(4));
    }
    for (std::size_t k = 0; k < city.zones.size(); ++k) { // a camera and a sign in most school zones
        Draws draws(plan.seed, 72, k);
        LocalPoint p = city.zones.at[k];
        if (city.zones.kind[k] != ZoneKind::child || !draws.chance(0.5)) continue;
        for (const Link& link : network.link) {
            if (!is_main(link) || link.bridge || distance_m(link.points.front(), p) > 180.0) continue;
            OnEdge place = on_link(city, link, 0.4 * length_m(link.points));
            add(DeviceKind::enforcement_camera, beside(place, 0.5 * norm(link.kind).carriage_m + 0.8), 1);
            add(DeviceKind::sign, beside(place, -0.5 * norm(link.kind).carriage_m - 0.8), 1);
            break;
        }
    }
    for (std::size_t k = 0; k < city.stops.size(); ++k)
        if (Draws draws(plan.seed, 73, k); city.stops.shelter[k] == Tri::yes && draws.chance(0.03)) add(DeviceKind::smart_shelter, city.stops.at[k], 1);
}

} // namespace tp::makecity
