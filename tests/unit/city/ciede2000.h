// unit/city/ciede2000.h - CIE lightness and colour difference, for tests of what is told apart.
//
// Sharma, Wu and Dalal (2005), The CIEDE2000 Color-Difference Formula, Color Research and Application 30(1), equations 2-22,
// with kL = kC = kH = 1; CIELAB for the white of sRGB (D65).
#pragma once

#include "city/colour_map.h"

#include <cmath>
#include <numbers>

namespace tp::test {

struct Lab {
    double l = 0, a = 0, b = 0;
};

inline Lab lab_of(Rgb colour) {
    auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    double r = linear(colour[0] / 255.0), g = linear(colour[1] / 255.0), b = linear(colour[2] / 255.0);
    auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047), y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b),
           z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

inline double ciede2000(Lab one, Lab two) {
    constexpr double degree = std::numbers::pi / 180;
    double mean_c = (std::hypot(one.a, one.b) + std::hypot(two.a, two.b)) / 2, c7 = std::pow(mean_c, 7), k25 = std::pow(25.0, 7);
    double g = 0.5 * (1 - std::sqrt(c7 / (c7 + k25)));
    auto hue = [](double a, double b) { return a == 0 && b == 0 ? 0.0 : std::fmod(std::atan2(b, a) / degree + 360, 360); };
    double a1 = one.a * (1 + g), a2 = two.a * (1 + g), c1 = std::hypot(a1, one.b), c2 = std::hypot(a2, two.b);
    double h1 = hue(a1, one.b), h2 = hue(a2, two.b), dh = h2 - h1, mean_h = h1 + h2;
    if (c1 * c2 == 0) dh = 0;
    else {
        bool far = std::abs(h1 - h2) > 180;
        if (far) dh += h2 > h1 ? -360 : 360;
        mean_h = far ? (mean_h < 360 ? mean_h + 360 : mean_h - 360) / 2 : mean_h / 2;
    }
    double dl = two.l - one.l, dc = c2 - c1, big_dh = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * degree);
    double l = (one.l + two.l) / 2, c = (c1 + c2) / 2, cc7 = std::pow(c, 7);
    double t = 1 - 0.17 * std::cos((mean_h - 30) * degree) + 0.24 * std::cos(2 * mean_h * degree) + 0.32 * std::cos((3 * mean_h + 6) * degree) -
               0.20 * std::cos((4 * mean_h - 63) * degree);
    double sl = 1 + 0.015 * (l - 50) * (l - 50) / std::sqrt(20 + (l - 50) * (l - 50)), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
    double turn = 30 * std::exp(-std::pow((mean_h - 275) / 25, 2));
    double rt = -std::sin(2 * turn * degree) * 2 * std::sqrt(cc7 / (cc7 + k25));
    return std::sqrt(std::pow(dl / sl, 2) + std::pow(dc / sc, 2) + std::pow(big_dh / sh, 2) + rt * (dc / sc) * (big_dh / sh));
}

} // namespace tp::test
