#include "light/illuminance.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <unordered_map>

namespace tp {
namespace {

constexpr double k_reach_most_m = k_wall_reach_m;
constexpr double k_cells_most = 8e6;

using CellKey = std::uint64_t;
CellKey key_of(std::int64_t x, std::int64_t y) { return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU); }
std::int64_t index_of(double v, double cell_m) { return static_cast<std::int64_t>(std::floor(v / cell_m)); }

// Lamps by the square cell that their reach touches, in the order of the lamps.
class LampsByPlace {
public:
    explicit LampsByPlace(const Lamps& lamps) : m_lamps(lamps) {
        for (const Luminaire& one : lamps.luminaires) m_reach.push_back(reach_m(one.photometry, one.mounting_m));
        for (std::uint32_t i = 0; i < lamps.lamps.size(); ++i)
            each_cell(lamps.lamps[i], k_reach_most_m, [&](std::int64_t x, std::int64_t y) { m_cells[key_of(x, y)].push_back(i); });
    }
    template <class Do>
    void each_cell(const Lamp& lamp, double cell_m, Do&& act) const {
        double reach = m_reach[lamp.luminaire];
        for (std::int64_t y = index_of(lamp.at.y_m - reach, cell_m); y <= index_of(lamp.at.y_m + reach, cell_m); ++y)
            for (std::int64_t x = index_of(lamp.at.x_m - reach, cell_m); x <= index_of(lamp.at.x_m + reach, cell_m); ++x) act(x, y);
    }
    double lux(LocalPoint at) const {
        auto cell = m_cells.find(key_of(index_of(at.x_m, k_reach_most_m), index_of(at.y_m, k_reach_most_m)));
        double sum = 0;
        if (cell == m_cells.end()) return sum;
        for (std::uint32_t i : cell->second) {
            const Lamp& lamp = m_lamps.lamps[i];
            if (distance_m(lamp.at, at) < m_reach[lamp.luminaire]) sum += unblocked(lamp, at) * horizontal_lux(lamp, m_lamps.luminaires[lamp.luminaire].photometry, at);
        }
        return sum;
    }

private:
    const Lamps& m_lamps;
    std::vector<double> m_reach;
    std::unordered_map<CellKey, std::vector<std::uint32_t>> m_cells;
};

std::vector<float> sums(const LampsByPlace& lamps, std::span<const LocalPoint> at) {
    std::vector<float> out(at.size());
    constexpr std::size_t k_block = 4096;
    parallel_for((at.size() + k_block - 1) / k_block, 0, [&](std::size_t block) {
        for (std::size_t i = block * k_block; i < std::min(at.size(), (block + 1) * k_block); ++i) out[i] = static_cast<float>(lamps.lux(at[i]));
    });
    return out;
}

} // namespace

double horizontal_lux(const Lamp& lamp, const Photometry& photometry, LocalPoint at) {
    double height = static_cast<double>(lamp.mounting_m);
    std::array<double, 3> d{at.x_m - lamp.at.x_m, at.y_m - lamp.at.y_m, -height};
    auto [c_deg, gamma_deg] = photometric_angles(d, {static_cast<double>(lamp.c90[0]), static_cast<double>(lamp.c90[1])});
    double cosine = height / std::hypot(d[0], d[1], d[2]);
    return intensity_cd(photometry, c_deg, gamma_deg) * cosine * cosine * cosine / (height * height);
}

double reach_m(const Photometry& photometry, double mounting_m) {
    double reach = 1.0;
    for (double d = 1.0; d <= k_reach_most_m; d += 0.5) {
        double gamma = std::atan2(d, mounting_m) * 57.29577951308232, cosine = mounting_m / std::hypot(d, mounting_m), most = 0;
        for (double c : photometry.c_deg) most = std::max(most, intensity_cd(photometry, c, gamma));
        if (most * cosine * cosine * cosine / (mounting_m * mounting_m) >= k_least_lux) reach = d;
    }
    return reach;
}

std::vector<float> ground_lux(const Lamps& lamps, std::span<const LocalPoint> at) { return sums(LampsByPlace(lamps), at); }

Layer illuminance_layer(const Lamps& lamps, double cell_m) {
    Layer layer;
    layer.id = "illuminance";
    layer.unit = "lx";
    layer.on = LayerOn::cells;
    layer.map = ColourMap::cividis;
    layer.low = 0;
    layer.high = 20;
    layer.breaks = {1, 2, 3, 5, 10, 15};
    LampsByPlace by_place(lamps);
    LocalBox box;
    for (const Lamp& lamp : lamps.lamps)
        for (double side : {-k_reach_most_m, k_reach_most_m}) box.add({lamp.at.x_m + side, lamp.at.y_m + side});
    if (box.empty()) return layer;
    while ((box.max.x_m - box.min.x_m) / cell_m * ((box.max.y_m - box.min.y_m) / cell_m) > k_cells_most) cell_m *= 2;
    std::int64_t west = index_of(box.min.x_m, cell_m), south = index_of(box.min.y_m, cell_m);
    auto columns = static_cast<std::size_t>(index_of(box.max.x_m, cell_m) - west + 1), rows = static_cast<std::size_t>(index_of(box.max.y_m, cell_m) - south + 1);
    std::vector<bool> reached(columns * rows);
    for (const Lamp& lamp : lamps.lamps)
        by_place.each_cell(lamp, cell_m, [&](std::int64_t x, std::int64_t y) {
            reached[static_cast<std::size_t>(y - south) * columns + static_cast<std::size_t>(x - west)] = true;
        });
    for (std::size_t k = 0; k < reached.size(); ++k)
        if (reached[k])
            layer.at.push_back({(static_cast<double>(west) + static_cast<double>(k % columns) + 0.5) * cell_m,
                                (static_cast<double>(south) + static_cast<double>(k / columns) + 0.5) * cell_m});
    layer.cell_m = static_cast<float>(cell_m);
    layer.value = sums(by_place, layer.at);
    return layer;
}

} // namespace tp
