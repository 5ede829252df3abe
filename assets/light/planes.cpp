#include "light/planes.h"

#include "wire/layers.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp {

bool make_round(Planes& planes) {
    planes.c_deg = {0, 360};
    planes.candela = {planes.candela.front(), planes.candela.front()};
    return true;
}

bool mirror(Planes& planes, double axis_deg) {
    if (planes.c_deg.back() != axis_deg) return false;
    for (std::size_t k = planes.c_deg.size() - 1; k-- > 0;) {
        planes.c_deg.push_back(2 * axis_deg - planes.c_deg[k]);
        planes.candela.push_back(planes.candela[k]);
    }
    return planes.c_deg.back() - planes.c_deg.front() <= 360;
}

bool turn(Planes& planes, double deg) {
    std::map<double, std::vector<double>> sorted;
    for (std::size_t k = 0; k < planes.c_deg.size(); ++k) {
        double c = planes.c_deg[k] + deg;
        sorted[c - 360.0 * std::floor(c / 360.0)] = planes.candela[k];
    }
    if (sorted.begin()->first > 0) { // between the last plane and the first one of the next turn
        double low = sorted.rbegin()->first, high = sorted.begin()->first + 360, share = (360 - low) / (high - low);
        std::vector<double> at = sorted.rbegin()->second;
        for (std::size_t i = 0; i < at.size(); ++i) at[i] = std::lerp(at[i], sorted.begin()->second[i], share);
        sorted[0] = std::move(at);
    }
    sorted[360] = sorted[0];
    planes = {};
    for (auto& [c, candela] : sorted) {
        planes.c_deg.push_back(c);
        planes.candela.push_back(std::move(candela));
    }
    return true;
}

void store(Planes&& planes, Photometry& out) {
    out.c_deg = std::move(planes.c_deg);
    for (const auto& plane : planes.candela) out.candela.insert(out.candela.end(), plane.begin(), plane.end());
}

std::string luminaire_name(std::string_view written, const std::string& file) {
    std::size_t first = written.find_first_not_of(' ');
    if (first == std::string_view::npos) return file;
    written = written.substr(first, 80);
    return is_utf8(written) ? std::string(written) : file;
}

} // namespace tp
