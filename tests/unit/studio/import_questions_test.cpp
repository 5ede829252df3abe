// What the window asks during an import: which column holds what is missing, where a model stands; and what answers mean.
#include "city_import/model_places.h"
#include "city_import/remembered_columns.h"
#include "shared_data.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace tp;
namespace fs = std::filesystem;

TEST_CASE("a place is read as a map copies it") {
    auto place = [](const std::string& coordinates) {
        auto made = place_of("a.obj", {.coordinates = coordinates, .height = "", .heading = "90", .scale = "0.01", .up = 'y'});
        REQUIRE(made);
        return *made;
    };
    for (const char* text : {"129.35, 36.01", "36.01, 129.35", " 129.35 36.01 ", "36.01,129.35"}) {
        CAPTURE(text);
        CHECK(place(text).longitude_deg == 129.35);
        CHECK(place(text).latitude_deg == 36.01);
    }
    CHECK(place("2.35, 48.85").longitude_deg == 2.35); // either could be: as the form says
    ModelPlace one = place("129.35, 36.01");
    CHECK(one.file == "a.obj");
    CHECK(!one.height_m);
    CHECK(one.heading_deg == 90.0);
    CHECK(one.scale == 0.01);
    CHECK(one.up == 'y');
}

TEST_CASE("what is wrong with a place is named") {
    auto wrong = [](const PlaceForm& form) {
        auto made = place_of("a.obj", form);
        REQUIRE_FALSE(made);
        for (const auto& [name, value] : made.error().args)
            if (name == "part") return value;
        return std::string{};
    };
    CHECK(wrong({.coordinates = "", .height = "", .heading = "0", .scale = "1", .up = 'z'}) == "LON");
    CHECK(wrong({.coordinates = "129.35", .height = "", .heading = "0", .scale = "1", .up = 'z'}) == "LAT");
    CHECK(wrong({.coordinates = "129.35, 36.01 7", .height = "", .heading = "0", .scale = "1", .up = 'z'}) == "LAT");
    CHECK(wrong({.coordinates = "129.35, 91", .height = "", .heading = "0", .scale = "1", .up = 'z'}) == "LAT");
    CHECK(wrong({.coordinates = "36.01, abc", .height = "", .heading = "0", .scale = "1", .up = 'z'}) == "LAT");
    CHECK(wrong({.coordinates = "129.35, 36.01", .height = "high", .heading = "0", .scale = "1", .up = 'z'}) == "HEIGHT");
    CHECK(wrong({.coordinates = "129.35, 36.01", .height = "", .heading = "nan", .scale = "1", .up = 'z'}) == "HEADING");
    CHECK(wrong({.coordinates = "129.35, 36.01", .height = "", .heading = "0", .scale = "0", .up = 'z'}) == "SCALE");
}

TEST_CASE("layers with the same columns are one question, with their values") {
    Assembled made;
    auto layer = [&](const std::string& file, std::vector<std::string> notes, std::vector<double> values) {
        LayerReport report;
        report.file = file, report.layer = fs::path(file).stem().string(), report.role = "buildings";
        for (const std::string& where : notes) report.notes.push_back({"unknown_column", where, 1, ""});
        made.report.layers.push_back(report);
        made.city.sources.push_back({report.file, report.layer, "buildings", "", ""});
        std::vector<std::uint32_t> rows(values.size());
        made.tables.push_back({static_cast<std::uint16_t>(made.city.sources.size() - 1), rows, {{"FLR", true, {}, std::move(values)}}});
    };
    layer("a/one.shp", {"FLR=levels", "FL2=levels", "HT=height_m"}, {3, std::nan(""), 3, 2.5});
    layer("b/two.shp", {"FLR=levels", "FL2=levels"}, {9});
    layer("c/three.shp", {"STOREYS=levels"}, {});
    auto offers = column_offers(made);
    REQUIRE(offers.size() == 3);
    CHECK(offers[0].quantity == "levels");
    CHECK(offers[0].files == std::vector<std::string>{"a/one.shp", "b/two.shp"});
    REQUIRE(offers[0].choices.size() == 2);
    CHECK(offers[0].choices[0].column == "FLR");
    CHECK(offers[0].choices[0].values == "3, 2.50");
    CHECK(offers[1].quantity == "height_m");
    CHECK(offers[2].files == std::vector<std::string>{"c/three.shp"});

    std::vector<ColumnGiven> given;
    std::vector<RememberedColumn> said;
    take_answer(offers[0], 1, given, said);
    REQUIRE(given.size() == 2); // of each file, the chosen column alone
    CHECK((given[1].file == "b/two.shp" && given[1].column == "FL2" && given[1].quantity == "levels"));
    REQUIRE(said.size() == 1);
    take_answer(offers[0], 2, given, said); // none of them
    CHECK(given.size() == 4);
    REQUIRE(said.size() == 2);
    CHECK(said[0].quantity == "levels"); // FL2 holds what was asked for first: none of them does not take that back
    CHECK((said[1].name == "FLR" && said[1].quantity == "none"));
}

TEST_CASE("what is said last of a column is what is remembered") {
    fs::path home = fs::temp_directory_path() / ("twinplan_remembered_" + std::to_string(getpid()));
    ::setenv("XDG_DATA_HOME", home.c_str(), 1);
    REQUIRE(remember_columns({{"buildings", "층\"정보", "levels"}, {"roads", "차로", "lanes"}}));
    REQUIRE(remember_columns({{"buildings", "층\"정보", "none"}}));
    std::ifstream in(remembered_columns_file());
    std::string text(std::istreambuf_iterator<char>(in), {});
    CHECK(text.find("\"levels\"") == std::string::npos);
    CHECK(text.find("name = \"층\\\"정보\"\nquantity = \"none\"") != std::string::npos);
    CHECK(text.find("quantity = \"lanes\"") != std::string::npos);
    REQUIRE(forget_columns());
    CHECK_FALSE(fs::exists(remembered_columns_file()));
    fs::remove_all(home);
}
