#include "scene/blocks.h"

#include "scene/buildings.h"
#include "scene/object_id.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tp {
namespace {

constexpr double k_built_least = 0.125, k_step_least_m = 1.0; // lower steps between blocks have no wall

struct Cell {
    double area_m2 = 0, roof_sum = 0, low_m = 1e30, largest_m2 = 0;
    std::uint32_t id = 0;
    double roof_m() const { return roof_sum / area_m2; }
};

struct Grid {
    LocalPoint south_west;
    double cell_m = 1;
    std::vector<Cell> cells = std::vector<Cell>(static_cast<std::size_t>(k_block_cells * k_block_cells));

    Cell& at(int row, int column) { return cells[static_cast<std::size_t>(row * k_block_cells + column)]; }
    bool is_block(int row, int column) {
        return row >= 0 && column >= 0 && row < k_block_cells && column < k_block_cells && at(row, column).area_m2 >= k_built_least * cell_m * cell_m;
    }

    void add(const Buildings& b, std::uint32_t i, const Ground& ground) {
        double area = 0;
        for (std::uint32_t r = b.footprint.first_ring(i); r < b.footprint.end_ring(i); ++r) area += signed_area_m2(b.footprint.rings[r]);
        area = std::abs(area);
        LocalBox box;
        for (LocalPoint q : b.footprint.outer(i)) box.add(q);
        LocalPoint middle = box.centre();
        auto index = [&](double v) { return std::clamp(static_cast<int>(std::floor(v / cell_m)), 0, k_block_cells - 1); };
        Cell& cell = at(index(middle.y_m - south_west.y_m), index(middle.x_m - south_west.x_m));
        BuildingFoot foot = building_foot(b, i, ground);
        cell.area_m2 += area;
        cell.roof_sum += area * (foot.base_m + static_cast<double>(drawn_height_m(b, i)));
        cell.low_m = std::min(cell.low_m, foot.low_m);
        if (area > cell.largest_m2) cell.largest_m2 = area, cell.id = scene_id::make(scene_id::building, i);
    }

    // A wall on one side of a block, down to what is behind it.
    void wall(DraftMesh& draft, const Cell& cell, double bottom_m, std::array<LocalPoint, 2> side) const {
        double dx = side[1].x_m - side[0].x_m, dy = side[1].y_m - side[0].y_m, length = std::hypot(dx, dy);
        std::uint32_t look = pack_look(dy / length, -dx / length, 0, Material::wall);
        auto up = static_cast<float>(bottom_m - cell.low_m), top = static_cast<float>(cell.roof_m() - cell.low_m);
        std::uint32_t a = draft.add({side[0].x_m, side[0].y_m, bottom_m, up, look, cell.id}), b = draft.add({side[1].x_m, side[1].y_m, bottom_m, up, look, cell.id});
        std::uint32_t c = draft.add({side[1].x_m, side[1].y_m, cell.roof_m(), top, look, cell.id}), d = draft.add({side[0].x_m, side[0].y_m, cell.roof_m(), top, look, cell.id});
        draft.quad(a, b, c, d);
    }

    void block(DraftMesh& draft, int row, int column) {
        const Cell& cell = at(row, column);
        double x0 = south_west.x_m + column * cell_m, y0 = south_west.y_m + row * cell_m, x1 = x0 + cell_m, y1 = y0 + cell_m, z = cell.roof_m();
        std::uint32_t roof = pack_look(0, 0, 1, Material::wall);
        auto corner = [&](double x, double y) { return draft.add({x, y, z, static_cast<float>(z - cell.low_m), roof, cell.id}); };
        std::uint32_t a = corner(x0, y0), b = corner(x1, y0), c = corner(x1, y1), d = corner(x0, y1);
        draft.quad(a, b, c, d);
        struct Side {
            int row, column;
            std::array<LocalPoint, 2> line;
        };
        for (const Side& side : {Side{row - 1, column, {{{x0, y0}, {x1, y0}}}}, {row, column + 1, {{{x1, y0}, {x1, y1}}}}, {row + 1, column, {{{x1, y1}, {x0, y1}}}},
                                 {row, column - 1, {{{x0, y1}, {x0, y0}}}}}) {
            double bottom = is_block(side.row, side.column) ? at(side.row, side.column).roof_m() : cell.low_m;
            if (z - bottom > k_step_least_m) wall(draft, cell, bottom, side.line);
        }
    }
};

} // namespace

Mesh block_mesh(const Buildings& buildings, std::span<const std::uint32_t> which, const Ground& ground, LocalPoint south_west, double side_m) {
    Grid grid{south_west, side_m / k_block_cells};
    for (std::uint32_t i : which) grid.add(buildings, i, ground);
    DraftMesh draft;
    for (int row = 0; row < k_block_cells; ++row)
        for (int column = 0; column < k_block_cells; ++column)
            if (grid.is_block(row, column)) grid.block(draft, row, column);
    return pack(draft);
}

} // namespace tp
