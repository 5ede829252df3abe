// tests/golden/flip.h - the FLIP difference of two pictures, LDR, one value per pixel.
//
// Source: Andersson et al. 2020, "FLIP: A Difference Evaluator for Alternating Images", Proc. ACM Comput. Graph. Interact. Tech.
// 3(2): colour pipeline (section 4.1: contrast sensitivity filters of table 1, Hunt adjustment, HyAB distance, redistribution)
// and feature pipeline (section 4.2: edges and points), combined by equation 8.
#pragma once

#include "view/view.h"

#include <vector>

namespace tp::test {

std::vector<float> flip(const Image& reference, const Image& test, double pixels_per_degree = 67.0);

} // namespace tp::test
