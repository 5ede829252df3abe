// Walls that are left out because they face away are walls that nobody sees from there.
#include "small_city.h"

#include "scene/buildings.h"
#include "view/gpu_mesh.h"

#include <catch2/catch.hpp>

#include <random>
#include <set>

using namespace tp;
using namespace tp::test;

namespace {

Vec3 place(const Mesh& mesh, std::uint32_t i) {
    const SceneVertex& v = mesh.vertices[i];
    return {mesh.centre_m[0] + v.x * mesh.step_m, mesh.centre_m[1] + v.y * mesh.step_m, mesh.centre_m[2] + v.z * mesh.step_m};
}

} // namespace

TEST_CASE("only walls that cannot be seen are left out", "[property]") {
    City city = small_city(true);
    Ground ground(city);
    Mesh mesh;
    for (const BuildingTile& tile : building_tiles(city.buildings)) {
        Mesh one = building_mesh(city.buildings, tile, ground);
        if (one.indices.size() > mesh.indices.size()) mesh = std::move(one);
    }
    std::mt19937 random(11);
    std::uniform_real_distribution<double> off(-3000, 3000);
    std::size_t left_out = 0, facings = 0;
    for (int turn = 0; turn < 300; ++turn) {
        Projection3 view;
        view.eye = {off(random), off(random), 200};
        auto facing = facing_of(view, mesh.min_m, mesh.max_m);
        if (!facing) continue;
        ++facings;
        FacingIndices kept = indices_facing(mesh, *facing);
        CHECK(kept.from_size[0] == kept.indices.size());
        std::set<std::array<std::uint32_t, 3>> shown;
        for (std::size_t t = 0; t < kept.indices.size(); t += 3) shown.insert({kept.indices[t], kept.indices[t + 1], kept.indices[t + 2]});
        for (std::size_t t = 0; t < mesh.indices.size(); t += 3) {
            if (shown.contains({mesh.indices[t], mesh.indices[t + 1], mesh.indices[t + 2]})) continue;
            Vec3 a = place(mesh, mesh.indices[t]), n = cross(place(mesh, mesh.indices[t + 1]) - a, place(mesh, mesh.indices[t + 2]) - a);
            if (dot(n, view.eye - a) > 1e-6 * std::sqrt(dot(n, n))) FAIL("a wall that can be seen was left out");
            ++left_out;
        }
    }
    CHECK(facings > 200);
    CHECK(left_out > 1000);
}
