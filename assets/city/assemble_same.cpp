#include "city/assemble_same.h"

#include "city/assemble_index.h"
#include "core/hash.h"
#include "geo/unite.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace tp::assembly {
namespace {

constexpr double k_m_per_degree = 111'320.0; // of latitude; of longitude at most
constexpr double k_border_m = 0.5;           // a border drawn straight in another CRS is a little bent in this one
constexpr double k_same_sum = 1e-3;          // pieces do not overlap

std::uint64_t mixed(std::uint64_t v) { // splitmix64 (S. Vigna)
    v = (v ^ (v >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    v = (v ^ (v >> 27U)) * 0x94d049bb133111ebULL;
    return v ^ (v >> 31U);
}

Range points_of(const FeatureLayer& in, std::size_t i) {
    std::uint32_t begin = in.part_begin[in.feature_begin[i]], end = in.part_begin[in.feature_begin[i + 1]];
    return {in.ring_begin[begin], in.ring_begin[end]};
}

bool same_points(const FeatureLayer& in, Range a, Range b) {
    if (a.end - a.begin != b.end - b.begin) return false;
    auto sorted = [&](Range r) {
        std::vector<std::pair<double, double>> out;
        for (std::uint32_t k = r.begin; k < r.end; ++k) out.emplace_back(in.x[k], in.y[k]);
        std::ranges::sort(out);
        return out;
    };
    return sorted(a) == sorted(b);
}

double length_unit(const FeatureLayer& in) { // file units per metre
    bool degrees = in.epsg == 4326 || (std::ranges::all_of(in.x, [](double v) { return std::abs(v) <= 180.0; }) &&
                                       std::ranges::all_of(in.y, [](double v) { return std::abs(v) <= 90.0; }));
    return degrees ? 1.0 / k_m_per_degree : 1.0;
}

// The pairing of features of all layers, numbered through.
class Pairs {
public:
    explicit Pairs(std::span<Placed* const> layers) : m_layers(layers) {
        for (const Placed* layer : layers) {
            m_first.push_back(m_group.size());
            m_group.resize(m_group.size() + layer->size());
        }
        std::iota(m_group.begin(), m_group.end(), std::size_t{0});
    }
    void join(Piece a, Piece b) {
        std::size_t x = root(m_first[a.layer] + a.feature), y = root(m_first[b.layer] + b.feature);
        m_group[std::max(x, y)] = std::min(x, y);
        m_any = m_any || x != y;
    }
    CutBuildings result() {
        CutBuildings out;
        if (!m_any) return out;
        std::vector<std::uint32_t> members(m_group.size(), 0), number(m_group.size(), k_no_feature);
        for (std::size_t k = 0; k < m_group.size(); ++k) ++members[root(k)];
        for (std::uint32_t l = 0; l < m_layers.size(); ++l) {
            out.group_of.emplace_back(m_layers[l]->size(), k_no_feature);
            for (std::uint32_t i = 0; i < m_layers[l]->size(); ++i) {
                std::size_t r = root(m_first[l] + i);
                if (members[r] < 2) continue;
                if (number[r] == k_no_feature) number[r] = static_cast<std::uint32_t>(out.groups.size()), out.groups.emplace_back();
                out.groups[number[r]].push_back({l, i});
                out.group_of[l][i] = number[r];
            }
        }
        return out;
    }

private:
    std::size_t root(std::size_t k) {
        while (m_group[k] != k) k = m_group[k] = m_group[m_group[k]];
        return k;
    }
    std::span<Placed* const> m_layers;
    std::vector<std::size_t> m_first, m_group;
    bool m_any = false;
};

class Finder {
public:
    explicit Finder(std::span<Placed* const> layers) : m_layers(layers), m_pairs(layers) {}

    CutBuildings run() {
        by_border();
        by_id();
        return m_pairs.result();
    }

private:
    bool open(Piece p) const { return m_layers[p.layer]->fate[p.feature] == Fate::open && !m_layers[p.layer]->box[p.feature].empty(); }

    struct Edge {
        Piece piece;
        LocalPoint middle, a, b; // file coordinates
    };

    // Points of the layer that can be on its hull: within a twentieth of its size from the edge of its box.
    static std::vector<LocalPoint> border_hull(const FeatureLayer& in, LocalBox& core) {
        LocalBox box;
        for (std::size_t k = 0; k < in.x.size(); ++k) box.add({in.x[k], in.y[k]});
        double dx = 0.05 * (box.max.x_m - box.min.x_m), dy = 0.05 * (box.max.y_m - box.min.y_m);
        core = {{box.min.x_m + dx, box.min.y_m + dy}, {box.max.x_m - dx, box.max.y_m - dy}};
        std::vector<LocalPoint> near;
        for (std::size_t k = 0; k < in.x.size(); ++k)
            if (LocalPoint p{in.x[k], in.y[k]}; !core.contains(p)) near.push_back(p);
        return convex_hull(std::move(near));
    }

    static bool on_hull(const std::vector<LocalPoint>& hull, LocalPoint p, double reach) {
        for (std::size_t i = 0, k = hull.size() - 1; i < hull.size(); k = i++) {
            double dx = hull[i].x_m - hull[k].x_m, dy = hull[i].y_m - hull[k].y_m, length = std::hypot(dx, dy);
            if (length > 0.0 && std::abs(dx * (p.y_m - hull[k].y_m) - dy * (p.x_m - hull[k].x_m)) <= reach * length) return true;
        }
        return false;
    }

    void add_border_edges(std::uint32_t l, std::vector<Edge>& edges) const {
        const FeatureLayer& in = *m_layers[l]->in;
        double reach = k_border_m * length_unit(in);
        LocalBox core;
        auto hull = border_hull(in, core);
        if (hull.size() < 3) return;
        for (std::uint32_t i = 0; i < m_layers[l]->size(); ++i) {
            Range all = parts(*m_layers[l], i);
            if (!open({l, i})) continue;
            for (std::uint32_t part = all.begin; part < all.end; ++part) {
                std::uint32_t ring = in.part_begin[part], begin = in.ring_begin[ring], end = in.ring_begin[ring + 1];
                bool before = false; // whether the last point was on the border
                for (std::uint32_t k = begin; k <= end; ++k) {
                    std::uint32_t at = k < end ? k : begin;
                    LocalPoint p{in.x[at], in.y[at]};
                    bool here = !core.contains(p) && on_hull(hull, p, reach);
                    if (before && here) {
                        LocalPoint q{in.x[k - 1], in.y[k - 1]};
                        edges.push_back({{l, i}, {0.5 * (p.x_m + q.x_m), 0.5 * (p.y_m + q.y_m)}, std::min(p, q, less), std::max(p, q, less)});
                    }
                    before = here;
                }
            }
        }
    }
    static bool less(LocalPoint a, LocalPoint b) { return a.x_m != b.x_m ? a.x_m < b.x_m : a.y_m < b.y_m; }

    bool same_attributes(Piece a, Piece b) const {
        for (const char* what : {"id", "name", "height_m", "levels", "use", "kind"})
            if (Field(*m_layers[a.layer], what).text(a.feature) != Field(*m_layers[b.layer], what).text(b.feature)) return false;
        return true;
    }

    bool match(const Edge& a, const Edge& b, double gap) const {
        if (a.piece.layer == b.piece.layer) return false;
        auto near = [&](LocalPoint p, LocalPoint q) { return std::abs(p.x_m - q.x_m) <= gap && std::abs(p.y_m - q.y_m) <= gap; };
        bool together = (near(a.a, b.a) && near(a.b, b.b)) || (near(a.a, b.b) && near(a.b, b.a));
        return together && same_attributes(a.piece, b.piece) && cut_apart(a.piece, b.piece);
    }

    void by_border() {
        for (std::uint32_t first = 0; first < m_layers.size(); ++first) { // layers of one CRS together, once
            const FeatureLayer& in = *m_layers[first]->in;
            auto same_crs = [&](const Placed* l) { return l->in->epsg == in.epsg && l->in->crs == in.crs; };
            if (std::any_of(m_layers.begin(), m_layers.begin() + first, same_crs)) continue;
            std::vector<Edge> edges;
            for (std::uint32_t l = first; l < m_layers.size(); ++l)
                if (same_crs(m_layers[l])) add_border_edges(l, edges);
            double gap = k_unite_gap_m * length_unit(in);
            const Cells cells{4.0 * gap};
            Index index;
            for (std::uint32_t i = 0; i < edges.size(); ++i)
                cells.each({edges[i].middle, edges[i].middle}, [&](std::uint64_t key) { index.add(key, i); });
            index.sort();
            for (std::uint32_t i = 0; i < edges.size(); ++i) {
                LocalPoint m = edges[i].middle;
                cells.each({{m.x_m - gap, m.y_m - gap}, {m.x_m + gap, m.y_m + gap}}, [&](std::uint64_t key) {
                    index.each(key, [&](std::uint32_t k) {
                        if (k > i && match(edges[i], edges[k], gap)) m_pairs.join(edges[i].piece, edges[k].piece);
                    });
                });
            }
        }
    }

    void by_id() {
        std::vector<std::pair<std::uint64_t, Piece>> ids;
        for (std::uint32_t l = 0; l < m_layers.size(); ++l) {
            Field id(*m_layers[l], "id");
            for (std::uint32_t i = 0; id.there() && i < m_layers[l]->size(); ++i) {
                std::string text = id.text(i);
                if (text.empty() || !open({l, i})) continue;
                Hash hash;
                hash.add(text);
                ids.push_back({hash.value(), {l, i}});
            }
        }
        std::ranges::stable_sort(ids, {}, [](const auto& e) { return e.first; });
        for (std::size_t i = 0; i < ids.size(); ++i)
            for (std::size_t k = i + 1; k < ids.size() && k < i + 8 && ids[k].first == ids[i].first; ++k) {
                Piece a = ids[i].second, b = ids[k].second;
                if (a.layer != b.layer && cut_apart(a, b)) m_pairs.join(a, b);
            }
    }

    // They touch, overlap nowhere, and together are in one piece.
    bool cut_apart(Piece a, Piece b) const {
        const LocalBox &p = m_layers[a.layer]->box[a.feature], &q = m_layers[b.layer]->box[b.feature];
        if (p.min.x_m > q.max.x_m + k_unite_gap_m || q.min.x_m > p.max.x_m + k_unite_gap_m || p.min.y_m > q.max.y_m + k_unite_gap_m ||
            q.min.y_m > p.max.y_m + k_unite_gap_m)
            return false;
        if (distance_m(p.min, q.min) < k_unite_gap_m && distance_m(p.max, q.max) < k_unite_gap_m) return false; // the same twice
        Polygons pieces = pieces_of(m_layers, {a, b}), together;
        if (pieces.size() != 2 || !unite(together, pieces)) return false;
        double one = area_at(pieces, 0).area_m2, other = area_at(pieces, 1).area_m2, all = area_at(together, 0).area_m2;
        auto outer_rings = [](const Polygons& polygons, std::size_t i) {
            int count = 0;
            for (std::uint32_t r = polygons.first_ring(i); r < polygons.end_ring(i); ++r) count += signed_area_m2(polygons.rings[r]) > 0.0;
            return count;
        };
        bool joined = outer_rings(together, 0) < outer_rings(pieces, 0) + outer_rings(pieces, 1);
        return joined && std::abs(all - one - other) <= k_same_sum * std::min(one, other) + 0.01;
    }

    std::span<Placed* const> m_layers;
    Pairs m_pairs;
};

} // namespace

std::vector<std::uint32_t> repeats_of(const Placed& layer) {
    const FeatureLayer& in = *layer.in;
    std::size_t n = layer.size();
    std::vector<std::uint32_t> repeats(n, k_no_feature);
    std::vector<std::uint64_t> hashes(n);
    std::vector<std::uint32_t> table(std::bit_ceil(2 * n + 1), k_no_feature); // open addressing
    for (std::uint32_t i = 0; i < n; ++i) {
        Range points = points_of(in, i);
        std::uint64_t hash = 0; // a sum: the order of points does not matter
        for (std::uint32_t k = points.begin; k < points.end; ++k)
            hash += mixed(std::bit_cast<std::uint64_t>(in.x[k]) + 0x9e3779b97f4a7c15ULL * std::bit_cast<std::uint64_t>(in.y[k]));
        hashes[i] = hash;
        for (std::size_t at = mixed(hash) & (table.size() - 1);; at = (at + 1) & (table.size() - 1)) {
            if (table[at] == k_no_feature) {
                table[at] = i;
                break;
            }
            if (hashes[table[at]] == hash && same_points(in, points_of(in, table[at]), points)) {
                repeats[i] = table[at];
                break;
            }
        }
    }
    return repeats;
}

Polygons pieces_of(std::span<Placed* const> layers, const std::vector<Piece>& group) {
    Polygons pieces;
    for (Piece p : group) add_polygon(pieces, *layers[p.layer], p.feature);
    return pieces;
}

CutBuildings cut_buildings(std::span<Placed* const> layers) {
    if (layers.size() < 2) return {};
    return Finder(layers).run();
}

} // namespace tp::assembly
