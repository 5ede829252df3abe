// Polygons: areas, centroids, nearest points; triangles cover a polygon exactly (their areas sum to its area).
#include "geo/polygon.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace tp;

namespace {

Polygons one(const std::vector<std::vector<LocalPoint>>& rings) {
    Polygons out;
    for (const auto& ring : rings) out.rings.add(ring);
    out.end_polygon();
    return out;
}

double covered(const Polygons& polygons, std::size_t i) { // also: every triangle turns left
    std::vector<std::uint32_t> t;
    triangulate(polygons, i, t);
    REQUIRE(t.size() % 3 == 0);
    double sum = 0.0;
    for (std::size_t k = 0; k < t.size(); k += 3) {
        LocalPoint ring[3];
        for (std::size_t j = 0; j < 3; ++j) ring[j] = polygons.rings.points.at(t[k + j]);
        double area = signed_area_m2(ring);
        CHECK(area > 0.0);
        sum += area;
    }
    return sum;
}

double area_of(const Polygons& polygons, std::size_t i) { // holes are clockwise, so the sum is outer minus holes
    double sum = 0.0;
    for (auto r = polygons.first_ring(i); r < polygons.end_ring(i); ++r) sum += signed_area_m2(polygons.rings[r]);
    return sum;
}

// A star-shaped ring: random radii at even angles never cross.
std::vector<LocalPoint> star(std::mt19937& random, int corners, LocalPoint centre, double radius, bool clockwise) {
    std::vector<LocalPoint> ring;
    std::uniform_real_distribution<double> share(0.3, 1.0);
    for (int k = 0; k < corners; ++k) {
        double angle = 2.0 * std::numbers::pi * (clockwise ? -k : k) / corners, r = radius * share(random);
        ring.push_back({centre.x_m + r * std::cos(angle), centre.y_m + r * std::sin(angle)});
    }
    return ring;
}

} // namespace

TEST_CASE("area and centroid of rings") {
    std::vector<LocalPoint> l{{0, 0}, {4, 0}, {4, 2}, {2, 2}, {2, 4}, {0, 4}}; // an L of 12 m2
    CHECK(signed_area_m2(l) == 12.0);
    CHECK(centroid(l).x_m == Approx((8.0 * 2 + 4.0 * 1) / 12.0));
    CHECK(centroid(l).y_m == Approx((8.0 * 1 + 4.0 * 3) / 12.0));
    CHECK(inside(l, {3.9, 1.9}));
    CHECK_FALSE(inside(l, {2.1, 2.1}));
    std::vector<LocalPoint> line{{0, 0}, {2, 0}, {4, 0}};
    CHECK(centroid(line) == LocalPoint{2, 0});
    std::vector<LocalPoint> far{{1e6, 2e6}, {1e6 + 3, 2e6}, {1e6 + 3, 2e6 + 3}, {1e6, 2e6 + 3}};
    CHECK(centroid(far).x_m == Approx(1e6 + 1.5).epsilon(1e-15));
}

TEST_CASE("nearest point and point along a line") {
    std::vector<LocalPoint> line{{0, 0}, {10, 0}, {10, 10}};
    CHECK(length_m(line) == 20.0);
    auto near = nearest_on_line(line, {12, 4});
    CHECK(near.distance_m == 2.0);
    CHECK(near.along_m == 14.0);
    CHECK(near.point == LocalPoint{10, 4});
    CHECK(nearest_on_line(line, {-3, 4}).distance_m == 5.0);
    CHECK(point_along(line, 14.0) == LocalPoint{10, 4});
    CHECK(point_along(line, -1.0) == LocalPoint{0, 0});
    CHECK(point_along(line, 99.0) == LocalPoint{10, 10});
}

TEST_CASE("triangles of simple polygons") {
    CHECK(covered(one({{{0, 0}, {1, 0}, {0, 1}}}), 0) == 0.5);
    CHECK(covered(one({{{0, 0}, {4, 0}, {4, 2}, {2, 2}, {2, 4}, {0, 4}}}), 0) == Approx(12.0));
    // a square in a square, and two holes that share a height
    Polygons holes = one({{{0, 0}, {10, 0}, {10, 10}, {0, 10}},
                          {{2, 2}, {2, 4}, {4, 4}, {4, 2}},
                          {{6, 2}, {6, 4}, {8, 4}, {8, 2}}});
    CHECK(covered(holes, 0) == Approx(92.0));
    // a hole that touches the outer ring in a corner, and points in the middle of a straight side
    CHECK(covered(one({{{0, 0}, {5, 0}, {10, 0}, {10, 10}, {0, 10}}, {{0, 10}, {4, 8}, {2, 6}}}), 0) == Approx(100.0 - 6.0));
    // clockwise input is turned round
    CHECK(covered(one({{{0, 0}, {0, 1}, {1, 1}, {1, 0}}}), 0) == Approx(1.0));
}

TEST_CASE("a polygon in two pieces, each with a hole, is covered in both") {
    Polygons pieces = one({{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{2, 2}, {2, 4}, {4, 4}, {4, 2}},
                           {{20, 0}, {26, 0}, {26, 6}, {20, 6}}, {{21, 1}, {21, 2}, {22, 2}, {22, 1}}});
    CHECK(covered(pieces, 0) == Approx(96.0 + 35.0));
}

TEST_CASE("triangles of degenerate polygons end without harm") {
    std::vector<std::uint32_t> t;
    triangulate(one({{}}), 0, t);
    triangulate(one({}), 0, t);
    triangulate(one({{{0, 0}, {1, 1}}}), 0, t);
    triangulate(one({{{0, 0}, {1, 1}, {2, 2}, {3, 3}}}), 0, t);
    triangulate(one({{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}), 0, t);
    CHECK(t.empty());
    triangulate(one({{{0, 0}, {2, 2}, {2, 0}, {0, 2}}}), 0, t); // a bow tie
    triangulate(one({{{0, 0}, {2, 0}, {2, 2}, {0, 2}}, {{8, 8}, {9, 9}, {9, 8}}}), 0, t); // a hole outside
    CHECK(t.size() % 3 == 0);
}

TEST_CASE("triangles of random polygons with holes cover them exactly") {
    std::mt19937 random(7);
    for (int round = 0; round < 400; ++round) {
        int corners = 3 + round % 60;
        std::vector<std::vector<LocalPoint>> rings{star(random, corners + 5, {0, 0}, 100.0, false)};
        int wanted = round % 4;
        for (int h = 0; h < wanted; ++h) {
            double angle = 1.0 + 2.0 * std::numbers::pi * h / 4.0; // well inside: the outer radius is at least 30
            rings.push_back(star(random, 3 + round % 7, {9.0 * std::cos(angle), 9.0 * std::sin(angle)}, 4.0, true));
        }
        Polygons polygon = one(rings);
        INFO("round " << round);
        if (corners + 5 < 24 && wanted > 0) continue; // a coarse star may come closer to its centre than 30 m
        CHECK(covered(polygon, 0) == Approx(area_of(polygon, 0)).epsilon(1e-9));
    }
}

TEST_CASE("triangulation depends on nothing but its input") {
    std::mt19937 random(11);
    Polygons polygon = one({star(random, 300, {5, 5}, 50.0, false)});
    std::vector<std::uint32_t> a, b;
    triangulate(polygon, 0, a);
    triangulate(polygon, 0, b);
    CHECK(a == b);
    CHECK(a.size() == 3 * 298);
}

TEST_CASE("a convex hull turns left at each corner and holds every point") {
    std::mt19937 random(5);
    std::normal_distribution<double> anywhere(0.0, 1000.0);
    for (int n : {3, 20, 101, 5000})
        for (bool grid : {false, true}) { // a grid has many points on the hull's edges, and the same ones again
            std::vector<LocalPoint> points;
            for (int i = 0; i < n; ++i) {
                LocalPoint p{anywhere(random), anywhere(random)};
                points.push_back(grid ? LocalPoint{std::round(p.x_m / 500), std::round(p.y_m / 500)} : p);
            }
            auto hull = convex_hull(points);
            REQUIRE(hull.size() >= 3);
            for (std::size_t i = 0; i < hull.size(); ++i) {
                LocalPoint a = hull[i], b = hull[(i + 1) % hull.size()], c = hull[(i + 2) % hull.size()];
                CHECK(signed_area_m2(std::vector{a, b, c}) > 0.0);
                CHECK(std::ranges::find(points, a) != points.end());
                CHECK(std::ranges::none_of(points, [&](LocalPoint p) { return signed_area_m2(std::vector{a, b, p}) < -1e-9; }));
            }
        }
    CHECK(convex_hull(std::vector<LocalPoint>(300, {7, 7})).size() == 1);
    std::vector<LocalPoint> line;
    for (int i = 0; i < 300; ++i) line.push_back({double(i), 2.0 * i});
    CHECK(convex_hull(line).size() == 2);
}
