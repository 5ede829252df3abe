#include "city/assemble_raster.h"

#include <algorithm>
#include <cmath>

namespace tp::assembly {
namespace {

constexpr double k_margin = 0.25;    // of the city's side, kept around it
constexpr double k_margin_m = 500.0; // and at least this
constexpr int k_step = 16;           // cells between nodes
constexpr double k_whole = 1e-4;     // of a cell: this close to a centre is the centre

std::string own_crs(const Job& job) { return "EPSG:" + std::to_string(job.city.frame.epsg); }

// The layer's projection into the city's CRS; false where PROJ has none. Its own CRS needs none.
bool find_projection(const Job& job, const Placed& layer, std::optional<Projection>& out) {
    if (layer.crs == own_crs(job)) return true;
    auto made = Projection::between(layer.crs, job.city.frame.epsg);
    if (!made) return false;
    out.emplace(std::move(*made));
    return true;
}

double determinant(const double* t) { return t[1] * t[5] - t[2] * t[4]; }

} // namespace

bool is_gridded(const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    return layer.raster() && !layer.crs.empty() && in.raster_columns > 0 && in.raster_rows > 0 && determinant(in.raster_transform) != 0.0;
}

bool is_aligned(const Job& job, const Placed& layer) {
    const double* t = layer.in->raster_transform;
    return layer.crs == own_crs(job) && t[2] == 0.0 && t[4] == 0.0 && t[1] > 0.0 && std::abs(t[1] + t[5]) < 1e-9 * t[1];
}

LocalBox wanted_box(const Job& job) {
    LocalBox box = job.extent;
    double mx = std::max(k_margin_m, k_margin * (box.max.x_m - box.min.x_m)), my = std::max(k_margin_m, k_margin * (box.max.y_m - box.min.y_m));
    box.min = {box.min.x_m - mx, box.min.y_m - my};
    box.max = {box.max.x_m + mx, box.max.y_m + my};
    return box;
}

LocalBox overlap(const LocalBox& a, const LocalBox& b) {
    LocalBox out;
    out.min = {std::max(a.min.x_m, b.min.x_m), std::max(a.min.y_m, b.min.y_m)};
    out.max = {std::min(a.max.x_m, b.max.x_m), std::min(a.max.y_m, b.max.y_m)};
    return out;
}

LocalBox box_of_raster(const Job& job, const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    const double* t = in.raster_transform;
    std::optional<Projection> projection;
    LocalBox box;
    if (!find_projection(job, layer, projection)) return box;
    constexpr int k_parts = 32; // the sides are curved in the map plane
    std::vector<double> x, y;
    auto add = [&](double u, double v) {
        double c = u * in.raster_columns, r = v * in.raster_rows;
        x.push_back(t[0] + c * t[1] + r * t[2]);
        y.push_back(t[3] + c * t[4] + r * t[5]);
    };
    for (int i = 0; i <= k_parts; ++i) {
        double s = i / static_cast<double>(k_parts);
        add(s, 0.0), add(s, 1.0), add(0.0, s), add(1.0, s);
    }
    if (projection) projection->forward_all(x, y);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (std::isfinite(x[i]) && std::isfinite(y[i])) box.add(job.city.frame.to_local({x[i], y[i]}));
    return box;
}

double cell_side_m(const Job& job, const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    const double* t = in.raster_transform;
    std::optional<Projection> projection;
    if (!find_projection(job, layer, projection)) return std::nan("");
    double c = in.raster_columns / 2.0, r = in.raster_rows / 2.0;
    std::vector<double> x, y;
    for (auto [dc, dr] : {std::pair{0.0, 0.0}, std::pair{1.0, 0.0}, std::pair{0.0, 1.0}}) {
        x.push_back(t[0] + (c + dc) * t[1] + (r + dr) * t[2]);
        y.push_back(t[3] + (c + dc) * t[4] + (r + dr) * t[5]);
    }
    if (projection) projection->forward_all(x, y);
    return std::sqrt(std::hypot(x[1] - x[0], y[1] - y[0]) * std::hypot(x[2] - x[0], y[2] - y[0]));
}

std::optional<CellMap> CellMap::make(const Job& job, const Placed& layer, const CellLattice& cells) {
    std::optional<Projection> projection;
    if (!find_projection(job, layer, projection)) return std::nullopt;
    const double* t = layer.in->raster_transform;
    double det = determinant(t);
    CellMap out;
    out.m_columns = (cells.columns - 1) / k_step + 2;
    int rows = (cells.rows - 1) / k_step + 2;
    std::vector<double> x(static_cast<std::size_t>(out.m_columns)), y(x.size());
    out.m_nodes.reserve(x.size() * static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < x.size(); ++column) {
            MapPoint p = job.city.frame.to_map({cells.first.x_m + cells.step_x_m * k_step * static_cast<double>(column),
                                                cells.first.y_m + cells.step_y_m * k_step * row});
            x[column] = p.easting_m;
            y[column] = p.northing_m;
        }
        if (projection) projection->inverse_all(x, y);
        for (std::size_t column = 0; column < x.size(); ++column) {
            double dx = x[column] - t[0], dy = y[column] - t[3];
            out.m_nodes.push_back({(t[5] * dx - t[2] * dy) / det - 0.5, (t[1] * dy - t[4] * dx) / det - 0.5});
        }
    }
    return out;
}

CellMap::Place CellMap::at(int column, int row) const {
    int c = column / k_step, r = row / k_step;
    double u = (column % k_step) / static_cast<double>(k_step), v = (row % k_step) / static_cast<double>(k_step);
    const Place* south = m_nodes.data() + static_cast<std::size_t>(r) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(c);
    const Place* north = south + m_columns;
    auto mix = [&](double a, double b, double c2, double d) {
        double value = (a * (1 - u) + b * u) * (1 - v) + (c2 * (1 - u) + d * u) * v;
        double whole = std::round(value);
        return std::abs(value - whole) < k_whole ? whole : value;
    };
    return {mix(south[0].column, south[1].column, north[0].column, north[1].column), mix(south[0].row, south[1].row, north[0].row, north[1].row)};
}

} // namespace tp::assembly
