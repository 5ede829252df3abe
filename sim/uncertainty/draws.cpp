#include "uncertainty/draws.h"

#include "core/check.h"
#include "core/hash.h"

#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr std::uint64_t k_golden = 0x9e3779b97f4a7c15ULL;

// Finaliser of splitmix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit.
std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) { // c[0] + c[1] x + ...
    double sum = 0.0;
    for (std::size_t i = N; i-- > 0;) sum = sum * x + c[i];
    return sum;
}

} // namespace

Stream stream(std::uint64_t seed, std::string_view parameter, std::uint64_t entity) {
    return {mixed(mixed(mixed(seed + k_golden) + entity_key(parameter)) + entity * k_golden)};
}

std::uint64_t entity_key(std::string_view id) {
    Hash hash;
    hash.add(id);
    return hash.value();
}

double uniform(Stream s, std::uint64_t sample, std::uint32_t step) {
    std::uint64_t bits = mixed(mixed(s.key + sample * k_golden) + (step + 1ULL) * 0xd1b54a32d192ed03ULL);
    return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
}

double normal(Stream s, std::uint64_t sample, std::uint32_t step) { return normal_quantile(uniform(s, sample, step)); }

double gamma(Stream s, std::uint64_t sample, double shape) {
    TP_CHECK(shape > 0.0);
    // Below one: a draw of shape + 1 times u^(1/shape); step 0 is kept for that u.
    double boost = shape < 1.0 ? std::pow(uniform(s, sample, 0), 1.0 / shape) : 1.0;
    double d = (shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0;
    double c = 1.0 / std::sqrt(9.0 * d);
    for (std::uint32_t step = 1;; step += 2) {
        double x = normal(s, sample, step);
        double v = 1.0 + c * x;
        if (v <= 0.0) continue;
        v = v * v * v;
        double u = uniform(s, sample, step + 1);
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return boost * d * v;
    }
}

double beta(Stream s, std::uint64_t sample, double a, double b) {
    double x = gamma(s, sample, a);
    double y = gamma({mixed(s.key ^ k_golden)}, sample, b);
    return x / (x + y);
}

double normal_quantile(double p) {
    constexpr std::array a{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                           4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
    constexpr std::array b{1.0,                      4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
                           2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3};
    constexpr std::array c{1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
                           1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr std::array d{1.0,
                           2.05319162663775882187e0,
                           1.67638483018380384940e0,
                           6.89767334985100004550e-1,
                           1.48103976427480074590e-1,
                           1.51986665636164571966e-2,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
    constexpr std::array e{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                           2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr std::array f{1.0,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
    TP_CHECK(p > 0.0 && p < 1.0);
    double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
    double z = r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
    return q < 0.0 ? -z : z;
}

} // namespace tp
