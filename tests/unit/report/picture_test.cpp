#include "report/canvas.h"
#include "report/legend.h"
#include "report/panel_grid.h"
#include "report/picture.h"

#include "sample.h"

#include <algorithm>
#include <cmath>
#include <png.h>

using namespace tp;

namespace {

Rgb pixel(const Image& image, int x, int y) {
    auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
    return {image.rgba[at], image.rgba[at + 1], image.rgba[at + 2]};
}

std::span<const std::uint8_t> bytes(const char* text) { return {reinterpret_cast<const std::uint8_t*>(text), std::string_view(text).size()}; }

} // namespace

TEST_CASE("base64 gives the test vectors of RFC 4648, section 10") {
    CHECK(base64(bytes("")) == "");
    CHECK(base64(bytes("f")) == "Zg==");
    CHECK(base64(bytes("fo")) == "Zm8=");
    CHECK(base64(bytes("foo")) == "Zm9v");
    CHECK(base64(bytes("foob")) == "Zm9vYg==");
    CHECK(base64(bytes("fooba")) == "Zm9vYmE=");
    CHECK(base64(bytes("foobar")) == "Zm9vYmFy");
}

TEST_CASE("a PNG comes back pixel by pixel") {
    Image image = test::gradient(37, 23);
    auto file = encode_png(image);
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_memory(&header, file.data(), file.size()) != 0);
    CHECK(header.width == 37);
    CHECK(header.height == 23);
    header.format = PNG_FORMAT_RGBA;
    std::vector<std::uint8_t> read(PNG_IMAGE_SIZE(header));
    REQUIRE(png_image_finish_read(&header, nullptr, read.data(), 0, nullptr) != 0);
    CHECK(read == image.rgba);
}

TEST_CASE("a class has one colour, the legend's") {
    Layer layer = test::evaluation(1).reach;
    auto classes = legend_classes(layer);
    REQUIRE(classes.size() == 5);
    CHECK(classes[0].text == "< 100");
    CHECK(classes[2].text == "200 – 300");
    CHECK(classes[4].text == "≥ 400");
    CHECK(colour_of(layer, 250) == classes[2].colour);
    CHECK(colour_of(layer, 200) == classes[2].colour);
    CHECK(colour_of(layer, 199.9) == classes[1].colour);
    CHECK(colour_of(layer, 9999) == classes[4].colour);
}

TEST_CASE("a legend has a ramp where there are no classes, a sign for each kind of hatching, and a sentence where all is alike") {
    test::Sample sample(Language::en);
    const Messages& text = sample.text;
    Layer layer = test::evaluation(1).reach;
    auto signs = [&](LegendSign sign) {
        auto rows = legend_rows(text, layer);
        return std::ranges::count_if(rows, [&](const LegendRow& row) { return row.sign == sign; });
    };
    layer.value = {10, 150, 420};
    CHECK(signs(LegendSign::colour) == 5);
    CHECK(signs(LegendSign::missing) + signs(LegendSign::small) + signs(LegendSign::none) == 0);
    layer.breaks.clear();
    auto rows = legend_rows(text, layer);
    REQUIRE(rows.size() == 5);
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) CHECK(rows[i].to == rows[i + 1].from); // one bar
    CHECK(rows[0].from == colour_of(layer, static_cast<double>(layer.low)));
    CHECK(rows[4].to == colour_of(layer, static_cast<double>(layer.high)));
    layer.value.push_back(std::nanf(""));
    layer.small_sample = {0, 1, 0, 1};
    CHECK(signs(LegendSign::missing) == 1);
    CHECK(signs(LegendSign::small) == 1);
    layer.value = {7, 7};
    layer.small_sample.clear();
    rows = legend_rows(text, layer);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].from == colour_of(layer, 7));
    CHECK(rows[0].text == "7");
    CHECK(rows[1].text == text.text("report.all_equal"));
    layer.value.assign(2, std::nanf(""));
    rows = legend_rows(text, layer);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].sign == LegendSign::missing);
    CHECK(rows[1].text == text.text("report.all_missing"));
    CHECK(legend_box(text, layer, 1).width_px > 60);
}

TEST_CASE("Hangul is drawn with its own glyphs") {
    auto drawn = [](const std::string& text) {
        Image image = blank_image(60, 40, k_white);
        { Canvas(image).text(5, 5, text, {.size_px = 24}); }
        return image;
    };
    Image ga = drawn("가"), na = drawn("나"), none = drawn("");
    CHECK(ga.rgba != na.rgba); // two boxes for missing glyphs would be alike
    CHECK(ga.rgba != none.rgba);
    CHECK(std::ranges::count(ga.rgba, std::uint8_t{0x2b}) > 30);
}

TEST_CASE("an arrow shows north of any camera, a scale bar only where there is one scale") {
    test::Sample sample(Language::en);
    FrameOptions frame;
    Camera camera;
    camera.eye = {0, -100, 100}, camera.target = {0, 0, 0};
    auto notes = notes_of(sample.text, sample.city, camera, frame, "");
    CHECK(*notes.north_deg == Approx(0.0).margin(1e-9));
    CHECK_FALSE(notes.metres_per_pixel);
    camera.eye = {-100, 0, 100}; // looking east: north is to the left
    CHECK(*notes_of(sample.text, sample.city, camera, frame, "").north_deg == Approx(-90.0));
    camera.eye = {0, -0.001, 500};
    camera.orthographic = true, camera.height_m = 1440;
    notes = notes_of(sample.text, sample.city, camera, frame, "");
    CHECK(*notes.north_deg == 0.0);
    CHECK(*notes.metres_per_pixel == Approx(2.0));
}

TEST_CASE("sources that ask for it are named once") {
    test::Sample sample(Language::en);
    CHECK(attribution_text(sample.text, sample.city).empty()); // nobody's data
    sample.city.synthetic = false;
    sample.city.sources.push_back({"b.osm", "x", "roads", "ODbL 1.0", ""});
    CHECK(attribution_text(sample.text, sample.city) == "공공누리 제1유형 · © OpenStreetMap contributors (ODbL 1.0)");
    for (Source& source : sample.city.sources) source.licence.clear(), source.file = "a.shp";
    CHECK(attribution_text(sample.text, sample.city) == "licence of the data not stated");
}

TEST_CASE("a comparison holds the panels unchanged but for their captions") {
    test::Sample sample(Language::ko);
    ComparisonOptions options;
    std::vector<ProposalView> views;
    for (const ReportProposal& p : sample.input.proposals) views.push_back({p.name, p.solutions, p.evaluation.reach});
    PanelGrid grid = grid_of(options, views.size());
    ComparisonPictures pictures{{}, {test::gradient(grid.panel_width, grid.panel_height), test::gradient(grid.panel_width, grid.panel_height)}};
    Image whole = compose_comparison(sample.text, sample.city, views, pictures, options);
    REQUIRE(whole.width == options.width);
    REQUIRE(whole.height == options.height);
    for (std::size_t i = 0; i < 2; ++i) {
        int x0 = static_cast<int>(std::lround(grid.x(i))), y0 = static_cast<int>(std::lround(grid.y(i)));
        Rgb inside = pixel(whole, x0 + grid.panel_width / 2, y0 + grid.panel_height / 2);
        Rgb given = pixel(pictures.panels[i], grid.panel_width / 2, grid.panel_height / 2);
        for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(inside[c] - given[c]) <= 1);
    }
    CHECK(pixel(whole, 2, 2) == k_paper);
    auto changed = [&](const std::vector<ProposalView>& other) { return compose_comparison(sample.text, sample.city, other, pictures, options).rgba != whole.rgba; };
    auto renamed = views;
    renamed[1].name = "C안";
    CHECK(changed(renamed));
    auto without_layer = views;
    for (ProposalView& view : without_layer) view.layer.reset();
    CHECK(changed(without_layer));
}

TEST_CASE("all solutions of all proposals are in the box") {
    test::Sample sample(Language::ko);
    sample.city.extent = {{-1000, -1000}, {1000, 1000}};
    std::vector<ProposalView> views;
    CHECK(comparison_box(sample.city, views, 50).min == sample.city.extent.min);
    for (const ReportProposal& p : sample.input.proposals) views.push_back({p.name, p.solutions, {}});
    LocalBox box = comparison_box(sample.city, views, 50);
    CHECK(box.min == LocalPoint{50, -350});
    CHECK(box.max == LocalPoint{450, 250});
}
