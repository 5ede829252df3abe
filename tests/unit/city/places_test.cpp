// Points, people and crashes; the account; what is guessed about coordinates; the same city for any number of threads.
#include "unit/city/layers.h"
#include "geo/crs.h"

#include <set>

using namespace tp;
using namespace tp::test;

TEST_CASE("nothing with a role and a feature is an error") {
    auto nothing = assemble({}, {}, {});
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().key == "import.nothing");
    auto no_role = assemble({Draw("a", Role::none, GeometryKind::point).add({{0, 0}})}, {}, {});
    REQUIRE_FALSE(no_role);
    auto empty = assemble({Draw("a", Role::stops, GeometryKind::point)}, {}, {});
    REQUIRE_FALSE(empty);
}

TEST_CASE("every layer has an account, also one without a role, and one whose features the reader lost") {
    auto none = Draw("none", Role::none, GeometryKind::point).add({{0, 0}});
    auto lost = Draw("lost", Role::stops, GeometryKind::point).add({{0, 0}});
    lost.layer().in = 5;
    lost.layer().left_out = 1;
    auto land = Draw("landuse", Role::landuse, GeometryKind::point).add({{0, 0}});
    Assembled made = assembled({none, lost, land, frame()});
    CHECK(noted(made.report.layers[0], "no_role") == 1);
    CHECK(made.report.layers[1].in == 5);
    CHECK(made.report.layers[1].left_out == 4);
    CHECK(noted(made.report.layers[1], "not_delivered") == 3);
    CHECK(noted(made.report.layers[2], "not_used_yet") == 1);
    std::set<std::string> missing(made.report.missing.begin(), made.report.missing.end());
    CHECK(missing.contains("buildings"));
    CHECK_FALSE(missing.contains("roads"));
    CHECK_FALSE(missing.contains("stops"));
}

TEST_CASE("a crossing is signalised where a signal head stands within 25 m; without signals it is not known") {
    auto stripes = Draw("crossings", Role::crossings, GeometryKind::polygon).box(-2, -506, 4, 12).box(200, -506, 4, 12).box(0, 0, 4, 4);
    auto heads = Draw("signals", Role::signals, GeometryKind::point).add({{20, -500}}).add({{20, -500}}).add({{228.5, -500}});
    Assembled made = assembled({stripes, heads, frame()});
    const Crossings& c = made.city.crossings;
    CHECK(c.signal == std::vector{Tri::yes, Tri::no, Tri::no}); // 20 m; 26.5 m; nothing near
    CHECK(made.city.signals.size() == 3);                       // two heads on one pole stay two
    CHECK(c.edge == std::vector<std::int32_t>{0, 0, -1});       // 500 m from any street
    CHECK(c.along_m[0] == Approx(500.0F));
    CHECK(c.width_m[0] == Approx(12.0F)); // across the street
    CHECK(assembled({stripes, frame()}).city.crossings.signal == std::vector{Tri::unknown, Tri::unknown, Tri::unknown});
    auto tagged = Draw("osm", Role::crossings, GeometryKind::point).add({{0, -500}}).add({{100, -500}}).add({{300, -500}});
    tagged.text("signal", {"traffic_signals", "uncontrolled", ""});
    CHECK(assembled({tagged, heads, frame()}).city.crossings.signal == std::vector{Tri::yes, Tri::no, Tri::unknown});
}

TEST_CASE("points outside the city are left out with the reason") {
    auto stops = Draw("stops", Role::stops, GeometryKind::point).add({{0, 0}}).add({{510, 0}}).add({{600, 0}}).add({{9e6, 0}}).text("name", {"a", "b", "c", "d"});
    Assembled made = assembled({stops, frame()});
    CHECK(made.city.stops.name == std::vector<std::string>{"a", "b"}); // 10 m beside the last street is still the city
    CHECK(noted(made.report.layers[0], "outside_city") == 2);
    AssembleOptions options;
    auto projection = Projection::to_epsg(5187);
    auto sw = projection->inverse({199900, 399900}), ne = projection->inverse({200100, 400100});
    options.bbox_deg = {{sw->longitude_deg, sw->latitude_deg, ne->longitude_deg, ne->latitude_deg}};
    auto near = Draw("near", Role::roads, GeometryKind::line).add({{-50, 0}, {50, 0}}).add({{300, 0}, {400, 0}});
    Assembled cut = assembled({stops, near}, options);
    CHECK(noted(cut.report.layers[0], "outside_bbox") == 2);
    CHECK(cut.city.stops.size() == 1);
    CHECK(cut.city.streets.size() == 1);
}

TEST_CASE("the same stop in two files is one; in one file it is two; files of two kinds never merge") {
    auto a = Draw("a", Role::facilities, GeometryKind::point).add({{0, 0}}).add({{0, 0}}).text("name", {"x", "x"});
    auto b = Draw("b", Role::facilities, GeometryKind::point).add({{0.5, 0}}).add({{0, 0}}).text("name", {"x", "y"});
    CHECK(assembled({a, b, frame()}).city.facilities.size() == 3);
    b.layer().subtype = "academy";
    CHECK(assembled({a, b, frame()}).city.facilities.size() == 4);
}

TEST_CASE("layers of one grid become one population; sums are exact and nothing missing becomes zero") {
    auto cells = [](const std::string& subtype, std::vector<double> values) {
        Draw d(subtype, Role::population, GeometryKind::polygon);
        d.box(0, 0, 100, 100).box(100, 0, 100, 100).box(200, 0, 100, 100).text("id", {"a", "b", "c"}).number("persons", std::move(values));
        d.layer().subtype = subtype;
        return d;
    };
    Assembled made = assembled({cells("older", {5, std::nan(""), 1}), cells("total", {20, std::nan(""), 7}), cells("children", {3, 0, 2}), frame()});
    const Population& p = made.city.people;
    REQUIRE(p.size() == 3);
    CHECK(people_total(made.city) == 27.0);
    CHECK(population_for_rules(made.city) == 27);
    CHECK(std::isnan(p.total[1]));
    CHECK(p.older[0] == 5.0);
    CHECK(p.children[1] == 0.0);
    CHECK(std::isnan(p.working[0]));
    CHECK(p.cell_m[0] == 100.0F);
    CHECK(made.report.layers[0].joined == 3);
    CHECK(made.report.layers[1].kept == 3);
    AssembleOptions options;
    options.population = 80'000;
    CHECK(population_for_rules(assembled({cells("total", {1, 2, 3}), frame()}, options).city) == 80'000);
}

TEST_CASE("hot spots of a larger region are clipped to the city, those of the municipality stay; the same one of two files is kept once") {
    auto spots = [](const std::string& file, const std::string& group) {
        return Draw(file, Role::crashes, GeometryKind::polygon).box(0, 0, 50, 50).box(600, 0, 50, 50).box(60'000, 0, 50, 50).text("group", {group, group, group})
            .number("count", {7, 3, 4}).number("year", {2019, 2019, 2019}).number("deaths", {1, 0, 0});
    };
    Assembled made = assembled({spots("a", "elderly_pedestrian"), spots("b", "elderly_pedestrian"), spots("c", "jaywalking"), frame()});
    const Crashes& c = made.city.crashes;
    REQUIRE(c.size() == 2);
    CHECK(c.group == std::vector{CrashGroup::elderly_pedestrian, CrashGroup::jaywalking});
    CHECK(c.kind[0] == CrashKind::hotspot);
    CHECK(c.count[0] == 7);
    CHECK(c.deaths[0] == 1);
    CHECK(c.serious[0] == -1);
    CHECK(made.report.layers[1].merged == 1);
    CHECK(noted(made.report.layers[0], "outside_city") == 2);
    auto own = Draw("own", Role::crashes, GeometryKind::polygon).box(0, 0, 50, 50).box(2600, 0, 50, 50).number("count", {7, 3});
    Assembled kept = assembled({own, frame()});
    CHECK(kept.city.crashes.size() == 2);
    CHECK(noted(kept.report.layers[0], "beyond_city") == 1);
    CHECK(kept.city.extent.max.x_m - kept.city.extent.min.x_m == Approx(1000.0)); // and does not stretch the city
}

TEST_CASE("a layer without a coordinate system is placed where the others lie, and it is said") {
    auto stops = Draw("stops.csv", Role::stops, GeometryKind::point).add({{-400, -400}}).add({{400, 400}});
    stops.layer().crs.clear();
    stops.layer().epsg = 0;
    Assembled made = assembled({stops, frame()});
    CHECK(made.report.epsg == 5187);
    CHECK(made.report.layers[0].epsg == 5187);
    CHECK(noted(made.report.layers[0], "crs_guessed") == 1);
    CHECK(made.city.stops.at[0] == made.city.frame.to_local({199600, 399600}));
    // alone it cannot be placed, unless the user says how
    auto alone = assemble({stops}, {}, {});
    REQUIRE_FALSE(alone);
    CHECK(alone.error().key == "import.crs_question");
}

TEST_CASE("the city is the same for any number of threads; its hash feels a change") {
    Draw many("many", Role::buildings, GeometryKind::polygon);
    for (int i = 0; i < 3000; ++i) many.box((i % 60) * 20.0, (i / 60) * 20.0, 5.0 + i % 7, 6.0);
    many.layer().crs = "EPSG:5186"; // another CRS, so that points are transformed
    many.layer().epsg = 5186;
    AssembleOptions options;
    options.epsg = 5187;
    std::set<std::uint64_t> hashes;
    for (int threads : {1, 2, 4}) {
        options.threads = threads;
        hashes.insert(city_hash(assembled({many, frame()}, options).city));
    }
    CHECK(hashes.size() == 1);
    City city = assembled({many, frame()}, options).city;
    city.buildings.height_m[17] += 1.0F;
    hashes.insert(city_hash(city));
    city.name = "other";
    hashes.insert(city_hash(city));
    city.sources.clear();
    hashes.insert(city_hash(city));
    CHECK(hashes.size() == 3);
}

TEST_CASE("a cancelled assembly says so") {
    auto made = assemble({frame()}, {}, [](std::string_view, double) { return false; });
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::cancelled);
}

TEST_CASE("role names are there and back") {
    for (int i = 1; i <= static_cast<int>(Role::building_table); ++i) {
        Role role{};
        REQUIRE(role_from_name(role_name(static_cast<Role>(i)), role));
        CHECK(role == static_cast<Role>(i));
    }
    Role role{};
    CHECK_FALSE(role_from_name("none", role));
    CHECK_FALSE(role_from_name("houses", role));
}
