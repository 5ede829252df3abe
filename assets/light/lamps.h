// light/lamps.h - where lamps hang: those that stand in the city's files, and those that solutions bring.
//
// Walls are known by direction only: 64 distances round each lamp, linear in 1 / distance between them (exact along a
// straight wall), so that a shader can ask them.
//
// No lamp is invented: a city whose files have none is dark but for its solutions. The files say where a lamp stands, not
// which one it is nor how high: that is the luminaire's (light/luminaires.h), chosen by the nearest street.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "light/luminaires.h"
#include "proposal/proposal.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// Round a lamp, 16 sectors a quadrant from the east over the north; k_sectors / 4 * turn_of(direction) is the place among them.
inline constexpr std::size_t k_sectors = 64;
// A direction as a number in [0, 4): 0 east, 1 north, 2 west, 3 south; linear on the square |x| + |y| = 1, so that shaders
// need no arc tangent.
double turn_of(double east, double north);

struct Lamp {
    LocalPoint at;                       // of the luminaire, outreach included
    float mounting_m = 8.0f;             // above the ground there
    std::array<float, 2> c90{0.0f, 1.0f}; // unit vector (east, north) from the pole into the street
    std::uint16_t luminaire = 0;         // index
    // Walls that end its light: in the middle of each sector 65535 / metres to the first one (1 m at least), 0: none.
    std::array<std::uint16_t, k_sectors> wall_nearness{};
};
inline constexpr double k_wall_reach_m = 60.0;

struct Lamps {
    std::vector<Luminaire> luminaires;
    std::vector<Lamp> lamps;
};

// Devices of kind lamp, one each (a row that counts several says not where they stand). C90 looks to the nearest street
// within 40 m, else north; nearest to a path: the luminaire for paths. Places that are not finite are left out.
std::vector<Lamp> city_lamps(const City& city, std::span<const Luminaire> luminaires);
// Of solutions whose kind or chosen component brings a luminaire: one at the place, `crossing` ones in a pair, 1 m behind
// either kerb of the street and 3 m beside the crossing's middle, looking at it. Without a street within 40 m none at a
// crossing.
std::vector<Lamp> solution_lamps(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue,
                                 std::span<const Luminaire> luminaires);

// Both together, with their walls.
Lamps lamps_of(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue, std::vector<Luminaire> luminaires);

// Sets wall_nearness: the first wall within k_wall_reach_m that faces the lamp, of a building at least 0.6 times as high as
// the lamp hangs. Lower ones are passed over, and so is the building that a lamp stands in.
void find_walls(const Buildings& buildings, std::span<Lamp> lamps);
// Share of the lamp's light that arrives `at`: 1 before the wall in that direction, 0 from 1.2 m behind it on.
double unblocked(const Lamp& lamp, LocalPoint at);

} // namespace tp
