// Trees: single ones, rows, those that a 3D model shows already, and values that cannot be.
#include "unit/city/layers.h"

#include <cmath>

using namespace tp;
using namespace tp::test;

TEST_CASE("a tree keeps its height, crown and leaf; what cannot be is not known") {
    auto layer = Draw("trees", Role::trees, GeometryKind::point).add({{0, 0}}).add({{10, 0}}).add({{20, 0}}).add({{9e6, 0}});
    layer.number("height_m", {12.5, std::nan(""), 900.0, 8.0}).number("crown_m", {6.0, -1.0, 5.0, 5.0}).text("leaf", {"needle", "broad", "", ""});
    Assembled made = assembled({layer, frame()});
    const Trees& trees = made.city.trees;
    REQUIRE(trees.size() == 3);
    CHECK(trees.height_m[0] == 12.5F);
    CHECK(std::isnan(trees.height_m[1]));
    CHECK(std::isnan(trees.height_m[2]));
    CHECK(trees.crown_m[0] == 6.0F);
    CHECK(std::isnan(trees.crown_m[1]));
    CHECK(trees.leaf == std::vector{Leaf::needle, Leaf::broad, Leaf::unknown});
    CHECK(trees.origin[2].feature == 2);
    CHECK(made.report.layers[0].kept == 3);
    CHECK(noted(made.report.layers[0], "outside_city") == 1);
    CHECK(noted(made.report.layers[0], "not_used_yet") == 0);
}

TEST_CASE("the same tree in two files is one") {
    auto a = Draw("a", Role::trees, GeometryKind::point).add({{0, 0}}).add({{0.2, 0}}), b = Draw("b", Role::trees, GeometryKind::point).add({{0.5, 0}}).add({{5, 0}});
    Assembled made = assembled({a, b, frame()});
    CHECK(made.city.trees.size() == 3); // two stems of one file stay two
    CHECK(noted(made.report.layers[1], "same_place") == 1);
}

TEST_CASE("a row becomes trees along its line, from end to end; one that goes on for ever does not") {
    auto rows = Draw("rows", Role::trees, GeometryKind::line).add({{0, 0}, {80, 0}}).add({{0, 0}, {3, 0}}).add({{-2e7, 0}, {2e7, 0}}).add({{9e6, 0}, {9e6, 100}});
    Assembled made = assembled({rows, frame()});
    const Trees& trees = made.city.trees;
    REQUIRE(trees.size() == 11 + 2);
    CHECK(distance_m(trees.at[0], trees.at[1]) == Approx(8.0));
    CHECK(distance_m(trees.at[0], trees.at[10]) == Approx(80.0));
    CHECK(trees.origin[10].feature == 0);
    CHECK(noted(made.report.layers[0], "tree_row_spaced") == 2);
    CHECK(noted(made.report.layers[0], "tree_row_long") == 1);
    CHECK(noted(made.report.layers[0], "outside_city") == 1);
}
