// Base heights against the terrain: residuals, the geoid recognised and shifted only when told, terrain that ends early.
#include "unit/city/layers.h"

#include "city/height_doctor.h"
#include "geo/crs.h"

using namespace tp;
using namespace tp::test;

namespace {

// 40 houses whose floors lie `above_m` above a plane that rises 1 m in 100 to the east.
FeatureLayer houses(double above_m) {
    Draw d("houses", Role::buildings, GeometryKind::polygon);
    for (int i = 0; i < 40; ++i) d.box(-450.0 + (i % 10) * 90.0, -400.0 + (i / 10) * 200.0, 10.0, 10.0);
    FeatureLayer layer = d;
    for (double x : layer.x) layer.z.push_back(static_cast<float>(100.0 + (x - 200'000.0) / 100.0 + above_m));
    return layer;
}

FeatureLayer terrain(double from_x, double to_x) {
    FeatureLayer t;
    t.file = t.layer = "dem";
    t.role = Role::terrain;
    t.epsg = 5187, t.crs = "EPSG:5187";
    t.in = 1;
    t.raster_columns = static_cast<int>((to_x - from_x) / 10.0), t.raster_rows = 200;
    double transform[6] = {200'000.0 + from_x, 10, 0, 401'000.0, 0, -10};
    std::copy(transform, transform + 6, t.raster_transform);
    for (int r = 0; r < t.raster_rows; ++r)
        for (int c = 0; c < t.raster_columns; ++c) t.raster.push_back(static_cast<float>(100.0 + (from_x + (c + 0.5) * 10.0) / 100.0));
    return t;
}

std::string where_of(const LayerReport& report, const std::string& code) {
    for (const ReportNote& note : report.notes)
        if (note.code == code) return note.where;
    return {};
}

// EGM96 at the middle of the test area, by the grid itself: 129.0 E, 36.1 N lies between 27 and 29 m.
double geoid_m() { return geoid_undulation_m({129.0, 36.2}); }

} // namespace

TEST_CASE("the residual is the file's base less the ground there") {
    Assembled made = assembled({frame(), houses(0.7), terrain(-1000, 1000)});
    const Buildings& b = made.city.buildings;
    REQUIRE(b.residual_m.size() == 40);
    for (float r : b.residual_m) CHECK(r == Approx(0.7F).margin(0.02));
    CHECK(noted(made.report.layers[1], "base_residual") == 40);
    CHECK(noted(made.report.layers[1], "heights_look_ellipsoidal") == 0);
    CHECK(b.base_m[0] == Approx(95.5F).margin(0.01)); // on the terrain, whatever the file says
}

TEST_CASE("heights above the ellipsoid are recognised, not shifted; --heights shifts them and says so") {
    REQUIRE(geoid_m() > 20.0);
    Assembled made = assembled({frame(), houses(geoid_m() + 0.5), terrain(-1000, 1000)});
    CHECK(noted(made.report.layers[1], "heights_look_ellipsoidal") == 1);
    CHECK(made.city.buildings.residual_m[7] == Approx(geoid_m() + 0.5).margin(0.2));
    AssembleOptions options;
    options.heights_given = {{"houses", HeightDatum::ellipsoidal}};
    Assembled shifted = assembled({frame(), houses(geoid_m() + 0.5), terrain(-1000, 1000)}, options);
    CHECK(noted(shifted.report.layers[1], "heights_shifted") == 1);
    CHECK(noted(shifted.report.layers[1], "heights_look_ellipsoidal") == 0);
    CHECK(shifted.city.buildings.residual_m[7] == Approx(0.5).margin(0.2));
    // the terrain may be the one: its heights go down by the geoid
    options.heights_given = {{"dem", HeightDatum::ellipsoidal}};
    Assembled lower = assembled({frame(), houses(0.0), terrain(-1000, 1000)}, options);
    CHECK(lower.city.buildings.base_m[0] == Approx(95.5 - geoid_m()).margin(0.3));
    CHECK(noted(lower.report.layers[2], "heights_look_ellipsoidal") == 0); // it was told
    options.heights_given = {{"trees", HeightDatum::ellipsoidal}};
    auto wrong = assemble({frame(), houses(0.0)}, options, {});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().key == "import.heights_no_match");
}

TEST_CASE("a terrain that does not cover the city: the file's base there, and the share is said") {
    Assembled made = assembled({frame(), houses(0.7), terrain(-1000, 0)});
    const Buildings& b = made.city.buildings;
    CHECK(noted(made.report.layers[2], "terrain_not_under_buildings") == 20);
    CHECK(where_of(made.report.layers[2], "terrain_not_under_buildings") == "50.0 %");
    CHECK(std::isnan(b.residual_m[9]));
    CHECK(b.base_m[9] == Approx(100.0 + 3.6 + 0.7).margin(0.01));
    FeatureLayer flat = houses(0.0);
    flat.z.clear();
    CHECK(assembled({frame(), flat, terrain(-1000, 0)}).city.buildings.base_m[9] == 0.0F); // not the height of the terrain's edge
}
