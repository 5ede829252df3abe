// Maps small enough that the metres can be counted by hand.
#include "drawn_map.h"
#include "network/catchment.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tp;

namespace {

constexpr std::uint32_t k_far = 100'000'000; // 100 km

double walk_m(const City& city, LocalPoint from, LocalPoint to, const WalkOptions& options = {}) {
    WalkGraph graph = WalkGraph::build(city, options);
    WalkSearch search;
    std::uint32_t mm = search.distance_mm(graph, graph.snap(from), graph.snap(to), k_far);
    return mm == k_nowhere ? INFINITY : mm / 1000.0;
}

} // namespace

TEST_CASE("along narrow streets the walk is the street, and what lies off it is added") {
    test::DrawnMap map({"A---B", "    |", "    C"}, 100);
    map.street("ABC", 2);
    CHECK(walk_m(map.city, map.at('A'), map.at('C')) == 600.0);
    CHECK(walk_m(map.city, {100, 20}, {400 + 15, -50}) == Approx(20 + 300 + 50 + 15));
    CHECK(std::isinf(walk_m(map.city, {100, 250}, map.at('C')))); // farther than snap_m from every street
}

TEST_CASE("a street of two lanes is crossed anywhere, one of four lanes only at its crossing") {
    test::DrawnMap map({"A--------B"}, 100);
    LocalPoint north{100, 10}, south{100, -10};
    SECTION("two lanes") {
        map.street("AB", 2);
        CHECK(walk_m(map.city, north, south) == 20.0);
    }
    SECTION("four lanes, crossing 300 m away: there, across, and back") {
        map.street("AB", 4);
        map.crossing(0, 400, 13);
        CHECK(walk_m(map.city, north, south) == Approx(10 + 100 + 100 + 10).margin(0)); // the open end is nearer
        CHECK(walk_m(map.city, {350, 10}, {350, -10}) == Approx(10 + 50 + 13 + 50 + 10));
    }
    SECTION("four lanes, no crossing: around the end of the street") {
        map.street("AB", 4);
        CHECK(walk_m(map.city, {850, 10}, {850, -10}) == Approx(10 + 50 + 50 + 10));
    }
    SECTION("lanes not known: by class") {
        map.street("AB", -1, RoadClass::primary);
        CHECK(walk_m(map.city, {350, 10}, {350, -10}) == Approx(10 + 350 + 350 + 10));
    }
}

TEST_CASE("a barrier street runs through junctions: side streets lead to its near side only") {
    //  A side street S joins the wide street W-E from the north, T from the south; the only crossing is 150 m east.
    test::DrawnMap map({"   S     ", "   |     ", "W--J-----E", "   |     ", "   T     "}, 50);
    map.street("WJE", 6);
    map.street("SJ", 2);
    map.street("JT", 2);
    CHECK(walk_m(map.city, map.at('S'), map.at('W')) == Approx(100 + 150));
    // Without a crossing the wide street has to be walked around at its open end W (150 m away).
    CHECK(walk_m(map.city, map.at('S'), map.at('T')) == Approx(100 + 150 + 150 + 100));
    map.crossing(1, 50, 20);
    CHECK(walk_m(map.city, map.at('S'), map.at('T')) == Approx(100 + 50 + 20 + 50 + 100));
}

TEST_CASE("four wide streets at a junction keep its four corners apart until each has a crossing") {
    test::DrawnMap map({"    N    ", "         ", "W   J   E", "         ", "    S    "}, 100);
    map.street("JN", 4);
    map.street("JE", 4);
    map.street("JS", 4);
    map.street("JW", 4);
    LocalPoint ne{50, 0}, sw{0, 0};
    ne = {map.at('J').x_m + 10, map.at('J').y_m + 60};  // east side of the northern street
    sw = {map.at('J').x_m - 10, map.at('J').y_m - 60};  // west side of the southern street
    double around = walk_m(map.city, ne, sw);
    CHECK(around > 500.0); // around the open end of a street
    map.crossing(1, 10, 14); // across the eastern street ...
    // ... which leads to the south-east only, so around the end of the southern street, 200 m from the junction.
    CHECK(walk_m(map.city, ne, sw) == Approx(10 + 60 + 10 + 14 + 10 + 200 + 140 + 10));
    map.crossing(2, 10, 14);
    // 10 off, 60 down to the corner, 10 along, across 14, 10 back; 10 down, across 14, 50 on, 10 off.
    CHECK(walk_m(map.city, ne, sw) == Approx(10 + 60 + 10 + 14 + 10 + 10 + 14 + 50 + 10));
}

TEST_CASE("a sidewalk along a street is that street; a path of its own joins what lies at its ends") {
    test::DrawnMap map({"A---B", "|    ", "|    ", "C   D"}, 100);
    map.street("AB", 2);
    map.street("AC", 2);
    map.street("CD", 2);
    double by_street = walk_m(map.city, map.at('B'), map.at('D'));
    CHECK(by_street == 400.0 + 300.0 + 400.0);
    map.sidewalk({{50, 5}, {350, 5}});
    CHECK(WalkGraph::build(map.city, {}).own_paths() == 0);
    map.sidewalk({{400, -10}, {400, -290}});
    CHECK(WalkGraph::build(map.city, {}).own_paths() == 1);
    CHECK(walk_m(map.city, map.at('B'), map.at('D')) == Approx(10 + 280 + 10));
}

TEST_CASE("motorways are not walked on, and a city without streets has an empty graph") {
    test::DrawnMap map({"A---B"}, 100);
    CHECK(WalkGraph::build(map.city, {}).empty());
    CHECK_FALSE(WalkGraph::build(map.city, {}).snap({0, 0}).found());
    map.street("AB", 4, RoadClass::motorway);
    CHECK(WalkGraph::build(map.city, {}).empty());
}

TEST_CASE("reach finds the points within the limit and their distances, also on the source's own street") {
    test::DrawnMap map({"A---------B", "    |      ", "    C      "}, 100);
    map.street("AB", 4);
    map.crossing(0, 500, 10);
    WalkGraph graph = WalkGraph::build(map.city, {});
    Demand demand(graph, {{300, 8}, {700, 5}, {300, -8}, {890, 0}, {500, 900}}, 1);
    WalkSearch search;
    auto found = search.reach(graph, demand, graph.snap({400, 2}), 400'000);
    // 0: 2 + 100 + 8; 1: 2 + 300 + 5; 2: across at 500 m: 2 + 100 + 10 + 200 + 8; 3: 492 m and 4 is off the graph
    REQUIRE(found.size() == 3);
    CHECK(found[0] == Reached{0, 110'000});
    CHECK(found[1] == Reached{1, 307'000});
    CHECK(found[2] == Reached{2, 320'000});
}

TEST_CASE("bounded search agrees with all shortest paths on a random graph of narrow streets", "[property]") {
    std::mt19937 random(5);
    test::DrawnMap map({"ABCDEFGH", "IJKLMNOP", "QRSTUVWX"}, 70);
    const std::string rows[] = {"ABCDEFGH", "IJKLMNOP", "QRSTUVWX"};
    std::vector<std::pair<char, char>> pairs;
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 8; ++c) {
            if (c + 1 < 8 && random() % 4 != 0) pairs.emplace_back(rows[r][c], rows[r][c + 1]);
            if (r + 1 < 3 && random() % 4 != 0) pairs.emplace_back(rows[r][c], rows[r + 1][c]);
        }
    std::array<std::array<double, 24>, 24> d{}; // Floyd and Warshall, an independent way to the same numbers
    for (std::size_t i = 0; i < 24; ++i)
        for (std::size_t j = 0; j < 24; ++j) d[i][j] = i == j ? 0 : INFINITY;
    for (auto [a, b] : pairs) {
        map.street({a, b}, 2);
        d[static_cast<std::size_t>(a - 'A')][static_cast<std::size_t>(b - 'A')] = 70;
        d[static_cast<std::size_t>(b - 'A')][static_cast<std::size_t>(a - 'A')] = 70;
    }
    for (std::size_t k = 0; k < 24; ++k)
        for (std::size_t i = 0; i < 24; ++i)
            for (std::size_t j = 0; j < 24; ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
    WalkGraph graph = WalkGraph::build(map.city, {});
    WalkSearch search;
    for (std::size_t i = 0; i < 24; ++i)
        for (std::size_t j = 0; j < 24; ++j) {
            if (!std::isfinite(d[i][j]) || (i == j && std::ranges::count(d[i], 70.0) == 0)) continue; // a node without a street
            CAPTURE(i, j);
            CHECK(search.distance_mm(graph, graph.snap(map.at(static_cast<char>('A' + i))), graph.snap(map.at(static_cast<char>('A' + j))), k_far) ==
                  static_cast<std::uint32_t>(1000 * d[i][j]));
        }
}

TEST_CASE("floating catchments by hand: two places, one site, weights by zone") {
    std::vector<double> people{100, 300}, supply{8}, distance{150, 350};
    std::vector<CatchmentZone> zones{{200, 1.0}, {400, 0.5}};
    auto r = catchment_e2sfca(people, supply, distance, zones);
    CHECK(r.site_ratio[0] == 8.0 / 250.0);
    CHECK(r.access[1] == 4.0 / 250.0);
    CHECK(share_within(people, distance, 1, 200) == 0.25);
    CHECK(share_within({}, {}, 1, 200) == 0.0);
}
