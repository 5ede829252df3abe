// Scene: what leaves the double world is right, whole and within its limits. No device is needed.
#include "golden/small_city.h"
#include "scene/buildings.h"
#include "scene/drape.h"
#include "scene/ground.h"
#include "scene/models.h"
#include "scene/object_id.h"
#include "scene/palette.h"
#include "scene/surfaces.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <map>

using namespace tp;
using namespace tp::test;

namespace {

std::array<double, 3> place(const Mesh& mesh, std::uint32_t index) {
    const SceneVertex& v = mesh.vertices[index];
    return {mesh.centre_m[0] + v.x * mesh.step_m, mesh.centre_m[1] + v.y * mesh.step_m, mesh.centre_m[2] + v.z * mesh.step_m};
}

// Volume of a surface by Gauss: positive where all faces look outwards.
double volume_m3(const Mesh& mesh) {
    double sum = 0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        auto a = place(mesh, mesh.indices[t]), b = place(mesh, mesh.indices[t + 1]), c = place(mesh, mesh.indices[t + 2]);
        sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }
    return sum / 6;
}

double area_m2(const Mesh& mesh, std::uint32_t id) { // seen from above
    double sum = 0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        if (mesh.vertices[mesh.indices[t]].id != id) continue;
        auto a = place(mesh, mesh.indices[t]), b = place(mesh, mesh.indices[t + 1]), c = place(mesh, mesh.indices[t + 2]);
        sum += 0.5 * ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    }
    return sum;
}

} // namespace

TEST_CASE("a prism has the walls and the roof of its footprint") {
    City city;
    city.extent.add({3000, 4000});
    add_box(city, 3000, 4000, 3020, 4010, 5.0f, 12.0f);
    Ground ground(city);
    auto tiles = building_tiles(city.buildings);
    REQUIRE(tiles.size() == 1);
    CHECK(tiles[0].key == TileKey{8, 6});
    Mesh mesh = building_mesh(city.buildings, tiles[0], ground);
    CHECK(mesh.vertices.size() == 8);
    CHECK(mesh.indices.size() == 3 * (8 + 2)); // no floor: nobody sees it
    CHECK(mesh.min_m == std::array{3000.0, 4000.0, 5.0});
    CHECK(mesh.max_m == std::array{3020.0, 4010.0, 17.0});
    // All faces outwards (Gauss): the floor that is not there, 200 m2 at z = 5, would add -5 * 200 / 3.
    CHECK(volume_m3(mesh) == Approx(20.0 * 10 * 12 + 5.0 * 200 / 3).epsilon(0.001));
}

TEST_CASE("positions far from the city's origin keep their centimetre") {
    City city;
    for (int i = 0; i < 4; ++i) add_box(city, 412345.67 + 30 * i, -298765.43, 412355.67 + 30 * i, -298755.43, 0, 10);
    city.extent.add({412345, -298766});
    Ground ground(city);
    for (const BuildingTile& tile : building_tiles(city.buildings)) {
        Mesh mesh = building_mesh(city.buildings, tile, ground);
        for (std::uint32_t i = 0; i < mesh.vertices.size(); ++i) {
            auto p = place(mesh, i);
            double nearest = 1e9;
            for (LocalPoint q : city.buildings.footprint.rings.points) nearest = std::min(nearest, distance_m({p[0], p[1]}, q));
            CHECK(nearest < 0.0101);
        }
    }
}

TEST_CASE("every building with finite coordinates is in exactly one tile, the largest first") {
    City city = small_city();
    add_box(city, std::numeric_limits<double>::quiet_NaN(), 0, 1, 1, 0, 5);
    add_box(city, 0, 0, 1e12, 1, 0, 5);
    std::map<std::uint32_t, int> seen;
    for (const BuildingTile& tile : building_tiles(city.buildings)) {
        double before = std::numeric_limits<double>::infinity();
        for (std::uint32_t i : tile.buildings) {
            ++seen[i];
            LocalBox box;
            for (LocalPoint p : city.buildings.footprint.outer(i)) box.add(p);
            double size = std::max({box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m, static_cast<double>(city.buildings.height_m[i])});
            CHECK(size <= before);
            before = size;
        }
    }
    CHECK(seen.size() == 13);
    for (auto [i, count] : seen) CHECK(count == 1);
}

TEST_CASE("small buildings can be dropped by cutting the list of indices") {
    City city;
    city.extent.add({0, 0});
    add_box(city, 0, 0, 3, 3, 0, 3);       // 3 m
    add_box(city, 10, 0, 30, 20, 0, 20);   // 20 m
    add_box(city, 40, 0, 45, 5, 0, 9);     // 9 m
    Mesh mesh = building_mesh(city.buildings, building_tiles(city.buildings)[0], Ground(city));
    CHECK(mesh.indices_from_size[0] == 90);
    CHECK(mesh.indices_from_size[1] == 90); // 2 m and more: all
    CHECK(mesh.indices_from_size[2] == 60); // 4 m and more
    CHECK(mesh.indices_from_size[3] == 60); // 8 m
    CHECK(mesh.indices_from_size[4] == 30); // 16 m
    CHECK(mesh.indices_from_size[5] == 0);
    for (std::size_t k = 0; k < 30; ++k) CHECK(mesh.vertices[mesh.indices[k]].id == scene_id::make(scene_id::building, 1));
}

TEST_CASE("the drawn ground passes through the terrain's heights and never ends") {
    City city = small_city(true);
    Ground ground(city);
    CHECK_FALSE(ground.flat());
    CHECK(ground.height_m({-80, 80}) == Approx(20.0).margin(1.0)); // the hill's top, between nodes 15 m apart
    CHECK(ground.height_m({100, -100}) == Approx(0.0).margin(0.1));
    for (double far : {1e4, 1e7, 1e300}) CHECK(std::isfinite(ground.height_m({far, -far})));
    CHECK(std::isfinite(ground.height_m({std::numeric_limits<double>::quiet_NaN(), 0})));
    CHECK(Ground(small_city()).flat());
    CHECK(Ground(City{}).height_m({5, 5}) == 0.0);
    for (int stride : {1, 2, 4, 8, 16}) {
        auto indices = Ground::tile_indices(stride);
        auto n = static_cast<std::size_t>(Ground::k_cells / stride);
        CHECK(indices.size() == 6 * (n * n + 4 * n));
        CHECK(*std::ranges::max_element(indices) < ground.tile(0, 0).vertices.size());
    }
}

TEST_CASE("the steepest part of a tile is its steepest triangle") {
    CHECK(Ground(small_city()).steepest(0, 0) == 0.0);
    City city = small_city(true);
    Ground ground(city);
    double most = 0, by_hand = 0;
    for (int row = 0; row < ground.tile_rows(); ++row)
        for (int column = 0; column < ground.tile_columns(); ++column) {
            most = std::max(most, ground.steepest(row, column));
            Mesh tile = ground.tile(row, column);
            auto indices = Ground::tile_indices(1);
            for (std::size_t i = 0; i + 2 < std::size_t{6} * Ground::k_cells * Ground::k_cells; i += 3) { // without the skirt
                auto at = [&](std::size_t k) { return tile.vertices[indices[i + k]]; };
                double ax = at(1).x - at(0).x, ay = at(1).y - at(0).y, az = at(1).z - at(0).z, bx = at(2).x - at(0).x, by = at(2).y - at(0).y, bz = at(2).z - at(0).z;
                double nx = ay * bz - az * by, ny = az * bx - ax * bz, nz = ax * by - ay * bx;
                by_hand = std::max(by_hand, std::hypot(nx, ny) / std::abs(nz));
            }
        }
    CHECK(most > 0.1);
    CHECK(most == Approx(by_hand).epsilon(0.02)); // positions of a mesh are rounded
}

TEST_CASE("areas keep their area when they are cut to tiles and cells") {
    for (bool hill : {false, true}) {
        City city = small_city(hill);
        Ground ground(city);
        SurfaceDrafts drafts(ground, 0.05, ground.lift_m());
        drafts.add_areas(city.areas);
        double water = 0, green = 0;
        for (const auto& [key, mesh] : drafts.pack_all()) {
            water += area_m2(mesh, scene_id::make(scene_id::area, 0));
            green += area_m2(mesh, scene_id::make(scene_id::area, 1));
        }
        CHECK(water == Approx(100 * 40).epsilon(0.002));
        CHECK(green == Approx(100 * 80).epsilon(0.002));
    }
}

TEST_CASE("a street has its width and follows the ground") {
    City city = small_city(true);
    Ground ground(city);
    SurfaceDrafts drafts(ground, 0.05, ground.lift_m());
    drafts.add_streets(city.streets);
    double area = 0;
    for (const auto& [key, mesh] : drafts.pack_all()) {
        area += area_m2(mesh, scene_id::make(scene_id::street, 0));
        for (std::uint32_t i = 0; i < mesh.vertices.size(); ++i) {
            auto p = place(mesh, i);
            CHECK(p[2] == Approx(ground.height_m({p[0], p[1]}) + ground.lift_m()).margin(0.03));
        }
    }
    // 300 m x 12 m and a half octagon of radius 6 m at either end (together 2.83 r^2).
    CHECK(area == Approx(300 * 12 + 2 * std::sqrt(2.0) * 36).epsilon(0.002));
    CHECK(drawn_width_m(city.streets, 0) == 12.0);
    city.streets.width_m[0] = std::numeric_limits<float>::quiet_NaN();
    city.streets.lanes[0] = 4;
    CHECK(drawn_width_m(city.streets, 0) == 13.5);
}

TEST_CASE("coarser surfaces have fewer triangles, the same area, and lie higher than they are off") {
    City city = small_city(true);
    Ground ground(city);
    std::size_t before = std::numeric_limits<std::size_t>::max();
    for (auto [tolerance_m, lift_m] : {std::pair{0.0, 0.15}, {0.05, 0.15}, {0.8, 1.5}, {100.0, 3.0}}) {
        SurfaceDrafts drafts(ground, tolerance_m, lift_m);
        drafts.add_areas(city.areas);
        std::size_t triangles = 0;
        double green = 0;
        for (const auto& [key, mesh] : drafts.pack_all()) {
            triangles += mesh.indices.size() / 3;
            green += area_m2(mesh, scene_id::make(scene_id::area, 1));
            if (tolerance_m > 1) continue;
            for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) { // the middle of each piece
                std::array<double, 3> middle{};
                for (std::size_t k = 0; k < 3; ++k) {
                    auto p = place(mesh, mesh.indices[t + k]);
                    for (std::size_t axis = 0; axis < 3; ++axis) middle[axis] += p[axis] / 3;
                }
                CHECK(std::abs(middle[2] - lift_m - ground.height_m({middle[0], middle[1]})) <= 2 * tolerance_m + 0.2); // 0.2: inside a cell
            }
        }
        CHECK(green == Approx(100 * 80).epsilon(0.002));
        CHECK(triangles <= before);
        if (tolerance_m == 100.0) CHECK(triangles < before / 2 + 1);
        before = std::min(before, triangles);
    }
}

TEST_CASE("shared vertices leave every triangle as it was") {
    DraftMesh draft;
    for (int k = 0; k < 50; ++k) { // a strip of squares, each with corners of its own
        auto x = static_cast<double>(k);
        auto first = static_cast<std::uint32_t>(draft.vertices.size());
        for (auto [dx, y] : {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}}) draft.add({x + dx, y, 0, 0, pack_look(0, 0, 1, Material::street), k < 25 ? 1U : 2U});
        draft.quad(first, first + 1, first + 2, first + 3);
    }
    Mesh apart = pack(draft), shared = apart;
    share_vertices(shared);
    REQUIRE(shared.indices.size() == apart.indices.size());
    CHECK(apart.vertices.size() == 200);
    CHECK(shared.vertices.size() == 104); // 2 x 51 corners, and 2 more where the object changes
    for (std::size_t i = 0; i < apart.indices.size(); ++i) CHECK(shared.vertices[shared.indices[i]] == apart.vertices[apart.indices[i]]);
}

TEST_CASE("solutions take the crossing's direction and width, or their own heading") {
    City city = small_city();
    Ground ground(city);
    auto solutions = small_solutions();
    SolutionScene scene = solution_scene(city, ground, solutions, small_catalogue());
    REQUIRE(scene.instances.size() == 3);
    for (const ModelInstance& instance : scene.instances) {
        if (instance.id != scene_id::make(scene_id::solution, 1)) continue;
        CHECK(std::abs(instance.sine) == Approx(1.0)); // along the street from west to east
        const Mesh& mesh = scene.models[instance.model];
        CHECK(mesh.max_m[0] - mesh.min_m[0] > 12.0); // spans the carriageway
        CHECK(mesh.max_m[0] - mesh.min_m[0] < 18.0);
    }
    solutions[1].heading_deg = 30;
    solutions[2].at.reset(); // a service has no place
    scene = solution_scene(city, ground, solutions, small_catalogue());
    REQUIRE(scene.instances.size() == 2);
    for (const ModelInstance& instance : scene.instances)
        if (instance.id == scene_id::make(scene_id::solution, 2)) CHECK(instance.sine == Approx(0.5));
    for (std::string_view name : model_names()) {
        Mesh mesh = solution_model(name);
        CHECK(mesh.indices.size() > 30);
        CHECK(volume_m3(mesh) > 0); // faces look outwards
        CHECK(mesh.min_m[2] > -0.1);
    }
    CHECK(solution_model("no such model").indices == solution_model("marker").indices);
}

TEST_CASE("a layer of cells becomes one raster cell each, missing values stay apart") {
    Drape drape = make_drape(small_layer());
    CHECK(drape.columns == 6);
    CHECK(drape.rows == 6);
    CHECK(drape.cell_m == 20.0);
    CHECK(drape.south_west == LocalPoint{-60, -60});
    CHECK((drape.cells[5 * 6 + 0] >> 24) == 2); // the one that is missing
    CHECK((drape.cells[0] >> 24) == 1);
    CHECK(drape.cells[2 * 6 + 2] == drape.cells[3 * 6 + 3]); // the same distance, the same class
    CHECK(drape.cells[0] != drape.cells[2 * 6 + 2]);
    Layer points = small_layer();
    points.on = LayerOn::points;
    points.at = {{0, 0}};
    points.value = {10.0f};
    drape = make_drape(points);
    CHECK(drape.columns == 3); // a square of 20 m in thirds
    CHECK(std::ranges::count_if(drape.cells, [](std::uint32_t c) { return (c >> 24) == 1; }) == 9);
    points.at = {{std::numeric_limits<double>::quiet_NaN(), 0}};
    CHECK(make_drape(points).cells.empty());
}

TEST_CASE("a layer on buildings is a word each: a colour, missing, or a colour of few observations") {
    Layer layer;
    layer.on = LayerOn::buildings;
    layer.map = ColourMap::orrd;
    layer.breaks = {1, 2};
    layer.value = {0, 1, 5, std::numeric_limits<float>::quiet_NaN(), 5};
    layer.small_sample = {0, 0, 0, 1, 1};
    Drape drape = make_drape(layer);
    REQUIRE(drape.objects.size() == 5);
    CHECK(drape.objects[0] == 0x01fff7ecU);
    CHECK(drape.objects[1] == 0x01fc8d59U);
    CHECK(drape.objects[2] == 0x017f0000U);
    CHECK(drape.objects[3] == 0x02000000U); // what is missing has no sample
    CHECK(drape.objects[4] == 0x037f0000U);
}

TEST_CASE("the clay city has the colours of the looks") {
    Palette palette = make_palette({0.894f, 0.341f, 0.180f}, 0);
    auto albedo = [&](Material m) { return palette[static_cast<std::size_t>(m)].albedo; };
    auto grey = [](const std::array<float, 3>& c) { return std::sqrt(0.299f * c[0] + 0.587f * c[1] + 0.114f * c[2]); };
    for (float channel : albedo(Material::wall)) { // off-white clay, warm
        CHECK(channel >= 0.83f);
        CHECK(channel <= 0.90f);
    }
    CHECK(albedo(Material::wall)[0] >= albedo(Material::wall)[2]);
    for (Material m : {Material::ground, Material::green, Material::water, Material::street, Material::wall}) { // saturation below 12 % or so
        auto c = albedo(m);
        float high = std::sqrt(std::max({c[0], c[1], c[2]})), low = std::sqrt(std::min({c[0], c[1], c[2]}));
        CAPTURE(static_cast<int>(m));
        CHECK((high - low) / high < 0.14f);
        CHECK(grey(c) > 0.7f);
    }
    CHECK(std::sqrt(albedo(Material::accent)[0]) == Approx(0.894).margin(0.001));
    float pull = 0;
    for (Material m : {Material::green, Material::water, Material::street, Material::sidewalk, Material::stripe}) {
        CHECK(palette[static_cast<std::size_t>(m)].pull > pull); // each over the ones before
        pull = palette[static_cast<std::size_t>(m)].pull;
    }
}
