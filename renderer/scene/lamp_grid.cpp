#include "scene/lamp_grid.h"

#include "core/parallel.h"
#include "light/illuminance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

constexpr double k_beyond_m = 1000.0;
constexpr double k_cells_most = 1 << 20;

void add_table(std::vector<std::array<float, 4>>& out, const Photometry& photometry) {
    std::vector<float> value;
    for (int row = 0; row < k_table_side; ++row)
        for (int column = 0; column < k_table_side; ++column) {
            auto d = table_direction((column + 0.5) * 2.0 / k_table_side - 1.0, (row + 0.5) * 2.0 / k_table_side - 1.0);
            double c = std::atan2(d[1], d[0]) * 57.29577951308232, gamma = std::acos(std::clamp(-d[2], -1.0, 1.0)) * 57.29577951308232;
            value.push_back(static_cast<float>(intensity_cd(photometry, c, gamma)));
        }
    constexpr std::size_t k_side = k_table_side;
    for (std::size_t row = 0; row < k_side; ++row)
        for (std::size_t column = 0; column < k_side; ++column) {
            std::size_t right = std::min(column + 1, k_side - 1), above = std::min(row + 1, k_side - 1);
            out.push_back({value[row * k_side + column], value[row * k_side + right], value[above * k_side + column], value[above * k_side + right]});
        }
}

bool near_city(const LocalBox& city, LocalPoint p) {
    return p.x_m > city.min.x_m - k_beyond_m && p.x_m < city.max.x_m + k_beyond_m && p.y_m > city.min.y_m - k_beyond_m && p.y_m < city.max.y_m + k_beyond_m;
}

// Whether the lamp gives anything in the square k_least_lux: its ground at 3 x 3 places, faces turned to the lamp.
bool lights(const Lamp& lamp, const Photometry& photometry, LocalPoint south_west, double cell_m) {
    double height = static_cast<double>(lamp.mounting_m);
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            LocalPoint p{south_west.x_m + column * 0.5 * cell_m, south_west.y_m + row * 0.5 * cell_m};
            std::array<double, 3> d{p.x_m - lamp.at.x_m, p.y_m - lamp.at.y_m, -height};
            auto [c, gamma] = photometric_angles(d, {static_cast<double>(lamp.c90[0]), static_cast<double>(lamp.c90[1])});
            if (intensity_cd(photometry, c, gamma) < k_least_lux * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2])) continue;
            if (unblocked(lamp, p) > 0) return true;
        }
    return false;
}

std::vector<std::uint32_t> cells_of(const LampGrid& grid, const LampRecord& record, const Lamp& lamp, const Photometry& photometry) {
    auto clamped = [&](float v, int count) { return std::clamp(static_cast<int>(std::floor(static_cast<double>(v) / grid.cell_m)), 0, count - 1); };
    int west = clamped(record.at[0] - record.reach_m, grid.columns), east = clamped(record.at[0] + record.reach_m, grid.columns),
        south = clamped(record.at[1] - record.reach_m, grid.rows), north = clamped(record.at[1] + record.reach_m, grid.rows);
    std::vector<std::uint32_t> out;
    for (int y = south; y <= north; ++y)
        for (int x = west; x <= east; ++x)
            if (lights(lamp, photometry, {grid.origin_m[0] + x * grid.cell_m, grid.origin_m[1] + y * grid.cell_m}, grid.cell_m))
                out.push_back(static_cast<std::uint32_t>(y) * static_cast<std::uint32_t>(grid.columns) + static_cast<std::uint32_t>(x));
    return out;
}

// Counting sort by cell, lamps in their order.
void bin(LampGrid& grid, const std::vector<std::vector<std::uint32_t>>& cells) {
    grid.cells.assign(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows), {0, 0});
    for (const auto& of : cells)
        for (std::uint32_t cell : of) ++grid.cells[cell][1];
    std::uint32_t sum = 0;
    for (auto& cell : grid.cells) {
        cell[0] = sum;
        sum += cell[1];
        cell[1] = cell[0];
    }
    grid.lamp.resize(sum);
    for (std::uint32_t i = 0; i < cells.size(); ++i)
        for (std::uint32_t cell : cells[i]) grid.lamp[grid.cells[cell][1]++] = i;
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
    std::vector<double> reach;
    for (const Luminaire& one : lamps.luminaires) reach.push_back(reach_m(one.photometry, one.mounting_m));
    std::vector<const Lamp*> kept;
    double lowest = std::numeric_limits<double>::infinity();
    for (const Lamp& lamp : lamps.lamps) {
        if (!near_city(city, lamp.at)) continue;
        kept.push_back(&lamp);
        for (double side : {-reach[lamp.luminaire], reach[lamp.luminaire]}) box.add({lamp.at.x_m + side, lamp.at.y_m + side});
        lowest = std::min(lowest, ground.height_m(lamp.at));
    }
    if (kept.empty()) return {};
    grid.origin_m = {box.min.x_m, box.min.y_m, lowest};
    double width = box.max.x_m - box.min.x_m, height = box.max.y_m - box.min.y_m;
    while ((width / grid.cell_m + 1) * (height / grid.cell_m + 1) > k_cells_most) grid.cell_m *= 2;
    grid.columns = static_cast<int>(width / grid.cell_m) + 1;
    grid.rows = static_cast<int>(height / grid.cell_m) + 1;
    for (const Luminaire& one : lamps.luminaires) add_table(grid.candela, one.photometry);
    for (const Lamp* lamp : kept) {
        LampRecord record;
        double z = ground.height_m(lamp->at) + static_cast<double>(lamp->mounting_m) - lowest;
        record.at = {static_cast<float>(lamp->at.x_m - box.min.x_m), static_cast<float>(lamp->at.y_m - box.min.y_m), static_cast<float>(z)};
        record.reach_m = static_cast<float>(reach[lamp->luminaire]);
        record.c90 = lamp->c90;
        record.table = static_cast<float>(lamp->luminaire * k_table_side * k_table_side);
        record.height_m = lamp->mounting_m;
        grid.lamps.push_back(record);
        for (std::size_t k = 0; k < k_sectors; ++k) grid.walls.push_back({lamp->wall_nearness[k], lamp->wall_nearness[(k + 1) % k_sectors]});
    }
    std::vector<std::vector<std::uint32_t>> cells(kept.size());
    parallel_for(kept.size(), 0, [&](std::size_t i) { cells[i] = cells_of(grid, grid.lamps[i], *kept[i], lamps.luminaires[kept[i]->luminaire].photometry); });
    bin(grid, cells);
    return grid;
}

} // namespace tp
