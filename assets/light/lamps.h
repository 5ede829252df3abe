// light/lamps.h - where lamps hang: those that stand in the city's files, and those that solutions bring.
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

struct Lamp {
    LocalPoint at;                       // of the luminaire, outreach included
    float mounting_m = 8.0f;             // above the ground there
    std::array<float, 2> c90{0.0f, 1.0f}; // unit vector (east, north) from the pole into the street
    std::uint16_t luminaire = 0;         // index
};

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

} // namespace tp
