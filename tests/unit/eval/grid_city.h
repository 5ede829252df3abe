// grid_city.h - a small city of straight streets for tests of the evaluation: 210 crossings, 500 cells, stops.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "shared_data.h"

#include <cmath>
#include <memory>
#include <random>

namespace tp::test {

inline std::shared_ptr<const Catalogue> catalogue() {
    auto loaded = load_catalogue(source_folder() / "assets/data");
    REQUIRE(loaded.has_value());
    return std::make_shared<const Catalogue>(*std::move(loaded));
}

inline void add_street(City& city, std::uint32_t from, std::uint32_t to, RoadClass road_class, int lanes) {
    Streets& s = city.streets;
    LocalPoint line[2] = {s.node[from], s.node[to]};
    s.line.add(line);
    s.from.push_back(from);
    s.to.push_back(to);
    s.road_class.push_back(road_class);
    s.lanes.push_back(static_cast<std::int8_t>(lanes));
    s.speed_kmh.push_back(50);
    s.width_m.push_back(NAN);
    s.sidewalk.push_back(Tri::unknown);
    s.level.push_back(0);
    s.volume_veh_per_day.push_back(NAN);
    s.one_way.push_back(OneWay::both);
    s.name.emplace_back();
    s.origin.push_back({});
}

inline void add_crossing(City& city, std::int32_t edge, double along_m, Tri signal) {
    Crossings& c = city.crossings;
    c.at.push_back(point_along(city.streets.line[static_cast<std::size_t>(edge)], along_m));
    c.signal.push_back(signal);
    c.edge.push_back(edge);
    c.along_m.push_back(static_cast<float>(along_m));
    c.width_m.push_back(NAN);
    c.raised.push_back(Tri::unknown);
    c.refuge.push_back(Tri::unknown);
    c.origin.push_back({});
}

inline void add_cell(City& city, LocalPoint at, double persons, double older) {
    Population& p = city.people;
    p.at.push_back(at);
    p.cell_m.push_back(100);
    p.total.push_back(persons);
    p.children.push_back(NAN);
    p.working.push_back(NAN);
    p.older.push_back(older);
    p.origin.push_back({});
}

inline void add_crash(City& city, LocalPoint at, int year) {
    Crashes& c = city.crashes;
    c.kind.push_back(CrashKind::point);
    c.group.push_back(CrashGroup::pedestrian);
    c.at.push_back(at);
    c.area.end_polygon();
    c.year.push_back(static_cast<std::int16_t>(year));
    c.count.push_back(1);
    c.deaths.push_back(-1);
    c.serious.push_back(-1);
    c.slight.push_back(-1);
    c.origin.push_back({});
}

// 12 x 12 junctions 150 m apart; every third street is primary with four lanes and signals.
inline City grid_city(unsigned seed = 3) {
    constexpr std::uint32_t n = 12;
    City city;
    city.name = "grid";
    std::mt19937 random(seed);
    auto share = [&] { return static_cast<double>(random()) / 4294967296.0; };
    for (std::uint32_t r = 0; r < n; ++r)
        for (std::uint32_t c = 0; c < n; ++c) city.streets.node.push_back({150.0 * c, 150.0 * r});
    for (std::uint32_t r = 0; r < n; ++r)
        for (std::uint32_t c = 0; c < n; ++c) {
            bool wide_row = r % 3 == 1, wide_column = c % 3 == 1;
            if (c + 1 < n) add_street(city, r * n + c, r * n + c + 1, wide_row ? RoadClass::primary : RoadClass::residential, wide_row ? 4 : 2);
            if (r + 1 < n) add_street(city, r * n + c, r * n + c + n, wide_column ? RoadClass::primary : RoadClass::residential, wide_column ? 4 : 2);
        }
    for (int i = 0; i < 210; ++i) {
        auto e = static_cast<std::int32_t>(random() % city.streets.size());
        bool wide = city.streets.lanes[static_cast<std::size_t>(e)] == 4;
        add_crossing(city, e, 10.0 + 130.0 * share(), wide ? Tri::yes : i % 7 == 0 ? Tri::unknown : Tri::no);
    }
    for (int i = 0; i < 500; ++i) {
        double persons = std::floor(400.0 * share()) / 4.0;
        add_cell(city, {1650.0 * share(), 1650.0 * share()}, persons, std::floor(persons * 0.2));
    }
    for (int i = 0; i < 40; ++i) {
        city.stops.at.push_back({1650.0 * share(), 1650.0 * share()});
        city.stops.name.emplace_back();
        city.stops.boardings_per_day.push_back(NAN);
        city.stops.shelter.push_back(Tri::unknown);
        city.stops.origin.push_back({});
    }
    return city;
}

} // namespace tp::test
