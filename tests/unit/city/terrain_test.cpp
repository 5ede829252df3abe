// Terrain out of rasters, reliefs, contours: against the surface they were drawn from.
#include "layers.h"

#include "geo/crs.h"

using namespace tp;
using namespace tp::test;

namespace {

constexpr double k_east = 200'000.0, k_north = 400'000.0; // of the test area, EPSG:5187

double hill(double x, double y) { return 100.0 * std::exp(-(x * x + y * y) / (2.0 * 300.0 * 300.0)); }

// A raster in EPSG:5187 whose cells hold `height` at their centres; x, y relative to the test area.
template <class Height>
FeatureLayer raster(const std::string& file, double west, double north, double cell, int columns, int rows, Height height) {
    FeatureLayer layer;
    layer.file = layer.layer = file;
    layer.role = Role::terrain;
    layer.epsg = 5187;
    layer.crs = "EPSG:5187";
    layer.in = 1;
    layer.raster_columns = columns;
    layer.raster_rows = rows;
    double transform[6] = {k_east + west, cell, 0, k_north + north, 0, -cell};
    std::copy(transform, transform + 6, layer.raster_transform);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) layer.raster.push_back(static_cast<float>(height(west + (c + 0.5) * cell, north - (r + 0.5) * cell)));
    return layer;
}

LocalPoint local(const City& city, double x, double y) { return city.frame.to_local({k_east + x, k_north + y}); }

std::size_t cell_at(const City& city, double x, double y) {
    LocalPoint p = local(city, x, y);
    const GridShape& s = city.terrain.shape;
    return static_cast<std::size_t>((p.y_m - s.south_west.y_m) / s.cell_m) * static_cast<std::size_t>(s.columns) + static_cast<std::size_t>((p.x_m - s.south_west.x_m) / s.cell_m);
}

bool same(const HeightGrid& a, const HeightGrid& b) {
    auto equal = [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return a.shape == b.shape && std::ranges::equal(a.height_m, b.height_m, equal) && a.known == b.known;
}

} // namespace

TEST_CASE("one raster in the city's system keeps its cells, row 0 in the south") {
    City city = assembled({frame(), raster("a", -1500, 1500, 5, 600, 600, hill)}).city;
    CHECK(city.terrain.shape.cell_m == 5.0);
    CHECK(city.terrain.shape.columns == 400); // the extent and 500 m around it
    CHECK(city.terrain.known.empty());
    for (auto [x, y] : {std::pair{2.5, 2.5}, {-397.5, 302.5}, {402.5, -797.5}})
        CHECK(city.terrain.height_m[cell_at(city, x, y)] == static_cast<float>(hill(x, y)));
}

TEST_CASE("two halves are the whole, in whatever order they come") {
    auto whole = raster("w", -1200, 1000, 5, 480, 400, hill), west = raster("a", -1200, 1000, 5, 200, 400, hill), east = raster("b", -200, 1000, 5, 280, 400, hill);
    City one = assembled({frame(), whole}).city, two = assembled({frame(), west, east}).city, turned = assembled({frame(), east, west}).city;
    CHECK(same(one.terrain, two.terrain));
    CHECK(same(one.terrain, turned.terrain));
}

TEST_CASE("where rasters overlap the finer one counts") {
    auto coarse = raster("coarse", -1200, 1200, 10, 240, 240, [](double, double) { return 10.0; });
    auto fine = raster("fine", -100, 100, 2.5, 80, 80, [](double, double) { return 20.0; });
    for (bool turned : {false, true}) {
        auto made = turned ? assembled({frame(), fine, coarse}) : assembled({frame(), coarse, fine});
        CHECK(made.city.terrain.shape.cell_m == 2.5);
        CHECK(made.city.terrain.height_m[cell_at(made.city, 0, 0)] == 20.0F);
        CHECK(made.city.terrain.height_m[cell_at(made.city, 300, 300)] == 10.0F);
        CHECK(made.city.terrain.known.empty());
        CHECK(made.report.layers[turned ? 2 : 1].kept == 1);
    }
}

TEST_CASE("holes are filled, marked and counted") {
    auto layer = raster("a", -1200, 1200, 5, 480, 480, [](double x, double y) { return std::hypot(x - 50, y) < 60 ? std::nan("") : 50.0 + 0.1 * x; });
    auto made = assembled({frame(), layer});
    const HeightGrid& t = made.city.terrain;
    CHECK(t.at(local(made.city, 50, 0)) == Approx(55.0).margin(0.1));
    CHECK(t.known[cell_at(made.city, 50, 0)] == HeightGrid::filled);
    CHECK(t.known[cell_at(made.city, -300, 0)] == HeightGrid::measured);
    auto holes = std::ranges::count_if(layer.raster, [](float h) { return std::isnan(h); });
    CHECK(noted(made.report.layers[1], "terrain_filled") == holes);
    CHECK(std::ranges::count(t.known, HeightGrid::filled) == holes);
}

TEST_CASE("a terrain that covers a part of the city says how much") {
    auto made = assembled({frame(), raster("a", -600, 600, 5, 120, 240, hill)}); // its west half
    CHECK(noted(made.report.layers[1], "terrain_not_covering") == 1);
    for (const ReportNote& note : made.report.layers[1].notes)
        if (note.code == "terrain_not_covering") CHECK(note.where == "50.0 %");
    CHECK(std::isfinite(made.city.terrain.at(local(made.city, 400, 0)))); // the nearest edge
    auto outside = assembled({frame(), raster("far", 30'000, 600, 5, 10, 10, hill)});
    CHECK(outside.city.terrain.empty());
    CHECK(outside.report.layers[1].left_out == 1);
    CHECK(noted(outside.report.layers[1], "crs_elsewhere") == 1);
}

TEST_CASE("a raster in degrees is resampled to within a centimetre of what PROJ says cell by cell") {
    auto projection = Projection::to_epsg(5187).value();
    GeoPoint middle = projection.inverse({k_east, k_north}).value();
    auto height = [&](double lon, double lat) { return 1000.0 * (lon - middle.longitude_deg) + 3000.0 * (lat - middle.latitude_deg); };
    FeatureLayer layer;
    layer.file = "degrees";
    layer.role = Role::terrain;
    layer.epsg = 4326;
    layer.crs = "EPSG:4326";
    layer.in = 1;
    layer.raster_columns = layer.raster_rows = 200;
    constexpr double k_cell = 1.0 / 3600.0;
    double transform[6] = {middle.longitude_deg - 100 * k_cell, k_cell, 0, middle.latitude_deg + 100 * k_cell, 0, -k_cell};
    std::copy(transform, transform + 6, layer.raster_transform);
    for (int r = 0; r < 200; ++r)
        for (int c = 0; c < 200; ++c) layer.raster.push_back(static_cast<float>(height(transform[0] + (c + 0.5) * k_cell, transform[3] - (r + 0.5) * k_cell)));
    City city = assembled({frame(), layer}).city;
    REQUIRE_FALSE(city.terrain.empty());
    for (int row = 3; row < city.terrain.shape.rows; row += 7)
        for (int column = 2; column < city.terrain.shape.columns; column += 5) {
            GeoPoint p = projection.inverse(city.frame.to_map(city.terrain.shape.centre(column, row))).value();
            double h = static_cast<double>(city.terrain.height_m[static_cast<std::size_t>(row * city.terrain.shape.columns + column)]);
            CHECK(std::abs(h - height(p.longitude_deg, p.latitude_deg)) < 0.01);
        }
}

TEST_CASE("a turned raster lies where its transform says") {
    FeatureLayer layer = raster("turned", 0, 0, 10, 300, 300, [](double, double) { return 0.0; });
    double c = std::cos(0.5), s = std::sin(0.5), *t = layer.raster_transform;
    t[0] = k_east, t[1] = 10 * c, t[2] = 10 * s, t[3] = k_north + 2000, t[4] = 10 * s, t[5] = -10 * c;
    for (int row = 0; row < 300; ++row)
        for (int column = 0; column < 300; ++column)
            layer.raster[static_cast<std::size_t>(row * 300 + column)] =
                static_cast<float>(0.1 * (t[0] - k_east + (column + 0.5) * t[1] + (row + 0.5) * t[2]) + 0.2 * (t[3] - k_north + (column + 0.5) * t[4] + (row + 0.5) * t[5]));
    auto made = assembled({Draw("roads", Role::roads, GeometryKind::line).add({{1200, 1200}, {1800, 1800}}), layer});
    for (auto [x, y] : {std::pair{1300.0, 1300.0}, {1500.0, 1700.0}, {1800.0, 1400.0}}) CHECK(made.city.terrain.at(local(made.city, x, y)) == Approx(0.1 * x + 0.2 * y).margin(0.01));
}

TEST_CASE("a relief of triangles becomes a grid, measured inside and filled outside") {
    FeatureLayer tin = Draw("tin", Role::terrain, GeometryKind::none);
    tin.row = {0};
    tin.in = 1;
    LayerModels& m = tin.models;
    constexpr std::uint32_t k_side = 41; // points 20 m apart: -400 to 400
    auto plane = [](double x, double y) { return 10.0 + 0.05 * x - 0.02 * y; };
    for (std::uint32_t i = 0; i < k_side * k_side; ++i) {
        double x = -400.0 + 20.0 * (i % k_side), y = -400.0 + 20.0 * (i / k_side);
        m.x.push_back(k_east + x), m.y.push_back(k_north + y), m.z.push_back(plane(x, y));
    }
    for (std::uint32_t r = 0; r + 1 < k_side; ++r)
        for (std::uint32_t c = 0; c + 1 < k_side; ++c) {
            std::uint32_t a = r * k_side + c;
            for (std::uint32_t v : {a, a + 1, a + k_side, a + 1, a + k_side + 1, a + k_side}) m.index.push_back(v);
        }
    m.parts.push_back({0, static_cast<std::uint32_t>(m.index.size()), 0});
    m.geometry_begin.push_back(1);
    m.materials.emplace_back();
    m.instances.emplace_back();
    auto made = assembled({frame(), tin});
    const HeightGrid& t = made.city.terrain;
    CHECK(made.report.layers[1].kept == 1);
    CHECK(t.shape.cell_m == 10.0);
    for (auto [x, y] : {std::pair{0.0, 0.0}, {-333.0, 250.0}, {391.0, -391.0}}) {
        CHECK(t.at(local(made.city, x, y)) == Approx(plane(x, y)).margin(0.3));
        std::size_t cell = cell_at(made.city, x, y);
        LocalPoint centre = t.shape.centre(static_cast<int>(cell) % t.shape.columns, static_cast<int>(cell) / t.shape.columns), origin = local(made.city, 0, 0);
        CHECK(t.height_m[cell] == Approx(plane(centre.x_m - origin.x_m, centre.y_m - origin.y_m)).margin(1e-4));
        CHECK((t.known.empty() || t.known[cell] == HeightGrid::measured));
    }
    CHECK(noted(made.report.layers[1], "terrain_not_covering") == 1);

    FeatureLayer bad = tin;
    bad.models.z[20 * k_side + 20] = -9999.0; // at (0, 0): six triangles
    auto holed = assembled({frame(), bad});
    CHECK(noted(holed.report.layers[1], "absurd_ground") == 6);
    CHECK(holed.city.terrain.at(local(holed.city, 0, 0)) == Approx(10.0).margin(0.5));

    auto both = assembled({frame(), tin, raster("a", -1200, 1200, 20, 120, 120, [](double, double) { return 99.0; })}); // the relief is finer
    CHECK(both.city.terrain.at(local(both.city, 0, 0)) == Approx(10.0).margin(0.3));
    CHECK(both.city.terrain.at(local(both.city, 480, 480)) == Approx(99.0));
}

TEST_CASE("contours and spot heights of a hill give the hill") {
    Draw contours("contours", Role::contours, GeometryKind::line), spots("spots", Role::spot_heights, GeometryKind::point);
    std::vector<double> elevations, tops;
    for (double z = 5.0; z < 100.0; z += 5.0) {
        double radius = 300.0 * std::sqrt(2.0 * std::log(100.0 / z));
        Ring ring;
        int corners = std::max(8, static_cast<int>(radius / 2.0));
        for (int k = 0; k <= corners; ++k) ring.push_back({radius * std::cos(2 * M_PI * k / corners), radius * std::sin(2 * M_PI * k / corners)});
        contours.add(ring);
        elevations.push_back(z);
    }
    contours.add({{0, 0}, {10, 10}}); // says nothing about its height
    elevations.push_back(std::nan(""));
    spots.add({{0, 0}});
    tops.push_back(100.0);
    spots.add({{0, 90}});
    tops.push_back(20'000.0);
    contours.number("elevation_m", elevations);
    spots.number("elevation_m", tops);
    auto made = assembled({frame(), contours, spots});
    const HeightGrid& t = made.city.terrain;
    REQUIRE_FALSE(t.empty());
    CHECK(t.shape.cell_m == 5.0);
    double worst = 0.0, sum = 0.0;
    int count = 0;
    for (double x = -450; x <= 450; x += 7.0)
        for (double y = -450; y <= 450; y += 7.0) {
            double d = std::abs(t.at(local(made.city, x, y)) - hill(x, y));
            worst = std::max(worst, d), sum += d, ++count;
            CHECK(t.known[cell_at(made.city, x, y)] == HeightGrid::interpolated);
        }
    CHECK(worst < 2.5); // half the interval
    CHECK(sum / count < 0.5);
    CHECK(made.report.layers[1].kept == 19);
    CHECK(noted(made.report.layers[1], "no_heights") == 1);
    CHECK(noted(made.report.layers[2], "no_heights") == 1);
    CHECK(noted(made.report.layers[1], "terrain_interpolated") == 1);

    auto turned = assembled({frame(), spots, contours});
    CHECK(same(t, turned.city.terrain));

    auto beside = assembled({frame(), contours, spots, raster("a", -1200, 1200, 5, 480, 480, hill)}); // a raster is there
    CHECK(noted(beside.report.layers[1], "terrain_known") == 20);
    CHECK(beside.report.layers[1].left_out == 20);
}

TEST_CASE("contours without an attribute take the height of their points; too few are no terrain") {
    Draw contours("contours", Role::contours, GeometryKind::line);
    for (double y = -500; y <= 500; y += 50) contours.add({{-500, y}, {500, y}});
    for (double y : contours.layer().y) contours.layer().z.push_back(static_cast<float>(0.1 * (y - k_north)));
    auto made = assembled({frame(), contours});
    CHECK(made.city.terrain.at(local(made.city, 120, 230)) == Approx(23.0).margin(0.01));

    auto line = assembled({frame(), Draw("spots", Role::spot_heights, GeometryKind::point).add({{0, 0}}).add({{10, 10}}).add({{20, 20}}).number("elevation_m", {1, 2, 3})});
    CHECK(line.city.terrain.empty());
    CHECK(noted(line.report.layers[1], "too_few_heights") == 3);
}
