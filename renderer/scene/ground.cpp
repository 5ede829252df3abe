#include "scene/ground.h"

#include "scene/object_id.h"
#include "scene/tiles.h"
#include "wire/bytes.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr int k_tiles_most = 2048;
constexpr double k_horizon_m = 40000.0, k_level_out_m = 200.0, k_overlap_m = 10.0;

// Foot of the buildings: the level that a tenth of them lie below.
double building_level(const City& city) {
    std::vector<float> base;
    for (float b : city.buildings.base_m)
        if (std::isfinite(b)) base.push_back(b);
    if (base.empty()) return 0;
    auto at = base.begin() + static_cast<std::ptrdiff_t>(base.size() / 10);
    std::nth_element(base.begin(), at, base.end());
    return static_cast<double>(*at);
}

LocalBox drawable_extent(const City& city) {
    LocalBox box;
    auto add = [&](LocalPoint p) {
        if (tile_of(p)) box.add(p);
    };
    if (!city.extent.empty()) {
        add(city.extent.min);
        add(city.extent.max);
    }
    if (box.empty() || !tile_of(city.extent.min) || !tile_of(city.extent.max)) {
        box = {};
        for (LocalPoint p : city.buildings.footprint.rings.points) add(p);
        for (LocalPoint p : city.streets.line.points) add(p);
    }
    if (box.empty()) box.add({0, 0});
    return box;
}

} // namespace

Ground::Ground(const City& city) {
    LocalBox box = drawable_extent(city);
    double margin = k_tile_m;
    auto tiles = [&](double size) { return std::max(1, static_cast<int>(std::ceil((size + 2 * margin) / m_tile_m))); };
    do {
        m_columns = tiles(box.max.x_m - box.min.x_m);
        m_rows = tiles(box.max.y_m - box.min.y_m);
        if (static_cast<long>(m_columns) * m_rows <= k_tiles_most) break;
        m_tile_m *= 2;
    } while (true);
    m_south_west = {std::floor((box.min.x_m - margin) / k_tile_m) * k_tile_m, std::floor((box.min.y_m - margin) / k_tile_m) * k_tile_m};
    while (m_south_west.x_m + m_columns * m_tile_m < box.max.x_m + margin) ++m_columns;
    while (m_south_west.y_m + m_rows * m_tile_m < box.max.y_m + margin) ++m_rows;

    m_city_box = box;
    std::vector<float> known;
    for (float h : city.terrain.height_m)
        if (std::isfinite(h)) known.push_back(h);
    m_flat = known.empty();
    if (m_flat) {
        m_lowest = m_highest = building_level(city);
        m_height.assign(1, static_cast<float>(m_lowest));
        return;
    }
    auto low = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 4);
    std::nth_element(known.begin(), low, known.end());
    auto level = static_cast<double>(*low);
    int columns = m_columns * k_cells + 1, rows = m_rows * k_cells + 1;
    m_height.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    m_lowest = std::numeric_limits<double>::infinity();
    m_highest = -m_lowest;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            double h = terrain_height(city, {m_south_west.x_m + c * cell_m(), m_south_west.y_m + r * cell_m()}, level);
            m_lowest = std::min(m_lowest, h);
            m_highest = std::max(m_highest, h);
            m_height.push_back(static_cast<float>(h));
        }
}

void Ground::write(ByteWriter& out) const {
    out.value(static_cast<std::uint64_t>(m_flat ? 1 : 0));
    out.value(static_cast<std::int64_t>(m_columns));
    out.value(static_cast<std::int64_t>(m_rows));
    for (double v : {m_tile_m, m_lowest, m_highest, m_south_west.x_m, m_south_west.y_m, m_city_box.min.x_m, m_city_box.min.y_m, m_city_box.max.x_m, m_city_box.max.y_m})
        out.value(v);
    out.array<float>(m_height);
}

std::optional<Ground> Ground::read(ByteReader& in) {
    Ground g;
    g.m_flat = in.value<std::uint64_t>() != 0;
    auto columns = in.value<std::int64_t>(), rows = in.value<std::int64_t>();
    for (double* v : {&g.m_tile_m, &g.m_lowest, &g.m_highest, &g.m_south_west.x_m, &g.m_south_west.y_m, &g.m_city_box.min.x_m, &g.m_city_box.min.y_m,
                      &g.m_city_box.max.x_m, &g.m_city_box.max.y_m}) {
        *v = in.value<double>();
        if (!(std::abs(*v) < 1e8)) return std::nullopt;
    }
    g.m_height = in.array<float>();
    constexpr std::int64_t k_side_most = 4 * k_tiles_most;
    if (in.failed() || columns < 1 || rows < 1 || columns > k_side_most || rows > k_side_most || columns * rows > k_side_most || !(g.m_tile_m >= 1) || g.m_city_box.empty() ||
        std::ranges::any_of(g.m_height, [](float h) { return !(std::abs(h) < 1e6f); }))
        return std::nullopt;
    g.m_columns = static_cast<int>(columns);
    g.m_rows = static_cast<int>(rows);
    std::int64_t nodes = (columns * k_cells + 1) * (rows * k_cells + 1);
    if (static_cast<std::int64_t>(g.m_height.size()) != (g.m_flat ? 1 : nodes)) return std::nullopt;
    return g;
}

// Beyond the terrain's own extent, and towards the net's border, it levels out: no made-up hills, no edge at the apron.
double Ground::terrain_height(const City& city, LocalPoint p, double level_m) const {
    const GridShape& grid = city.terrain.shape;
    double h = city.terrain.at(p);
    if (!std::isfinite(h)) return level_m; // sea and holes
    double east = grid.south_west.x_m + grid.columns * grid.cell_m, north = grid.south_west.y_m + grid.rows * grid.cell_m;
    double outside = std::hypot(std::max({grid.south_west.x_m - p.x_m, 0.0, p.x_m - east}), std::max({grid.south_west.y_m - p.y_m, 0.0, p.y_m - north}));
    LocalBox net = box();
    double to_border = std::min({p.x_m - net.min.x_m, net.max.x_m - p.x_m, p.y_m - net.min.y_m, net.max.y_m - p.y_m});
    double t = std::clamp(std::max(outside / k_level_out_m, 1.0 - to_border / k_level_out_m), 0.0, 1.0);
    return h + (level_m - h) * t * t * (3 - 2 * t);
}

LocalBox Ground::box() const {
    return {m_south_west, {m_south_west.x_m + m_columns * m_tile_m, m_south_west.y_m + m_rows * m_tile_m}};
}

double Ground::node(int row, int column) const {
    if (m_flat) return static_cast<double>(m_height[0]);
    int columns = m_columns * k_cells + 1, rows = m_rows * k_cells + 1;
    row = std::clamp(row, 0, rows - 1);
    column = std::clamp(column, 0, columns - 1);
    return static_cast<double>(m_height[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)]);
}

double Ground::height_m(LocalPoint p) const {
    if (m_flat || !std::isfinite(p.x_m) || !std::isfinite(p.y_m)) return static_cast<double>(m_height[0]);
    double fx = std::clamp((p.x_m - m_south_west.x_m) / cell_m(), 0.0, static_cast<double>(m_columns * k_cells));
    double fy = std::clamp((p.y_m - m_south_west.y_m) / cell_m(), 0.0, static_cast<double>(m_rows * k_cells));
    int c = std::min(static_cast<int>(fx), m_columns * k_cells - 1), r = std::min(static_cast<int>(fy), m_rows * k_cells - 1);
    double u = fx - c, v = fy - r;
    double sw = node(r, c), ne = node(r + 1, c + 1);
    // The two triangles of tile_indices: the diagonal runs from south-west to north-east.
    if (u >= v) return sw + u * (node(r, c + 1) - sw) + v * (ne - node(r, c + 1));
    return sw + v * (node(r + 1, c) - sw) + u * (ne - node(r + 1, c));
}

double Ground::bend_m(int row, int column, int cells) const {
    if (m_flat) return 0;
    double sw = node(row, column), se = node(row, column + cells), nw = node(row + cells, column), ne = node(row + cells, column + cells);
    double worst = 0.5 * std::abs(sw + ne - se - nw);
    for (int r = 0; r <= cells; ++r)
        for (int c = 0; c <= cells; ++c) {
            double u = static_cast<double>(c) / cells, v = static_cast<double>(r) / cells;
            worst = std::max(worst, std::abs(node(row + r, column + c) - ((1 - v) * ((1 - u) * sw + u * se) + v * ((1 - u) * nw + u * ne))));
        }
    return worst;
}

void Ground::normal(int row, int column, double (&n)[3]) const {
    n[0] = (node(row, column - 1) - node(row, column + 1)) / (2 * cell_m());
    n[1] = (node(row - 1, column) - node(row + 1, column)) / (2 * cell_m());
    n[2] = 1.0;
    double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + 1.0);
    for (double& v : n) v /= length;
}

Mesh Ground::tile(int row, int column) const {
    DraftMesh draft;
    std::uint32_t id = scene_id::make(scene_id::terrain, 0);
    auto vertex = [&](int r, int c, double drop) {
        double n[3];
        int rr = row * k_cells + r, cc = column * k_cells + c;
        normal(rr, cc, n);
        draft.add({m_south_west.x_m + cc * cell_m(), m_south_west.y_m + rr * cell_m(), node(rr, cc) - drop, 0,
                   pack_look(n[0], n[1], n[2], Material::ground), id});
    };
    for (int r = 0; r <= k_cells; ++r)
        for (int c = 0; c <= k_cells; ++c) vertex(r, c, 0);
    double drop = m_flat ? 0.0 : 0.5 * cell_m(); // hides the cracks between tiles of different stride
    for (int c = 0; c <= k_cells; ++c) vertex(0, c, drop);
    for (int c = 0; c <= k_cells; ++c) vertex(k_cells, c, drop);
    for (int r = 0; r <= k_cells; ++r) vertex(r, 0, drop);
    for (int r = 0; r <= k_cells; ++r) vertex(r, k_cells, drop);
    return pack(draft);
}

std::vector<std::uint32_t> Ground::tile_indices(int stride) {
    std::vector<std::uint32_t> out;
    constexpr auto k_side = static_cast<std::uint32_t>(k_cells + 1);
    auto step = static_cast<std::uint32_t>(stride);
    auto at = [](std::uint32_t r, std::uint32_t c) { return r * k_side + c; };
    for (std::uint32_t r = 0; r + step < k_side; r += step)
        for (std::uint32_t c = 0; c + step < k_side; c += step) {
            std::uint32_t sw = at(r, c), se = at(r, c + step), ne = at(r + step, c + step), nw = at(r + step, c);
            out.insert(out.end(), {sw, se, ne, sw, ne, nw});
        }
    std::uint32_t skirt = k_side * k_side;
    for (std::uint32_t side = 0; side < 4; ++side, skirt += k_side)
        for (std::uint32_t i = 0; i + step < k_side; i += step) {
            auto top = [&](std::uint32_t k) {
                return side == 0 ? at(0, k) : side == 1 ? at(k_side - 1, k) : side == 2 ? at(k, 0) : at(k, k_side - 1);
            };
            std::uint32_t a = top(i), b = top(i + step), c = skirt + i + step, d = skirt + i;
            if (side == 0 || side == 3) std::swap(a, b), std::swap(c, d); // outward is front on every side
            out.insert(out.end(), {a, b, c, a, c, d});
        }
    return out;
}

double Ground::stride_error_m(int row, int column, int stride) const {
    if (m_flat) return 0;
    auto columns = static_cast<std::size_t>(m_columns * k_cells + 1);
    const float* tile = m_height.data() + static_cast<std::size_t>(row * k_cells) * columns + static_cast<std::size_t>(column * k_cells);
    auto at = [&](int r, int c) { return tile[static_cast<std::size_t>(r) * columns + static_cast<std::size_t>(c)]; };
    float most = 0, part = 1.0f / static_cast<float>(stride);
    for (int r = 0; r < k_cells; r += stride)
        for (int c = 0; c < k_cells; c += stride) {
            float sw = at(r, c), se = at(r, c + stride), nw = at(r + stride, c), ne = at(r + stride, c + stride);
            for (int y = 0; y <= stride; ++y)
                for (int x = 0; x <= stride; ++x) { // the two triangles of tile_indices
                    float u = static_cast<float>(x) * part, v = static_cast<float>(y) * part;
                    float h = u >= v ? sw + u * (se - sw) + v * (ne - se) : sw + v * (nw - sw) + u * (ne - nw);
                    most = std::max(most, std::abs(h - at(r + y, c + x)));
                }
        }
    return static_cast<double>(most);
}

double Ground::steepest(int row, int column) const {
    if (m_flat) return 0;
    auto columns = static_cast<std::size_t>(m_columns * k_cells + 1);
    const float* tile = m_height.data() + static_cast<std::size_t>(row * k_cells) * columns + static_cast<std::size_t>(column * k_cells);
    float most = 0; // squared, for a cell of 1 m
    for (std::size_t r = 0; r < k_cells; ++r)
        for (std::size_t c = 0; c < k_cells; ++c) {
            const float *south = tile + r * columns + c, *north = south + columns;
            float s = south[1] - south[0], e = north[1] - south[1], n = north[1] - north[0], w = north[0] - south[0];
            most = std::max({most, s * s + e * e, n * n + w * w}); // the two triangles of tile_indices
        }
    return std::sqrt(static_cast<double>(most)) / cell_m();
}

Mesh Ground::apron() const {
    DraftMesh draft;
    std::uint32_t id = scene_id::make(scene_id::terrain, 0), look = pack_look(0, 0, 1, Material::ground);
    LocalBox inner = box();
    LocalPoint middle = inner.centre();
    int last_row = m_rows * k_cells, last_column = m_columns * k_cells;
    std::vector<std::array<int, 2>> border; // counter-clockwise round the net
    int step = m_flat ? k_cells : 1;
    double drop = m_flat ? 0.0 : 0.3; // below the net where the two overlap
    for (int c = 0; c < last_column; c += step) border.push_back({0, c});
    for (int r = 0; r < last_row; r += step) border.push_back({r, last_column});
    for (int c = last_column; c > 0; c -= step) border.push_back({last_row, c});
    for (int r = last_row; r > 0; r -= step) border.push_back({r, 0});
    for (auto [r, c] : border) {
        double x = m_south_west.x_m + c * cell_m(), y = m_south_west.y_m + r * cell_m(), z = node(r, c) - drop;
        double dx = x - middle.x_m, dy = y - middle.y_m, length = std::hypot(dx, dy);
        double inside = (length - k_overlap_m) / length; // so wide a mesh is rounded to a metre: no crack at the net's border
        draft.add({middle.x_m + dx * inside, middle.y_m + dy * inside, z, 0, look, id});
        double scale = (length + k_horizon_m) / length;
        draft.add({middle.x_m + dx * scale, middle.y_m + dy * scale, z, 0, look, id});
    }
    auto n = static_cast<std::uint32_t>(border.size());
    for (std::uint32_t i = 0; i < n; ++i) {
        std::uint32_t a = 2 * i, b = 2 * ((i + 1) % n);
        draft.quad(a, a + 1, b + 1, b);
    }
    return pack(draft);
}

} // namespace tp
