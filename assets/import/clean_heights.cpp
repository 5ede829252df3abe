#include "import/clean_heights.h"

#include "import/layer_builder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr float k_lowest_m = -1'000.0F, k_highest_m = 9'000.0F;
constexpr double k_spike_m = 100.0, k_spike_slope = 5.0;
constexpr double k_degree_m = 111'320.0;

// The longer side of a cell; in degrees where everything lies within what degrees can be.
double cell_m(const FeatureLayer& layer) {
    const double* t = layer.raster_transform;
    double side = std::max(std::hypot(t[1], t[4]), std::hypot(t[2], t[5]));
    auto end_x = t[0] + layer.raster_columns * t[1] + layer.raster_rows * t[2], end_y = t[3] + layer.raster_columns * t[4] + layer.raster_rows * t[5];
    bool degrees = std::max(std::abs(t[0]), std::abs(end_x)) <= 361.0 && std::max(std::abs(t[3]), std::abs(end_y)) <= 91.0;
    return degrees ? side * k_degree_m : side;
}

class Cells {
public:
    explicit Cells(const FeatureLayer& layer) : m_layer(layer) {}
    float at(int column, int row) const { return m_layer.raster[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_layer.raster_columns) + static_cast<std::size_t>(column)]; }

    bool is_spike(int column, int row, float limit) const {
        float here = at(column, row);
        auto near = [&](int c, int r) { return std::abs(at(c, r) - here) <= limit; }; // false beside a hole
        if (column > 0 && near(column - 1, row) && row > 0 && near(column, row - 1)) return false; // most cells
        std::array<float, 8> around{};
        std::size_t count = 0;
        for (int r = std::max(row - 1, 0); r <= std::min(row + 1, m_layer.raster_rows - 1); ++r)
            for (int c = std::max(column - 1, 0); c <= std::min(column + 1, m_layer.raster_columns - 1); ++c)
                if ((c != column || r != row) && !std::isnan(at(c, r))) around[count++] = at(c, r);
        if (count < 3) return false;
        auto middle = around.begin() + static_cast<std::ptrdiff_t>(count / 2);
        std::nth_element(around.begin(), middle, around.begin() + static_cast<std::ptrdiff_t>(count));
        return std::abs(here - *middle) > limit;
    }

private:
    const FeatureLayer& m_layer;
};

} // namespace

void clean_heights(FeatureLayer& layer) {
    std::int64_t absurd = 0;
    for (float& height : layer.raster)
        if (height < k_lowest_m || height > k_highest_m) height = std::nanf(""), ++absurd;
    auto limit = static_cast<float>(std::max(k_spike_m, k_spike_slope * cell_m(layer)));
    Cells cells(layer);
    std::vector<std::size_t> spikes; // found first: what is taken out must not make a spike of its neighbour
    for (int row = 0; row < layer.raster_rows; ++row)
        for (int column = 0; column < layer.raster_columns; ++column)
            if (!std::isnan(cells.at(column, row)) && cells.is_spike(column, row, limit))
                spikes.push_back(static_cast<std::size_t>(row) * static_cast<std::size_t>(layer.raster_columns) + static_cast<std::size_t>(column));
    for (std::size_t cell : spikes) layer.raster[cell] = std::nanf("");
    auto where = [&](std::size_t cell) {
        auto columns = static_cast<std::size_t>(layer.raster_columns);
        return "column " + std::to_string(cell % columns + 1) + ", row " + std::to_string(cell / columns + 1);
    };
    if (absurd > 0) add_note(layer.notes, "absurd_ground", "", "filled", absurd);
    if (!spikes.empty()) add_note(layer.notes, "height_spike", where(spikes.front()), "filled", static_cast<std::int64_t>(spikes.size()));
}

} // namespace tp
