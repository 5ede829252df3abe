// tests/golden/model_city.h - small_city with 3D models and textures made here: a house with a gable, five cards with a hole.
#pragma once

#include "city/city.h"

#include <cstdint>

namespace tp::test {

constexpr std::uint32_t k_modelled_house = 5; // the building that has a model

Texture four_colours(); // BC1, 8 x 8: red, green over blue, yellow
Texture upper_half();   // BC3: the upper half is there, the lower is not

// A house of 16 x 16 m with a gable of 5 + 4 m on building k_modelled_house, walls with four_colours; cards with upper_half.
City city_with_models();

} // namespace tp::test
