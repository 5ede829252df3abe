#include "eval/indicator.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp {

double percentile(std::vector<double> values, double q) {
    TP_CHECK(!values.empty());
    TP_CHECK(q >= 0.0 && q <= 1.0);
    double place = q * static_cast<double>(values.size() - 1);
    auto at = static_cast<std::size_t>(std::floor(place));
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), middle, values.end());
    double low = *middle;
    if (at + 1 >= values.size()) return low;
    double high = *std::min_element(middle + 1, values.end());
    return low + (place - static_cast<double>(at)) * (high - low);
}

} // namespace tp
