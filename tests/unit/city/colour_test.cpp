// Colour maps: the published tables, even in lightness, told apart by those who see fewer colours.
#include "city/colour_map.h"
#include "city/colour_vision.h"

#include "ciede2000.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>

using namespace tp;
using namespace tp::test;

namespace {

constexpr std::array k_maps{ColourMap::batlow, ColourMap::viridis, ColourMap::cividis, ColourMap::orrd, ColourMap::vik, ColourMap::puor};
constexpr float k_nan = std::numeric_limits<float>::quiet_NaN();

Rgb hex(std::uint32_t c) { return {static_cast<std::uint8_t>(c >> 16), static_cast<std::uint8_t>(c >> 8), static_cast<std::uint8_t>(c)}; }

} // namespace

TEST_CASE("the formula of colour difference gives the published pairs") { // Sharma, Wu and Dalal (2005), table 1: pairs 1, 4, 7, 17, 25, 34
    CHECK(ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) == Approx(2.0425).margin(5e-5));
    CHECK(ciede2000({50, -1.3802, -84.2814}, {50, 0, -82.7485}) == Approx(1.0000).margin(5e-5));
    CHECK(ciede2000({50, 0, 0}, {50, -1, 2}) == Approx(2.3669).margin(5e-5));
    CHECK(ciede2000({50, 2.5, 0}, {73, 25, -18}) == Approx(27.1492).margin(5e-5));
    CHECK(ciede2000({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) == Approx(1.2644).margin(5e-5));
    CHECK(ciede2000({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}) == Approx(0.9082).margin(5e-5));
    CHECK(lab_of({255, 255, 255}).l == Approx(100).margin(1e-3));
}

TEST_CASE("colour maps are the published tables") {
    // batlow and vik: Crameri's S10 and table ends; viridis, cividis: matplotlib's values at 0, 1/2 and 1; OrRd, PuOr: ColorBrewer.
    CHECK(colour_stops(ColourMap::batlow).size() == 256);
    CHECK(colour_stops(ColourMap::viridis).size() == 256);
    CHECK(colour_stops(ColourMap::cividis).size() == 256);
    struct Published {
        ColourMap map;
        double at;
        std::uint32_t colour;
    };
    constexpr Published published[] = {
        {ColourMap::batlow, 0, 0x011959},          {ColourMap::batlow, 1, 0xfaccfa},          {ColourMap::batlow, 84.0 / 255, 0x3c6d56},
        {ColourMap::viridis, 0, 0x440154},         {ColourMap::viridis, 128.0 / 255, 0x21918c}, {ColourMap::viridis, 1, 0xfde725},
        {ColourMap::viridis, 64.0 / 255, 0x3b528b}, {ColourMap::cividis, 0, 0x00224e},         {ColourMap::cividis, 1, 0xfee838},
        {ColourMap::orrd, 0, 0xfff7ec},            {ColourMap::orrd, 0.5, 0xfc8d59},          {ColourMap::orrd, 1, 0x7f0000},
        {ColourMap::puor, 0, 0x7f3b08},            {ColourMap::puor, 0.5, 0xf7f7f7},          {ColourMap::puor, 1, 0x2d004b},
        {ColourMap::vik, 0, 0x001261},             {ColourMap::vik, 0.5, 0xece5e0},           {ColourMap::vik, 1, 0x590008},
    };
    for (const Published& p : published) {
        CAPTURE(colour_map_name(p.map), p.at);
        CHECK(ciede2000(lab_of(colour_at(p.map, p.at)), lab_of(hex(p.colour))) < 0.6); // the tables in 8 bits
        CHECK(colour_at(p.map, p.at, true) == colour_at(p.map, 1 - p.at));
    }
    CHECK(colour_at(ColourMap::viridis, -3) == colour_at(ColourMap::viridis, 0));
    CHECK(colour_at(ColourMap::viridis, std::nan("")) == Rgb{128, 128, 128});
}

TEST_CASE("each colour map names a source that is in the list") {
    std::ifstream file(std::string(std::getenv("TWINPLAN_SOURCE")) + "/assets/data/sources.csv");
    std::string text(std::istreambuf_iterator<char>(file), {});
    for (ColourMap map : k_maps) CHECK(text.find("\n" + std::string(colour_map_source(map)) + ",") != std::string::npos);
    CHECK(text.find("\nmachado_2009,") != std::string::npos);
}

TEST_CASE("sequential maps rise or fall in lightness at every step, diverging ones from a light middle to both ends") {
    constexpr int steps = 32;
    for (ColourMap map : k_maps) {
        CAPTURE(colour_map_name(map));
        std::array<double, steps + 1> l{};
        for (int i = 0; i <= steps; ++i) l[static_cast<std::size_t>(i)] = lab_of(colour_at(map, static_cast<double>(i) / steps)).l;
        bool falls = l.back() < l.front();
        for (std::size_t i = 0; i < steps; ++i) {
            double step = l[i + 1] - l[i];
            if (is_diverging(map)) CHECK((i < steps / 2 ? step : -step) > 0);
            else CHECK((falls ? -step : step) > 0.9);
        }
        if (!is_diverging(map)) continue;
        CHECK(l[steps / 2] > 90);
        for (std::size_t i = 0; i <= steps; ++i) CHECK(std::abs(l[i] - l[steps - i]) < (map == ColourMap::vik ? 9 : 24));
    }
}

TEST_CASE("the classes of a legend of seven stay apart however one sees colours") {
    // A difference of 1 is just noticed side by side. Any two classes differ by more than 6 for everybody who sees colours, by
    // more than 3.9 in grey (OrRd's two palest; all others by more than 6).
    for (ColourMap map : k_maps)
        for (ColourVision vision : {ColourVision::normal, ColourVision::deuteranopia, ColourVision::protanopia, ColourVision::tritanopia, ColourVision::grey}) {
            if (vision == ColourVision::grey && is_diverging(map)) continue; // both ends are dark in grey
            double least = 1e9;
            for (int a = 0; a < 7; ++a)
                for (int b = a + 1; b < 7; ++b)
                    least = std::min(least, ciede2000(lab_of(seen(colour_at(map, a / 6.0), vision)), lab_of(seen(colour_at(map, b / 6.0), vision))));
            CAPTURE(colour_map_name(map), colour_vision_name(vision), least);
            CHECK(least > (vision == ColourVision::grey && map == ColourMap::orrd ? 3.9 : 6.0));
        }
}

TEST_CASE("a layer's colours: classes by their borders, ramps between low and high, and no end in odd ranges") {
    Layer layer;
    layer.map = ColourMap::viridis;
    layer.low = 0, layer.high = 100;
    CHECK(colour_of(layer, 0) == colour_at(ColourMap::viridis, 0));
    CHECK(colour_of(layer, 100) == colour_at(ColourMap::viridis, 1));
    CHECK(colour_of(layer, 1e30) == colour_at(ColourMap::viridis, 1));
    CHECK(colour_of(layer, -1e30) == colour_at(ColourMap::viridis, 0));
    Rgb a = colour_of(layer, 33), b = colour_at(ColourMap::viridis, 0.33);
    for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(a[c] - b[c]) <= 1);
    layer.high = 0; // all values equal
    CHECK(colour_of(layer, 7) == colour_at(ColourMap::viridis, 0.5));
    layer.low = -std::numeric_limits<float>::max(), layer.high = std::numeric_limits<float>::max();
    CHECK(colour_of(layer, std::numeric_limits<double>::infinity()) == Rgb{128, 128, 128});
    CHECK(colour_of(layer, 0) != Rgb{128, 128, 128});
    layer.low = 0, layer.high = k_nan;
    CHECK(colour_of(layer, 7) == colour_at(ColourMap::viridis, 0.5));
    layer.breaks = {10, 20};
    CHECK(colour_of(layer, 9.99) == colour_at(ColourMap::viridis, 0));
    CHECK(colour_of(layer, 10) == colour_at(ColourMap::viridis, 0.5));
    CHECK(colour_of(layer, 20) == colour_at(ColourMap::viridis, 1));
}

TEST_CASE("what a legend has to say of a layer's values") {
    Layer layer;
    layer.value = {3, k_nan, 7, 5, std::numeric_limits<float>::infinity()};
    layer.small_sample = {1, 1, 0, 1}; // shorter than the values: the rest is not small
    LayerFacts facts = facts_of(layer);
    CHECK(facts.known == 3);
    CHECK(facts.missing == 2);
    CHECK(facts.small == 2); // a missing value has no sample
    CHECK(facts.least == 3);
    CHECK(facts.most == 7);
    layer.value.assign(4, k_nan);
    CHECK(facts_of(layer).known == 0);
}

TEST_CASE("seen with other eyes: greys stay, colours move as the published matrices say") {
    for (ColourVision vision : {ColourVision::deuteranopia, ColourVision::protanopia, ColourVision::tritanopia, ColourVision::grey})
        for (int v : {0, 64, 128, 255}) {
            Rgb grey = hex(static_cast<std::uint32_t>(v) * 0x010101U), out = seen(grey, vision);
            for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(out[c] - v) <= 1);
        }
    // Red is (1, 0, 0) in light: the first column, encoded.
    CHECK(seen({255, 0, 0}, ColourVision::deuteranopia) == Rgb{163, 144, 0});
    CHECK(seen({255, 0, 0}, ColourVision::protanopia) == Rgb{109, 95, 0});
    CHECK(seen({0, 0, 255}, ColourVision::tritanopia) == Rgb{0, 107, 150});
    CHECK(seen({0, 255, 0}, ColourVision::grey) == Rgb{220, 220, 220});
    std::array<std::uint8_t, 8> picture{255, 0, 0, 7, 10, 10, 10, 9};
    see(picture, ColourVision::deuteranopia);
    CHECK(picture == std::array<std::uint8_t, 8>{163, 144, 0, 7, 10, 10, 10, 9});
    CHECK(colour_vision("protanopia") == ColourVision::protanopia);
    CHECK_FALSE(colour_vision("daltonism"));
}
