// scene/ground.h - the ground as it is drawn: a regular net of heights under the whole city and what lies round it.
#pragma once

#include "city/city.h"
#include "scene/vertex.h"

#include <optional>
#include <vector>

namespace tp {

class ByteReader;
class ByteWriter; // wire/bytes.h

// Where a city has no terrain the ground is a plane at the foot of its buildings.
class Ground {
public:
    static constexpr int k_cells = 16; // per side of a ground tile

    explicit Ground(const City& city);

    // As it was written; nothing where that is not one.
    static std::optional<Ground> read(ByteReader& in);
    void write(ByteWriter& out) const;

    bool flat() const { return m_flat; }
    // On relief what lies on the ground is drawn this much above it: its pieces bend elsewhere than the net does.
    double lift_m() const { return m_flat ? 0.0 : 0.15; }
    double cell_m() const { return m_tile_m / k_cells; }
    double tile_m() const { return m_tile_m; }
    int tile_columns() const { return m_columns; }
    int tile_rows() const { return m_rows; }
    LocalPoint south_west() const { return m_south_west; }
    double lowest_m() const { return m_lowest; }
    double highest_m() const { return m_highest; }
    LocalBox box() const;                           // of the net
    const LocalBox& city_box() const { return m_city_box; } // of what is drawn of the city; never empty

    // Height of the drawn triangles, continued outside the net with its border's heights. Finite for every p.
    double height_m(LocalPoint p) const;

    // How far the ground is off the plane through a square of cells, at most; metres. Cells beyond the net are as its border.
    double bend_m(int row, int column, int cells) const;

    // Vertices of a ground tile: (k_cells + 1)^2 row by row from the south-west, then a skirt along its border.
    Mesh tile(int row, int column) const;
    // How far a tile's surface is off, at most, where only one vertex in `stride` is drawn; metres.
    double stride_error_m(int row, int column, int stride) const;
    // Rise over run of its steepest triangle.
    double steepest(int row, int column) const;
    // Ground beyond the net, to 40 km, so that the horizon is never an edge.
    Mesh apron() const;
    // Triangles of every tile() for one vertex in `stride` (1, 2, 4, 8, 16), skirts included.
    static std::vector<std::uint32_t> tile_indices(int stride);

private:
    Ground() = default;
    double terrain_height(const City& city, LocalPoint p, double level_m) const;
    double node(int row, int column) const; // clamped
    void normal(int row, int column, double (&n)[3]) const;

    bool m_flat = true;
    double m_tile_m = 240.0, m_lowest = 0, m_highest = 0;
    int m_columns = 1, m_rows = 1;
    LocalPoint m_south_west;
    LocalBox m_city_box;
    std::vector<float> m_height; // (rows * k_cells + 1) x (columns * k_cells + 1); one value where flat
};

} // namespace tp
