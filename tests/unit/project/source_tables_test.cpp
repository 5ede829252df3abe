// The attributes of the files come along as they are, under names that SQLite can hold.
#include "project/project.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tp;
using namespace tp::test;

TEST_CASE("attributes of a file are read back by feature") {
    Folder folder;
    auto file = folder.path / "a.twin";
    City city = random_city(1);
    city.sources = {{"roads.shp", "roads", "roads", "", ""}, {"건물.shp", "건물", "buildings", "", ""}};
    SourceTable table;
    table.source = 1;
    table.row = {0, 4};
    table.columns = {{"이름", false, {"가 \"나\"", ""}, {}},
                     {"FID", true, {}, {7, 8}},
                     {"fid", true, {}, {0.1, std::nan("")}},
                     {"a\"; DROP TABLE meta; --", false, {"x", "y"}, {}},
                     {"", false, {"none", "none"}, {}},
                     {"twinplan:height_m", true, {}, {3, 3}}};
    REQUIRE(write_document(file, city, {}, {}, {}, {}, {}, {.tables = std::span(&table, 1), .tiles = {}}));
    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    auto first = project->attributes({1, 0});
    REQUIRE(first);
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    CHECK(*first == Pairs{{"이름", "가 \"나\""}, {"FID_2", "7"}, {"fid_3", "0.1"}, {"a\"; DROP TABLE meta; --", "x"}, {"column", "none"}});
    auto second = project->attributes({1, 4});
    REQUIRE(second);
    CHECK(*second == Pairs{{"FID_2", "8"}, {"a\"; DROP TABLE meta; --", "y"}, {"column", "none"}});
    CHECK(project->attributes({1, 1})->empty()); // no such row
    CHECK(project->attributes({0, 0})->empty()); // no such table
    CHECK(project->city());
}
