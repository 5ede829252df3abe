// tests/golden/small_city.h - a city small enough to know every corner of, made here and nowhere else.
//
// Four blocks of 80 m round a crossroads at (0, 0); streets 12 m wide along both axes; a 60 m tower at (40, 40).
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "city/layer.h"
#include "proposal/proposal.h"

namespace tp::test {

City small_city(bool with_hill = false);
void add_box(City& city, double x0, double y0, double x1, double y1, float base_m, float height_m);

Catalogue small_catalogue(); // kinds "crosswalk", "shelter", "pole" with the models of these names
std::vector<Solution> small_solutions();
Layer small_layer(); // a value per cell of 20 m, one of them missing

} // namespace tp::test
