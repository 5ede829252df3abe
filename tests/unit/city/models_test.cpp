// 3D models on their way into the city: where they stand, which of them stay, and whose prism they take.
#include "layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tp;
using namespace tp::test;

namespace {

// gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:5187 of 129.90 36.01.
constexpr double k_longitude = 129.90, k_latitude = 36.01, k_easting = 281138.112576585, k_northing = 379528.920514868;
// Scale and convergence there: Snyder 1987, equations 8-11 and the series of 8-9 for the meridian, GRS 80, k0 = 1.
constexpr double k_scale = 1.0000810854, k_convergence = 0.52916265 * 3.14159265358979 / 180.0;

FeatureLayer model_layer(const std::string& file, Role role, std::size_t features) {
    FeatureLayer layer;
    layer.file = layer.layer = file;
    layer.role = role;
    layer.epsg = 4326;
    layer.heights = HeightDatum::orthometric;
    for (std::uint32_t i = 0; i < features; ++i) layer.row.push_back(i), layer.feature_begin.push_back(0);
    layer.in = static_cast<std::int64_t>(features);
    layer.models.materials.push_back({});
    return layer;
}

// A tetrahedron with its corner at x, y, z and edges of `dx`, `dy`, `dz` along the axes.
std::uint32_t add_body(LayerModels& m, double x, double y, double z, double dx, double dy, double dz) {
    auto first = static_cast<std::uint32_t>(m.x.size());
    for (auto [a, b, c] : {std::array{0.0, 0.0, 0.0}, {dx, 0.0, 0.0}, {0.0, dy, 0.0}, {0.0, 0.0, dz}})
        m.x.push_back(x + a), m.y.push_back(y + b), m.z.push_back(z + c);
    auto begin = static_cast<std::uint32_t>(m.index.size());
    for (std::uint32_t k : {0U, 2U, 1U, 0U, 1U, 3U, 0U, 3U, 2U, 1U, 2U, 3U}) m.index.push_back(first + k);
    m.parts.push_back({begin, static_cast<std::uint32_t>(m.index.size()), 0});
    m.geometry_begin.push_back(static_cast<std::uint32_t>(m.parts.size()));
    return static_cast<std::uint32_t>(m.geometries() - 1);
}

LayerModels::Instance instance(std::uint32_t geometry, std::uint32_t feature, std::uint8_t lod = 2, ModelRole role = ModelRole::building) {
    LayerModels::Instance i;
    i.geometry = geometry;
    i.feature = feature;
    i.lod = lod;
    i.role = role;
    return i;
}

std::array<double, 3> vertex(const City& city, std::size_t i, std::uint32_t corner) { // local place of a corner of a tetrahedron
    const Models& m = city.models;
    // Corners in the order of add_body: index 0, 2, 1 of the first face, 3 of the second.
    constexpr std::array<std::uint32_t, 4> at{0, 2, 1, 5};
    const auto& p = m.position[m.index[m.parts[m.geometry_begin[m.geometry[i]]].begin + at[corner]]];
    std::array<double, 3> out{m.at[i].x_m, m.at[i].y_m, m.z_m[i]};
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 3; ++c) out[r] += static_cast<double>(m.turn[i][3 * r + c]) * static_cast<double>(p[c]);
    return out;
}

// Streets around the place above.
FeatureLayer streets_there() {
    double x = k_easting - 200000, y = k_northing - 400000;
    return Draw("frame", Role::roads, GeometryKind::line).add({{x - 500, y - 500}, {x + 500, y - 500}}).add({{x - 500, y + 500}, {x + 500, y + 500}});
}

AssembleOptions korea() {
    AssembleOptions o;
    o.epsg = 5187;
    return o;
}

// Buildings of 10 x 10 m at 20 m with a body each, heights above sea `low`, as one layer in EPSG:5187.
FeatureLayer modelled_buildings_layer(const std::vector<double>& low, const std::string& file = "b.gml") {
    Draw draw(file, Role::buildings, GeometryKind::polygon);
    for (std::size_t i = 0; i < low.size(); ++i) draw.box(20.0 * static_cast<double>(i), 0, 10, 10);
    FeatureLayer& layer = draw.layer();
    layer.models.materials.push_back({});
    for (std::size_t i = 0; i < low.size(); ++i)
        layer.models.instances.push_back(instance(add_body(layer.models, 200000.0 + 20.0 * static_cast<double>(i), 400000, low[i], 10, 10, 12), static_cast<std::uint32_t>(i)));
    return layer;
}

FeatureLayer flat_terrain(float height_m) {
    FeatureLayer t;
    t.file = t.layer = "dem.tif";
    t.role = Role::terrain;
    t.epsg = 5187;
    t.raster_columns = t.raster_rows = 40;
    const double transform[6] = {198000, 100, 0, 402000, 0, -100};
    std::copy(std::begin(transform), std::end(transform), t.raster_transform);
    t.raster.assign(1600, height_m);
    t.in = 1;
    return t;
}

} // namespace

TEST_CASE("models in place lie where PROJ puts their vertices") {
    FeatureLayer layer = model_layer("a.gml", Role::mesh, 1);
    double metre_deg = 1e-5;
    layer.models.instances.push_back(instance(add_body(layer.models, k_longitude, k_latitude, 33.5, metre_deg, metre_deg, 7), 0, 2, ModelRole::other));
    City city = assembled({layer, streets_there()}, korea()).city;
    REQUIRE(city.models.size() == 1);
    auto p = vertex(city, 0, 0);
    CHECK(p[0] + city.frame.origin.easting_m == Approx(k_easting).margin(0.002));
    CHECK(p[1] + city.frame.origin.northing_m == Approx(k_northing).margin(0.002));
    CHECK(vertex(city, 0, 3)[2] - p[2] == Approx(7.0).margin(1e-4));
    for (const auto& v : city.models.position)
        for (float c : v) CHECK(std::abs(c) < 100); // relative to an origin close by
}

TEST_CASE("what is not in place turns and stretches with the map: true north is not grid north") {
    FeatureLayer layer = model_layer("a.b3dm", Role::mesh, 1);
    auto body = instance(add_body(layer.models, 0, 0, 0, 1000, 1000, 10), 0, 0, ModelRole::other);
    body.in_place = 0;
    body.at = {k_longitude, k_latitude, 50};
    layer.models.instances.push_back(body);
    City city = assembled({layer, streets_there()}, korea()).city;
    REQUIRE(city.models.size() == 1);
    auto o = vertex(city, 0, 0), x = vertex(city, 0, 1), y = vertex(city, 0, 2), z = vertex(city, 0, 3);
    CHECK(o[0] + city.frame.origin.easting_m == Approx(k_easting).margin(0.002));
    CHECK(x[0] - o[0] == Approx(1000 * k_scale * std::cos(k_convergence)).margin(0.003));
    CHECK(x[1] - o[1] == Approx(1000 * k_scale * std::sin(k_convergence)).margin(0.003)); // 9.2 m aside
    CHECK(y[0] - o[0] == Approx(-1000 * k_scale * std::sin(k_convergence)).margin(0.003));
    CHECK(y[1] - o[1] == Approx(1000 * k_scale * std::cos(k_convergence)).margin(0.003));
    CHECK(z[2] - o[2] == Approx(10.0).margin(1e-5)); // heights are not stretched
}

TEST_CASE("a model without a place is left out by that reason, or stands where the user says") {
    FeatureLayer layer = model_layer("statue.obj", Role::mesh, 1);
    layer.epsg = 0;
    layer.needs_place = true;
    layer.models.instances.push_back(instance(add_body(layer.models, 0, 0, 0, 1, 4, 2), 0, 0, ModelRole::other)); // y is up
    auto without = assembled({layer, streets_there()}, korea());
    CHECK(without.city.models.size() == 0);
    CHECK(noted(without.report.layers[0], "needs_place") == 1);
    CHECK(without.report.layers[0].left_out == 1);

    AssembleOptions o = korea();
    o.places = {{"statue.obj", k_longitude, k_latitude, 12.5, 90, 2, 'y'}};
    auto with = assembled({layer, streets_there()}, o);
    CHECK(with.report.layers[0].kept == 1);
    REQUIRE(with.city.models.size() == 1);
    auto p = vertex(with.city, 0, 0), x = vertex(with.city, 0, 1), y = vertex(with.city, 0, 2), z = vertex(with.city, 0, 3);
    CHECK(p[0] + with.city.frame.origin.easting_m == Approx(k_easting).margin(0.002));
    CHECK(y[2] - p[2] == Approx(8.0).margin(1e-4)); // 4 units up, twice as large
    // Heading east: the model's ground axes (x, and -z as y) are turned by 90 degrees clockwise.
    CHECK(x[1] - p[1] == Approx(-2.0).margin(0.001));
    CHECK(z[0] - p[0] == Approx(-4.0).margin(0.001));
    auto alone = assemble({layer}, {}, {});
    REQUIRE_FALSE(alone);
    CHECK(alone.error().key == "import.models_need_place");
}

TEST_CASE("a building's model carries its number, also where it is merged, and goes where it goes") {
    FeatureLayer models = modelled_buildings_layer({3, 3, 3});
    models.models.instances.push_back(instance(add_body(models.models, 200000, 400000, 3, 10, 10, 3), 0, 1)); // a coarser one of the first
    // The same second building in a larger file of footprints.
    Draw plain("b.shp", Role::buildings, GeometryKind::polygon);
    plain.box(200, 0, 8, 8).box(20, 0, 10, 10).box(300, 0, 8, 8).box(400, 0, 8, 8).box(500, 0, 8, 8);
    auto made = assembled({models, plain, frame()}, korea());
    const Models& m = made.city.models;
    REQUIRE(m.size() == 3);
    for (std::size_t i = 0; i < m.size(); ++i) {
        REQUIRE(m.building[i] >= 0);
        auto footprint = made.city.buildings.footprint.outer(static_cast<std::size_t>(m.building[i]));
        auto p = vertex(made.city, i, 0);
        CHECK(std::ranges::any_of(footprint, [&](LocalPoint q) { return std::hypot(q.x_m - p[0], q.y_m - p[1]) < 0.01; }));
        CHECK(vertex(made.city, i, 3)[2] - p[2] == Approx(12.0).margin(1e-4)); // the finer one
        CHECK(m.origin[i].feature == i);
    }
    CHECK(noted(made.report.layers[0], "same_building") == 1);
    AssembleOptions window = korea();
    window.bbox_deg = {{0, 0, 1, 1}}; // nothing of it
    CHECK(assembled({models, frame()}, window).city.models.size() == 0);
}

TEST_CASE("the same building modelled in two sheets stands once, halves of one stand both") {
    FeatureLayer one = modelled_buildings_layer({3}, "one.gml"), two = modelled_buildings_layer({3}, "two.gml");
    auto made = assembled({one, two, frame()}, korea());
    CHECK(made.city.buildings.size() == 1);
    CHECK(made.city.models.size() == 1);
    CHECK(noted(made.report.layers[1], "model_twice") == 1);
}

TEST_CASE("without a terrain models and their buildings stand on one plane, with one the difference is told") {
    std::vector<double> low(11, 40.0);
    low[10] = 43.0;
    auto plane = assembled({modelled_buildings_layer(low), frame()}, korea());
    CHECK(noted(plane.report.layers[0], "model_heights_shifted") == 1);
    for (std::size_t i = 0; i < 11; ++i) {
        double foot = vertex(plane.city, i, 0)[2];
        CHECK(foot == Approx(i == 10 ? 3.0 : 0.0).margin(1e-4));
        CHECK(static_cast<double>(plane.city.buildings.base_m[static_cast<std::size_t>(plane.city.models.building[i])]) == Approx(foot).margin(1e-4));
    }
    CHECK(plane.city.buildings.residual_m.empty());

    auto hilly = assembled({modelled_buildings_layer(low), flat_terrain(39.25f), frame()}, korea());
    CHECK(vertex(hilly.city, 0, 0)[2] == Approx(40.0).margin(1e-4)); // as the file has it
    REQUIRE(hilly.city.buildings.residual_m.size() == 11);
    CHECK(static_cast<double>(hilly.city.buildings.residual_m[0]) == Approx(0.75).margin(1e-4));
    CHECK(static_cast<double>(hilly.city.buildings.residual_m[static_cast<std::size_t>(hilly.city.models.building[10])]) == Approx(3.75).margin(1e-4));

    FeatureLayer trees = model_layer("trees.gml", Role::trees, 2);
    trees.heights = HeightDatum::ground;
    std::uint32_t tree = add_body(trees.models, 0, 0, 0, 1, 1, 5);
    for (std::uint32_t i = 0; i < 2; ++i) {
        auto one = instance(tree, i, 0, ModelRole::vegetation);
        one.in_place = 0;
        one.at = {129.0 + 0.0002 * i, 38.0 - 1.8, 0.5};
        trees.models.instances.push_back(one);
    }
    auto made = assembled({trees, frame()}, korea());
    REQUIRE(made.city.models.size() == 2);
    CHECK(made.report.layers[0].kept == 2); // no model needs a tree, but it is drawn
    CHECK(made.city.models.geometries() == 1);
    CHECK(made.city.models.z_m[0] == Approx(0.5));
}

TEST_CASE("broken models are counted and the rest stays") {
    FeatureLayer layer = model_layer("a.gml", Role::mesh, 3);
    layer.models.instances.push_back(instance(add_body(layer.models, k_longitude, k_latitude, 0, 1e-4, 1e-4, 5), 0, 0, ModelRole::other));
    layer.models.instances.push_back(instance(add_body(layer.models, k_longitude, 900, 0, 1, 1, 5), 1, 0, ModelRole::other)); // no such latitude
    layer.models.parts.push_back({0, 0, 0}); // no triangle
    layer.models.geometry_begin.push_back(static_cast<std::uint32_t>(layer.models.parts.size()));
    layer.models.instances.push_back(instance(2, 2, 0, ModelRole::other));
    auto made = assembled({layer, streets_there()}, korea());
    CHECK(made.city.models.size() == 1);
    CHECK(made.report.layers[0].kept == 1);
    CHECK(made.report.layers[0].left_out == 2);
}

TEST_CASE("textures of several files are held once, unused ones not at all") {
    auto textured = [](const std::string& file, std::uint8_t fill) {
        FeatureLayer layer = model_layer(file, Role::mesh, 1);
        layer.models.textures = {{4, 4, 1, false, std::vector<std::uint8_t>(8, 9)}, {4, 4, 1, false, std::vector<std::uint8_t>(8, fill)}};
        layer.models.materials[0].texture = 1;
        layer.models.instances.push_back(instance(add_body(layer.models, k_longitude, k_latitude, 0, 1e-4, 1e-4, 5), 0, 0, ModelRole::other));
        layer.models.u.assign(4, 0.25f);
        layer.models.v.assign(4, 0.75f);
        return layer;
    };
    City city = assembled({model_layer("none", Role::mesh, 0), textured("a", 1), textured("b", 1), textured("c", 2), streets_there()}, korea()).city;
    REQUIRE(city.models.textures.size() == 2);
    CHECK(city.models.materials[0].texture == 0);
    CHECK(city.models.materials[1].texture == 0);
    CHECK(city.models.materials[2].texture == 1);
    CHECK(city.models.uv.size() == city.models.position.size());
    CHECK(city.models.uv[0] == std::array<float, 2>{0.25f, 0.75f});
}
