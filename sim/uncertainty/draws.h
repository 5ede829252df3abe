// uncertainty/draws.h - random numbers without a state: each is a hash of seed, parameter, entity and sample.
//
// The same key gives the same number on every compiler, for every number of threads and in every order, so two
// proposals share their draws (common random numbers) and an updated evaluation equals a fresh one.
#pragma once

#include <cstdint>
#include <string_view>

namespace tp {

// The draws of one parameter of one entity: "crashes" of crossing 17, "unit_cost" of a kind (entity: hash of its id).
struct Stream {
    std::uint64_t key = 0;
};
Stream stream(std::uint64_t seed, std::string_view parameter, std::uint64_t entity = 0);
std::uint64_t entity_key(std::string_view id); // an entity that is known by a name

// Draw number `sample` of a stream; `step` tells apart several numbers that one draw needs.
double uniform(Stream s, std::uint64_t sample, std::uint32_t step = 0); // open interval (0, 1), 53 bits
double normal(Stream s, std::uint64_t sample, std::uint32_t step = 0);  // mean 0, sd 1, by inversion
// Gamma with shape > 0 and scale 1, by rejection (Marsaglia and Tsang 2000) with as many steps as it needs.
double gamma(Stream s, std::uint64_t sample, double shape);
double beta(Stream s, std::uint64_t sample, double a, double b); // a, b > 0

// z with P(Z < z) = p for a standard normal; p in (0, 1). Wichura (1988), algorithm AS 241 (PPND16), relative error
// about 1e-16.
double normal_quantile(double p);

} // namespace tp
