// Terrain and pictures in files that other programs wrote (GDAL's own tools), and the real sets.
#include "city/assemble.h"
#include "import/read_file.h"

#include "run_program.h"

#include <cmath>
#include <cstring>
#include <ranges>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

Session& session() {
    static Session made{load_roles(source_folder() / "assets/data/roles").value(), {}};
    return made;
}

std::vector<FeatureLayer> read(const fs::path& path) { return tp::read_file({path.string(), path.filename().string(), {}, {}}, session()); }

FeatureLayer only(const fs::path& path) {
    auto layers = read(path);
    REQUIRE(layers.size() == 1);
    return std::move(layers[0]);
}

void write(const fs::path& path, std::string_view bytes) { std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }

std::int64_t count_of(const FeatureLayer& layer, std::string_view code) {
    for (const auto& note : layer.notes)
        if (note.code == code) return note.count;
    return 0;
}

// Runs one of GDAL's programs; false (and a line) where they are not installed.
bool gdal(const std::string& command) {
    if (std::system("command -v gdal_translate >/dev/null 2>&1") != 0) { // NOLINT(concurrency-mt-unsafe,cert-env33-c)
        std::cerr << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": GDAL's programs are not installed (gdal-bin)\n";
        return false;
    }
    REQUIRE(std::system((command + " >/dev/null 2>&1").c_str()) == 0); // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    return true;
}

const std::string k_grid = "ncols 4\nnrows 3\nxllcorner 200000\nyllcorner 400000\ncellsize 10\nNODATA_value -1\n1.5 2.5 3.5 4.5\n5 6 -1 8\n9 10 11 12\n";

} // namespace

TEST_CASE("an ASCII grid by hand: corner, cells, no data; with a decimal comma, a mark and other line ends too") {
    TemporaryFolder folder;
    write(folder / "dem.asc", k_grid);
    FeatureLayer layer = only(folder / "dem.asc");
    CHECK(layer.role == Role::terrain);
    CHECK((layer.raster_columns == 4 && layer.raster_rows == 3));
    CHECK(layer.raster_transform[0] == 200'000.0);
    CHECK(layer.raster_transform[3] == 400'030.0);
    CHECK(layer.raster[0] == 1.5F);
    CHECK(std::isnan(layer.raster[6]));
    CHECK(layer.raster[11] == 12.0F);

    std::string odd = "\xEF\xBB\xBF" + k_grid;
    std::size_t at = 0;
    while ((at = odd.find('.', at)) != std::string::npos) odd[at] = ',';
    for (at = 0; (at = odd.find('\n', at)) != std::string::npos; at += 2) odd.replace(at, 1, "\r\n");
    write(folder / "수치표고.asc", odd);
    FeatureLayer comma = only(folder / "수치표고.asc");
    CHECK(comma.role == Role::terrain);
    REQUIRE(comma.raster.size() == layer.raster.size());
    for (std::size_t i = 0; i < 12; ++i) CHECK((comma.raster[i] == layer.raster[i] || std::isnan(layer.raster[i])));

    write(folder / "points.asc", "1 2 3\n4 5 6\n");
    CHECK(count_of(only(folder / "points.asc"), "not_what_it_says") == 1);
}

TEST_CASE("the ASCII grid that GDAL writes of an SRTM tile is the tile") {
    auto tile = shared("data/terrain/N42E001.hgt.zip");
    TemporaryFolder folder;
    if (!tile || !gdal("gdal_translate -q -of AAIGrid /vsizip/" + quoted(tile->string()) + "/N42E001.hgt " + quoted((folder / "n42.asc").string()))) return;
    FeatureLayer hgt = only(*tile), grid = only(folder / "n42.asc");
    CHECK((hgt.raster_columns == 1201 && hgt.raster_rows == 1201));
    CHECK(hgt.epsg == 4326);
    CHECK(grid.epsg == 4326); // from the .prj beside it
    CHECK(hgt.heights == HeightDatum::orthometric);
    REQUIRE(grid.raster.size() == hgt.raster.size());
    std::size_t different = 0, none = 0;
    float low = 1e9F, high = -1e9F;
    for (std::size_t i = 0; i < hgt.raster.size(); ++i) {
        bool hole = std::isnan(hgt.raster[i]);
        none += hole ? 1U : 0U;
        different += hole != std::isnan(grid.raster[i]) || (!hole && hgt.raster[i] != grid.raster[i]) ? 1U : 0U;
        if (!hole) low = std::min(low, hgt.raster[i]), high = std::max(high, hgt.raster[i]);
    }
    CHECK(different == 0);
    CHECK(static_cast<double>(none) / (1201.0 * 1201.0) == Approx(0.0053).margin(0.0001)); // gdalinfo -stats: 99.47 % valid
    CHECK(low == 349.0F);                                                                 // its minimum and maximum
    CHECK(high == 3100.0F);
}

TEST_CASE("the geoid grid is known and is no terrain") {
    if (auto geoid = shared("data/terrain/egm96_15.tif")) {
        FeatureLayer layer = only(*geoid);
        CHECK(layer.role == Role::none);
        CHECK(layer.in == 1);
    }
}

TEST_CASE("heights in feet become metres, by the vertical system or the band's unit") {
    TemporaryFolder folder;
    write(folder / "dem.asc", "ncols 2\nnrows 2\nxllcorner 500000\nyllcorner 4000000\ncellsize 10\n10 20\n30 40\n");
    std::string from = quoted((folder / "dem.asc").string());
    if (!gdal("gdal_translate -q -ot Float32 -a_srs EPSG:32610+6360 " + from + " " + quoted((folder / "dem_ft.tif").string()))) return;
    FeatureLayer layer = only(folder / "dem_ft.tif");
    CHECK(layer.epsg == 32610);
    CHECK(layer.heights == HeightDatum::orthometric);
    CHECK(layer.raster[3] == Approx(40.0 * 1200.0 / 3937.0));
    CHECK(count_of(layer, "height_unit") == 1);
    gdal("gdal_translate -q -ot Float32 -a_srs EPSG:32610+5703 " + from + " " + quoted((folder / "dem_m.tif").string()));
    FeatureLayer metres = only(folder / "dem_m.tif");
    CHECK(metres.raster[3] == 40.0F);
    CHECK(count_of(metres, "height_unit") == 0);
}

TEST_CASE("what no ground is becomes a hole: values nobody declared, and spikes") {
    TemporaryFolder folder;
    std::string text = "ncols 20\nnrows 20\nxllcorner 200000\nyllcorner 400000\ncellsize 5\n";
    for (int i = 0; i < 400; ++i) {
        double h = 50.0 + 2.0 * (i % 20); // a steep slope is none
        if (i == 45) h = -9999;
        if (i == 46) h = 32767;
        if (i == 210) h = 3000;
        text += std::to_string(h) + (i % 20 == 19 ? "\n" : " ");
    }
    write(folder / "dem.asc", text);
    FeatureLayer layer = only(folder / "dem.asc");
    CHECK(count_of(layer, "absurd_ground") == 2);
    CHECK(count_of(layer, "height_spike") == 1);
    CHECK(std::isnan(layer.raster[210]));
    CHECK(std::ranges::count_if(layer.raster, [](float h) { return std::isnan(h); }) == 3);
    // A cliff is not a spike.
    std::string cliff = "ncols 20\nnrows 20\nxllcorner 200000\nyllcorner 400000\ncellsize 5\n";
    for (int i = 0; i < 400; ++i) cliff += (i % 20 < 10 ? "0" : "250") + std::string(i % 20 == 19 ? "\n" : " ");
    write(folder / "cliff_dem.asc", cliff);
    CHECK(count_of(only(folder / "cliff_dem.asc"), "height_spike") == 0);
}

TEST_CASE("a raster that is too large is named by its header alone") {
    TemporaryFolder folder;
    write(folder / "dem.asc", "ncols 20000\nnrows 20000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n");
    CHECK(count_of(only(folder / "dem.asc"), "raster_too_large") == 1);
    write(folder / "cut_dem.asc", "ncols 200\nnrows 200\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n");
    CHECK(count_of(only(folder / "cut_dem.asc"), "cannot_read") == 1);
    std::string words = k_grid;
    words.replace(words.find("1.5 2.5"), 7, "one 2.5");
    write(folder / "word_dem.asc", words);
    CHECK(count_of(only(folder / "word_dem.asc"), "cannot_read") == 1);
    std::string nowhere = k_grid;
    nowhere.replace(nowhere.find("200000"), 6, "nan");
    write(folder / "nowhere_dem.asc", nowhere);
    CHECK(count_of(only(folder / "nowhere_dem.asc"), "no_georeference") == 1);
}

TEST_CASE("pictures: a PNG with a world file, a GeoTIFF with colours, opacity or a colour table") {
    TemporaryFolder folder;
    std::string picture = "P6\n8 4\n255\n";
    for (int i = 0; i < 32; ++i) picture += {static_cast<char>(i * 8), static_cast<char>(255 - i), i % 8 < 4 ? '\0' : '\x7f'};
    write(folder / "a.ppm", picture);
    std::string from = quoted((folder / "a.ppm").string()), place = " -a_srs EPSG:5187 -a_ullr 200000 400040 200080 400000 ";
    if (!gdal("gdal_translate -q -of PNG -co WORLDFILE=YES" + place + from + " " + quoted((folder / "photo.png").string()))) return;
    auto is_it = [&](const FeatureLayer& layer) {
        CHECK(layer.role == Role::orthophoto);
        CHECK(layer.in == 1);
        CHECK(layer.raster.empty());
        CHECK((layer.raster_columns == 8 && layer.raster_rows == 4));
        CHECK(layer.raster_transform[0] == Approx(200'000.0));
        CHECK(layer.raster_transform[1] == Approx(10.0));
        CHECK(layer.raster_transform[3] == Approx(400'040.0));
        CHECK(layer.raster_transform[5] == Approx(-10.0));
        REQUIRE(layer.picture.size() == 8 * 4 * 4);
        for (std::size_t i = 0; i < 32; ++i) {
            CHECK(std::memcmp(layer.picture.data() + 4 * i, picture.data() + 11 + 3 * i, 3) == 0);
        }
    };
    is_it(only(folder / "photo.png"));
    fs::rename(folder / "photo.wld", folder / "photo.pgw");
    is_it(only(folder / "photo.png"));
    fs::remove(folder / "photo.pgw");
    CHECK(count_of(only(folder / "photo.png"), "picture_alone") == 1);

    gdal("gdal_translate -q -of GTiff" + place + from + " " + quoted((folder / "ortho.tif").string()));
    FeatureLayer tif = only(folder / "ortho.tif");
    is_it(tif);
    CHECK(tif.epsg == 5187);
    CHECK(std::ranges::all_of(std::views::iota(0, 32), [&](int i) { return tif.picture[static_cast<std::size_t>(4 * i + 3)] == 255; }));

    gdal("gdal_translate -q -of GTiff -b 1 -b 2 -b 3 -b 3 -colorinterp_4 alpha" + place + from + " " + quoted((folder / "clear.tif").string()));
    FeatureLayer clear = only(folder / "clear.tif");
    CHECK(clear.picture[3] == 0);
    CHECK(clear.picture[4 * 7 + 3] == 127);

    write(folder / "grey.pgm", std::string("P5\n2 1\n255\n\x01\x02", 13));
    write(folder / "table.vrt",
          "<VRTDataset rasterXSize=\"2\" rasterYSize=\"1\"><SRS>EPSG:5187</SRS><GeoTransform>200000,1,0,400000,0,-1</GeoTransform><VRTRasterBand dataType=\"Byte\" "
          "band=\"1\"><ColorInterp>Palette</ColorInterp><ColorTable><Entry c1=\"0\" c2=\"0\" c3=\"0\" c4=\"255\"/><Entry c1=\"10\" c2=\"20\" c3=\"30\" "
          "c4=\"255\"/><Entry c1=\"200\" c2=\"100\" c3=\"50\" c4=\"255\"/></ColorTable><SimpleSource><SourceFilename relativeToVRT=\"1\">grey.pgm</SourceFilename>"
          "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>");
    gdal("gdal_translate -q -of GTiff " + quoted((folder / "table.vrt").string()) + " " + quoted((folder / "table.tif").string()));
    CHECK(only(folder / "table.tif").picture == std::vector<std::uint8_t>{10, 20, 30, 255, 200, 100, 50, 255});

    write(folder / "정사영상.pgm", std::string("P5\n2 1\n255\n\x05\xF0", 13)); // grey: a picture by its name
    gdal("gdal_translate -q -of GTiff -a_srs EPSG:5187 -a_ullr 0 1 2 0 " + quoted((folder / "정사영상.pgm").string()) + " " + quoted((folder / "정사영상.tif").string()));
    CHECK(only(folder / "정사영상.tif").picture == std::vector<std::uint8_t>{5, 5, 5, 255, 240, 240, 240, 255});

    gdal("gdal_translate -q -of GTiff -ot UInt16" + place + from + " " + quoted((folder / "deep.tif").string()));
    CHECK(count_of(only(folder / "deep.tif"), "picture_depth") == 1);
}

TEST_CASE("kr-pohang: contours and spot heights give the grid that gdal_grid made of the same") {
    auto set = shared("data/kr-pohang");
    if (!set) return;
    std::vector<FeatureLayer> layers;
    for (const char* sheet : {"ngii-36914093", "ngii-36914094"})
        for (const char* name : {"N3L_F0010000.shp", "N3P_F0020000.shp"})
            for (FeatureLayer& layer : read(*set / sheet / name)) layers.push_back(std::move(layer));
    FeatureLayer dem = only(*set / "pohang_dem_5m_derived.tif");
    AssembleOptions options;
    options.epsg = 5187;
    auto made = assemble(layers, options, {});
    REQUIRE(made);
    const HeightGrid& t = made->city.terrain;
    REQUIRE_FALSE(t.empty());
    CHECK(t.shape.cell_m == 5.0);
    std::int64_t kept = 0;
    for (const LayerReport& r : made->report.layers) kept += r.kept;
    CHECK(kept == 291 + 122 + 364 + 582);
    std::vector<double> difference;
    for (int row = 0; row < dem.raster_rows; ++row)
        for (int column = 0; column < dem.raster_columns; ++column) {
            float there = dem.raster[static_cast<std::size_t>(row * dem.raster_columns + column)];
            LocalPoint p = made->city.frame.to_local({dem.raster_transform[0] + 5.0 * (column + 0.5), dem.raster_transform[3] - 5.0 * (row + 0.5)});
            double c = std::floor((p.x_m - t.shape.south_west.x_m) / 5.0), r = std::floor((p.y_m - t.shape.south_west.y_m) / 5.0);
            if (std::isnan(there) || c < 0 || r < 0 || c >= t.shape.columns || r >= t.shape.rows) continue;
            auto cell = static_cast<std::size_t>(r) * static_cast<std::size_t>(t.shape.columns) + static_cast<std::size_t>(c);
            if (t.known[cell] == HeightGrid::interpolated) difference.push_back(std::abs(static_cast<double>(t.height_m[cell]) - static_cast<double>(there)));
        }
    REQUIRE(difference.size() > 400'000);
    std::ranges::sort(difference);
    double median = difference[difference.size() / 2], most = difference[difference.size() * 95 / 100];
    CAPTURE(median, most, difference.size());
    CHECK(median < 0.5);
    CHECK(most < 3.0);
}
