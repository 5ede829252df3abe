// Orthophotos: in tiles, north up, each pixel where it was.
#include "layers.h"

using namespace tp;
using namespace tp::test;

namespace {

FeatureLayer photo(int columns, int rows, double pixel, double west, double north) {
    FeatureLayer layer;
    layer.file = layer.layer = "photo";
    layer.role = Role::orthophoto;
    layer.epsg = 5187;
    layer.crs = "EPSG:5187";
    layer.in = 1;
    layer.raster_columns = columns;
    layer.raster_rows = rows;
    double transform[6] = {200'000.0 + west, pixel, 0, 400'000.0 + north, 0, -pixel};
    std::copy(transform, transform + 6, layer.raster_transform);
    for (int r = 0; r < rows; ++r) // red in the north-west, green north-east, blue south-west, white south-east
        for (int c = 0; c < columns; ++c) {
            bool west_half = c < columns / 2, north_half = r < rows / 2;
            std::uint8_t red = north_half == west_half ? 255 : 0, green = west_half ? 0 : 255, blue = north_half ? 0 : 255;
            if (west_half && !north_half) red = 0;
            layer.picture.insert(layer.picture.end(), {red, green, blue, 255});
        }
    return layer;
}

// The first colour of the BC1 block that holds a pixel of the largest level (5-6-5 bits, D3D11 specification 19.5.2).
std::array<int, 3> colour_at(const Texture& t, std::uint32_t x, std::uint32_t y) {
    REQUIRE_FALSE(t.alpha);
    const std::uint8_t* block = t.blocks.data() + (std::size_t{y / 4} * (t.width / 4) + x / 4) * 8;
    int c = block[0] | block[1] << 8;
    return {(c >> 11) * 255 / 31, (c >> 5 & 63) * 255 / 63, (c & 31) * 255 / 31};
}

} // namespace

TEST_CASE("an orthophoto in the city's system keeps its pixels") {
    auto made = assembled({frame(), photo(800, 400, 0.5, -200, 100)});
    REQUIRE(made.city.pictures.size() == 1);
    const GroundPicture& p = made.city.pictures[0];
    CHECK(p.width_m == 400.0);
    CHECK(p.height_m == 200.0);
    MapPoint south_west = made.city.frame.to_map(p.south_west);
    CHECK(south_west.easting_m == Approx(199'800.0));
    CHECK(south_west.northing_m == Approx(399'900.0));
    CHECK(p.texture.width == 800);
    CHECK(p.texture.height == 400);
    CHECK(p.texture.blocks.size() == texture_bytes(800, 400, p.texture.levels, false));
    CHECK(colour_at(p.texture, 398, 198) == std::array{255, 0, 0});
    CHECK(colour_at(p.texture, 401, 198) == std::array{0, 255, 0});
    CHECK(colour_at(p.texture, 398, 201) == std::array{0, 0, 255});
    CHECK(colour_at(p.texture, 401, 201) == std::array{255, 255, 255});
    CHECK(made.report.layers[1].in == 1);
    CHECK(made.report.layers[1].kept == 1);
}

TEST_CASE("a large orthophoto is cut into tiles that join, and what is far from the city is cut off") {
    auto made = assembled({frame(), photo(4000, 3000, 0.5, -1000, 750)});
    REQUIRE(made.city.pictures.size() == 4);
    double area = 0.0;
    for (const GroundPicture& p : made.city.pictures) area += p.width_m * p.height_m;
    CHECK(area == Approx(2000.0 * 1500.0));
    CHECK(made.city.pictures[0].south_west.x_m + made.city.pictures[0].width_m == Approx(made.city.pictures[1].south_west.x_m));
    CHECK(made.city.pictures[2].south_west.y_m + made.city.pictures[2].height_m == Approx(made.city.pictures[0].south_west.y_m));

    auto cut = assembled({frame(), photo(400, 100, 100.0, -20'000, 5'000)});
    REQUIRE(cut.city.pictures.size() == 1);
    CHECK(cut.city.pictures[0].width_m == Approx(2000.0).margin(200.1));
    auto far = assembled({frame(), photo(10, 10, 1.0, 50'000, 0)});
    CHECK(far.city.pictures.empty());
    CHECK(noted(far.report.layers[1], "crs_elsewhere") == 1);
}

TEST_CASE("an orthophoto in another system is turned north up, clear where it has nothing") {
    FeatureLayer layer = photo(500, 500, 1.0, 0, 0);
    double c = std::cos(0.3), s = std::sin(0.3), *t = layer.raster_transform;
    t[0] = 200'000.0 - 250 * c - 250 * s, t[1] = c, t[2] = s, t[3] = 400'000.0 - 250 * s + 250 * c, t[4] = s, t[5] = -c; // about (0, 0)
    auto made = assembled({frame(), layer});
    REQUIRE(made.city.pictures.size() == 1);
    const GroundPicture& p = made.city.pictures[0];
    CHECK(p.texture.alpha);
    double side = 500 * (c + s);
    CHECK(p.width_m == Approx(side).margin(2.0));
    CHECK(p.texture.blocks[0] == 0); // BC3: the opacity of the corner
    MapPoint middle = made.city.frame.to_map({p.south_west.x_m + 0.5 * p.width_m, p.south_west.y_m + 0.5 * p.height_m});
    CHECK(middle.easting_m == Approx(200'000.0).margin(1.0));
    CHECK(middle.northing_m == Approx(400'000.0).margin(1.0));
}
