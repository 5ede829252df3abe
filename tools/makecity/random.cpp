#include "makecity/random.h"

#include <cmath>

namespace tp::makecity {

double exp_of(double x) {
    constexpr double ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45;
    double k = std::floor(x * 1.4426950408889634 + 0.5);
    double r = (x - k * ln2_high) - k * ln2_low;
    double sum = 1.0;
    for (int n = 17; n >= 1; --n) sum = 1.0 + sum * r / n; // Taylor by Horner, |r| <= 0.35
    return std::ldexp(sum, static_cast<int>(k));
}

double ln_of(double x) {
    int exponent = 0;
    double m = std::frexp(x, &exponent); // [0.5, 1)
    if (m < 0.70710678118654752) {
        m *= 2.0;
        --exponent;
    }
    double z = (m - 1.0) / (m + 1.0), z2 = z * z, sum = 0.0;
    for (int n = 25; n >= 1; n -= 2) sum = sum * z2 + 1.0 / n;
    return 2.0 * z * sum + exponent * 0.69314718055994531;
}

double Draws::lognormal(double median, double ln_sd) { return median * exp_of(ln_sd * normal()); }

int Draws::poisson(double mean) {
    if (!(mean > 0.0)) return 0;
    double left = uniform(), term = exp_of(-mean);
    for (int k = 0; k < 5000; ++k) {
        if (left < term) return k;
        left -= term;
        term *= mean / (k + 1);
    }
    return 5000;
}

double noise(std::uint64_t key, double x, double y) {
    double fx = std::floor(x), fy = std::floor(y);
    auto cx = static_cast<std::uint64_t>(static_cast<std::int64_t>(fx)), cy = static_cast<std::uint64_t>(static_cast<std::int64_t>(fy));
    std::uint64_t column[2] = {mixed(key ^ mixed(cx)), mixed(key ^ mixed(cx + 1))};
    auto value = [&](int dx, int dy) { return static_cast<double>(mixed(column[dx] ^ (cy + static_cast<std::uint64_t>(dy))) >> 11) * 0x1.0p-52 - 1.0; };
    auto fade = [](double t) { return t * t * t * (t * (t * 6.0 - 15.0) + 10.0); };
    double u = fade(x - fx), v = fade(y - fy);
    double low = value(0, 0) + (value(1, 0) - value(0, 0)) * u;
    double high = value(0, 1) + (value(1, 1) - value(0, 1)) * u;
    return low + (high - low) * v;
}

} // namespace tp::makecity
