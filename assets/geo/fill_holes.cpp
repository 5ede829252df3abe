#include "geo/fill_holes.h"

#include <algorithm>

namespace tp {
namespace {

constexpr std::size_t k_updates = 100'000'000; // of a level: bounds the time to about half a second
constexpr std::size_t k_most_sweeps = 256, k_least_sweeps = 2;

struct Level {
    int columns = 0, rows = 0;
    std::vector<float> height;
    std::vector<std::uint32_t> holes; // indices of cells without a height

    std::size_t at(int column, int row) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    }
};

void list_holes(Level& level) {
    for (std::size_t i = 0; i < level.height.size(); ++i)
        if (std::isnan(level.height[i])) level.holes.push_back(static_cast<std::uint32_t>(i));
}

// Half as many cells a side, each the mean of those known of its four.
Level coarser(const Level& fine) {
    Level out;
    out.columns = (fine.columns + 1) / 2;
    out.rows = (fine.rows + 1) / 2;
    out.height.resize(static_cast<std::size_t>(out.columns) * static_cast<std::size_t>(out.rows));
    for (int row = 0; row < out.rows; ++row)
        for (int column = 0; column < out.columns; ++column) {
            float sum = 0.0F;
            int count = 0;
            for (int r = 2 * row; r < std::min(2 * row + 2, fine.rows); ++r)
                for (int c = 2 * column; c < std::min(2 * column + 2, fine.columns); ++c)
                    if (float h = fine.height[fine.at(c, r)]; !std::isnan(h)) sum += h, ++count;
            out.height[out.at(column, row)] = count > 0 ? sum / static_cast<float>(count) : std::nanf("");
        }
    list_holes(out);
    return out;
}

// Bilinear between the centres of the coarse cells.
void start_from(const Level& coarse, Level& fine) {
    for (std::uint32_t hole : fine.holes) {
        int column = static_cast<int>(hole) % fine.columns, row = static_cast<int>(hole) / fine.columns;
        int c0 = column / 2, r0 = row / 2;
        int c1 = std::clamp(c0 + (column % 2 == 0 ? -1 : 1), 0, coarse.columns - 1);
        int r1 = std::clamp(r0 + (row % 2 == 0 ? -1 : 1), 0, coarse.rows - 1);
        fine.height[hole] = 0.5625F * coarse.height[coarse.at(c0, r0)] + 0.1875F * coarse.height[coarse.at(c1, r0)] +
                            0.1875F * coarse.height[coarse.at(c0, r1)] + 0.0625F * coarse.height[coarse.at(c1, r1)];
    }
}

// Gauss-Seidel; a neighbour beyond the border counts as the cell itself.
void relax(Level& level) {
    std::size_t sweeps = std::clamp(k_updates / std::max<std::size_t>(level.holes.size(), 1), k_least_sweeps, k_most_sweeps);
    auto width = static_cast<std::size_t>(level.columns);
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep)
        for (std::uint32_t hole : level.holes) {
            std::size_t column = hole % width, row = hole / width;
            float sum = 0.0F, count = 0.0F;
            if (column > 0) sum += level.height[hole - 1], count += 1.0F;
            if (column + 1 < width) sum += level.height[hole + 1], count += 1.0F;
            if (row > 0) sum += level.height[hole - width], count += 1.0F;
            if (row + 1 < static_cast<std::size_t>(level.rows)) sum += level.height[hole + width], count += 1.0F;
            if (count > 0.0F) level.height[hole] = sum / count;
        }
}

} // namespace

std::size_t fill_holes(HeightGrid& grid) {
    std::vector<Level> levels(1);
    levels[0].columns = grid.shape.columns;
    levels[0].rows = grid.shape.rows;
    levels[0].height = std::move(grid.height_m);
    list_holes(levels[0]);
    std::size_t holes = levels[0].holes.size();
    if (holes > 0 && holes < levels[0].height.size()) {
        while (!levels.back().holes.empty()) levels.push_back(coarser(levels.back()));
        for (std::size_t k = levels.size() - 1; k-- > 0;) {
            start_from(levels[k + 1], levels[k]);
            relax(levels[k]);
        }
        if (grid.known.empty()) grid.known.assign(levels[0].height.size(), HeightGrid::measured);
        for (std::uint32_t hole : levels[0].holes) grid.known[hole] = HeightGrid::filled;
    } else {
        holes = 0;
    }
    grid.height_m = std::move(levels[0].height);
    return holes;
}

} // namespace tp
