// city/assemble_known.h - what files say of a building's height, storeys and use, without what cannot be.
#pragma once

#include <cmath>
#include <string>

namespace tp::assembly {

struct Known {
    double height_m = std::nan(""), levels = std::nan("");
    std::string use;
    bool absurd_height = false, absurd_levels = false; // the file gave one that cannot be
};

// Without a height that no building has: 0 m or less, over 1,000 m (the tallest has 828), the code 999, or storeys of
// less than 1.2 m or more than 150 m (a chimney has one level); and without less than one or more than 200 levels
// (163). 0 levels is how files say nothing and is not counted as absurd. NaN in, NaN out.
Known checked(double height_m, double levels, std::string use);

// Whether two rows can be about one building: nothing that both say differs.
bool agree(const Known& a, const Known& b);

} // namespace tp::assembly
