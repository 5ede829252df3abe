// The CRS doctor on a town whose true place is known: written by PROJ into each wrong variant; the metres are PROJ's too.
#include "unit/city/crs_layers.h"

#include "geo/crs.h"

using namespace tp;
using namespace tp::test;

namespace {

const Town k_town;

// The largest distance of buildings of `made` from those of the town read rightly, metres.
double misplaced_m(const Assembled& made) {
    static const Assembled truth = assembled({stating(k_town.streets("EPSG:5186"), 5186), stating(k_town.houses("EPSG:5186"), 5186)});
    REQUIRE(made.city.buildings.size() == truth.city.buildings.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < truth.city.buildings.size(); ++i) {
        MapPoint a = truth.city.frame.to_map(truth.city.buildings.footprint.outer(i)[0]), b = made.city.frame.to_map(made.city.buildings.footprint.outer(i)[0]);
        worst = std::max(worst, std::hypot(a.easting_m - b.easting_m, a.northing_m - b.northing_m));
    }
    return worst;
}

double metres_to(const LayerReport& report, int epsg) {
    for (const CrsCandidate& c : report.candidates)
        if (c.epsg == epsg) return c.displacement_m;
    return -1.0;
}

const char* const k_5174_without_datum =
    "PROJCS[\"Korea_Central\",GEOGCS[\"Bessel\",DATUM[\"D_Bessel_1841\",SPHEROID[\"Bessel_1841\",6377397.155,299.1528128]],PRIMEM[\"Greenwich\",0.0],"
    "UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",200000.0],PARAMETER[\"False_Northing\",500000.0],"
    "PARAMETER[\"Central_Meridian\",127.0028902777778],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",38.0],UNIT[\"Meter\",1.0]]";

} // namespace

TEST_CASE("files that state their system rightly are neither corrected nor doubted") {
    for (const char* crs : {"EPSG:5174", "EPSG:2097", "EPSG:5181", "EPSG:5179", "EPSG:4326", "EPSG:32652"}) {
        INFO(crs);
        Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), stating(k_town.houses(crs), std::atoi(crs + 5)),
                                    stating(k_town.crossings("OGC:CRS84"), 4326, CrsFrom::format)});
        for (const LayerReport& r : made.report.layers)
            for (const ReportNote& note : r.notes) CHECK_FALSE(note.code.starts_with("crs_"));
        CHECK(misplaced_m(made) < 0.05);
    }
}

TEST_CASE("5181 stated as 5186 lies 100 km off and is corrected, and said") {
    Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), stating(k_town.houses("EPSG:5181"), 5186)});
    CHECK(where_of(made.report.layers[1], "crs_corrected") == "EPSG:5186 -> EPSG:5181 (100 km)");
    CHECK(made.report.layers[1].epsg == 5181);
    CHECK(misplaced_m(made) < 0.05);
}

TEST_CASE("2097 stated for 5174: 255 m, doubted and left as stated; --crs settles it") {
    auto streets = stating(k_town.streets("EPSG:5186"), 5186), houses = stating(k_town.houses("EPSG:5174"), 2097);
    Assembled made = assembled({streets, houses});
    const LayerReport& r = made.report.layers[1];
    CHECK(noted(r, "crs_doubted") == 1);
    REQUIRE_FALSE(r.candidates.empty());
    CHECK(r.candidates[0].epsg == 5174);
    CHECK(metres_to(r, 2097) == Approx(255.0).margin(5.0));
    CHECK(misplaced_m(made) == Approx(255.0).margin(5.0)); // never shifted silently
    AssembleOptions options;
    options.crs_given = {{"houses", 5174}};
    Assembled settled = assembled({streets, houses}, options);
    CHECK(noted(settled.report.layers[1], "crs_given") == 1);
    CHECK(misplaced_m(settled) < 0.05);
    options.crs_given = {{"trees", 5174}};
    auto wrong = assemble({streets, houses}, options, {});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().key == "import.crs_no_match");
}

TEST_CASE("Bessel's ellipsoid without a datum is Korean 1985: 362 m otherwise") {
    auto houses = stating(k_town.houses("EPSG:5174"), 0);
    houses.crs = k_5174_without_datum;
    houses.crs_from = CrsFrom::stated;
    Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), houses});
    std::string where = where_of(made.report.layers[1], "crs_datum");
    INFO(where);
    REQUIRE(where.find("EPSG:5174") != std::string::npos);
    CHECK(std::stod(where.substr(where.find('(') + 1)) == Approx(362.0).margin(5.0));
    CHECK(misplaced_m(made) < 0.05);
}

TEST_CASE("degrees on Bessel's ellipsoid taken for WGS 84 are doubted, 362 m") {
    auto houses = stating(k_town.houses("EPSG:4162"), 4326, CrsFrom::format);
    Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), houses});
    CHECK(noted(made.report.layers[1], "crs_doubted") == 1);
    REQUIRE_FALSE(made.report.layers[1].candidates.empty());
    CHECK(made.report.layers[1].candidates[0].epsg == 4162);
    CHECK(metres_to(made.report.layers[1], 4326) == Approx(362.0).margin(5.0));
}

TEST_CASE("a layer without a system is placed by streets and buildings, with the metres to the next best") {
    for (int epsg : {5174, 2097, 5181, 5179, 5186, 4162, 32652}) {
        INFO(epsg);
        auto houses = stating(k_town.houses("EPSG:" + std::to_string(epsg)), 0);
        Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), houses});
        CHECK(noted(made.report.layers[1], "crs_guessed") == 1);
        CHECK(made.report.layers[1].epsg == epsg);
        CHECK(misplaced_m(made) < 0.05);
    }
    auto houses = stating(k_town.houses("EPSG:5174"), 0);
    Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), houses});
    CHECK(metres_to(made.report.layers[1], 2097) == Approx(255.0).margin(5.0));
}

TEST_CASE("axes the other way round, and degrees under the name of a metre system") {
    auto streets = stating(k_town.streets("EPSG:5186"), 5186);
    auto swapped = stating(k_town.houses("EPSG:5186"), 5186);
    swapped.x.swap(swapped.y);
    Assembled turned = assembled({streets, swapped});
    CHECK(noted(turned.report.layers[1], "crs_axes") == 1);
    CHECK(noted(turned.report.layers[1], "crs_corrected") == 1);
    CHECK(misplaced_m(turned) < 0.05);
    Assembled degrees = assembled({streets, stating(k_town.houses("OGC:CRS84"), 5186)});
    CHECK(where_of(degrees.report.layers[1], "crs_corrected") == "EPSG:5186 -> EPSG:4326");
    CHECK(misplaced_m(degrees) < 0.05);
}

TEST_CASE("alone and unstated it is asked, and each candidate says where it would put the data") {
    CrsQuestion question;
    AssembleOptions options;
    options.question = &question;
    auto made = assemble({stating(k_town.houses("EPSG:5174"), 0)}, options, {});
    REQUIRE_FALSE(made);
    CHECK(made.error().key == "import.crs_question");
    CHECK(question.file == "houses");
    REQUIRE(question.candidates.size() >= 5);
    Turn truth("EPSG:5186", "OGC:CRS84");
    double x = k_town.x0 + 1000.0, y = k_town.y0 + 1000.0;
    truth(x, y);
    auto right = std::ranges::find(question.candidates, 5174, &CrsCandidate::epsg);
    REQUIRE(right != question.candidates.end());
    CHECK(ground_distance_m({x, y}, {right->longitude_deg, right->latitude_deg}) < 150.0);
    CHECK(right->name.find("Korea") != std::string::npos);
    // of a stop alone beside a city, where streets say nothing: left out with its candidates, and the city goes on
    auto few = stating(k_town.written(Draw("parks", Role::green, GeometryKind::polygon).box(900, 900, 100, 100).box(400, 300, 50, 50), "EPSG:5174"), 0);
    Assembled city = assembled({stating(k_town.streets("EPSG:5186"), 5186), few});
    CHECK(city.report.layers[1].left_out == 2);
    CHECK(noted(city.report.layers[1], "crs_ambiguous") == 2);
    CHECK(city.report.layers[1].candidates.size() >= 3);
}

TEST_CASE("all sheets state the same wrong system: the boundary tells, and it is asked; one answer settles the rest") {
    auto streets = stating(k_town.streets("EPSG:5181"), 5186), houses = stating(k_town.houses("EPSG:5181"), 5186);
    auto boundary = stating(k_town.written(Draw("boundary", Role::boundary, GeometryKind::polygon).box(-100, -100, 2300, 2300), "OGC:CRS84"), 4326, CrsFrom::format);
    CrsQuestion question;
    AssembleOptions options;
    options.question = &question;
    auto asked = assemble({streets, houses, boundary}, options, {});
    REQUIRE_FALSE(asked);
    CHECK(asked.error().key == "import.crs_question");
    CHECK(std::ranges::any_of(question.candidates, [](const CrsCandidate& c) { return c.epsg == 5181; }));
    options.crs_given = {{"streets", 5181}};
    Assembled made = assembled({streets, houses, boundary}, options);
    CHECK(where_of(made.report.layers[1], "crs_corrected") == "EPSG:5186 -> EPSG:5181 (100 km)");
    CHECK(misplaced_m(made) < 0.05);
}

TEST_CASE("a layer of another city is kept out with its place, and does not stretch the extent") {
    Town far;
    far.plane = "EPSG:5187", far.x0 = 210'000.0, far.y0 = 280'000.0; // Busan
    Assembled made = assembled({stating(k_town.streets("EPSG:5186"), 5186), stating(k_town.houses("EPSG:5186"), 5186),
                                stating(far.crossings("EPSG:5187"), 5187)});
    CHECK(noted(made.report.layers[2], "crs_elsewhere") == made.report.layers[2].in);
    CHECK(made.report.layers[2].left_out == made.report.layers[2].in);
    CHECK(where_of(made.report.layers[2], "crs_elsewhere").find(" km)") != std::string::npos);
    CHECK(made.city.extent.max.x_m - made.city.extent.min.x_m < 3000.0);
}
