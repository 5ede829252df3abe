// light/place_grid.h - points in square cells, asked by segments: which may be near? For the .cpp files of this folder.
#pragma once

#include "geo/frame.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace tp {

inline constexpr double k_place_far_m = 1e7; // farther from the origin nothing is a place of a city
inline bool is_place(LocalPoint p) { return std::abs(p.x_m) < k_place_far_m && std::abs(p.y_m) < k_place_far_m; } // false for NaN

class PlaceGrid { // precondition: every place is_place
public:
    PlaceGrid(std::span<const LocalPoint> places, double cell_m) : m_cell_m(cell_m) {
        for (std::uint32_t i = 0; i < places.size(); ++i) {
            m_cells[key(index(places[i].x_m), index(places[i].y_m))].push_back(i);
            m_box.add(places[i]);
        }
    }
    // Calls act(i) for every place in a cell within `reach_m` of the box round a and b; none where those are no places.
    template <class Act>
    void near(LocalPoint a, LocalPoint b, double reach_m, Act&& act) const {
        if (m_cells.empty() || !is_place(a) || !is_place(b)) return;
        auto low = [&](double p, double q, double least) { return index(std::max(std::min(p, q) - reach_m, least)); };
        auto high = [&](double p, double q, double most) { return index(std::min(std::max(p, q) + reach_m, most)); };
        for (std::int64_t y = low(a.y_m, b.y_m, m_box.min.y_m); y <= high(a.y_m, b.y_m, m_box.max.y_m); ++y)
            for (std::int64_t x = low(a.x_m, b.x_m, m_box.min.x_m); x <= high(a.x_m, b.x_m, m_box.max.x_m); ++x)
                if (auto cell = m_cells.find(key(x, y)); cell != m_cells.end())
                    for (std::uint32_t i : cell->second) act(i);
    }

private:
    std::int64_t index(double v) const { return static_cast<std::int64_t>(std::floor(v / m_cell_m)); }
    static std::uint64_t key(std::int64_t x, std::int64_t y) { return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU); }
    double m_cell_m;
    LocalBox m_box;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_cells;
};

} // namespace tp
