// eval/coverage.h - what a solution's devices cover on the ground: the part within their range that buildings do not hide.
//
// A view in the plan: rays every 3 degrees from the device, each as long as the range or to the first wall. Ranges are the
// catalogue's (Kind::covers), not products' data sheets; heights of walls are not looked at.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "city/layer.h"
#include "proposal/proposal.h"

#include <span>
#include <string>
#include <vector>

namespace tp {

struct Coverage {
    SolutionId solution{};
    std::string what;        // Cover::id: "camera", "lamp"
    LocalPoint at;
    double height_m = 0;     // of the device above the ground
    std::vector<LocalPoint> outline; // counter-clockwise; `at` is one of its points where it is a sector
};

// One for each solution with a place and each of its kind's covers with a value, in their order. A sector looks where the
// solution is turned to, where that is 0 along the nearest street, as its model does.
std::vector<Coverage> coverage_of(const City& city, const Catalogue& catalogue, std::span<const Solution> solutions);

// How many of `coverage` lie over each cell of `cell_m`, where any does; classes 1, 2, 3, 4 and more.
Layer coverage_layer(std::span<const Coverage> coverage, float cell_m = 4.0F);

} // namespace tp
