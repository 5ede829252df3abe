// makecity/random.h - numbers drawn by counting: a hash of (seed, stream, index), the same on every machine.
//
// Nothing here calls the C library's transcendental functions (their last bit differs between libraries), and no
// generator has a state, so that the order in which things are drawn, and by how many threads, cannot matter.
#pragma once

#include <cstdint>

namespace tp::makecity {

inline std::uint64_t mixed(std::uint64_t x) { // splitmix64's finaliser (Steele, Lea, Flood 2014)
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// A stream of draws that belongs to one thing (a superblock, a crossing); copies continue independently.
class Draws {
public:
    Draws(std::uint64_t seed, std::uint64_t stream, std::uint64_t thing = 0)
        : m_key(mixed(mixed(mixed(seed) ^ stream) ^ thing)) {}

    std::uint64_t bits() { return mixed(m_key ^ (m_count++ * 0xd1342543de82ef95ULL)); }
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; } // [0, 1)
    double between(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    int below(int count) { return static_cast<int>(uniform() * count); } // 0 .. count-1
    // Sum of 12 uniforms less 6: mean 0, variance 1, within +-6; good enough for sizes and counts.
    double normal() {
        double sum = -6.0;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }
    double lognormal(double median, double ln_sd);
    int poisson(double mean); // inversion; mean <= 500

private:
    std::uint64_t m_key;
    std::uint64_t m_count = 0;
};

double exp_of(double x); // |x| <= 700; relative error below 1e-15
double ln_of(double x);  // x > 0; absolute error below 1e-14

// Smooth noise in [-1, 1] with one value per unit square, interpolated by 6t^5 - 15t^4 + 10t^3.
double noise(std::uint64_t key, double x, double y);

inline double smooth_step(double low, double high, double x) {
    double t = (x - low) / (high - low);
    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    return t * t * (3.0 - 2.0 * t);
}

} // namespace tp::makecity
