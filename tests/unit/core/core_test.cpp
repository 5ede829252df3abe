#include "core/hash.h"
#include "core/parallel.h"

#include <catch2/catch.hpp>

#include <set>

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

TEST_CASE("a content hash does not depend on the cuts, and tells every byte") {
    std::vector<std::byte> bytes(1000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7);
    ContentHash whole;
    whole.add(bytes);
    for (std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{32}, std::size_t{33}, std::size_t{999}}) {
        ContentHash parts;
        parts.add(std::span(bytes).first(cut));
        for (std::size_t i = cut; i < bytes.size(); i += 13) parts.add(std::span(bytes).subspan(i, std::min<std::size_t>(13, bytes.size() - i)));
        CHECK(parts.hex() == whole.hex());
    }
    std::set<std::uint64_t> values{whole.value()};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto other = bytes;
        other[i] ^= std::byte{1};
        ContentHash hash;
        hash.add(other);
        values.insert(hash.value());
    }
    ContentHash shorter;
    shorter.add(std::span(bytes).first(999));
    values.insert(shorter.value());
    CHECK(values.size() == 1002);
}
