// Terrain: rasters and reliefs become one height grid in the local frame, the finer first; what they leave open is filled
// from its neighbours and marked. A raster in the city's CRS keeps its cells exactly. Without any, contours and spot
// heights are interpolated (assemble_heights.cpp).
#include "city/assemble_raster.h"
#include "core/parallel.h"
#include "geo/delaunay.h"
#include "geo/fill_holes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <tuple>

namespace tp::assembly {
namespace {

constexpr int k_most_exact_side = 16'384; // cells that are only copied are cheap
constexpr double k_covers = 0.995;        // of the city: less is said

struct Surface { // a raster or a relief
    Placed* layer = nullptr;
    std::vector<HeightTriangle> triangles; // of a relief, in the city's frame
    LocalBox box;
    double cell_m = 0.0;
    bool relief() const { return !triangles.empty(); }
};

// Bilinear between cell centres; NaN outside or beside a hole.
float sample(const FeatureLayer& in, CellMap::Place at) {
    if (!(at.column > -0.5 && at.row > -0.5 && at.column < in.raster_columns - 0.5 && at.row < in.raster_rows - 0.5)) return std::nanf("");
    double fc = std::clamp(at.column, 0.0, in.raster_columns - 1.0), fr = std::clamp(at.row, 0.0, in.raster_rows - 1.0);
    int c = static_cast<int>(fc), r = static_cast<int>(fr);
    double u = fc - c, v = fr - r;
    auto h = [&](int dc, int dr) {
        return static_cast<double>(in.raster[static_cast<std::size_t>(r + dr) * static_cast<std::size_t>(in.raster_columns) + static_cast<std::size_t>(c + dc)]);
    };
    auto along = [&](int dr) { return u == 0.0 ? h(0, dr) : h(0, dr) * (1 - u) + h(1, dr) * u; };
    return static_cast<float>(v == 0.0 ? along(0) : along(0) * (1 - v) + along(1) * v);
}

// Of a relief, in the city's frame; a triangle with a corner that no ground has (no-data values) is a hole.
std::vector<HeightTriangle> triangles_of(const Job& job, Placed& layer) {
    const LayerModels& m = layer.in->models;
    std::vector<HeightTriangle> out;
    std::vector<double> x = m.x, y = m.y;
    if (layer.crs != "EPSG:" + std::to_string(job.city.frame.epsg)) {
        auto projection = Projection::between(layer.crs, job.city.frame.epsg);
        if (!projection) return out;
        projection->forward_all(x, y);
    }
    for (const LayerModels::Instance& instance : m.instances) {
        if (instance.in_place == 0) continue;
        for (std::uint32_t p = m.geometry_begin[instance.geometry]; p < m.geometry_begin[instance.geometry + 1]; ++p)
            for (std::uint32_t i = m.parts[p].begin; i + 2 < m.parts[p].end; i += 3) {
                HeightTriangle t;
                bool usable = true, ground = true;
                for (std::uint32_t c = 0; c < 3; ++c) {
                    std::uint32_t v = m.index[i + c];
                    usable = usable && std::isfinite(x[v]) && std::isfinite(y[v]) && std::isfinite(m.z[v]);
                    t.corner[c] = job.city.frame.to_local({x[v], y[v]});
                    t.height_m[c] = m.z[v];
                    ground = ground && m.z[v] >= k_lowest_m && m.z[v] <= k_highest_m;
                }
                if (usable && !ground) add_note(layer, "absurd_ground", "filled", layer.where(instance.feature));
                else if (usable) out.push_back(t);
            }
    }
    return out;
}

// The leg of a right-angled triangle of the median area: the step between the points that were measured.
double relief_cell_m(const std::vector<HeightTriangle>& triangles) {
    std::vector<double> area;
    for (const HeightTriangle& t : triangles)
        area.push_back(0.5 * std::abs((t.corner[1].x_m - t.corner[0].x_m) * (t.corner[2].y_m - t.corner[0].y_m) -
                                      (t.corner[1].y_m - t.corner[0].y_m) * (t.corner[2].x_m - t.corner[0].x_m)));
    auto middle = area.begin() + static_cast<std::ptrdiff_t>(area.size() / 2);
    std::ranges::nth_element(area, middle);
    return std::clamp(std::round(std::sqrt(2.0 * *middle)), 1.0, 10.0);
}

bool is_relief(const Placed& layer) { return layer.in->role == Role::terrain && !layer.raster() && !layer.in->models.empty(); }

// Finer before coarser; equal ones by what they are, not by the order they were given in.
std::vector<Surface> find_surfaces(Job& job) {
    std::vector<Surface> out;
    for (Placed& layer : job.layers) {
        if (layer.in->role != Role::terrain || (!layer.raster() && !is_relief(layer))) continue;
        Surface s;
        s.layer = &layer;
        if (is_relief(layer) && !layer.crs.empty()) {
            s.triangles = triangles_of(job, layer);
            for (const HeightTriangle& t : s.triangles)
                for (LocalPoint p : t.corner) s.box.add(p);
            if (s.relief()) s.cell_m = relief_cell_m(s.triangles);
        } else if (is_gridded(layer)) {
            s.box = box_of_raster(job, layer);
            s.cell_m = is_aligned(job, layer) ? layer.in->raster_transform[1] : cell_side_m(job, layer);
        }
        bool usable = !s.box.empty() && s.cell_m > 0.0, outside = usable && !job.extent.empty() && overlap(s.box, wanted_box(job)).empty();
        if (usable && !outside) {
            out.push_back(std::move(s));
            continue;
        }
        for (std::size_t i = 0; i < layer.size(); ++i)
            if (layer.fate[i] == Fate::open) leave_out(layer, i, outside ? "outside_city" : layer.crs.empty() ? "crs_unknown" : "no_heights");
    }
    std::ranges::stable_sort(out, {}, [](const Surface& s) {
        return std::tuple(s.cell_m, s.box.min.x_m, s.box.min.y_m, s.box.max.x_m, s.box.max.y_m, s.layer->in->hash, s.layer->in->file);
    });
    return out;
}

// The cells of the finest surface, as far as the city wants them and some surface reaches; empty where none does.
GridShape shape_of(const Job& job, const std::vector<Surface>& surfaces) {
    LocalBox box;
    for (const Surface& s : surfaces) box.add(s.box.min), box.add(s.box.max);
    if (!job.extent.empty()) box = overlap(box, wanted_box(job));
    if (box.empty()) return {};
    const Surface& finest = surfaces.front();
    auto shape_at = [&](LocalPoint corner, double cell) { // lines of cells run through `corner`
        constexpr double k_edge = 1e-6;                    // of a cell
        double west = std::floor((box.min.x_m - corner.x_m) / cell + k_edge), south = std::floor((box.min.y_m - corner.y_m) / cell + k_edge);
        double east = std::ceil((box.max.x_m - corner.x_m) / cell - k_edge), north = std::ceil((box.max.y_m - corner.y_m) / cell - k_edge);
        double columns = std::max(east - west, 1.0), rows = std::max(north - south, 1.0);
        GridShape shape{0, 0, cell, {corner.x_m + west * cell, corner.y_m + south * cell}};
        if (columns < 1e6 && rows < 1e6) shape.columns = static_cast<int>(columns), shape.rows = static_cast<int>(rows);
        return shape;
    };
    if (!finest.relief() && is_aligned(job, *finest.layer)) {
        GridShape shape = shape_at({finest.box.min.x_m, finest.box.max.y_m}, finest.cell_m);
        if (shape.columns > 0 && shape.columns <= k_most_exact_side && shape.rows <= k_most_exact_side) return shape;
    }
    double longest = std::max(box.max.x_m - box.min.x_m, box.max.y_m - box.min.y_m);
    double cell = std::max(std::round(finest.cell_m * 100.0) / 100.0, std::max(0.1, longest / (k_most_cells_side - 1)));
    return shape_at(box.min, cell);
}

std::size_t paint_relief(const Surface& s, HeightGrid& grid) {
    HeightGrid painted;
    painted.shape = grid.shape;
    painted.height_m.assign(grid.height_m.size(), std::nanf(""));
    TrianglePainter painter(painted);
    for (const HeightTriangle& t : s.triangles)
        if (!painter.paint(t)) {
            add_note(*s.layer, "relief_overlaps", "", s.layer->report.file);
            break;
        }
    std::size_t given = 0;
    for (std::size_t i = 0; i < painted.height_m.size(); ++i)
        if (std::isnan(grid.height_m[i]) && !std::isnan(painted.height_m[i])) grid.height_m[i] = painted.height_m[i], ++given;
    return given;
}

// Fills what is still unknown of `grid` from one raster; says whether its cells were taken as they are.
std::size_t fill_from_raster(const Job& job, const Surface& s, HeightGrid& grid, bool& exact) {
    const GridShape& shape = grid.shape;
    auto map = CellMap::make(job, *s.layer, {shape.centre(0, 0), shape.cell_m, shape.cell_m, shape.columns, shape.rows});
    if (!map) return 0;
    CellMap::Place corner = map->at(0, 0);
    exact = is_aligned(job, *s.layer) && std::abs(s.cell_m - shape.cell_m) < 1e-9 * shape.cell_m && corner.column == std::round(corner.column) &&
            corner.row == std::round(corner.row);
    auto column_of = [&](double x) { return std::floor((x - shape.south_west.x_m) / shape.cell_m); };
    auto row_of = [&](double y) { return std::floor((y - shape.south_west.y_m) / shape.cell_m); };
    auto whole = [](double v, int most) { return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(most))); };
    int c0 = whole(column_of(s.box.min.x_m) - 1.0, shape.columns), c1 = whole(column_of(s.box.max.x_m) + 2.0, shape.columns);
    int r0 = whole(row_of(s.box.min.y_m) - 1.0, shape.rows), r1 = whole(row_of(s.box.max.y_m) + 2.0, shape.rows);
    std::vector<std::size_t> given(static_cast<std::size_t>(std::max(r1 - r0, 0)), 0);
    parallel_for(given.size(), job.options.threads, [&](std::size_t k) {
        int row = r0 + static_cast<int>(k);
        float* cells = grid.height_m.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.columns);
        for (int column = c0; column < c1; ++column) {
            if (!std::isnan(cells[column])) continue;
            cells[column] = sample(*s.layer->in, map->at(column, row));
            given[k] += !std::isnan(cells[column]);
        }
    });
    return std::accumulate(given.begin(), given.end(), std::size_t{0});
}

void settle(Surface& s, std::size_t given, bool exact) {
    Placed& layer = *s.layer;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        if (layer.fate[i] != Fate::open) continue;
        if (given == 0) leave_out(layer, i, "terrain_not_needed");
        else keep(layer, i);
    }
    if (given > 0 && !exact) add_note(layer, s.relief() ? "terrain_from_relief" : "terrain_resampled", "derived", layer.report.file);
}

std::string percent(double share) {
    char text[32]; // whatever the locale
    auto done = std::to_chars(text, text + sizeof text, 100.0 * share, std::chars_format::fixed, 1);
    return std::string(text, done.ptr) + " %";
}

// The share of the city's extent whose cells are known, by 64 x 64 evenly laid points.
double share_covered(const Job& job, const HeightGrid& grid) {
    constexpr int k_side = 64;
    const LocalBox& e = job.extent;
    int hits = 0;
    for (int i = 0; i < k_side * k_side; ++i) {
        double x = e.min.x_m + (e.max.x_m - e.min.x_m) * (i % k_side + 0.5) / k_side, y = e.min.y_m + (e.max.y_m - e.min.y_m) * (i / k_side + 0.5) / k_side;
        double column = std::floor((x - grid.shape.south_west.x_m) / grid.shape.cell_m), row = std::floor((y - grid.shape.south_west.y_m) / grid.shape.cell_m);
        if (column < 0.0 || row < 0.0 || column >= grid.shape.columns || row >= grid.shape.rows) continue;
        std::size_t cell = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.shape.columns) + static_cast<std::size_t>(column);
        hits += grid.known.empty() || grid.known[cell] != HeightGrid::filled;
    }
    return hits / static_cast<double>(k_side * k_side);
}

} // namespace

void close_terrain(Job& job, Placed& layer) {
    HeightGrid& terrain = job.city.terrain;
    if (std::size_t filled = fill_holes(terrain); filled > 0) {
        double share = static_cast<double>(filled) / static_cast<double>(terrain.height_m.size());
        add_note(layer, "terrain_filled", "derived", percent(share), static_cast<std::int64_t>(filled));
    }
    bool alone = std::ranges::none_of(job.layers, [](const Placed& l) { return l.in->role != Role::none && !l.at.empty(); });
    if (alone || job.extent.empty()) return; // the terrain is the city
    if (double share = share_covered(job, terrain); share < k_covers) add_note(layer, "terrain_not_covering", "", percent(share));
}

void assemble_terrain(Job& job) {
    std::vector<Surface> surfaces = find_surfaces(job);
    HeightGrid& terrain = job.city.terrain;
    Placed* first = nullptr;
    if (!surfaces.empty()) terrain.shape = shape_of(job, surfaces);
    if (terrain.shape.columns > 0) terrain.height_m.assign(terrain.shape.cell_count(), std::nanf(""));
    for (Surface& s : surfaces) {
        bool exact = false;
        std::size_t given = terrain.empty() ? 0 : s.relief() ? paint_relief(s, terrain) : fill_from_raster(job, s, terrain, exact);
        settle(s, given, exact);
        if (given > 0 && !first) first = s.layer;
    }
    if (!first) {
        terrain = {};
        terrain_from_heights(job);
    } else {
        close_terrain(job, *first);
    }
}

} // namespace tp::assembly
