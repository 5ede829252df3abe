#include "core/hash.h"
#include "core/parallel.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace tp;

TEST_CASE("a hash separates what it is given and is the same everywhere") {
    Hash a, b, c;
    a.add(std::string_view("ab"));
    a.add(std::string_view("c"));
    b.add(std::string_view("a"));
    b.add(std::string_view("bc"));
    CHECK(a.value() != b.value());
    c.add(0.0);
    Hash d;
    d.add(-0.0);
    CHECK(c.value() == d.value());
    CHECK(a.hex().size() == 16);
}

TEST_CASE("a parallel loop calls every index once, whatever the number of threads") {
    for (int threads : {0, 1, 2, 4}) {
        std::vector<int> seen(1000, 0);
        parallel_for(seen.size(), threads, [&](std::size_t i) { ++seen[i]; });
        CHECK(seen == std::vector<int>(1000, 1));
    }
}
