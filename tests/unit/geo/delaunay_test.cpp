// Triangulation, painting and filling against what geometry says.
#include "geo/delaunay.h"
#include "geo/fill_holes.h"

#include <catch2/catch.hpp>

#include <random>

using namespace tp;

namespace {

double area_of(std::span<const LocalPoint> p, const std::array<std::uint32_t, 3>& t) {
    return 0.5 * std::abs((p[t[1]].x_m - p[t[0]].x_m) * (p[t[2]].y_m - p[t[0]].y_m) - (p[t[1]].y_m - p[t[0]].y_m) * (p[t[2]].x_m - p[t[0]].x_m));
}

// Positive where d lies inside the circle through a, b, c, which turn left (Guibas and Stolfi, 1985).
double in_circle(LocalPoint a, LocalPoint b, LocalPoint c, LocalPoint d) {
    double ax = a.x_m - d.x_m, ay = a.y_m - d.y_m, bx = b.x_m - d.x_m, by = b.y_m - d.y_m, cx = c.x_m - d.x_m, cy = c.y_m - d.y_m;
    double det = (ax * ax + ay * ay) * (bx * cy - cx * by) - (bx * bx + by * by) * (ax * cy - cx * ay) + (cx * cx + cy * cy) * (ax * by - bx * ay);
    double turn = (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
    return turn > 0.0 ? det : -det;
}

HeightGrid empty_grid(int columns, int rows, double cell) {
    HeightGrid grid;
    grid.shape = {columns, rows, cell, {0.0, 0.0}};
    grid.height_m.assign(grid.shape.cell_count(), std::nanf(""));
    return grid;
}

} // namespace

TEST_CASE("a triangulation covers the hull once (but for slivers along it) and leaves every circle empty") {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0.0, 100.0);
    std::vector<LocalPoint> points{{0, 0}, {100, 0}, {100, 100}, {0, 100}};
    for (int i = 0; i < 200; ++i) points.push_back({place(random), place(random)});
    points.push_back(points[10]); // twice
    auto triangles = delaunay(points);
    CHECK(triangles.size() <= 2 * 204 - 2 - 4); // Euler: 2n - 2 - h
    CHECK(triangles.size() >= 2 * 204 - 2 - 4 - 4);
    double area = 0.0;
    for (const auto& t : triangles) {
        area += area_of(points, t);
        for (std::size_t k = 0; k < 204; ++k)
            if (k != t[0] && k != t[1] && k != t[2]) CHECK(in_circle(points[t[0]], points[t[1]], points[t[2]], points[k]) < 1e-3);
    }
    CHECK(area <= 10'000.0 + 1e-6);
    CHECK(area > 9'980.0);
}

TEST_CASE("points that make no triangle are no error") {
    CHECK(delaunay({}).empty());
    CHECK(delaunay(std::vector<LocalPoint>{{0, 0}, {1, 1}}).empty());
    CHECK(delaunay(std::vector<LocalPoint>{{0, 0}, {1, 1}, {0, 0}, {1, 1}}).empty());
    CHECK(delaunay(std::vector<LocalPoint>{{0, 0}, {1, 1}, {2, 2}, {3, 3}}).empty());
    CHECK(delaunay(std::vector<LocalPoint>{{0, 0}, {1, std::nan("")}, {2, 2}}).empty());
}

TEST_CASE("painted triangles give the plane at cell centres, edges included, and nothing outside") {
    HeightGrid grid = empty_grid(10, 10, 1.0);
    TrianglePainter painter(grid);
    auto plane = [](double x, double y) { return 3.0 + 0.5 * x - 0.25 * y; };
    auto paint = [&](LocalPoint a, LocalPoint b, LocalPoint c) {
        CHECK(painter.paint({{a, b, c}, {plane(a.x_m, a.y_m), plane(b.x_m, b.y_m), plane(c.x_m, c.y_m)}}));
    };
    paint({1, 1}, {9, 1}, {9, 9});
    paint({1, 1}, {9, 9}, {1, 9}); // the diagonal runs through cell centres
    paint({2, 2}, {5, 5}, {8, 8}); // a wall
    for (int row = 0; row < 10; ++row)
        for (int column = 0; column < 10; ++column) {
            LocalPoint p = grid.shape.centre(column, row);
            bool inside = p.x_m > 1 && p.x_m < 9 && p.y_m > 1 && p.y_m < 9;
            float h = grid.height_m[static_cast<std::size_t>(row * 10 + column)];
            if (inside) CHECK(h == Approx(plane(p.x_m, p.y_m)));
            else CHECK(std::isnan(h));
        }
}

TEST_CASE("triangles that cover each other without end are stopped") {
    HeightGrid grid = empty_grid(100, 100, 1.0);
    TrianglePainter painter(grid);
    int painted = 0;
    while (painted < 1000 && painter.paint({{LocalPoint{0, 0}, {200, 0}, {0, 200}}, {1, 1, 1}})) ++painted;
    CHECK(painted > 50);
    CHECK(painted < 70);
}

TEST_CASE("holes take the harmonic surface between their edges: of a plane the plane") {
    HeightGrid grid = empty_grid(120, 90, 1.0);
    auto plane = [](int column, int row) { return 20.0 + 0.4 * column - 0.3 * row; };
    std::size_t holes = 0;
    for (int row = 0; row < 90; ++row)
        for (int column = 0; column < 120; ++column) {
            bool hole = std::hypot(column - 50, row - 45) < 25 || (column > 90 && column < 100 && row > 20 && row < 70);
            holes += hole ? 1 : 0;
            if (!hole) grid.height_m[static_cast<std::size_t>(row * 120 + column)] = static_cast<float>(plane(column, row));
        }
    CHECK(fill_holes(grid) == holes);
    double worst = 0.0;
    std::size_t marked = 0;
    for (int row = 0; row < 90; ++row)
        for (int column = 0; column < 120; ++column) {
            auto i = static_cast<std::size_t>(row * 120 + column);
            worst = std::max(worst, std::abs(static_cast<double>(grid.height_m[i]) - plane(column, row)));
            marked += grid.known[i] == HeightGrid::filled ? 1U : 0U;
        }
    CHECK(worst < 0.05); // of 33 m across the hole
    CHECK(marked == holes);
}

TEST_CASE("nothing known stays unknown, nothing missing stays unmarked, the outside never leaves the range") {
    HeightGrid grid = empty_grid(5, 5, 1.0);
    CHECK(fill_holes(grid) == 0);
    CHECK(std::isnan(grid.height_m[7]));
    grid.height_m.assign(25, 4.0F);
    CHECK(fill_holes(grid) == 0);
    CHECK(grid.known.empty());
    HeightGrid wide = empty_grid(1000, 700, 1.0);
    for (std::size_t i = 0; i < 50; ++i) wide.height_m[350 * 1000 + 400 + i] = static_cast<float>(i);
    CHECK(fill_holes(wide) == 700'000 - 50);
    for (float h : wide.height_m) CHECK_FALSE((!(h >= 0.0F) || h > 49.0F));
}
