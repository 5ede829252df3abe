#include "city/assemble_known.h"

#include <utility>

namespace tp::assembly {
namespace {

// What no building has: taller than any (828 m), with more storeys (163), a code for "unknown", storeys of another size.
constexpr double k_height_limit_m = 1000.0, k_height_code_m = 999.0, k_levels_limit = 200.0;
constexpr double k_storey_least_m = 1.2, k_storey_most_m = 150.0; // a chimney or a steeple has one level

} // namespace

Known checked(double height_m, double levels, std::string use) {
    Known out{height_m, levels, std::move(use), false, false};
    if (!std::isnan(levels) && !(levels > 0.0 && levels <= k_levels_limit)) {
        out.absurd_levels = levels != 0.0; // 0 is how files say nothing
        out.levels = std::nan("");
    }
    bool bad = !(height_m > 0.0 && height_m <= k_height_limit_m && height_m != k_height_code_m);
    double storey_m = height_m / out.levels; // NaN where one is not known
    if (!std::isnan(height_m) && (bad || storey_m < k_storey_least_m || storey_m > k_storey_most_m)) {
        out.absurd_height = true;
        out.height_m = std::nan("");
    }
    return out;
}

bool agree(const Known& a, const Known& b) {
    auto same = [](double x, double y) { return std::isnan(x) || std::isnan(y) || x == y; };
    return same(a.height_m, b.height_m) && same(a.levels, b.levels) && (a.use.empty() || b.use.empty() || a.use == b.use);
}

} // namespace tp::assembly
