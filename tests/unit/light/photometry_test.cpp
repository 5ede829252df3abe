// Photometric files written by hand after LM-63 and EULUMDAT, held against their own lumens and the cosine-cubed law.
#include "light/illuminance.h"
#include "light/read_photometry.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <numbers>

using namespace tp;

namespace {

using Shape = std::function<double(double c_deg, double gamma_deg)>; // candela
double lambert(double, double gamma) { return gamma < 90 ? 1000.0 * std::cos(gamma * std::numbers::pi / 180.0) : 0.0; } // pi * 1000 lm
double leaning(double c, double gamma) { return lambert(c, gamma) * (1.0 + 0.5 * std::cos(c * std::numbers::pi / 180.0)); }

std::string list(double from, double to, double step) {
    std::string out;
    for (double v = from; v <= to + 1e-9; v += step) out += std::to_string(v) + " ";
    return out;
}

struct IesWords {
    std::string header = "IESNA:LM-63-2002\n[TEST] 1\n[LUMINAIRE] Sample\n", tilt = "TILT=NONE\n", lumens = "3141.6", multiplier = "1", type = "1", factors = "1 1 40",
                end = "\n";
    double c_from = 0, c_to = 0, c_step = 90, gamma_to = 90;
    Shape shape = lambert;
};
std::string ies(const IesWords& w = {}) {
    int planes = static_cast<int>((w.c_to - w.c_from) / w.c_step) + 1, angles = static_cast<int>(w.gamma_to / 5) + 1;
    std::string out = w.header + w.tilt + "1 " + w.lumens + " " + w.multiplier + " " + std::to_string(angles) + " " + std::to_string(planes) + " " + w.type +
                      " 2 0.3 0.6 0\n" + w.factors + "\n" + list(0, w.gamma_to, 5) + "\n" + list(w.c_from, w.c_to, w.c_step) + "\n";
    for (int k = 0; k < planes; ++k) {
        for (int i = 0; i < angles; ++i) out += std::to_string(w.shape(w.c_from + k * w.c_step, 5.0 * i)) + (i % 8 == 7 ? "\n" : " ");
        out += "\n";
    }
    return out + w.end;
}

// One value a line; intensities in cd per 1000 lm of 2000 lm.
std::string eulumdat(int symmetry, const Shape& shape, const std::string& flux = "2000", int planes = 24) {
    std::string out = "Maker\n1\n" + std::to_string(symmetry) + "\n" + std::to_string(planes) + "\n15\n19\n5\nreport\nSample\nnumber\nfile\n2026\n";
    out += "300\n100\n80\n300\n100\n0\n0\n0\n0\n100\n100\n1\n0\n1\n1\nLED\n" + flux + "\n3000\n80\n21.5\n";
    for (int i = 0; i < 10; ++i) out += "0.5\n";
    for (int k = 0; k < planes; ++k) out += std::to_string(k * 360 / planes) + "\n";
    for (int i = 0; i < 19; ++i) out += std::to_string(i * 5) + "\n";
    int first = symmetry == 3 ? 3 * planes / 4 : 0;
    int count = symmetry == 0 ? planes : symmetry == 1 ? 1 : symmetry == 4 ? planes / 4 + 1 : planes / 2 + 1;
    for (int k = first; k < first + count; ++k)
        for (int i = 0; i < 19; ++i) out += std::to_string(shape(k * 360.0 / planes, 5.0 * i) / 2.0) + "\n";
    return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
    return text;
}

std::string key_of(const Result<Photometry>& read) { return read ? "read" : read.error().key; }

} // namespace

TEST_CASE("the intensities of an IES file add up to its lumens") {
    auto read = parse_ies(ies(), "a.ies");
    REQUIRE(read);
    CHECK(read->name == "Sample");
    CHECK(read->lumens == Approx(3141.6));
    CHECK(read->watts == Approx(40));
    CHECK(flux_lm(*read) == Approx(read->lumens).epsilon(0.003)); // pi I0, straight lines between 5 deg
    CHECK(intensity_cd(*read, 77, 60) == Approx(500).epsilon(1e-6));
    CHECK(intensity_cd(*read, 0, 120) == 0.0);
}

TEST_CASE("every header and symmetry of LM-63 gives the same light") {
    for (std::string header : {"IESNA91\n[TEST] 1\n", "IESNA:LM-63-1995\n[TEST] 1\n", "IES:LM-63-2019\n[TEST] 1\n", "An old file of 1986\nwith words\n"})
        CHECK(flux_lm(parse_ies(ies({.header = header}), "a").value()) == Approx(3141.6).epsilon(0.003));
    for (auto [from, to] : {std::pair{0.0, 0.0}, {0.0, 90.0}, {0.0, 180.0}, {90.0, 270.0}, {0.0, 360.0}})
        CHECK(flux_lm(parse_ies(ies({.c_from = from, .c_to = to}), "a").value()) == Approx(3141.6).epsilon(0.003));
    auto half = parse_ies(ies({.c_to = 180, .c_step = 15, .shape = leaning}), "a");
    REQUIRE(half);
    CHECK(flux_lm(*half) == Approx(3141.6).epsilon(0.005)); // what leans one way lacks on the other
    CHECK(intensity_cd(*half, 90, 0) == Approx(1500)); // LM-63's 0 looks into the street: C90
    CHECK(intensity_cd(*half, 270, 0) == Approx(500));
    CHECK(intensity_cd(*half, 60, 0) == Approx(intensity_cd(*half, 120, 0)));
    CHECK(key_of(parse_ies(ies({.c_to = 45, .c_step = 45}), "a")) == "light.angles");
}

TEST_CASE("multipliers, ballast and tilt of an IES file scale its intensities") {
    auto straight = [](const IesWords& w) { return intensity_cd(parse_ies(ies(w), "a").value(), 0, 0); };
    CHECK(straight({.multiplier = "2.5"}) == Approx(2500));
    CHECK(straight({.factors = "0.9 0.5 40"}) == Approx(900)); // "future use" of 2002
    CHECK(straight({.header = "IESNA91\n", .factors = "0.9 0.5 40"}) == Approx(450));
    CHECK(straight({.tilt = "TILT=INCLUDE\n1\n3\n0 45 90\n0.95 0.9 0.8\n"}) == Approx(950));
    auto absolute = parse_ies(ies({.lumens = "-1"}), "a");
    REQUIRE(absolute);
    CHECK(std::isnan(absolute->lumens));
    CHECK(flux_lm(*absolute) == Approx(3141.6).epsilon(0.003));
}

TEST_CASE("EULUMDAT of every symmetry adds up to its flux") {
    for (int symmetry = 0; symmetry <= 4; ++symmetry) {
        CAPTURE(symmetry);
        auto read = parse_eulumdat(eulumdat(symmetry, lambert), "a.ldt");
        REQUIRE(read);
        CHECK(read->lumens == Approx(2000));
        CHECK(read->watts == Approx(21.5));
        CHECK(flux_lm(*read) == Approx(3141.6).epsilon(0.003)); // what the intensities say, whatever is stated
        CHECK(read->c_deg.front() == 0.0);
        CHECK(read->c_deg.back() == 360.0);
    }
    // Symmetric to C0-C180: leaning to C0; symmetric to C90-C270 (given from C270 over C0 to C90): leaning to C90.
    auto two = parse_eulumdat(eulumdat(2, leaning), "a");
    auto three = parse_eulumdat(eulumdat(3, [](double c, double gamma) { return leaning(c - 90, gamma); }), "a");
    REQUIRE(two);
    REQUIRE(three);
    for (double c : {0.0, 30.0, 90.0, 135.0, 225.0, 285.0, 345.0}) {
        CHECK(intensity_cd(*two, c, 40) == Approx(leaning(c, 40)).epsilon(1e-5));
        CHECK(intensity_cd(*three, c, 40) == Approx(leaning(c - 90, 40)).epsilon(1e-5));
    }
}

TEST_CASE("line ends, decimal commas and Korean in CP949 are read") {
    std::string file = eulumdat(1, lambert);
    CHECK(parse_eulumdat(replaced(file, "\n", "\r\n"), "a").value().candela == parse_eulumdat(file, "a").value().candela);
    CHECK(parse_eulumdat(replaced(file, "21.5\n", "21,5\n"), "a").value().watts == Approx(21.5));
    std::string korean = replaced(file, "Sample", "\xB0\xA1\xB7\xCE\xB5\xEE");
    CHECK(parse_eulumdat(korean, "a.ldt").value().name == "a.ldt");
    CHECK(parse_eulumdat(replaced(file, "Sample", "가로등"), "a.ldt").value().name == "가로등");
    CHECK(parse_ies(replaced(ies({.header = "IESNA91\n[LUMINAIRE] \xB0\xA1\xB7\xCE\n"}), "\n", "\r\n"), "a.ies").value().name == "a.ies");
    CHECK(parse_ies(replaced(ies(), "\n", "\r") + "\x1A\x1A", "a.ies"));
}

TEST_CASE("damaged photometric files are refused by name") {
    CHECK(key_of(parse_ies("", "a")) == "light.no_photometry");
    CHECK(key_of(parse_ies("IESNA91\n1 2 3\n", "a")) == "light.no_photometry");
    CHECK(key_of(parse_ies(ies({.type = "2"}), "a")) == "light.type");
    CHECK(key_of(parse_ies(ies({.type = "3"}), "a")) == "light.type");
    CHECK(key_of(parse_ies(ies({.tilt = "TILT=lamp.tlt\n"}), "a")) == "light.tilt_file");
    CHECK(key_of(parse_ies(ies({.multiplier = "nan"}), "a")) == "light.number");
    CHECK(key_of(parse_ies(ies({.multiplier = "1e999"}), "a")) == "light.number");
    CHECK(key_of(parse_ies(ies({.multiplier = "-1"}), "a")) == "light.negative");
    CHECK(key_of(parse_ies(ies({.end = "7\n"}), "a")) == "light.extra");
    CHECK(key_of(parse_ies(replaced(ies(), "5.000000 10.000000", "10.000000 5.000000"), "a")) == "light.angles");
    CHECK(key_of(parse_ies(replaced(ies(), " 19 1 1 ", " 999999999 1 1 "), "a")) == "light.count");
    CHECK(key_of(parse_ies(replaced(ies(), " 19 1 1 ", " 20 1 1 "), "a")) != "read");
    CHECK(key_of(parse_eulumdat(replaced(eulumdat(1, lambert), "\n2000\n", "\n0\n"), "a")) == "light.negative");
    CHECK(key_of(parse_eulumdat(eulumdat(4, lambert, "2000", 6), "a")) == "light.count");
    CHECK(key_of(parse_eulumdat(eulumdat(1, lambert) + "3\n", "a")) == "light.extra");
    std::string whole = ies(), lines = eulumdat(0, leaning);
    for (std::size_t at = 0; at < whole.size(); at += 37) CHECK_FALSE((at < whole.size() - 12 && parse_ies(whole.substr(0, at), "a")));
    for (std::size_t at = 0; at < lines.size() - 12; at += 211) CHECK_FALSE(parse_eulumdat(lines.substr(0, at), "a"));
    auto fault = parse_ies(ies({.multiplier = "two"}), "a.ies");
    CHECK(fault.error().where == "a.ies:5");
}

TEST_CASE("a file is known by its ending, and one that is not there is an error") {
    auto path = std::filesystem::temp_directory_path() / "twinplan_light_sample.IES";
    std::ofstream(path) << ies();
    CHECK(read_photometry(path));
    std::filesystem::remove(path);
    CHECK(key_of(read_photometry(path)) == "light.cannot_read");
}

TEST_CASE("E = I cos^3 / H^2 at points on the ground") {
    auto round = parse_ies(ies(), "a");
    REQUIRE(round);
    Lamp lamp;
    lamp.mounting_m = 5;
    CHECK(horizontal_lux(lamp, *round, {0, 0}) == Approx(1000.0 / 25.0)); // straight below: I / H^2
    // 45 deg: I = 707.107 cd, cos^3 = 0.353553: 10 lx exactly for a cosine emitter.
    CHECK(horizontal_lux(lamp, *round, {3, 4}) == Approx(10.0).epsilon(1e-6));
    auto street = parse_ies(ies({.c_to = 180, .c_step = 15, .shape = leaning}), "a");
    lamp.c90 = {1, 0}; // the street lies in the east
    CHECK(horizontal_lux(lamp, *street, {5, 0}) == Approx(15.0).epsilon(1e-6));
    CHECK(horizontal_lux(lamp, *street, {-5, 0}) == Approx(5.0).epsilon(1e-6));
    CHECK(horizontal_lux(lamp, *street, {0, 5}) == Approx(10.0).epsilon(1e-6));
}

TEST_CASE("what a lamp gives to the ground adds up to its flux below the horizon") {
    auto round = parse_ies(ies(), "a");
    Lamp lamp;
    lamp.mounting_m = 5;
    double sum = 0;
    for (double y = -400; y < 400; y += 1)
        for (double x = -400; x < 400; x += 1) sum += horizontal_lux(lamp, *round, {x + 0.5, y + 0.5});
    CHECK(sum == Approx(flux_lm(*round)).epsilon(0.003));
}
