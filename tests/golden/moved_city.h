// tests/golden/moved_city.h - a city carried elsewhere: every coordinate plus (dx, dy) metres.
#pragma once

#include "city/city.h"
#include "city/layer.h"
#include "proposal/proposal.h"
#include "view/view.h"

namespace tp::test {

struct Shift {
    double dx_m = 0, dy_m = 0;
};
City moved(City city, Shift by); // what a picture shows of it
Camera moved(Camera camera, Shift by);
Layer moved(Layer layer, Shift by);
std::vector<Solution> moved(std::vector<Solution> solutions, Shift by);

} // namespace tp::test
