// Trees and devices stand where the city has them; people and cars are the same whatever is proposed, and out of the way.
#include "golden/small_city.h"
#include "scene/object_id.h"
#include "scene/props.h"
#include "scene/volumes.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace tp;
using namespace tp::test;

namespace {

City planted() {
    City city = small_city(true);
    auto tree = [&](LocalPoint at, float height, Leaf leaf) {
        city.trees.at.push_back(at);
        city.trees.height_m.push_back(height);
        city.trees.crown_m.push_back(std::numeric_limits<float>::quiet_NaN());
        city.trees.leaf.push_back(leaf);
        city.trees.origin.push_back({});
    };
    tree({-80, 80}, 12.0f, Leaf::needle);
    tree({20, 7}, std::numeric_limits<float>::quiet_NaN(), Leaf::unknown);
    tree({1e9, 0}, 5.0f, Leaf::broad); // nowhere
    city.devices = {{DeviceKind::lamp, DeviceKind::cctv}, {{20, -7}, {-7, 60}}, {1, 1}, {"", ""}, {Origin{}, Origin{}}};
    return city;
}

std::vector<std::pair<LocalPoint, const Prop*>> placed(const PropScene& scene) {
    std::vector<std::pair<LocalPoint, const Prop*>> out;
    for (const PropTile& tile : scene.tiles)
        for (const PropRun& run : tile.runs)
            for (std::uint32_t i = run.first; i < run.first + run.count; ++i) {
                const Prop& p = scene.props[i];
                LocalPoint at{tile.centre_m[0] + static_cast<double>(p.at[0]), tile.centre_m[1] + static_cast<double>(p.at[1])};
                CHECK(at.x_m >= tile.min_m[0]);
                CHECK(at.y_m <= tile.max_m[1]);
                out.emplace_back(at, &p);
            }
    return out;
}

} // namespace

TEST_CASE("a tree stands on the ground with its height and its id; a lamp looks at its street") {
    City city = planted();
    Ground ground(city);
    StreetCells streets(city.streets);
    PropScene scene = standing_props(city, ground, streets);
    CHECK(scene.props.size() == 4);
    int found = 0;
    for (const PropTile& tile : scene.tiles)
        for (const PropRun& run : tile.runs)
            for (std::uint32_t i = run.first; i < run.first + run.count; ++i) {
                const Prop& p = scene.props[i];
                LocalPoint at{tile.centre_m[0] + static_cast<double>(p.at[0]), tile.centre_m[1] + static_cast<double>(p.at[1])};
                CHECK(tile.centre_m[2] + static_cast<double>(p.at[2]) == Approx(ground.height_m(at) + ground.lift_m()).margin(0.01));
                if (p.id == scene_id::make(scene_id::tree, 0)) {
                    ++found;
                    CHECK(run.kind == PropKind::needle_tree);
                    CHECK(p.height == 12.0f);
                    CHECK(p.width == Approx(4.8f));
                    CHECK(at.x_m == Approx(-80).margin(0.01));
                }
                if (p.id == scene_id::make(scene_id::tree, 1)) {
                    ++found;
                    CHECK(p.height == 7.0f);
                }
                if (p.id == scene_id::make(scene_id::device, 0)) { // the street is to the north
                    ++found;
                    CHECK(static_cast<std::int16_t>(p.heading & 0xffffU) == 0);
                    CHECK(static_cast<std::int16_t>(p.heading >> 16) == 32767);
                }
            }
    CHECK(found == 3);
    CHECK(streets.towards_street({20, -7}).y_m == Approx(1.0));
    CHECK(streets.towards_street({20, -400}) == LocalPoint{0, 1});
}

TEST_CASE("people and cars stand still, near the eye only, off the crossings, and name no object") {
    City city = planted();
    Ground ground(city);
    StreetCells streets(city.streets);
    PropScene a = passing_props(city, ground, streets, {30, 0}), b = passing_props(city, ground, streets, {30, 0}), moved = passing_props(city, ground, streets, {60, 0});
    REQUIRE(a.props.size() > 4);
    CHECK(a.props.size() == b.props.size());
    std::size_t same = 0;
    auto before = placed(a), after = placed(moved);
    for (const auto& [at, p] : before) {
        CHECK(p->id == 0);
        CHECK(distance_m(at, {30, 0}) <= k_people_m + 0.01);
        for (LocalPoint c : city.crossings.at) CHECK(distance_m(at, c) > 8.9);
        for (const auto& [other, q] : after) same += distance_m(at, other) < 0.01 ? 1U : 0U;
    }
    CHECK(same >= before.size() - 2); // one who walks along meets the same people
    CHECK(passing_props(city, ground, streets, {5000, 5000}).props.empty());
}

TEST_CASE("a coverage body reaches from its upper point to its outline on the ground; what is no body is left out") {
    City city = planted();
    Ground ground(city);
    double nan = std::numeric_limits<double>::quiet_NaN();
    CoverageVolume cone{{0, 0}, 6.0, {{-10, -10}, {10, -10}, {10, 10}, {-10, 10}}};
    VolumeMesh mesh = volume_mesh(std::span(&cone, 1), ground);
    REQUIRE_FALSE(mesh.indices.empty());
    double top = -1e9;
    for (const VolumeVertex& v : mesh.vertices) {
        double x = mesh.centre_m[0] + static_cast<double>(v.at[0]), y = mesh.centre_m[1] + static_cast<double>(v.at[1]), z = mesh.centre_m[2] + static_cast<double>(v.at[2]);
        CHECK(std::max(std::abs(x), std::abs(y)) < 10.01);
        top = std::max(top, z - ground.height_m({0, 0}));
        CHECK(z - ground.height_m({x, y}) > 0.05);
    }
    CHECK(top == Approx(6.0).margin(0.01));
    std::vector<CoverageVolume> bad{{{0, 0}, 5, {{0, 0}, {1, 0}}}, {{nan, 0}, 5, cone.outline}, {{0, 0}, 5, {{0, 0}, {nan, 0}, {1, 1}}}, {{0, 0}, nan, cone.outline},
                                    {{0, 0}, 5, {{0, 0}, {0, 0}, {0, 0}}}};
    CHECK(volume_mesh(bad, ground).indices.empty());
}
