#include "uncertainty/draws.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tp;

namespace {

struct Moments {
    double mean = 0.0, variance = 0.0;
};
template <class F>
Moments moments(int count, F draw) {
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < count; ++i) {
        double x = draw(static_cast<std::uint64_t>(i));
        sum += x;
        squares += x * x;
    }
    double mean = sum / count;
    return {mean, squares / count - mean * mean};
}

} // namespace

TEST_CASE("the normal quantile inverts the error function") {
    for (double p : {1e-12, 1e-6, 0.001, 0.025, 0.07, 0.3, 0.5, 0.8, 0.95, 0.9999, 1.0 - 1e-9}) {
        CAPTURE(p);
        double z = normal_quantile(p);
        CHECK(0.5 * std::erfc(-z / std::sqrt(2.0)) == Approx(p).epsilon(1e-13));
    }
    CHECK(normal_quantile(0.5) == 0.0);
    CHECK(normal_quantile(0.95) == Approx(1.6448536269514722).epsilon(1e-15));
}

TEST_CASE("uniform draws fill the unit interval evenly and do not follow their neighbours") {
    Stream s = stream(1, "test", 5);
    std::vector<int> bin(20);
    double product = 0.0;
    constexpr int count = 200000;
    for (int i = 0; i < count; ++i) {
        double u = uniform(s, static_cast<std::uint64_t>(i)), next = uniform(s, static_cast<std::uint64_t>(i) + 1);
        REQUIRE(u > 0.0);
        REQUIRE(u < 1.0);
        ++bin[static_cast<std::size_t>(u * 20.0)];
        product += (u - 0.5) * (next - 0.5);
    }
    double chi2 = 0.0;
    for (int n : bin) chi2 += (n - count / 20.0) * (n - count / 20.0) / (count / 20.0);
    CHECK(chi2 < 43.8); // 99.9 % point of chi-square with 19 degrees of freedom
    CHECK(std::abs(product / count) < 4.0 / 12.0 / std::sqrt(static_cast<double>(count)));
}

TEST_CASE("streams of other seeds, parameters and entities are others, and a stream is always the same") {
    double first = uniform(stream(1, "crashes", 17), 3);
    CHECK(first == uniform(stream(1, "crashes", 17), 3));
    CHECK(first != uniform(stream(2, "crashes", 17), 3));
    CHECK(first != uniform(stream(1, "crash", 17), 3));
    CHECK(first != uniform(stream(1, "crashes", 18), 3));
    CHECK(first != uniform(stream(1, "crashes", 17), 4));
    CHECK(first != uniform(stream(1, "crashes", 17), 3, 1));
}

TEST_CASE("gamma, beta and normal draws have the moments of their distributions") {
    constexpr int count = 200000;
    for (double shape : {0.4, 1.0, 2.5, 9.1666, 80.0}) {
        CAPTURE(shape);
        Stream s = stream(7, "gamma", static_cast<std::uint64_t>(shape * 1000));
        Moments m = moments(count, [&](std::uint64_t i) { return gamma(s, i, shape); });
        CHECK(m.mean == Approx(shape).margin(5.0 * std::sqrt(shape / count)));
        CHECK(m.variance == Approx(shape).epsilon(0.03));
    }
    Stream s = stream(7, "beta");
    Moments b = moments(count, [&](std::uint64_t i) { return beta(s, i, 484, 516); });
    CHECK(b.mean == Approx(0.484).epsilon(1e-3));
    CHECK(b.variance == Approx(484.0 * 516.0 / (1000.0 * 1000.0 * 1001.0)).epsilon(0.03));
    Moments n = moments(count, [&](std::uint64_t i) { return normal(s, i); });
    CHECK(n.mean == Approx(0.0).margin(0.012));
    CHECK(n.variance == Approx(1.0).epsilon(0.02));
}
