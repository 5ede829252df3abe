#include "scene/lamp_grid.h"

#include "light/illuminance.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_beyond_m = 1000.0;
constexpr double k_cells_most = 1 << 20;

void add_table(std::vector<float>& out, const Photometry& photometry) {
    for (int row = 0; row < k_table_side; ++row)
        for (int column = 0; column < k_table_side; ++column) {
            auto d = table_direction((column + 0.5) * 2.0 / k_table_side - 1.0, (row + 0.5) * 2.0 / k_table_side - 1.0);
            double c = std::atan2(d[1], d[0]) * 57.29577951308232, gamma = std::acos(std::clamp(-d[2], -1.0, 1.0)) * 57.29577951308232;
            out.push_back(static_cast<float>(intensity_cd(photometry, c, gamma)));
        }
}

struct CellRange {
    int west, east, south, north;
};

CellRange touched(const LampGrid& grid, const LampRecord& lamp) {
    auto clamped = [&](float v, int count) { return std::clamp(static_cast<int>(std::floor(static_cast<double>(v) / grid.cell_m)), 0, count - 1); };
    return {clamped(lamp.at[0] - lamp.reach_m, grid.columns), clamped(lamp.at[0] + lamp.reach_m, grid.columns),
            clamped(lamp.at[1] - lamp.reach_m, grid.rows), clamped(lamp.at[1] + lamp.reach_m, grid.rows)};
}

void bin(LampGrid& grid) { // counting sort by cell, lamps in their order
    auto each = [&](auto&& act) {
        for (std::uint32_t i = 0; i < grid.lamps.size(); ++i) {
            CellRange range = touched(grid, grid.lamps[i]);
            for (int y = range.south; y <= range.north; ++y)
                for (int x = range.west; x <= range.east; ++x) act(static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.columns) + static_cast<std::size_t>(x), i);
        }
    };
    grid.begin.assign(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows) + 1, 0);
    each([&](std::size_t cell, std::uint32_t) { ++grid.begin[cell + 1]; });
    for (std::size_t i = 1; i < grid.begin.size(); ++i) grid.begin[i] += grid.begin[i - 1];
    grid.lamp.resize(grid.begin.back());
    std::vector<std::uint32_t> next(grid.begin.begin(), grid.begin.end() - 1);
    each([&](std::size_t cell, std::uint32_t i) { grid.lamp[next[cell]++] = i; });
}

} // namespace

std::array<double, 3> table_direction(double u, double v) {
    double down = 1 - std::abs(u) - std::abs(v), x = u, y = v;
    if (down < 0) { // the upper half is folded outwards
        x = (1 - std::abs(v)) * (u >= 0 ? 1 : -1);
        y = (1 - std::abs(u)) * (v >= 0 ? 1 : -1);
    }
    double length = std::sqrt(x * x + y * y + down * down);
    return {x / length, y / length, -down / length};
}

LampGrid lamp_grid(const Lamps& lamps, const Ground& ground) {
    LampGrid grid;
    LocalBox box, city = ground.city_box();
    auto near_city = [&](LocalPoint p) {
        return p.x_m > city.min.x_m - k_beyond_m && p.x_m < city.max.x_m + k_beyond_m && p.y_m > city.min.y_m - k_beyond_m && p.y_m < city.max.y_m + k_beyond_m;
    };
    std::vector<double> reach;
    for (const Luminaire& one : lamps.luminaires) {
        reach.push_back(reach_m(one.photometry, one.mounting_m));
        add_table(grid.candela, one.photometry);
    }
    double lowest = 1e9;
    for (const Lamp& lamp : lamps.lamps)
        if (near_city(lamp.at)) {
            for (double side : {-reach[lamp.luminaire], reach[lamp.luminaire]}) box.add({lamp.at.x_m + side, lamp.at.y_m + side});
            lowest = std::min(lowest, ground.height_m(lamp.at));
        }
    if (box.empty()) return {};
    grid.origin_m = {box.min.x_m, box.min.y_m, lowest};
    double width = box.max.x_m - box.min.x_m, height = box.max.y_m - box.min.y_m;
    while ((width / grid.cell_m + 1) * (height / grid.cell_m + 1) > k_cells_most) grid.cell_m *= 2;
    grid.columns = static_cast<int>(width / grid.cell_m) + 1;
    grid.rows = static_cast<int>(height / grid.cell_m) + 1;
    for (const Lamp& lamp : lamps.lamps) {
        if (!near_city(lamp.at)) continue;
        LampRecord record;
        double z = ground.height_m(lamp.at) + static_cast<double>(lamp.mounting_m) - lowest;
        record.at = {static_cast<float>(lamp.at.x_m - box.min.x_m), static_cast<float>(lamp.at.y_m - box.min.y_m), static_cast<float>(z)};
        record.reach_m = static_cast<float>(reach[lamp.luminaire]);
        record.c90 = lamp.c90;
        record.table = static_cast<std::uint32_t>(lamp.luminaire) * k_table_side * k_table_side;
        record.height_m = lamp.mounting_m;
        record.wall_nearness = lamp.wall_nearness;
        grid.lamps.push_back(record);
    }
    bin(grid);
    return grid;
}

} // namespace tp
