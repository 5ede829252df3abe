#include "made.h"

#include "catalogue/programme.h"
#include "project/quantise.h"

#include <algorithm>
#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

double quantile(std::vector<double> values, double q) { // numpy's default
    std::ranges::sort(values);
    double k = q * static_cast<double>(values.size() - 1);
    auto i = static_cast<std::size_t>(k);
    return values[i] + (values[std::min(i + 1, values.size() - 1)] - values[i]) * (k - static_cast<double>(i));
}

std::uint64_t hash_with(std::uint64_t seed, int threads) {
    MakeCityOptions options;
    options.buildings = 2500;
    options.seed = seed;
    options.threads = threads;
    options.data = data();
    auto result = make_city(options);
    REQUIRE(result);
    return city_hash(result->city);
}

} // namespace

TEST_CASE("the same seed gives the same city for any number of threads, another seed another city") {
    std::uint64_t one = hash_with(5, 1);
    CHECK(hash_with(5, 2) == one);
    CHECK(hash_with(5, 4) == one);
    CHECK(hash_with(6, 2) != one);
}

TEST_CASE("a city has exactly as many buildings as were asked for") {
    std::int64_t count = GENERATE(1000, 3000, 20000, 50000);
    const City& city = made(count).city;
    CHECK(city.buildings.size() == static_cast<std::size_t>(count));
    CHECK(std::abs(static_cast<double>(*city.population) / static_cast<double>(count) - 14.0) < 0.3);
}

TEST_CASE("sizes outside the limits and missing lists are errors") {
    MakeCityOptions options;
    options.data = data();
    options.buildings = GENERATE(0, 999, 1000001, -5);
    auto refused = make_city(options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().key == "makecity.buildings");
    options.buildings = 1000;
    options.data = "/nowhere";
    auto missing = make_city(options);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().key == "makecity.no_lists");
}

TEST_CASE("the built-in city says that it is synthetic, and the diffusion programme takes it") {
    const City& city = made(k_built_in).city;
    CHECK(city.synthetic);
    CHECK(city.name.find("(가상)") != std::string::npos);
    for (const Source& source : city.sources) CHECK(source.licence.find("synthetic") != std::string::npos);
    CHECK(city.level == "시");
    CHECK(*city.population < 300000);
    CHECK(*city.population > 270000);
    auto programmes = load_programmes(data());
    REQUIRE(programmes);
    auto diffusion = std::ranges::find(*programmes, "molit-2023/diffusion", &Programme::id);
    REQUIRE(diffusion != programmes->end());
    CheckInput input;
    input.population = population_for_rules(city);
    input.level = city.level;
    for (const RuleResult& rule : check_programme(*diffusion, input)) {
        CAPTURE(rule.id);
        CHECK(rule.status != RuleStatus::failed);
        if (rule.id == "population" || rule.id == "level") CHECK(rule.status == RuleStatus::passed);
    }
}

TEST_CASE("quartiles are within 20 % of two real 1:5,000 sheets") {
    // Oracle: kr-pohang, computed with ogr2ogr -t_srs EPSG:5187 and Python: footprint area of 7,987 buildings, their
    // levels, and the 4,672 street edges that the 4,611 centre lines of A0020000 become when noded at shared points.
    const City& city = made(k_built_in).city;
    std::vector<double> area, levels, edge;
    for (std::size_t b = 0; b < city.buildings.size(); ++b) {
        double sum = 0.0;
        for (auto r = city.buildings.footprint.first_ring(b); r < city.buildings.footprint.end_ring(b); ++r)
            sum += signed_area_m2(city.buildings.footprint.rings[r]);
        area.push_back(sum);
        levels.push_back(city.buildings.levels[b]);
    }
    for (std::size_t e = 0; e < city.streets.size(); ++e) edge.push_back(length_m(city.streets.line[e]));
    struct Row {
        const char* what;
        const std::vector<double>* values;
        double quartile[3];
    };
    Row rows[] = {{"area", &area, {13.78, 43.53, 137.25}}, {"levels", &levels, {1, 1, 2}}, {"edge", &edge, {3.91, 8.33, 30.98}}};
    for (const Row& row : rows)
        for (int k = 0; k < 3; ++k) {
            CAPTURE(row.what, k, quantile(*row.values, 0.25 * (k + 1)));
            CHECK(quantile(*row.values, 0.25 * (k + 1)) == Approx(row.quartile[k]).epsilon(0.20));
        }
}

TEST_CASE("the street graph is one piece, and its lines end at its nodes") {
    const Streets& streets = made(GENERATE(std::int64_t{1000}, std::int64_t{20000}, std::int64_t{50000})).city.streets;
    std::vector<std::uint32_t> parent(streets.node.size());
    for (std::uint32_t n = 0; n < parent.size(); ++n) parent[n] = n;
    auto root = [&](std::uint32_t n) {
        while (parent[n] != n) n = parent[n] = parent[parent[n]];
        return n;
    };
    for (std::size_t e = 0; e < streets.size(); ++e) {
        REQUIRE(streets.line[e].size() >= 2);
        REQUIRE(streets.line[e].front() == streets.node[streets.from[e]]);
        REQUIRE(streets.line[e].back() == streets.node[streets.to[e]]);
        REQUIRE(length_m(streets.line[e]) > 0.5);
        parent[root(streets.from[e])] = root(streets.to[e]);
    }
    std::size_t roots = 0;
    for (std::uint32_t n = 0; n < parent.size(); ++n) roots += root(n) == n ? 1 : 0;
    CHECK(roots == 1);
}

TEST_CASE("streets have a hierarchy and bends") {
    const Streets& streets = made(k_built_in).city.streets;
    double by_class[9] = {}, bent = 0, main = 0;
    for (std::size_t e = 0; e < streets.size(); ++e) {
        double n = length_m(streets.line[e]);
        by_class[static_cast<std::size_t>(streets.road_class[e])] += n;
        if (streets.road_class[e] > RoadClass::tertiary || n < 60.0) continue;
        main += n;
        if (n - distance_m(streets.line[e].front(), streets.line[e].back()) > 0.0002 * n) bent += n;
    }
    CHECK(by_class[static_cast<int>(RoadClass::residential)] > by_class[static_cast<int>(RoadClass::tertiary)]);
    CHECK(by_class[static_cast<int>(RoadClass::tertiary)] > 10000.0);
    CHECK(by_class[static_cast<int>(RoadClass::secondary)] > 10000.0);
    CHECK(by_class[static_cast<int>(RoadClass::primary)] > 10000.0);
    CHECK(by_class[static_cast<int>(RoadClass::path)] > 500.0);
    CHECK(bent > 0.15 * main);
}

TEST_CASE("every kind of object is there, with something unknown where cities do not know") {
    const City& city = made(k_built_in).city;
    auto count = [](const auto& values, auto wanted) { return std::ranges::count(values, wanted); };
    for (Tri tri : {Tri::yes, Tri::no, Tri::unknown}) {
        CHECK(count(city.crossings.signal, tri) > 20);
        CHECK(count(city.stops.shelter, tri) > 5);
    }
    CHECK(std::ranges::any_of(city.stops.boardings_per_day, [](float b) { return std::isnan(b); }));
    CHECK(std::ranges::any_of(city.stops.boardings_per_day, [](float b) { return b > 100.0F; }));
    auto counted = std::ranges::count_if(city.streets.volume_veh_per_day, [](float v) { return !std::isnan(v); });
    CHECK(counted > 50);
    CHECK(counted < static_cast<std::ptrdiff_t>(city.streets.size()) / 4);
    for (ZoneKind kind : {ZoneKind::child, ZoneKind::elderly}) CHECK(count(city.zones.kind, kind) > 3);
    for (const char* kind : {"school", "market", "station", "kindergarten", "city_hall", "hospital", "park"})
        CHECK(count(city.facilities.kind, std::string(kind)) >= 1);
    for (DeviceKind kind : {DeviceKind::cctv, DeviceKind::enforcement_camera, DeviceKind::lamp, DeviceKind::smart_shelter}) CHECK(count(city.devices.kind, kind) >= 1);
    for (AreaKind kind : {AreaKind::water, AreaKind::green, AreaKind::road_surface}) CHECK(count(city.areas.kind, kind) > 5);
    CHECK(city.sidewalks.size() > 500);
    CHECK(city.signals.size() > 300);
    for (BuildingUse use : {BuildingUse::residential, BuildingUse::commercial, BuildingUse::office, BuildingUse::education, BuildingUse::industrial})
        CHECK(count(city.buildings.use, use) > 20);
    CHECK(std::ranges::count_if(city.buildings.levels, [](int n) { return n >= 15 && n <= 25; }) > 300);
}

TEST_CASE("residents add up, by age and in all") {
    const City& city = made(k_built_in).city;
    double sum = 0.0;
    for (std::size_t k = 0; k < city.people.size(); ++k) {
        REQUIRE(city.people.children[k] + city.people.working[k] + city.people.older[k] == city.people.total[k]);
        REQUIRE(std::min({city.people.children[k], city.people.working[k], city.people.older[k]}) >= 0.0);
        REQUIRE(std::fmod(city.people.at[k].x_m - 50.0, 100.0) == 0.0);
        sum += city.people.total[k];
    }
    CHECK(sum == static_cast<double>(*city.population));
    CHECK(*people_total(city) == sum);
}

TEST_CASE("crossings lie on their street edges; zones, points and areas keep their arrays in step") {
    const City& city = made(k_built_in).city;
    for (std::size_t c = 0; c < city.crossings.size(); ++c) {
        REQUIRE(city.crossings.edge[c] >= 0);
        auto line = city.streets.line[static_cast<std::size_t>(city.crossings.edge[c])];
        REQUIRE(distance_m(point_along(line, city.crossings.along_m[c]), city.crossings.at[c]) < 0.01);
    }
    CHECK(city.zones.area.size() == city.zones.size());
    CHECK(city.crashes.area.size() == city.crashes.size());
    CHECK(city.areas.area.size() == city.areas.size());
    CHECK(city.buildings.base_m.size() == city.buildings.size());
    CHECK(city.buildings.origin.size() == city.buildings.size());
    CHECK(city.streets.name.size() == city.streets.size());
    CHECK(city.stops.shelter.size() == city.stops.size());
    for (const auto* points : {&city.crossings.at, &city.stops.at, &city.crashes.at, &city.streets.node, &city.buildings.footprint.rings.points})
        for (LocalPoint p : *points) REQUIRE((std::isfinite(p.x_m) && std::isfinite(p.y_m)));
}

TEST_CASE("coordinates are those that a project file holds exactly") {
    City copy = made(3000).city;
    std::uint64_t before = city_hash(copy);
    quantise(copy);
    CHECK(city_hash(copy) == before);
}

TEST_CASE("a million buildings", "[slow]") {
    const City& city = made(1000000).city;
    CHECK(city.buildings.size() == 1000000U);
    CHECK(city.level == "광역시");
}
