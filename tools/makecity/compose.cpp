// The city's ground: superblocks that are built, buildings, terrain, water, road surfaces.
#include "makecity/compose.h"

#include "core/check.h"
#include "core/hash.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <queue>

namespace tp::makecity {
namespace {

constexpr double k_built_share = 0.545; // of all buildings; the others are sheds

// Superblocks in the order in which a city grows: the least remote one beside those already there.
std::vector<std::pair<int, int>> growth_order(const Plan& plan) {
    std::vector<char> seen(static_cast<std::size_t>(plan.columns()) * static_cast<std::size_t>(plan.rows()), 0);
    using Item = std::tuple<double, int, int>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> front;
    auto reach = [&](int i, int j) {
        if (i < 0 || j < 0 || i >= plan.columns() || j >= plan.rows()) return;
        auto k = static_cast<std::size_t>(j) * static_cast<std::size_t>(plan.columns()) + static_cast<std::size_t>(i);
        if (seen[k] != 0) return;
        seen[k] = 1;
        front.emplace(plan.remoteness(i, j), i, j);
    };
    reach(plan.middle, plan.middle);
    std::vector<std::pair<int, int>> order;
    while (!front.empty()) {
        auto [far, i, j] = front.top();
        front.pop();
        order.emplace_back(i, j);
        for (auto [di, dj] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) reach(i + di, j + dj);
    }
    return order;
}

void add_area(City& city, AreaKind kind, std::string name, std::span<const LocalPoint> ring) {
    std::vector<LocalPoint> points(ring.begin(), ring.end());
    if (signed_area_m2(points) < 0.0) std::ranges::reverse(points);
    city.areas.origin.push_back({k_areas, static_cast<std::uint32_t>(city.areas.size())});
    city.areas.kind.push_back(kind);
    city.areas.area.rings.add(points);
    city.areas.area.end_polygon();
    city.areas.name.push_back(std::move(name));
}

} // namespace

std::vector<Superblock> grow(const Plan& plan, const Lists& lists, std::int64_t buildings, int threads) {
    auto order = growth_order(plan);
    std::vector<Superblock> chosen;
    std::int64_t built = 0, sheds = 0;
    constexpr std::size_t batch = 64;
    for (std::size_t first = 0; first < order.size(); first += batch) {
        std::size_t count = std::min(batch, order.size() - first);
        std::vector<Superblock> made(count);
        parallel_for(count, threads, [&](std::size_t k) {
            made[k] = make_superblock(plan, lists, order[first + k].first, order[first + k].second);
        });
        for (Superblock& block : made) {
            bool enough = static_cast<double>(built) >= k_built_share * static_cast<double>(buildings) && built + sheds >= buildings;
            if (enough) return chosen;
            built += static_cast<std::int64_t>(block.built.size());
            sheds += static_cast<std::int64_t>(block.sheds.size());
            chosen.push_back(std::move(block));
        }
    }
    return chosen;
}

void add_sources(City& city) {
    static constexpr std::array<std::pair<const char*, const char*>, k_source_count> sources{
        {{"streets", "roads"}, {"buildings", "buildings"}, {"crossings", "crossings"}, {"signals", "signals"}, {"stops", "stops"},
         {"sidewalks", "sidewalks"}, {"zones", "zones"}, {"population", "population"}, {"crashes", "crashes"}, {"devices", "devices"},
         {"facilities", "facilities"}, {"areas", "landuse"}, {"terrain", "terrain"}, {"trees", "trees"}}};
    for (auto [layer, role] : sources) {
        Hash hash;
        hash.add(std::string_view(layer));
        hash.add(std::string_view(city.name));
        city.sources.push_back({"makecity (synthetic)", layer, role, "Apache-2.0 (synthetic data made by twinplan)", hash.hex()});
    }
}

void add_terrain(const Plan& plan, City& city, int threads) {
    double cell = city.buildings.size() + city.streets.size() > 600000 ? 20.0 : 12.0;
    GridShape& shape = city.terrain.shape;
    shape.cell_m = cell;
    shape.south_west = {std::floor((city.extent.min.x_m - 700.0) / cell) * cell, std::floor((city.extent.min.y_m - 700.0) / cell) * cell};
    shape.columns = static_cast<int>((city.extent.max.x_m + 700.0 - shape.south_west.x_m) / cell) + 1;
    shape.rows = static_cast<int>((city.extent.max.y_m + 700.0 - shape.south_west.y_m) / cell) + 1;
    city.terrain.height_m.resize(shape.cell_count());
    parallel_for(static_cast<std::size_t>(shape.rows), threads, [&](std::size_t row) {
        // the plan point of every fourth cell, found from the one before; those between by interpolation (within 0.5 m)
        constexpr int stride = 4;
        PlanPoint q, next;
        for (int column = 0; column < shape.columns; ++column) {
            LocalPoint p = shape.centre(column, static_cast<int>(row));
            if (column % stride == 0) {
                q = column == 0 ? plan.back(p, q, 0.1) : next;
                next = plan.back(shape.centre(column + stride, static_cast<int>(row)), q, 0.1);
            }
            double t = static_cast<double>(column % stride) / stride;
            double h = plan.ground_m(p, {q.u + (next.u - q.u) * t, q.v + (next.v - q.v) * t});
            h = std::floor(h * 100.0 + 0.5) / 100.0; // centimetres, so that files hold what we hold
            city.terrain.height_m[row * static_cast<std::size_t>(shape.columns) + static_cast<std::size_t>(column)] = static_cast<float>(h);
        }
    });
}

std::vector<std::int16_t> add_buildings(const Lists& lists, const std::vector<Superblock>& blocks, std::int64_t wanted, City& city) {
    std::vector<std::uint64_t> ranks;
    std::int64_t built = 0;
    for (const Superblock& block : blocks) {
        built += static_cast<std::int64_t>(block.built.size());
        for (const MadeBuilding& shed : block.sheds) ranks.push_back(shed.rank);
    }
    auto need = static_cast<std::size_t>(std::clamp<std::int64_t>(wanted - built, 0, static_cast<std::int64_t>(ranks.size())));
    std::uint64_t below = ~std::uint64_t{0};
    if (built >= wanted) {
        below = 0;
    } else if (need < ranks.size()) {
        std::ranges::nth_element(ranks, ranks.begin() + static_cast<std::ptrdiff_t>(need));
        below = ranks[need];
    }
    Buildings& out = city.buildings;
    std::vector<std::int16_t> types;
    std::vector<LocalPoint> outer, hole;
    auto add = [&](const MadeBuilding& b) {
        const BuildingType& type = lists.types[static_cast<std::size_t>(b.type)];
        b.rings(outer, hole);
        out.footprint.rings.add(outer);
        if (!hole.empty()) out.footprint.rings.add(hole);
        out.footprint.end_polygon();
        double base = 1e9;
        for (LocalPoint p : outer) base = std::min(base, city.terrain.at(p));
        out.base_m.push_back(static_cast<float>(std::floor(base * 100.0 + 0.5) / 100.0));
        double height = type.level_height_m * b.levels + (type.id == "shed" ? 0.0 : b.levels > 4 ? 1.6 : 0.5);
        out.height_m.push_back(static_cast<float>(std::floor(height * 100.0 + 0.5) / 100.0));
        out.levels.push_back(b.levels);
        out.use.push_back(type.use);
        out.derived.push_back(0);
        out.name.emplace_back();
        out.origin.push_back({k_buildings, static_cast<std::uint32_t>(out.origin.size())});
        types.push_back(b.type);
    };
    auto limit = static_cast<std::size_t>(wanted);
    for (const Superblock& block : blocks) {
        for (const MadeBuilding& b : block.built)
            if (types.size() < limit) add(b); // a small city may end within its last superblock
        for (const MadeBuilding& b : block.sheds)
            if (b.rank < below && types.size() < limit) add(b);
    }
    return types;
}

void add_water(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city) {
    LocalBox box = extent_of(city); // the river goes on to the edge of the terrain
    box.min = {box.min.x_m - 680.0, box.min.y_m - 680.0};
    box.max = {box.max.x_m + 680.0, box.max.y_m + 680.0};
    constexpr double step_m = 20.0;
    for (int j = 0; j < plan.rows(); ++j) {
        bool here = std::ranges::any_of(blocks, [&](const Superblock& b) { return b.j == j && b.quarter == Quarter::river; });
        if (!plan.is_river_row(j) || !here) continue;
        const std::string& name = lists.word("river", plan.seed + static_cast<std::uint64_t>(j));
        Rect r = plan.rect(0, j);
        double low = r.v0 + norm(plan.row_kind(j)).half_m() + 3.0, high = r.v1 - norm(plan.row_kind(j + 1)).half_m() - 3.0;
        std::vector<double> at;
        for (double u = plan.column.front(); u <= plan.column.back(); u += step_m)
            if (box.contains(plan.at({u, r.v0})) && box.contains(plan.at({u, r.v1}))) at.push_back(u);
        auto strip = [&](std::size_t first, std::size_t last, double from, double to, AreaKind kind) {
            std::vector<LocalPoint> ring;
            for (std::size_t k = first; k <= last; ++k) ring.push_back(quantised(plan.at({at[k], from})));
            for (std::size_t k = last + 1; k-- > first;) ring.push_back(quantised(plan.at({at[k], to})));
            add_area(city, kind, name, ring);
        };
        constexpr std::size_t piece = 24; // pieces of 480 m: short rings to triangulate
        for (std::size_t first = 0; first + 1 < at.size(); first += piece) {
            std::size_t last = std::min(first + piece, at.size() - 1);
            strip(first, last, low, low + 17.0, AreaKind::green);
            strip(first, last, low + 17.0, high - 17.0, AreaKind::water);
            strip(first, last, high - 17.0, high, AreaKind::green);
        }
    }
}

void add_hills(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city) {
    for (const Superblock& block : blocks) {
        if (block.quarter != Quarter::hill) continue;
        Rect r = plan.rect(block.i, block.j);
        auto gap = [&](int i, int j, Street kind) { // no gap towards another part of the hill
            bool hill = i >= 0 && j >= 0 && i < plan.columns() && j < plan.rows() && plan.quarter(i, j) == Quarter::hill;
            return hill ? 0.0 : norm(kind).half_m() + 3.0;
        };
        r.u0 += gap(block.i - 1, block.j, plan.column_kind(block.i));
        r.u1 -= gap(block.i + 1, block.j, plan.column_kind(block.i + 1));
        r.v0 += gap(block.i, block.j - 1, plan.row_kind(block.j));
        r.v1 -= gap(block.i, block.j + 1, plan.row_kind(block.j + 1));
        std::vector<LocalPoint> ring;
        constexpr int steps = 12;
        for (int k = 0; k < steps; ++k) ring.push_back(quantised(plan.at({r.u0 + r.width() * k / steps, r.v0})));
        for (int k = 0; k < steps; ++k) ring.push_back(quantised(plan.at({r.u1, r.v0 + r.height() * k / steps})));
        for (int k = 0; k < steps; ++k) ring.push_back(quantised(plan.at({r.u1 - r.width() * k / steps, r.v1})));
        for (int k = 0; k < steps; ++k) ring.push_back(quantised(plan.at({r.u0, r.v1 - r.height() * k / steps})));
        add_area(city, AreaKind::green, lists.word("hill", plan.seed), ring);
    }
}

void add_road_surfaces(const Network& network, City& city) {
    for (const Link& link : network.link) {
        if (link.bridge || link.kind == Street::path) continue;
        double half = 0.5 * norm(link.kind).carriage_m;
        std::vector<LocalPoint> ring = offset_line(link.points, half), other = offset_line(link.points, -half);
        ring.insert(ring.end(), other.rbegin(), other.rend());
        add_area(city, AreaKind::road_surface, "", ring);
    }
}

std::vector<LocalPoint> offset_line(std::span<const LocalPoint> line, double left_m) {
    std::vector<LocalPoint> out;
    for (std::size_t k = 0; k < line.size(); ++k) {
        double nx = 0, ny = 0; // sum of the unit normals of the pieces that meet here
        for (std::size_t s = k == 0 ? 0 : k - 1; s < std::min(k + 1, line.size() - 1); ++s) {
            double n = distance_m(line[s], line[s + 1]);
            nx -= (line[s + 1].y_m - line[s].y_m) / n;
            ny += (line[s + 1].x_m - line[s].x_m) / n;
        }
        double n = std::sqrt(nx * nx + ny * ny);
        double mitre = k == 0 || k + 1 == line.size() ? 1.0 : std::min(2.0 / n, 1.5);
        out.push_back(quantised(LocalPoint{line[k].x_m + left_m * mitre * nx / n, line[k].y_m + left_m * mitre * ny / n}));
    }
    return out;
}

// The river runs on beyond the extent, as the terrain does: they are the ground around the city, not the city.
LocalBox extent_of(const City& city) {
    LocalBox box;
    for (LocalPoint p : city.streets.line.points) box.add(p);
    for (LocalPoint p : city.buildings.footprint.rings.points) box.add(p);
    for (LocalPoint p : city.stops.at) box.add(p);
    return box;
}

void add_green(City& city, std::string name, std::span<const LocalPoint> ring) { add_area(city, AreaKind::green, std::move(name), ring); }

} // namespace tp::makecity
