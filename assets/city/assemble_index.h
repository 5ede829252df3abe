// city/assemble_index.h - buildings found again by a number: the hash of an id, or a cell of an even grid.
#pragma once

#include "geo/frame.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace tp::assembly {

// Buildings under a number (a cell of an even grid, the hash of an id); sorted once all of a layer are added.
class Index {
public:
    void add(std::uint64_t key, std::uint32_t building) { m_entries.push_back({key, building}); }
    void sort() { std::ranges::sort(m_entries); }
    template <class Visit>
    void each(std::uint64_t key, Visit&& visit) const { // in the order of buildings
        auto at = std::ranges::lower_bound(m_entries, std::pair<std::uint64_t, std::uint32_t>{key, 0});
        for (; at != m_entries.end() && at->first == key; ++at) visit(at->second);
    }

private:
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_entries;
};

struct Cells {
    double side_m;
    std::int64_t cell(double v) const { return static_cast<std::int64_t>(std::floor(v / side_m)); }
    static std::uint64_t key(std::int64_t x, std::int64_t y) {
        return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU);
    }
    template <class Visit>
    void each(const LocalBox& box, Visit&& visit) const {
        for (std::int64_t x = cell(box.min.x_m); x <= cell(box.max.x_m); ++x)
            for (std::int64_t y = cell(box.min.y_m); y <= cell(box.max.y_m); ++y) visit(key(x, y));
    }
};

} // namespace tp::assembly
