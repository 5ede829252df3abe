// Terrain: rasters become one height grid in the local frame; a single raster in the city's CRS is copied exactly.
#include "city/assemble_parts.h"

#include <algorithm>
#include <cmath>

namespace tp::assembly {
namespace {

constexpr double k_margin = 0.25;       // of the city's side, kept around it
constexpr double k_margin_m = 500.0;    // and at least this
constexpr int k_most_cells_side = 8192; // a finer raster over a large city is thinned

struct Inverse { // file coordinates -> column, row (real numbers, 0 at the outer corner in the north-west)
    double a = 0, b = 0, c = 0, d = 0, x0 = 0, y0 = 0;
    explicit Inverse(const double* t) : x0(t[0]), y0(t[3]) {
        double det = t[1] * t[5] - t[2] * t[4];
        a = t[5] / det, b = -t[2] / det, c = -t[4] / det, d = t[1] / det;
    }
    double column(double x, double y) const { return a * (x - x0) + b * (y - y0); }
    double row(double x, double y) const { return c * (x - x0) + d * (y - y0); }
};

// Bilinear between cell centres; NaN outside or beside a hole.
double sample(const FeatureLayer& in, double column, double row) {
    double fc = column - 0.5, fr = row - 0.5;
    if (!(fc > -0.5 && fr > -0.5 && fc < in.raster_columns - 0.5 && fr < in.raster_rows - 0.5)) return std::nan("");
    fc = std::clamp(fc, 0.0, in.raster_columns - 1.0);
    fr = std::clamp(fr, 0.0, in.raster_rows - 1.0);
    int c = std::min(static_cast<int>(fc), std::max(in.raster_columns - 2, 0)), r = std::min(static_cast<int>(fr), std::max(in.raster_rows - 2, 0));
    int c1 = std::min(c + 1, in.raster_columns - 1), r1 = std::min(r + 1, in.raster_rows - 1);
    double u = fc - c, v = fr - r;
    auto h = [&](int cc, int rr) {
        return static_cast<double>(in.raster[static_cast<std::size_t>(rr) * static_cast<std::size_t>(in.raster_columns) + static_cast<std::size_t>(cc)]);
    };
    return (h(c, r) * (1 - u) + h(c1, r) * u) * (1 - v) + (h(c, r1) * (1 - u) + h(c1, r1) * u) * v;
}

bool usable(const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    const double* t = in.raster_transform;
    return in.role == Role::terrain && layer.raster() && !layer.crs.empty() && in.raster_columns > 0 && in.raster_rows > 0 &&
           in.raster.size() == static_cast<std::size_t>(in.raster_columns) * static_cast<std::size_t>(in.raster_rows) &&
           t[1] * t[5] - t[2] * t[4] != 0.0;
}

bool copies_exactly(const Job& job, const Placed& layer) {
    const double* t = layer.in->raster_transform;
    return layer.crs == "EPSG:" + std::to_string(job.city.frame.epsg) && t[2] == 0.0 && t[4] == 0.0 && t[1] > 0.0 && std::abs(t[1] + t[5]) < 1e-9 * t[1];
}

LocalBox wanted_box(const Job& job) {
    LocalBox box = job.extent;
    double mx = std::max(k_margin_m, k_margin * (box.max.x_m - box.min.x_m)), my = std::max(k_margin_m, k_margin * (box.max.y_m - box.min.y_m));
    box.min = {box.min.x_m - mx, box.min.y_m - my};
    box.max = {box.max.x_m + mx, box.max.y_m + my};
    return box;
}

// Whole cells of the raster that touch the wanted box; rows turned round so that row 0 is in the south.
HeightGrid copy(const Job& job, const FeatureLayer& in) {
    double cell = in.raster_transform[1];
    LocalPoint nw = job.city.frame.to_local({in.raster_transform[0], in.raster_transform[3]});
    LocalBox box = job.extent.empty() ? LocalBox{} : wanted_box(job);
    int c0 = 0, c1 = in.raster_columns, r0 = 0, r1 = in.raster_rows; // r counts from the north
    if (!box.empty()) {
        auto whole = [](double v, int most) { return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(most))); };
        c0 = whole(std::floor((box.min.x_m - nw.x_m) / cell), in.raster_columns);
        c1 = whole(std::ceil((box.max.x_m - nw.x_m) / cell), in.raster_columns);
        r0 = whole(std::floor((nw.y_m - box.max.y_m) / cell), in.raster_rows);
        r1 = whole(std::ceil((nw.y_m - box.min.y_m) / cell), in.raster_rows);
    }
    HeightGrid grid;
    if (c1 <= c0 || r1 <= r0) return grid;
    grid.shape = {c1 - c0, r1 - r0, cell, {nw.x_m + c0 * cell, nw.y_m - r1 * cell}};
    grid.height_m.resize(grid.shape.cell_count());
    for (int row = 0; row < grid.shape.rows; ++row) {
        auto from = in.raster.begin() + (static_cast<std::ptrdiff_t>(r1) - 1 - row) * in.raster_columns + c0;
        std::copy(from, from + grid.shape.columns, grid.height_m.begin() + static_cast<std::ptrdiff_t>(row) * grid.shape.columns);
    }
    return grid;
}

// The side of a raster's cell in metres, at the middle of the raster.
double cell_side_m(const Job& job, const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    const double* t = in.raster_transform;
    auto projection = Projection::between(layer.crs, job.city.frame.epsg);
    if (!projection) return std::nan("");
    double c = in.raster_columns / 2.0, r = in.raster_rows / 2.0;
    std::vector<double> x, y;
    for (auto [dc, dr] : {std::pair{0.0, 0.0}, std::pair{1.0, 0.0}, std::pair{0.0, 1.0}}) {
        x.push_back(t[0] + (c + dc) * t[1] + (r + dr) * t[2]);
        y.push_back(t[3] + (c + dc) * t[4] + (r + dr) * t[5]);
    }
    projection->forward_all(x, y);
    return std::sqrt(std::hypot(x[1] - x[0], y[1] - y[0]) * std::hypot(x[2] - x[0], y[2] - y[0]));
}

// Fills what is still unknown of `grid` from one raster; returns the number of cells it gave.
std::size_t fill(const Job& job, const Placed& layer, HeightGrid& grid) {
    auto projection = Projection::between(layer.crs, job.city.frame.epsg);
    if (!projection) return 0;
    Inverse inverse(layer.in->raster_transform);
    std::size_t given = 0;
    std::vector<double> x(static_cast<std::size_t>(grid.shape.columns)), y(x.size());
    for (int row = 0; row < grid.shape.rows; ++row) {
        for (int column = 0; column < grid.shape.columns; ++column) {
            MapPoint p = job.city.frame.to_map(grid.shape.centre(column, row));
            x[static_cast<std::size_t>(column)] = p.easting_m;
            y[static_cast<std::size_t>(column)] = p.northing_m;
        }
        projection->inverse_all(x, y);
        for (std::size_t column = 0; column < x.size(); ++column) {
            float& cell = grid.height_m[static_cast<std::size_t>(row) * x.size() + column];
            if (!std::isnan(cell)) continue;
            cell = static_cast<float>(sample(*layer.in, inverse.column(x[column], y[column]), inverse.row(x[column], y[column])));
            given += !std::isnan(cell);
        }
    }
    return given;
}

} // namespace

void assemble_terrain(Job& job) {
    std::vector<Placed*> rasters;
    for (Placed& layer : job.layers) {
        if (usable(layer)) rasters.push_back(&layer);
        else if (layer.in->role == Role::terrain && layer.raster() && layer.fate[0] == Fate::open) leave_out(layer, 0, "crs_unknown");
    }
    if (rasters.empty()) return;
    HeightGrid& terrain = job.city.terrain;
    if (rasters.size() == 1 && copies_exactly(job, *rasters[0])) {
        terrain = copy(job, *rasters[0]->in);
        if (terrain.empty()) leave_out(*rasters[0], 0, "outside_city");
        else keep(*rasters[0], 0);
        return;
    }
    if (job.extent.empty()) { // terrain alone: where it lies is the city
        for (Placed* layer : rasters) leave_out(*layer, 0, "outside_city");
        return;
    }
    LocalBox box = wanted_box(job);
    double cell = std::numeric_limits<double>::infinity();
    for (Placed* layer : rasters)
        if (double side = cell_side_m(job, *layer); side > 0.0) cell = std::min(cell, side);
    double longest = std::max(box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m);
    if (!std::isfinite(cell)) cell = longest;
    cell = std::max(std::round(cell * 100.0) / 100.0, std::max(0.1, longest / k_most_cells_side));
    terrain.shape = {static_cast<int>(std::ceil((box.max.x_m - box.min.x_m) / cell)), static_cast<int>(std::ceil((box.max.y_m - box.min.y_m) / cell)), cell, box.min};
    terrain.height_m.assign(terrain.shape.cell_count(), std::nanf(""));
    std::size_t known = 0;
    for (Placed* layer : rasters) {
        std::size_t given = fill(job, *layer, terrain);
        known += given;
        if (given == 0) {
            leave_out(*layer, 0, "outside_city");
        } else {
            keep(*layer, 0);
            add_note(*layer, "terrain_resampled", "derived", layer->report.file);
        }
    }
    if (known == 0) terrain = {};
}

} // namespace tp::assembly
