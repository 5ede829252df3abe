// report/coverage_volumes.h - what solutions cover, as bodies to draw.
#pragma once

#include "eval/coverage.h"
#include "view/view.h"

#include <span>
#include <vector>

namespace tp {

inline std::vector<CoverageVolume> coverage_volumes(std::span<const Coverage> coverage) {
    std::vector<CoverageVolume> out;
    for (const Coverage& c : coverage) out.push_back({c.at, c.height_m, c.outline});
    return out;
}

} // namespace tp
