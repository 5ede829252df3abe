#include "scene/drape.h"

#include "city/colour_map.h"
#include "scene/tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

constexpr double k_cells_most = 8.0e6;
constexpr double k_default_cell_m = 20.0;

std::uint32_t coded(const ColourScale& scale, const Layer& layer, std::size_t i) {
    float value = layer.value[i];
    if (!std::isfinite(value)) return 0x02000000U;
    return (is_small(layer, i) ? 0x03000000U : 0x01000000U) | scale.packed(value);
}

// The raster's cell: the layer's own where the points lie on one grid of that size, else a third of it.
double raster_cell(const Layer& layer, double size) {
    if (layer.on == LayerOn::points) return size / 3;
    auto phase = [&](double v) { return v / size - std::floor(v / size); };
    for (LocalPoint p : layer.at) {
        double dx = std::abs(phase(p.x_m) - phase(layer.at.front().x_m)), dy = std::abs(phase(p.y_m) - phase(layer.at.front().y_m));
        if (std::min(dx, 1 - dx) > 0.02 || std::min(dy, 1 - dy) > 0.02) return size / 3;
    }
    return size;
}

} // namespace

Drape make_drape(const Layer& layer) {
    Drape drape;
    drape.on = layer.on;
    const ColourScale scale(layer);
    if (layer.on == LayerOn::buildings || layer.on == LayerOn::street_edges) {
        drape.objects.resize(layer.value.size());
        for (std::size_t i = 0; i < layer.value.size(); ++i) drape.objects[i] = coded(scale, layer, i);
        return drape;
    }
    LocalBox box;
    std::size_t count = std::min(layer.at.size(), layer.value.size());
    for (std::size_t i = 0; i < count; ++i)
        if (tile_of(layer.at[i])) box.add(layer.at[i]);
    if (box.empty()) return drape;
    double size = layer.cell_m > 0 && std::isfinite(layer.cell_m) ? std::clamp(static_cast<double>(layer.cell_m), 0.01, 1e5) : k_default_cell_m;
    drape.cell_m = raster_cell(layer, size);
    double width = box.max.x_m - box.min.x_m + size, height = box.max.y_m - box.min.y_m + size;
    while (width / drape.cell_m * (height / drape.cell_m) > k_cells_most) drape.cell_m *= 2;
    drape.south_west = {box.min.x_m - size / 2, box.min.y_m - size / 2};
    drape.columns = static_cast<int>(std::ceil(width / drape.cell_m));
    drape.rows = static_cast<int>(std::ceil(height / drape.cell_m));
    std::size_t cells = static_cast<std::size_t>(drape.columns) * static_cast<std::size_t>(drape.rows);
    drape.cells.assign(cells, 0);
    std::vector<float> nearest(cells, std::numeric_limits<float>::infinity());
    for (std::size_t i = 0; i < count; ++i) {
        if (!tile_of(layer.at[i])) continue;
        double x = layer.at[i].x_m - drape.south_west.x_m, y = layer.at[i].y_m - drape.south_west.y_m;
        auto first = [&](double v) { return std::max(0, static_cast<int>(std::ceil((v - size / 2) / drape.cell_m - 0.5 - 1e-6))); };
        auto end = [&](double v, int limit) {
            return std::min(limit, static_cast<int>(std::floor((v + size / 2) / drape.cell_m - 0.5 + 1e-6)) + 1);
        };
        std::uint32_t colour = coded(scale, layer, i);
        for (int r = first(y); r < end(y, drape.rows); ++r)
            for (int c = first(x); c < end(x, drape.columns); ++c) {
                auto distance = static_cast<float>(std::hypot((c + 0.5) * drape.cell_m - x, (r + 0.5) * drape.cell_m - y));
                std::size_t cell = static_cast<std::size_t>(r) * static_cast<std::size_t>(drape.columns) + static_cast<std::size_t>(c);
                if (distance >= nearest[cell]) continue;
                nearest[cell] = distance;
                drape.cells[cell] = colour;
            }
    }
    return drape;
}

} // namespace tp
