// Tiles of anybody's file: what is read is whole and within bounds, or refused; never a crash.
#include "golden/small_city.h"
#include "scene/tile_set.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

using namespace tp;
using namespace tp::test;

namespace {

class MemoryTiles final : public TileSource {
public:
    std::map<std::int64_t, std::vector<std::byte>> blobs;
    Result<std::vector<std::byte>> read(std::int64_t key) const override {
        auto found = blobs.find(key);
        return found == blobs.end() ? std::vector<std::byte>{} : found->second;
    }
};

MemoryTiles made() {
    City city = small_city(true);
    for (int i = 0; i < 60; ++i) add_box(city, -700 + 23 * i, 400 + 7 * i, -690 + 23 * i, 415 + 7 * i, 0, 6.0f + static_cast<float>(i % 9));
    city.extent.add({-700, -150});
    city.extent.add({700, 900});
    auto built = build_tiles(city);
    REQUIRE(built);
    MemoryTiles tiles;
    for (TileBlob& blob : *built) tiles.blobs[blob.key] = std::move(blob.bytes);
    return tiles;
}

// Everything that there is to read; the number of pieces that were.
int read_all(const std::shared_ptr<const MemoryTiles>& tiles) {
    auto set = read_tile_set(tiles);
    if (!set) return 0;
    REQUIRE(set->ground);
    CHECK(set->entries.size() < 100000);
    int whole = 0;
    for (std::size_t i = 0; i < set->entries.size() && i < 400; ++i) {
        auto mesh = read_tile(*set, set->entries[i].id);
        if (!mesh) {
            CHECK(mesh.error().key == "renderer.tiles");
            continue;
        }
        ++whole;
        bool inside = std::ranges::all_of(mesh->indices, [&](std::uint32_t v) { return v < mesh->vertices.size(); });
        bool sizes = std::ranges::all_of(mesh->indices_from_size, [&](std::uint32_t n) { return n <= mesh->indices.size(); });
        bool finite = std::isfinite(mesh->step_m) && std::ranges::all_of(mesh->centre_m, [](double v) { return std::isfinite(v); });
        if (!inside || !sizes || !finite) FAIL("a piece that reaches outside itself");
    }
    return whole;
}

} // namespace

TEST_CASE("tiles with any byte changed, cut off or doubled are refused or harmless") {
    const MemoryTiles good = made();
    REQUIRE(good.blobs.size() > 4);
    int all = read_all(std::make_shared<MemoryTiles>(good));
    REQUIRE(all > 4);
    std::mt19937 random(7);
    int changed = 0;
    for (int turn = 0; turn < 1500; ++turn) {
        auto tiles = std::make_shared<MemoryTiles>(good);
        auto which = std::next(tiles->blobs.begin(), static_cast<std::ptrdiff_t>(random() % tiles->blobs.size()));
        if (turn % 3 == 0) which = tiles->blobs.begin(); // the index, more often
        std::vector<std::byte>& bytes = which->second;
        if (bytes.empty()) continue;
        switch (random() % 5) {
        case 0: bytes[random() % bytes.size()] = static_cast<std::byte>(random() & 255U); break;
        case 1: bytes.resize(random() % bytes.size()); break;
        case 2: bytes.insert(bytes.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(random() % bytes.size())); break;
        case 3:
            for (int k = 0; k < 8; ++k) bytes[random() % bytes.size()] = static_cast<std::byte>(random() % 2 == 0 ? 0xff : 0x7f);
            break;
        default: bytes = std::next(tiles->blobs.begin(), static_cast<std::ptrdiff_t>(random() % tiles->blobs.size()))->second; break; // another piece's
        }
        CAPTURE(turn);
        changed += read_all(tiles) != all;
    }
    CHECK(changed > 100); // many are told to be broken
}
