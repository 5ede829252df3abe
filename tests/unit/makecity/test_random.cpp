#include "makecity/random.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tp::makecity;

TEST_CASE("own exponential and logarithm agree with the C library's") {
    for (double x = -30.0; x <= 30.0; x += 0.37) CHECK(exp_of(x) == Approx(std::exp(x)).epsilon(1e-14));
    for (double x = 1e-6; x < 1e6; x *= 1.7) CHECK(ln_of(x) == Approx(std::log(x)).epsilon(1e-13).margin(1e-14));
}

TEST_CASE("draws have the moments of their distributions") {
    Draws draws(1, 2, 3);
    constexpr int n = 40000;
    double sum = 0, squares = 0, counts = 0, uniform = 0;
    for (int i = 0; i < n; ++i) {
        double x = draws.normal();
        sum += x;
        squares += x * x;
        counts += draws.poisson(2.5);
        uniform += draws.uniform();
    }
    CHECK(std::abs(sum / n) < 0.02);
    CHECK(squares / n == Approx(1.0).epsilon(0.03));
    CHECK(counts / n == Approx(2.5).epsilon(0.02));
    CHECK(uniform / n == Approx(0.5).epsilon(0.01));
}

TEST_CASE("draws depend on seed, stream and thing only") {
    CHECK(Draws(1, 2, 3).bits() == Draws(1, 2, 3).bits());
    CHECK(Draws(1, 2, 3).bits() != Draws(2, 2, 3).bits());
    CHECK(Draws(1, 2, 3).bits() != Draws(1, 3, 3).bits());
    CHECK(Draws(1, 2, 3).bits() != Draws(1, 2, 4).bits());
}

TEST_CASE("noise is continuous, also across the cells' borders") {
    for (double x : {0.0, 1.0, -3.0, 7.0})
        for (double y = -2.0; y < 2.0; y += 0.31) CHECK(std::abs(noise(9, x - 1e-7, y) - noise(9, x + 1e-7, y)) < 1e-5);
}
