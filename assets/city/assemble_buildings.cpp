// Buildings: one per feature, the same building of several files once, tables joined, heights and levels completed.
#include "city/assemble_parts.h"

#include "core/hash.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tp::assembly {
namespace {

constexpr double k_storey_m = 3.0;       // where a file knows levels and no height, or the reverse
constexpr double k_default_levels = 2.0; // where neither is known and the city has too few heights for a median
constexpr double k_same_place_m = 0.5;   // centroids of the same footprint in two files; a table row and its building
constexpr double k_same_area = 0.02;     // and their areas, relative
constexpr double k_same_id_m = 30.0;     // two files that count from 1 do not mean the same building
constexpr std::uint32_t k_none = 0xffffffffU;

struct Known { // what the files say of a building so far
    double height_m = std::nan(""), levels = std::nan("");
    std::string use;
};

double positive(double v) { return v > 0.0 ? v : std::nan(""); }

// Buildings under a number (a cell of an even grid, the hash of an id); sorted once all of a layer are added.
class Index {
public:
    void add(std::uint64_t key, std::uint32_t building) { m_entries.push_back({key, building}); }
    void sort() { std::ranges::sort(m_entries); }
    template <class Visit>
    void each(std::uint64_t key, Visit&& visit) const { // in the order of buildings
        auto at = std::ranges::lower_bound(m_entries, std::pair<std::uint64_t, std::uint32_t>{key, 0});
        for (; at != m_entries.end() && at->first == key; ++at) visit(at->second);
    }

private:
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_entries;
};

struct Cells {
    double side_m;
    std::int64_t cell(double v) const { return static_cast<std::int64_t>(std::floor(v / side_m)); }
    static std::uint64_t key(std::int64_t x, std::int64_t y) {
        return (static_cast<std::uint64_t>(x) << 32U) ^ (static_cast<std::uint64_t>(y) & 0xffffffffU);
    }
    template <class Visit>
    void each(const LocalBox& box, Visit&& visit) const {
        for (std::int64_t x = cell(box.min.x_m); x <= cell(box.max.x_m); ++x)
            for (std::int64_t y = cell(box.min.y_m); y <= cell(box.max.y_m); ++y) visit(key(x, y));
    }
};

std::uint64_t hash_of(const std::string& text) {
    Hash hash;
    hash.add(text);
    return hash.value();
}

class Builder {
public:
    explicit Builder(Job& job) : m_job(job), m_b(job.city.buildings) {}

    void run() {
        auto layers = m_job.of(Role::buildings, GeometryKind::polygon);
        auto tables = m_job.of(Role::building_table, GeometryKind::point);
        for (Placed& layer : m_job.layers) // rows without a place join by id
            if (layer.in->role == Role::building_table && layer.in->geometry == GeometryKind::none) tables.push_back(&layer);
        // Exact geometry first, then the larger file: what comes later is merged into what is there.
        auto exact = [&](const Placed* l) { return l->report.epsg == m_job.city.frame.epsg; };
        std::ranges::stable_sort(layers, [&](const Placed* a, const Placed* b) {
            return exact(a) != exact(b) ? exact(a) : a->size() > b->size();
        });
        m_indexed = layers.size() + tables.size() > 1;
        for (Placed* layer : layers) add_layer(*layer);
        if (m_indexed) index_from(m_b.size()); // names that the last layer brought
        for (Placed* table : tables) join_table(*table);
        complete();
        place_on_ground();
    }

private:
    // Values of one layer's columns for feature i, and what the building is called.
    struct Columns {
        Field height, levels, use, kind, id, name, part;
        explicit Columns(const Placed& l)
            : height(l, "height_m"), levels(l, "levels"), use(l, "use"), kind(l, "kind"), id(l, "id"), name(l, "name"), part(l, "part") {}
        Known known(std::size_t i) const {
            std::string what = use.text(i);
            return {positive(height.number(i)), positive(levels.number(i)), what.empty() ? kind.text(i) : what};
        }
        std::string called(std::size_t i) const {
            std::string own = id.text(i);
            return own.empty() ? name.text(i) : own;
        }
        bool only_a_part(std::size_t i) const { // OSM's building:part: a piece of a building that is there too
            std::string p = part.text(i);
            return !p.empty() && p != "no" && use.text(i).empty();
        }
    };

    void add_layer(Placed& layer) {
        Columns columns(layer);
        std::size_t before = m_b.size();
        ++m_round;
        Polygons one;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (layer.fate[i] != Fate::open) continue;
            if (columns.only_a_part(i)) {
                leave_out(layer, i, "building_part");
                continue;
            }
            one.begin.resize(1), one.rings.begin.resize(1), one.rings.points.clear();
            if (add_polygon(one, layer, i) == 0.0) {
                leave_out(layer, i, "no_area");
                continue;
            }
            AreaAt at = area_at(one, 0);
            std::uint32_t same = before > 0 ? same_building(at, columns.id.text(i), before) : k_none;
            if (same != k_none) {
                learn(same, columns.known(i), columns.called(i));
                merge(layer, i, "same_building");
            } else {
                add(one, at, layer, i, columns);
                keep(layer, i);
            }
        }
        if (m_indexed) index_from(before);
    }

    void index_from(std::size_t before) {
        for (std::size_t i = before; i < m_b.size(); ++i) {
            k_places.each({m_at[i].centroid, m_at[i].centroid}, [&](std::uint64_t key) { m_places.add(key, static_cast<std::uint32_t>(i)); });
            if (!m_b.name[i].empty()) m_named.push_back(static_cast<std::uint32_t>(i));
        }
        for (std::uint32_t i : m_named) m_by_id.add(hash_of(m_b.name[i]), i);
        m_named.clear();
        m_places.sort();
        m_by_id.sort();
    }

    void add(const Polygons& one, AreaAt at, const Placed& layer, std::size_t i, const Columns& columns) {
        for (std::size_t r = 0; r < one.rings.size(); ++r) m_b.footprint.rings.add(one.rings[r]);
        m_b.footprint.end_polygon();
        m_b.name.push_back(columns.called(i));
        m_b.origin.push_back(layer.origin(i));
        m_b.height_m.push_back(0.0F);
        m_b.base_m.push_back(0.0F);
        m_b.levels.push_back(0);
        m_b.use.push_back(BuildingUse::unknown);
        m_b.derived.push_back(0);
        m_at.push_back(at);
        m_known.push_back(columns.known(i));
        m_claimed.push_back(0);
    }

    // What a second file adds to a building; the first value wins.
    void learn(std::uint32_t i, const Known& more, const std::string& called) {
        m_claimed[i] = m_round;
        Known& known = m_known[i];
        if (std::isnan(known.height_m)) known.height_m = more.height_m;
        if (std::isnan(known.levels)) known.levels = more.levels;
        if (known.use.empty()) known.use = more.use;
        if (m_b.name[i].empty() && !called.empty()) {
            m_b.name[i] = called;
            m_named.push_back(i);
        }
    }

    std::uint32_t by_id(const std::string& id, LocalPoint place, std::size_t before) const {
        std::uint32_t best = k_none;
        double nearest = k_same_id_m;
        if (!id.empty())
            m_by_id.each(hash_of(id), [&](std::uint32_t i) {
                double d = distance_m(m_at[i].centroid, place);
                if (i < before && m_claimed[i] != m_round && d < nearest && m_b.name[i] == id) best = i, nearest = d;
            });
        return best;
    }

    // A building of an earlier layer that nothing else in this layer has claimed: by id, else by footprint.
    std::uint32_t same_building(AreaAt at, const std::string& id, std::size_t before) const {
        std::uint32_t best = by_id(id, at.centroid, before);
        if (best != k_none) return best;
        return nearest_centroid(at.centroid, [&](std::uint32_t i) {
            double larger = std::max(m_at[i].area_m2, at.area_m2);
            return std::abs(m_at[i].area_m2 - at.area_m2) <= std::max(k_same_area * larger, 0.05);
        });
    }

    template <class Fits>
    std::uint32_t nearest_centroid(LocalPoint p, Fits&& fits) const {
        std::uint32_t best = k_none;
        double nearest = k_same_place_m;
        LocalBox reach{{p.x_m - k_same_place_m, p.y_m - k_same_place_m}, {p.x_m + k_same_place_m, p.y_m + k_same_place_m}};
        k_places.each(reach, [&](std::uint64_t key) {
            m_places.each(key, [&](std::uint32_t i) {
                double d = distance_m(m_at[i].centroid, p);
                if (m_claimed[i] != m_round && d <= nearest && (best == k_none || d < nearest) && fits(i)) best = i, nearest = d;
            });
        });
        return best;
    }

    std::uint32_t around(LocalPoint p) {
        if (!m_boxes_made)
            for (std::size_t i = 0; i < m_b.size(); ++i) {
                LocalBox box;
                for (LocalPoint q : m_b.footprint.outer(i)) box.add(q);
                k_boxes.each(box, [&](std::uint64_t key) { m_boxes.add(key, static_cast<std::uint32_t>(i)); });
            }
        if (!m_boxes_made) m_boxes.sort();
        m_boxes_made = true;
        std::uint32_t best = k_none;
        m_boxes.each(Cells::key(k_boxes.cell(p.x_m), k_boxes.cell(p.y_m)), [&](std::uint32_t i) {
            if (best == k_none && m_claimed[i] != m_round && inside(m_b.footprint.outer(i), p)) best = i;
        });
        return best;
    }

    // Rows of a table: by place (their building's centroid, else a point inside it), else by id.
    void join_table(Placed& table) {
        Columns columns(table);
        ++m_round;
        bool placed = table.in->geometry == GeometryKind::point;
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table.fate[i] != Fate::open) continue;
            std::uint32_t found = k_none;
            if (placed) {
                LocalPoint p = place_of(table, i);
                found = nearest_centroid(p, [](std::uint32_t) { return true; });
                if (found == k_none) found = around(p);
            } else if (std::string called = columns.called(i); !called.empty()) {
                m_by_id.each(hash_of(called), [&](std::uint32_t k) {
                    if (found == k_none && m_claimed[k] != m_round && m_b.name[k] == called) found = k;
                });
            }
            if (found == k_none) {
                leave_out(table, i, "no_building");
                continue;
            }
            learn(found, columns.known(i), {});
            merge(table, i, "joined");
            ++table.report.joined;
        }
    }

    // Heights from levels, levels from heights, the median where neither is known; each rule leaves its flag and a note.
    void complete() {
        std::vector<double> heights;
        std::size_t both = 0, three_metres = 0;
        for (const Known& k : m_known) {
            if (!std::isnan(k.height_m)) heights.push_back(k.height_m);
            if (std::isnan(k.height_m) || std::isnan(k.levels)) continue;
            ++both;
            three_metres += std::abs(k.height_m - k_storey_m * k.levels) < 1e-6;
        }
        bool stated_but_derived = both > 0 && both == three_metres;
        double assumed = k_storey_m * k_default_levels;
        bool median = heights.size() * 5 >= m_known.size() && !heights.empty();
        if (median) {
            std::ranges::nth_element(heights, heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2));
            assumed = heights[heights.size() / 2];
        }
        std::size_t derived = 0;
        for (std::size_t i = 0; i < m_b.size(); ++i) {
            const Known& k = m_known[i];
            std::uint8_t flags = 0;
            double height = k.height_m, levels = k.levels;
            Placed& layer = m_job.layers[m_b.origin[i].source];
            auto say = [&](const char* note) { add_note(layer, note, "derived", "feature " + std::to_string(m_b.origin[i].feature + 1)); };
            if (!std::isnan(height) && !std::isnan(levels)) {
                if (stated_but_derived) flags |= k_height_levels_stated | k_height_from_levels, say("height_is_levels");
            } else if (!std::isnan(levels)) {
                height = k_storey_m * levels, flags |= k_height_from_levels, say("height_from_levels");
            } else {
                if (std::isnan(height)) height = assumed, flags |= k_height_assumed, say(median ? "height_median" : "height_assumed");
                else flags |= k_levels_from_height, say("levels_from_height");
                if ((flags & k_height_assumed) == 0) levels = std::max(1.0, std::round(height / k_storey_m));
            }
            derived += (flags & (k_height_from_levels | k_height_assumed)) != 0;
            m_b.height_m[i] = static_cast<float>(height);
            m_b.levels[i] = std::isnan(levels) ? std::uint16_t{0} : static_cast<std::uint16_t>(std::clamp(std::round(levels), 1.0, 500.0));
            m_b.use[i] = use_from_text(k.use);
            m_b.derived[i] = flags;
        }
        m_job.city.heights_derived = m_b.size() > 0 && derived == m_b.size();
    }

    void place_on_ground() {
        if (m_job.city.terrain.empty()) return;
        for (std::size_t i = 0; i < m_b.size(); ++i) {
            double lowest = std::numeric_limits<double>::infinity();
            for (LocalPoint p : m_b.footprint.outer(i))
                if (double z = m_job.city.terrain.at(p); z < lowest) lowest = z;
            m_b.base_m[i] = std::isfinite(lowest) ? static_cast<float>(lowest) : 0.0F;
        }
    }

    Job& m_job;
    Buildings& m_b;
    bool m_indexed = false, m_boxes_made = false;
    std::uint32_t m_round = 0;            // counts layers and tables: a building is claimed once by each
    std::vector<AreaAt> m_at;             // per building
    std::vector<Known> m_known;
    std::vector<std::uint32_t> m_claimed; // the round that last claimed it
    static constexpr Cells k_places{4.0}, k_boxes{50.0};
    Index m_places, m_boxes, m_by_id;
    std::vector<std::uint32_t> m_named; // buildings that got a name since the index was made
};

} // namespace

void assemble_buildings(Job& job) { Builder(job).run(); }

} // namespace tp::assembly
