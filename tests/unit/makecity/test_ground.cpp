// Nothing stands in the way of anything: buildings, streets, the river. Checked with the polygons' own edges.
#include "made.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

using namespace tp;
using namespace tp::test;

namespace {

using Ring = std::span<const LocalPoint>;

LocalBox box_of(Ring ring) {
    LocalBox box;
    for (LocalPoint p : ring) box.add(p);
    return box;
}

bool apart(const LocalBox& a, const LocalBox& b) {
    return a.max.x_m < b.min.x_m || b.max.x_m < a.min.x_m || a.max.y_m < b.min.y_m || b.max.y_m < a.min.y_m;
}

double turn(LocalPoint a, LocalPoint b, LocalPoint c) { return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m); }

bool cross(LocalPoint a, LocalPoint b, LocalPoint c, LocalPoint d) {
    return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

bool rings_meet(Ring a, Ring b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < b.size(); ++k)
            if (cross(a[i], a[(i + 1) % a.size()], b[k], b[(k + 1) % b.size()])) return true;
    return inside(a, b[0]) || inside(b, a[0]);
}

double point_to_ring(LocalPoint p, Ring ring) { // 0 inside
    if (inside(ring, p)) return 0.0;
    std::vector<LocalPoint> closed(ring.begin(), ring.end());
    closed.push_back(ring[0]);
    return nearest_on_line(closed, p).distance_m;
}

double line_to_ring(Ring line, Ring ring) {
    double best = 1e12;
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        for (std::size_t k = 0; k < ring.size(); ++k)
            if (cross(line[i], line[i + 1], ring[k], ring[(k + 1) % ring.size()])) return 0.0;
    for (LocalPoint p : line) best = std::min(best, point_to_ring(p, ring));
    for (LocalPoint p : ring) best = std::min(best, nearest_on_line(line, p).distance_m);
    return best;
}

// Objects by 50 m cell of their boxes.
class Cells {
public:
    void add(std::uint32_t id, const LocalBox& box) {
        visit(box, [&](std::int64_t key) { m_cells[key].push_back(id); });
    }
    std::set<std::uint32_t> around(const LocalBox& box) const {
        std::set<std::uint32_t> found;
        visit(box, [&](std::int64_t key) {
            if (auto it = m_cells.find(key); it != m_cells.end()) found.insert(it->second.begin(), it->second.end());
        });
        return found;
    }

private:
    template <class F>
    static void visit(const LocalBox& box, F each) {
        auto cell = [](double x) { return static_cast<std::int64_t>(std::floor(x / 50.0)); };
        for (auto j = cell(box.min.y_m); j <= cell(box.max.y_m); ++j)
            for (auto i = cell(box.min.x_m); i <= cell(box.max.x_m); ++i) each(j * 1000000 + i);
    }
    std::unordered_map<std::int64_t, std::vector<std::uint32_t>> m_cells;
};

} // namespace

TEST_CASE("buildings overlap neither each other nor a street nor the river") {
    auto [count, seed] = GENERATE(std::pair{k_built_in, 1U}, std::pair{std::int64_t{3000}, 7U}, std::pair{std::int64_t{3000}, 8U});
    const City& city = made(count, seed).city;
    const Buildings& buildings = city.buildings;
    Cells by_cell, street_cells;
    for (std::uint32_t b = 0; b < buildings.size(); ++b) by_cell.add(b, box_of(buildings.footprint.outer(b)));
    for (std::uint32_t e = 0; e < city.streets.size(); ++e) street_cells.add(e, box_of(city.streets.line[e]));
    int overlapping = 0, on_street = 0, in_water = 0, far_from_street = 0;
    for (std::uint32_t b = 0; b < buildings.size(); ++b) {
        Ring ring = buildings.footprint.outer(b);
        LocalBox box = box_of(ring);
        for (std::uint32_t other : by_cell.around(box))
            if (other > b && !apart(box, box_of(buildings.footprint.outer(other))) && rings_meet(ring, buildings.footprint.outer(other))) ++overlapping;
        LocalBox wide{{box.min.x_m - 110, box.min.y_m - 110}, {box.max.x_m + 110, box.max.y_m + 110}};
        double nearest = 1e12;
        for (std::uint32_t e : street_cells.around(wide)) {
            double d = line_to_ring(city.streets.line[e], ring);
            nearest = std::min(nearest, d);
            if (d < 0.5 * city.streets.width_m[e] - 0.02) ++on_street;
        }
        if (nearest > 110.0) ++far_from_street;
    }
    for (std::size_t a = 0; a < city.areas.size(); ++a) {
        if (city.areas.kind[a] != AreaKind::water) continue;
        Ring water = city.areas.area.outer(a);
        for (std::uint32_t b : by_cell.around(box_of(water)))
            if (rings_meet(water, buildings.footprint.outer(b))) ++in_water;
    }
    CHECK(overlapping == 0);
    CHECK(on_street == 0);
    CHECK(in_water == 0);
    CHECK(far_from_street == 0);
}

TEST_CASE("only bridges cross the river, and there are several") {
    const City& city = made(k_built_in).city;
    int bridges = 0, wet = 0;
    for (std::size_t e = 0; e < city.streets.size(); ++e) {
        bool over = false;
        for (std::size_t a = 0; a < city.areas.size() && !over; ++a) {
            if (city.areas.kind[a] != AreaKind::water) continue;
            Ring water = city.areas.area.outer(a);
            over = !apart(box_of(water), box_of(city.streets.line[e])) && line_to_ring(city.streets.line[e], water) == 0.0;
        }
        if (over) ++(city.streets.level[e] == 1 ? bridges : wet);
    }
    CHECK(wet == 0);
    CHECK(bridges >= 3);
}

TEST_CASE("footprints and areas are rings as geo/polygon.h says") {
    const City& city = made(k_built_in).city;
    const Polygons& footprint = city.buildings.footprint;
    int holes = 0, ells = 0;
    for (std::size_t b = 0; b < city.buildings.size(); ++b) {
        REQUIRE(footprint.end_ring(b) > footprint.first_ring(b));
        REQUIRE(signed_area_m2(footprint.outer(b)) > 1.0);
        ells += footprint.outer(b).size() == 6 ? 1 : 0;
        for (std::uint32_t ring = footprint.first_ring(b) + 1; ring < footprint.end_ring(b); ++ring, ++holes) {
            REQUIRE(signed_area_m2(footprint.rings[ring]) < 0.0);
            for (LocalPoint p : footprint.rings[ring]) REQUIRE(inside(footprint.outer(b), p));
        }
    }
    CHECK(holes > 5);
    CHECK(ells > 500);
    for (std::size_t a = 0; a < city.areas.size(); ++a) REQUIRE(signed_area_m2(city.areas.area.outer(a)) > 0.0);
}

TEST_CASE("the hill rises above the town, and few buildings stand on it") {
    const City& city = made(k_built_in).city;
    REQUIRE_FALSE(city.terrain.empty());
    CHECK(city.terrain.shape.cell_m >= 10.0);
    CHECK(city.terrain.shape.cell_m <= 20.0);
    double highest = 0.0, street_highest = 0.0, river = 0.0;
    for (std::size_t a = 0; a < city.areas.size(); ++a) {
        bool hill = city.areas.kind[a] == AreaKind::green && city.areas.area.outer(a).size() == 48;
        for (LocalPoint p : city.areas.area.outer(a)) {
            if (hill) highest = std::max(highest, city.terrain.at(p));
            if (city.areas.kind[a] == AreaKind::water) river = std::max(river, city.terrain.at(p));
        }
    }
    for (std::size_t e = 0; e < city.streets.size(); ++e)
        if (city.streets.road_class[e] == RoadClass::tertiary) street_highest = std::max(street_highest, city.terrain.at(city.streets.line[e].front()));
    CHECK(highest > 70.0);
    CHECK(street_highest > 25.0); // streets climb around it
    CHECK(river < 4.0);
}
