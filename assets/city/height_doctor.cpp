#include "city/height_doctor.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tp::assembly {
namespace {

constexpr std::size_t k_least_buildings = 10; // fewer say nothing about a whole layer
constexpr double k_geoid_least_m = 8.0;       // where the geoid is nearer to the ellipsoid, the two cannot be told apart
constexpr double k_geoid_close_m = 4.0;       // of a median residual to the geoid: EGM96, terrain and floors are not exact

GeoPoint city_place(const Job& job) {
    auto projection = Projection::to_epsg(job.city.frame.epsg);
    if (!projection) return {std::nan(""), std::nan("")};
    auto p = projection->inverse(job.city.frame.origin);
    return p ? *p : GeoPoint{std::nan(""), std::nan("")};
}

bool named(const std::string& given, const FeatureLayer& layer) {
    return names_file(given, layer.file) || names_file(given, layer.file + '/' + layer.layer);
}

// The file's own height of a building's foot: its column, else the lowest corner; NaN where it has neither.
double stated_base(const Placed& layer, const Field& column, std::size_t i) {
    if (double v = column.number(i); std::isfinite(v)) return v;
    if (layer.in->z.size() != layer.in->x.size()) return std::nan("");
    double lowest = std::numeric_limits<double>::infinity();
    Range p = parts(layer, i);
    for (std::uint32_t part = p.begin; part < p.end; ++part)
        for (std::uint32_t ring = rings(layer, part).begin; ring < rings(layer, part).end; ++ring)
            for (std::uint32_t k = layer.in->ring_begin[ring]; k < layer.in->ring_begin[ring + 1]; ++k)
                if (double z = static_cast<double>(layer.in->z[k]); z < lowest) lowest = z;
    return std::isfinite(lowest) ? lowest : std::nan("");
}

bool covered(const HeightGrid& terrain, std::span<const LocalPoint> ring) {
    const GridShape& s = terrain.shape;
    LocalBox box{s.south_west, {s.south_west.x_m + s.columns * s.cell_m, s.south_west.y_m + s.rows * s.cell_m}};
    return std::ranges::all_of(ring, [&](LocalPoint p) { return box.contains(p); }) &&
           std::ranges::any_of(ring, [&](LocalPoint p) { return std::isfinite(terrain.at(p)); });
}

struct Spread {
    double low = 0.0, median = 0.0, high = 0.0; // 5 %, 50 %, 95 %
};
Spread spread_of(std::vector<double>& v) {
    std::ranges::sort(v);
    auto at = [&](double share) { return v[static_cast<std::size_t>(std::lround(share * static_cast<double>(v.size() - 1)))]; };
    return {at(0.05), at(0.5), at(0.95)};
}

void say_statistics(Job& job, Placed& layer, std::vector<double>& residuals, double geoid_m) {
    Spread s = spread_of(residuals);
    add_note(layer, "base_residual", "derived", fmt::format("{:+.1f} m ({:+.1f} ... {:+.1f} m)", s.median, s.low, s.high), static_cast<std::int64_t>(residuals.size()));
    bool told_apart = std::isfinite(geoid_m) && std::abs(geoid_m) >= k_geoid_least_m && residuals.size() >= k_least_buildings;
    HeightDatum datum = height_datum(job, layer);
    if (!told_apart || datum == HeightDatum::ellipsoidal || datum == HeightDatum::ground) return;
    std::string metres = fmt::format("{:+.1f} m / {:+.1f} m", s.median, geoid_m);
    if (std::abs(s.median - geoid_m) <= k_geoid_close_m) {
        add_note(layer, "heights_look_ellipsoidal", "asked", fmt::format("{}: {}", layer.in->file, metres));
    } else if (std::abs(s.median + geoid_m) <= k_geoid_close_m) { // the other way round: it is the terrain
        for (Placed& other : job.layers)
            if (other.in->role == Role::terrain && other.raster() && other.fate[0] == Fate::kept)
                add_note(other, "heights_look_ellipsoidal", "asked", fmt::format("{}: {}", other.in->file, metres));
    }
}

// Less the geoid's height at each cell, taken at the corners of blocks and bilinear between them.
void shift_raster(FeatureLayer& in, const Placed& layer) {
    auto projection = Projection::between(layer.crs, 4326);
    if (!projection) return;
    constexpr int k_block = 32;
    int columns = (in.raster_columns + k_block - 1) / k_block + 1, rows = (in.raster_rows + k_block - 1) / k_block + 1;
    std::vector<double> x, y, geoid;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const double* t = in.raster_transform;
            x.push_back(t[0] + c * k_block * t[1] + r * k_block * t[2]);
            y.push_back(t[3] + c * k_block * t[4] + r * k_block * t[5]);
        }
    projection->forward_all(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) geoid.push_back(geoid_undulation_m({x[i], y[i]}));
    auto at = [&](int c, int r) { return geoid[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(c)]; };
    for (int r = 0; r < in.raster_rows; ++r)
        for (int c = 0; c < in.raster_columns; ++c) {
            double u = (c + 0.5) / k_block, v = (r + 0.5) / k_block;
            int bc = static_cast<int>(u), br = static_cast<int>(v);
            u -= bc, v -= br;
            double n = (at(bc, br) * (1 - u) + at(bc + 1, br) * u) * (1 - v) + (at(bc, br + 1) * (1 - u) + at(bc + 1, br + 1) * u) * v;
            float& height = in.raster[static_cast<std::size_t>(r) * static_cast<std::size_t>(in.raster_columns) + static_cast<std::size_t>(c)];
            height = static_cast<float>(static_cast<double>(height) - n);
        }
}

} // namespace

HeightDatum height_datum(const Job& job, const Placed& layer) {
    for (auto given = job.options.heights_given.rbegin(); given != job.options.heights_given.rend(); ++given)
        if (named(given->first, *layer.in)) return given->second;
    return layer.in->heights;
}

double height_shift_m(const Job& job, const Placed& layer) {
    bool given = std::ranges::any_of(job.options.heights_given, [&](const auto& g) { return named(g.first, *layer.in); });
    if (!given || height_datum(job, layer) != HeightDatum::ellipsoidal) return 0.0;
    double geoid_m = geoid_undulation_m(city_place(job));
    return std::isfinite(geoid_m) ? -geoid_m : 0.0;
}

Result<void> shift_given_heights(Job& job, std::vector<FeatureLayer>& layers) {
    for (const auto& given : job.options.heights_given)
        if (std::ranges::none_of(layers, [&](const FeatureLayer& l) { return named(given.first, l); }))
            return fail(ErrorCode::not_found, "import.heights_no_match", {{"file", given.first}});
    for (std::size_t k = 0; k < layers.size(); ++k) {
        Placed& layer = job.layers[k];
        double shift_m = layer.crs.empty() ? 0.0 : height_shift_m(job, layer);
        if (shift_m == 0.0) continue;
        if (layer.raster()) shift_raster(layers[k], layer);
        for (float& z : layers[k].z) z += static_cast<float>(shift_m);
        if (layer.raster() || !layers[k].z.empty()) add_note(layer, "heights_shifted", "given", fmt::format("{}: {:+.1f} m", layer.in->file, shift_m));
    }
    return {};
}

void compare_heights(Job& job) {
    Buildings& b = job.city.buildings;
    const HeightGrid& terrain = job.city.terrain;
    if (terrain.empty() || b.size() == 0) return;
    std::vector<std::vector<std::uint32_t>> of_layer(job.layers.size());
    for (std::uint32_t i = 0; i < b.size(); ++i)
        if (b.origin[i].source < of_layer.size()) of_layer[b.origin[i].source].push_back(i);
    double geoid_m = std::nan("");
    std::size_t bare = 0;
    for (std::size_t k = 0; k < of_layer.size(); ++k) {
        if (of_layer[k].empty()) continue;
        Placed& layer = job.layers[k];
        Field column(layer, "base_m");
        bool stated = column.there() || (!layer.in->z.empty() && layer.in->geometry == GeometryKind::polygon);
        bool above_ground = height_datum(job, layer) == HeightDatum::ground;
        double column_shift_m = column.there() ? height_shift_m(job, layer) : 0.0; // z is shifted already
        std::vector<double> residuals;
        std::size_t feature = 0; // rows of buildings ascend within a layer, as its features do
        for (std::uint32_t i : of_layer[k]) {
            while (feature < layer.size() && layer.origin(feature).feature != b.origin[i].feature) ++feature;
            double base = stated && feature < layer.size() ? stated_base(layer, column, feature) + column_shift_m : std::nan("");
            bool ground = covered(terrain, b.footprint.outer(i));
            if (!ground) ++bare, b.base_m[i] = std::isfinite(base) && !above_ground ? static_cast<float>(base) : 0.0F;
            if (!ground || !std::isfinite(base)) continue;
            if (b.residual_m.empty()) b.residual_m.assign(b.size(), std::nanf(""));
            double residual = above_ground ? base : base - static_cast<double>(b.base_m[i]);
            b.residual_m[i] = static_cast<float>(residual);
            residuals.push_back(residual);
        }
        if (residuals.empty()) continue;
        if (std::isnan(geoid_m)) geoid_m = geoid_undulation_m(city_place(job));
        say_statistics(job, layer, residuals, geoid_m);
    }
    if (bare == 0) return;
    double share = 100.0 * static_cast<double>(b.size() - bare) / static_cast<double>(b.size());
    for (Placed& layer : job.layers)
        if (layer.in->role == Role::terrain && layer.raster() && layer.fate[0] == Fate::kept) {
            add_note(layer, "terrain_not_under_buildings", "left_open", fmt::format("{:.1f} %", share), static_cast<std::int64_t>(bare));
            return;
        }
}

} // namespace tp::assembly
