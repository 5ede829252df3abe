// Tiles: what is stored gives the same meshes back, coarser levels stay within their tolerance, and bytes of anybody's are
// refused or drawn, never followed out of their arrays.
#include "golden/small_city.h"
#include "scene/blocks.h"
#include "scene/buildings.h"
#include "scene/outline.h"
#include "scene/tile_set.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <random>

using namespace tp;
using namespace tp::test;

namespace {

bool same(const Mesh& a, const Mesh& b) {
    return a.indices == b.indices && a.vertices.size() == b.vertices.size() &&
           std::ranges::equal(a.vertices, b.vertices, [](const SceneVertex& l, const SceneVertex& r) {
               return l.x == r.x && l.y == r.y && l.z == r.z && l.up == r.up && l.look == r.look && l.id == r.id;
           });
}

double distance_m(LocalPoint p, std::span<const LocalPoint> ring) {
    std::vector<LocalPoint> closed(ring.begin(), ring.end());
    closed.push_back(ring[0]);
    return nearest_on_line(closed, p).distance_m;
}

Polygons polygon_of(std::initializer_list<std::vector<LocalPoint>> rings) {
    Polygons p;
    for (const auto& ring : rings) p.rings.add(ring);
    p.end_polygon();
    return p;
}

std::vector<LocalPoint> wobbly_rectangle(std::mt19937& random, double w, double h, double wobble) {
    std::uniform_real_distribution<double> off(-wobble, wobble);
    std::vector<LocalPoint> ring;
    auto side = [&](LocalPoint a, LocalPoint b) {
        for (int k = 0; k < 6; ++k) {
            double t = k / 6.0;
            double s = k == 0 ? 0 : off(random);
            ring.push_back({a.x_m + t * (b.x_m - a.x_m) + (b.x_m == a.x_m ? s : 0), a.y_m + t * (b.y_m - a.y_m) + (b.y_m == a.y_m ? s : 0)});
        }
    };
    side({0, 0}, {w, 0});
    side({w, 0}, {w, h});
    side({w, h}, {0, h});
    side({0, h}, {0, 0});
    return ring;
}

class Bytes final : public TileSource { // of one set of tiles, some of them changed
public:
    std::map<std::int64_t, std::vector<std::byte>> blobs;
    Result<std::vector<std::byte>> read(std::int64_t key) const override {
        auto found = blobs.find(key);
        return found == blobs.end() ? std::vector<std::byte>{} : found->second;
    }
};

std::shared_ptr<Bytes> bytes_of(const City& city) {
    auto built = build_tiles(city);
    REQUIRE(built);
    auto bytes = std::make_shared<Bytes>();
    for (TileBlob& blob : *built) bytes->blobs[blob.key] = std::move(blob.bytes);
    return bytes;
}

} // namespace

TEST_CASE("tiles give the meshes that a city gives") {
    City city = small_city(true);
    auto set = read_tile_set(bytes_of(city));
    REQUIRE(set);
    CHECK(set->buildings == city.buildings.size());
    CHECK(set->streets == city.streets.size());
    Ground ground(city);
    for (LocalPoint p : {LocalPoint{0, 0}, {-140, 35}, {900, -2000}}) CHECK(set->ground->height_m(p) == ground.height_m(p));
    std::size_t tiles = 0;
    for (const BuildingTile& tile : building_tiles(city.buildings)) {
        auto mesh = read_tile(*set, {TileKind::buildings, 0, 0, tile.key.row, tile.key.column});
        REQUIRE(mesh);
        CHECK(same(*mesh, building_mesh(city.buildings, tile, ground)));
        ++tiles;
    }
    CHECK(tiles > 0);
    for (const TileEntry& entry : set->entries) {
        auto mesh = read_tile(*set, entry.id);
        REQUIRE(mesh);
        for (std::size_t c = 0; c < 3; ++c) {
            CHECK(mesh->min_m[c] == Approx(entry.min_m[c]).margin(0.02));
            CHECK(mesh->max_m[c] == Approx(entry.max_m[c]).margin(0.02));
        }
    }
}

TEST_CASE("damaged tiles are refused or drawn, never a crash", "[robust]") {
    City city = small_city(true);
    auto bytes = bytes_of(city);
    std::mt19937 random(7);
    int refused = 0, drawn = 0;
    for (int turn = 0; turn < 3000; ++turn) {
        auto damaged = std::make_shared<Bytes>(*bytes);
        auto at = damaged->blobs.begin();
        std::advance(at, static_cast<int>(random() % damaged->blobs.size()));
        auto& blob = at->second;
        if (turn % 4 == 0) blob.resize(random() % (blob.size() + 1));
        else
            for (unsigned k = 0; k < 1 + random() % 4; ++k) blob[random() % blob.size()] = static_cast<std::byte>(random() % 256);
        auto set = read_tile_set(damaged);
        if (!set) {
            CHECK(set.error().key == "renderer.tiles");
            ++refused;
            continue;
        }
        for (const TileEntry& entry : set->entries) {
            auto mesh = read_tile(*set, entry.id);
            if (!mesh) {
                CHECK(mesh.error().key == "renderer.tiles");
                ++refused;
                continue;
            }
            bool inside = std::ranges::all_of(mesh->indices, [&](std::uint32_t i) { return i < mesh->vertices.size(); }) &&
                          std::ranges::all_of(mesh->indices_from_size, [&](std::uint32_t n) { return n <= mesh->indices.size(); });
            if (!inside) FAIL("an index beyond the mesh");
            ++drawn;
        }
    }
    CHECK(refused > 500);
    CHECK(drawn > 500);
}

TEST_CASE("a simplified outline stays within its tolerance", "[property]") {
    std::mt19937 random(3);
    Polygons out;
    for (double tolerance : {0.6, 1.6, 4.0})
        for (int turn = 0; turn < 200; ++turn) {
            std::uniform_real_distribution<double> size(6.0, 60.0);
            auto ring = wobbly_rectangle(random, size(random), size(random), 0.4 * tolerance);
            simplified_outline(polygon_of({ring}), 0, tolerance, out);
            REQUIRE(out.size() == 1);
            REQUIRE(out.rings.size() == 1);
            CHECK(out.rings[0].size() < ring.size());
            CHECK(signed_area_m2(out.rings[0]) > 0);
            double most = 0;
            for (LocalPoint p : ring) most = std::max(most, distance_m(p, out.rings[0]));
            for (LocalPoint p : out.rings[0]) most = std::max(most, distance_m(p, ring));
            CHECK(most <= 1.6 * tolerance);
        }
}

TEST_CASE("outlines: a copy, an L, holes, and rings that are none") {
    Polygons out;
    std::vector<LocalPoint> l_shape{{0, 0}, {30, 0}, {30, 10}, {10, 10}, {10, 30}, {0, 30}};
    simplified_outline(polygon_of({l_shape}), 0, 0.0, out);
    CHECK(out.rings.points.size() == 6);
    simplified_outline(polygon_of({l_shape}), 0, 4.0, out);
    CHECK(signed_area_m2(out.rings[0]) == Approx(500)); // no rectangle stands for it
    std::vector<LocalPoint> wide{{5, 5}, {5, 25}, {25, 25}, {25, 5}}, narrow{{2, 2}, {2, 3}, {3, 3}, {3, 2}};
    simplified_outline(polygon_of({{{0, 0}, {40, 0}, {40, 30}, {0, 30}}, wide, narrow}), 0, 1.6, out);
    REQUIRE(out.rings.size() == 2);
    CHECK(signed_area_m2(out.rings[1]) == Approx(-400));
    simplified_outline(polygon_of({{{7, 7}, {7, 7}, {7, 7}}}), 0, 1.6, out);
    CHECK(out.rings.size() == 0);
    simplified_outline(polygon_of({{{0, 0}, {9, 0}, {4, 0}}}), 0, 1.6, out); // a line
    for (LocalPoint p : out.rings.points) CHECK(std::isfinite(p.x_m));
}

TEST_CASE("blocks are as high as the roofs they stand for") {
    City city;
    Buildings& b = city.buildings;
    for (int i = 0; i < 4; ++i) { // four of 14 x 14 m in one cell of 30 m, 10, 10, 20 and 20 m high
        double x = (i % 2) * 15.0 + 0.5, y = (i / 2) * 15.0 + 0.5;
        b.footprint.rings.add(std::vector<LocalPoint>{{x, y}, {x + 14, y}, {x + 14, y + 14}, {x, y + 14}});
        b.footprint.end_polygon();
        b.height_m.push_back(i < 2 ? 10.0f : 20.0f);
        b.base_m.push_back(3.0f);
    }
    Ground ground(city);
    const std::uint32_t which[]{0, 1, 2, 3};
    Mesh mesh = block_mesh(b, which, ground, {0, 0}, 480);
    CHECK(mesh.max_m[2] == Approx(18.0).margin(0.02));
    CHECK(mesh.indices.size() == 5 * 6); // a roof and four walls
    CHECK(mesh.max_m[0] - mesh.min_m[0] == Approx(30).margin(0.02));
}
