// Orthophotos become pictures that lie north up in the local frame, in tiles of textures.
#include "city/assemble_raster.h"
#include "city/texture_blocks.h"
#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp::assembly {
namespace {

constexpr int k_tile = 2048;

// Bilinear between pixel centres, colours weighed by their opacity; nothing outside.
std::array<std::uint8_t, 4> sample(const FeatureLayer& in, CellMap::Place at) {
    if (!(at.column > -0.5 && at.row > -0.5 && at.column < in.raster_columns - 0.5 && at.row < in.raster_rows - 0.5)) return {0, 0, 0, 0};
    double fc = std::clamp(at.column, 0.0, in.raster_columns - 1.0), fr = std::clamp(at.row, 0.0, in.raster_rows - 1.0);
    int c = static_cast<int>(fc), r = static_cast<int>(fr);
    double u = fc - c, v = fr - r, opacity = 0.0, weight_sum = 0.0;
    std::array<double, 3> colour{};
    for (auto [dc, dr, weight] : {std::tuple{0, 0, (1 - u) * (1 - v)}, std::tuple{1, 0, u * (1 - v)}, std::tuple{0, 1, (1 - u) * v}, std::tuple{1, 1, u * v}}) {
        if (weight == 0.0) continue;
        const std::uint8_t* pixel =
            in.picture.data() + 4 * (static_cast<std::size_t>(r + dr) * static_cast<std::size_t>(in.raster_columns) + static_cast<std::size_t>(c + dc));
        double share = weight * pixel[3];
        for (std::size_t k = 0; k < 3; ++k) colour[k] += share * pixel[k];
        opacity += share;
        weight_sum += weight;
    }
    if (!(opacity > 0.0)) return {0, 0, 0, 0};
    auto byte = [](double v2) { return static_cast<std::uint8_t>(std::clamp(v2 + 0.5, 0.0, 255.0)); };
    return {byte(colour[0] / opacity), byte(colour[1] / opacity), byte(colour[2] / opacity), byte(opacity / weight_sum)};
}

// Pixels of the city under the picture: its own where it lies in the city's CRS north up, else square ones of its size.
CellLattice lattice_of(const Job& job, const Placed& layer, const LocalBox& box, const LocalBox& all) {
    const double* t = layer.in->raster_transform;
    bool own = layer.crs == "EPSG:" + std::to_string(job.city.frame.epsg) && t[2] == 0.0 && t[4] == 0.0 && t[1] > 0.0 && t[5] < 0.0;
    double w = own ? t[1] : cell_side_m(job, layer), h = own ? -t[5] : w;
    double longest = std::max((box.max.x_m - box.min.x_m) / w, (box.max.y_m - box.min.y_m) / h);
    if (!(longest > 0.0)) return {};
    double coarser = std::ceil(std::max(1.0, longest / k_most_cells_side));
    w *= coarser, h *= coarser;
    constexpr double k_edge = 1e-6; // of a pixel
    double west = std::floor((box.min.x_m - all.min.x_m) / w + k_edge), north = std::floor((all.max.y_m - box.max.y_m) / h + k_edge);
    double east = std::ceil((box.max.x_m - all.min.x_m) / w - k_edge), south = std::ceil((all.max.y_m - box.min.y_m) / h - k_edge);
    CellLattice out{{all.min.x_m + (west + 0.5) * w, all.max.y_m - (north + 0.5) * h}, w, -h, 0, 0};
    out.columns = static_cast<int>(std::max(east - west, 1.0));
    out.rows = static_cast<int>(std::max(south - north, 1.0));
    return out;
}

// Tiles with something to see, from the north-west.
std::vector<GroundPicture> tiles_of(const Job& job, const Placed& layer, const CellMap& map, const CellLattice& cells) {
    int across = (cells.columns + k_tile - 1) / k_tile, down = (cells.rows + k_tile - 1) / k_tile;
    std::vector<GroundPicture> tiles(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
    parallel_for(tiles.size(), job.options.threads, [&](std::size_t k) {
        int c0 = static_cast<int>(k) % across * k_tile, r0 = static_cast<int>(k) / across * k_tile;
        Pixels pixels{std::min(k_tile, cells.columns - c0), std::min(k_tile, cells.rows - r0), {}};
        pixels.rgba.reserve(static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height) * 4);
        bool seen = false;
        for (int row = 0; row < pixels.height; ++row)
            for (int column = 0; column < pixels.width; ++column) {
                auto pixel = sample(*layer.in, map.at(c0 + column, r0 + row));
                seen = seen || pixel[3] > 0;
                pixels.rgba.insert(pixels.rgba.end(), pixel.begin(), pixel.end());
            }
        if (!seen) return;
        GroundPicture& tile = tiles[k];
        tile.width_m = pixels.width * cells.step_x_m;
        tile.height_m = pixels.height * -cells.step_y_m;
        tile.south_west = {cells.first.x_m + (c0 - 0.5) * cells.step_x_m, cells.first.y_m + (r0 + pixels.height - 0.5) * cells.step_y_m};
        tile.source = layer.source;
        tile.texture = make_texture(pixels);
    });
    std::erase_if(tiles, [](const GroundPicture& tile) { return tile.texture.blocks.empty(); });
    return tiles;
}

} // namespace

void assemble_pictures(Job& job) {
    for (Placed& layer : job.layers) {
        if (layer.in->role != Role::orthophoto || layer.in->picture.empty() || layer.fate[0] != Fate::open) continue;
        if (!is_gridded(layer)) {
            leave_out(layer, 0, "crs_unknown");
            continue;
        }
        LocalBox all = box_of_raster(job, layer), box = job.extent.empty() ? all : overlap(all, wanted_box(job));
        if (box.empty()) {
            leave_out(layer, 0, "outside_city");
            continue;
        }
        CellLattice cells = lattice_of(job, layer, box, all);
        auto map = cells.columns > 0 ? CellMap::make(job, layer, cells) : std::nullopt;
        std::vector<GroundPicture> tiles;
        if (map) tiles = tiles_of(job, layer, *map, cells);
        if (tiles.empty()) {
            leave_out(layer, 0, "picture_empty");
            continue;
        }
        for (GroundPicture& tile : tiles) job.city.pictures.push_back(std::move(tile));
        keep(layer, 0);
    }
}

} // namespace tp::assembly
