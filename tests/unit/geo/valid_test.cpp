// Our quick look at rings against GEOS, and what is rebuilt: valid by GEOS, with the area that the header promises.
#include "geo/valid.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <geos_c.h>
#include <random>
#include <string>

using namespace tp;

namespace {

using Points = std::vector<std::pair<double, double>>;
using Parts = std::vector<std::vector<Points>>;

FlatPolygon flat(const Parts& parts) {
    FlatPolygon out;
    for (const auto& part : parts) {
        for (const auto& ring : part) {
            for (auto [x, y] : ring) out.x.push_back(x), out.y.push_back(y);
            out.ring_end.push_back(static_cast<std::uint32_t>(out.x.size()));
        }
        out.part_end.push_back(static_cast<std::uint32_t>(out.ring_end.size()));
    }
    return out;
}

// By GEOS's own reader, not by the code under test.
struct Oracle {
    GEOSContextHandle_t context = GEOS_init_r();
    Oracle() = default;
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;
    ~Oracle() { GEOS_finish_r(context); }
    struct Seen {
        bool valid = false;
        double area = 0.0;
    };
    Seen look(const FlatPolygon& p) const {
        std::string text = "MULTIPOLYGON(";
        std::size_t ring = 0, point = 0;
        char number[80];
        for (std::size_t part = 0; part < p.part_end.size(); ++part) {
            text += part == 0 ? "(" : ",(";
            for (std::size_t first = ring; ring < p.part_end[part]; ++ring) {
                text += ring == first ? "(" : ",(";
                std::size_t begin = point;
                for (; point < p.ring_end[ring]; ++point) {
                    std::snprintf(number, sizeof number, "%.17g %.17g,", p.x[point], p.y[point]);
                    text += number;
                }
                std::snprintf(number, sizeof number, "%.17g %.17g)", p.x[begin], p.y[begin]);
                text += number;
            }
            text += ')';
        }
        text += ')';
        GEOSWKTReader* reader = GEOSWKTReader_create_r(context);
        GEOSGeometry* shape = GEOSWKTReader_read_r(context, reader, text.c_str());
        GEOSWKTReader_destroy_r(context, reader);
        REQUIRE(shape);
        Seen seen;
        seen.valid = GEOSisValid_r(context, shape) == 1;
        GEOSArea_r(context, shape, &seen.area);
        GEOSGeom_destroy_r(context, shape);
        return seen;
    }
};

double area_of(const FlatPolygon& p) { return Oracle{}.look(p).area; }

const Points k_square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};

Points box(double x, double y, double side) { return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}; }

Rebuilt must_rebuild(const Parts& parts) {
    auto p = flat(parts);
    CHECK(check_rings(p) == RingCheck::doubtful);
    CHECK_FALSE(Oracle{}.look(p).valid);
    auto made = rebuild(p);
    REQUIRE(made);
    CHECK(Oracle{}.look(made->polygon).valid);
    return *made;
}

} // namespace

TEST_CASE("what is valid is left as it is", "[geo]") {
    for (const Parts& parts : {Parts{{k_square}}, Parts{{k_square, box(2, 2, 3)}}, Parts{{k_square, box(1, 1, 2), box(5, 5, 2)}},
                               Parts{{k_square}, {box(20, 0, 5)}}, Parts{{{{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 4}, {0, 4}}}}}) {
        auto p = flat(parts);
        CHECK(check_rings(p) == RingCheck::valid);
        CHECK_FALSE(rebuild(p));
    }
    auto touching = flat({{k_square, {{0, 5}, {2, 4}, {2, 6}}}}); // a hole may touch its ring in a point
    CHECK(check_rings(touching) != RingCheck::tangled);
    CHECK_FALSE(rebuild(touching));
}

TEST_CASE("bow-ties, spikes, loops and overlaps", "[geo]") {
    auto bow = must_rebuild({{{{0, 0}, {10, 10}, {10, 0}, {0, 10}}}});
    CHECK(bow.self_intersection);
    CHECK(bow.polygon.part_end.size() == 2);
    CHECK(area_of(bow.polygon) == Approx(50));
    auto spike = must_rebuild({{{{0, 0}, {10, 0}, {10, 10}, {15, 10}, {10, 10.0}, {0, 10}}}});
    CHECK(area_of(spike.polygon) == Approx(100));
    // A loop that goes round the same ground twice counts once.
    auto loop = must_rebuild({{{{0, 0}, {10, 0}, {10, 10}, {4, 10}, {4, 4}, {6, 4}, {6, 12}, {0, 12}}}});
    CHECK(loop.self_intersection);
    CHECK(area_of(loop.polygon) == Approx(112));
    auto overlap = must_rebuild({{k_square}, {box(5, 5, 10)}});
    CHECK(area_of(overlap.polygon) == Approx(175));
    CHECK(overlap.polygon.part_end.size() == 1);
    auto shared = must_rebuild({{k_square}, {box(10, 0, 10)}}); // parts that share an edge
    CHECK(area_of(shared.polygon) == Approx(200));
    CHECK(shared.polygon.part_end.size() == 1);
    auto crossing = must_rebuild({{k_square, box(8, 8, 4)}}); // a hole over the edge
    CHECK(area_of(crossing.polygon) == Approx(96));
}

TEST_CASE("holes outside, holes twice, rings twice", "[geo]") {
    auto outside = must_rebuild({{k_square, box(20, 20, 2)}});
    CHECK(outside.hole_outside);
    CHECK_FALSE(outside.self_intersection);
    CHECK(outside.polygon.part_end.size() == 2);
    CHECK(area_of(outside.polygon) == Approx(104));
    auto twice = must_rebuild({{k_square, k_square}});
    CHECK(twice.duplicate_ring);
    CHECK(area_of(twice.polygon) == Approx(100));
    auto parts = must_rebuild({{k_square}, {k_square}});
    CHECK(parts.duplicate_ring);
    CHECK(area_of(parts.polygon) == Approx(100));
    auto nested = must_rebuild({{k_square, box(2, 2, 6), box(4, 4, 2)}}); // a hole within a hole
    CHECK(area_of(nested.polygon) == Approx(64));
}

TEST_CASE("what encloses nothing has no part", "[geo]") {
    auto made = rebuild(flat({{{{0, 0}, {5, 0}, {10, 0}}}}));
    REQUIRE(made);
    CHECK(made->polygon.part_end.empty());
}

TEST_CASE("a tangle is refused before it costs anything", "[geo]") {
    Points comb;
    for (int i = 0; i < 2000; ++i) comb.emplace_back(i % 2 == 0 ? 0.0 : 1000.0, std::fmod(i * 617.0, 2000.0));
    CHECK(check_rings(flat({{comb}})) == RingCheck::tangled);
}

// Grid points provoke every degenerate case; other scales and far origins provoke rounding.
TEST_CASE("never calls valid what GEOS does not; mended areas are valid", "[geo]") {
    std::mt19937 random(7);
    Oracle oracle;
    int called_valid = 0, invalid = 0;
    for (int round = 0; round < 12'000; ++round) {
        double scale = round % 3 == 0 ? 1e-7 : round % 3 == 1 ? 1.0 : 0.001, x0 = round % 2 ? 139.8 : 4.2e6;
        auto coordinate = [&](double from) { return from + scale * static_cast<double>(random() % 6); };
        Parts parts(1 + random() % 8 / 7);
        for (auto& part : parts) {
            part.resize(1 + random() % 6 / 5);
            for (auto& ring : part)
                for (std::size_t i = 0, n = 3 + random() % (round % 50 == 0 ? 90 : 6); i < n; ++i) {
                    std::pair p{coordinate(x0), coordinate(x0)};
                    if (ring.empty() || (ring.back() != p && (i + 1 < n || ring.front() != p))) ring.push_back(p);
                }
        }
        auto p = flat(parts);
        bool usable = true;
        for (const auto& part : parts)
            for (const auto& ring : part) usable = usable && ring.size() >= 3;
        if (!usable) continue;
        bool valid = oracle.look(p).valid;
        RingCheck check = check_rings(p);
        CAPTURE(round);
        if (check == RingCheck::valid) {
            ++called_valid;
            REQUIRE(valid);
        }
        auto made = rebuild(p);
        REQUIRE(made.has_value() != valid);
        if (!made) continue;
        ++invalid;
        if (!made->polygon.part_end.empty()) REQUIRE(oracle.look(made->polygon).valid);
    }
    CHECK(called_valid > 1000);
    CHECK(invalid > 1000);
}
