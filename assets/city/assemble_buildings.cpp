// Buildings: one per feature, the same building of several files once, tables joined, heights and levels completed.
#include "city/assemble_index.h"
#include "city/assemble_known.h"
#include "city/assemble_same.h"

#include "core/hash.h"
#include "geo/unite.h"

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
        m_layers = layers;
        m_cut = cut_buildings(m_layers);
        m_whole.assign(m_cut.groups.size(), k_none);
        for (std::size_t l = 0; l < layers.size(); ++l) add_layer(*layers[l], l);
        if (m_indexed) index_from(m_b.size()); // names that the last layer brought
        join_parts();
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
            return checked(height.number(i), levels.number(i), what.empty() ? kind.text(i) : what);
        }
        std::string called(std::size_t i) const {
            std::string own = id.text(i);
            return own.empty() ? name.text(i) : own;
        }
        bool only_a_part(std::size_t i) const { // OSM's building:part: a piece of a building that is there too
            return part.yes_no(i) == Tri::yes && use.text(i).empty();
        }
    };

    void add_layer(Placed& layer, std::size_t number) {
        Columns columns(layer);
        std::size_t before = m_b.size();
        ++m_round;
        Polygons one;
        std::vector<std::uint32_t> repeats = repeats_of(layer), building(layer.size(), k_none);
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (layer.fate[i] != Fate::open) continue;
            if (columns.only_a_part(i)) {
                m_parts.push_back({place_of(layer, i), columns.known(i), &layer, i});
                continue;
            }
            one.begin.resize(1), one.rings.begin.resize(1), one.rings.points.clear();
            std::uint32_t group = m_cut.group(number, i);
            if (group != k_none && m_whole[group] != k_none) {
                learn(m_whole[group], columns.known(i), columns.called(i));
                building[i] = m_whole[group];
                merge(layer, i, "tile_cut");
                continue;
            }
            if (repeated(layer, i, columns, building, repeats)) {
                building[i] = building[repeats[i]];
                continue;
            }
            if (group != k_none ? !unite(one, pieces_of(m_layers, m_cut.groups[group])) : add_polygon(one, layer, i) == 0.0) {
                leave_out(layer, i, "no_area");
                continue;
            }
            AreaAt at = area_at(one, 0);
            std::uint32_t same = before > 0 ? same_building(at, columns.id.text(i), before) : k_none;
            if (same != k_none) {
                building[i] = same;
                learn(same, columns.known(i), columns.called(i));
                merge(layer, i, "same_building");
            } else {
                building[i] = static_cast<std::uint32_t>(m_b.size());
                if (group != k_none) add_pieces(group, building[i]);
                add(one, at, layer, i, columns);
                keep(layer, i);
            }
        }
        layer.building.clear();
        for (std::uint32_t b : building) layer.building.push_back(b == k_none ? -1 : static_cast<std::int32_t>(b));
        if (m_indexed) index_from(before);
    }

    // A feature whose outline the same layer has drawn before is the same building, unless the two say different things.
    bool repeated(Placed& layer, std::size_t i, const Columns& columns, const std::vector<std::uint32_t>& building,
                  const std::vector<std::uint32_t>& repeats) {
        if (repeats[i] == k_no_feature || building[repeats[i]] == k_none) return false;
        std::uint32_t first = building[repeats[i]];
        Known more = columns.known(i);
        std::string called = columns.called(i);
        if (!agree(more, m_known[first]) || (!called.empty() && !m_b.name[first].empty() && called != m_b.name[first])) {
            add_note(layer, "same_outline", "", layer.where(i));
            return false;
        }
        learn(first, more, called);
        merge(layer, i, "same_building");
        return true;
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
        known.absurd_height = known.absurd_height || more.absurd_height;
        known.absurd_levels = known.absurd_levels || more.absurd_levels;
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
    std::uint32_t same_building(AreaAt at, const std::string& id, std::size_t before) {
        std::uint32_t best = by_id(id, at.centroid, before);
        if (best != k_none) return best;
        auto same_size = [&](double area_m2) { return std::abs(area_m2 - at.area_m2) <= std::max(k_same_area * std::max(area_m2, at.area_m2), 0.05); };
        best = nearest_centroid(at.centroid, [&](std::uint32_t i) { return same_size(m_at[i].area_m2); });
        return best != k_none ? best : whole_of(at.centroid, same_size);
    }

    // A third file, or a table, may still hold the pieces of what is one building by now.
    void add_pieces(std::uint32_t group, std::uint32_t building) {
        m_whole[group] = building;
        Polygons pieces = pieces_of(m_layers, m_cut.groups[group]);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            AreaAt at = area_at(pieces, i);
            k_places.each({at.centroid, at.centroid}, [&](std::uint64_t key) { m_piece_places.add(key, static_cast<std::uint32_t>(m_pieces.size())); });
            m_pieces.push_back({at, building, 0});
        }
        m_piece_places.sort();
    }

    template <class Fits>
    std::uint32_t whole_of(LocalPoint p, Fits&& fits) {
        std::uint32_t found = k_none;
        if (!m_pieces.empty())
            k_places.each(reach_of(p), [&](std::uint64_t key) {
                m_piece_places.each(key, [&](std::uint32_t i) {
                    if (found == k_none && m_pieces[i].claimed != m_round && distance_m(m_pieces[i].at.centroid, p) <= k_same_place_m &&
                        fits(m_pieces[i].at.area_m2))
                        found = m_pieces[i].building, m_pieces[i].claimed = m_round;
                });
            });
        return found;
    }

    static LocalBox reach_of(LocalPoint p) {
        return {{p.x_m - k_same_place_m, p.y_m - k_same_place_m}, {p.x_m + k_same_place_m, p.y_m + k_same_place_m}};
    }

    template <class Fits>
    std::uint32_t nearest_centroid(LocalPoint p, Fits&& fits) const {
        std::uint32_t best = k_none;
        double nearest = k_same_place_m;
        k_places.each(reach_of(p), [&](std::uint64_t key) {
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

    // Parts go to the building around them; one without a height has that of its highest part.
    void join_parts() {
        ++m_round;
        std::vector<std::pair<std::uint32_t, const BuildingPart*>> inside_of;
        for (const BuildingPart& part : m_parts) {
            std::uint32_t found = around(part.at);
            if (found == k_none) {
                leave_out(*part.layer, part.feature, "part_without_building");
                continue;
            }
            merge(*part.layer, part.feature, "building_part");
            inside_of.emplace_back(found, &part);
        }
        std::ranges::stable_sort(inside_of, {}, [](const auto& p) { return p.first; });
        for (std::size_t i = 0; i < inside_of.size();) {
            std::uint32_t b = inside_of[i].first;
            double height = std::nan(""), levels = std::nan("");
            for (; i < inside_of.size() && inside_of[i].first == b; ++i) {
                height = std::fmax(height, inside_of[i].second->known.height_m); // NaN where neither is known
                levels = std::fmax(levels, inside_of[i].second->known.levels);
            }
            Known& known = m_known[b];
            if (!std::isnan(known.height_m) || !std::isnan(known.levels) || (std::isnan(height) && std::isnan(levels))) continue;
            known.height_m = height;
            known.levels = levels;
            add_note(m_job.layers[m_b.origin[b].source], "height_from_parts", "derived", "feature " + std::to_string(m_b.origin[b].feature + 1));
        }
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
                if (found == k_none) found = whole_of(p, [](double) { return true; });
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
        bool median = m_median = heights.size() * 5 >= m_known.size() && !heights.empty();
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
            say_absurd(layer, i, flags);
            derived += (flags & (k_height_from_levels | k_height_assumed)) != 0;
            m_b.height_m[i] = static_cast<float>(height);
            m_b.levels[i] = std::isnan(levels) ? std::uint16_t{0} : static_cast<std::uint16_t>(std::clamp(std::round(levels), 1.0, 500.0));
            m_b.use[i] = use_from_text(k.use);
            m_b.derived[i] = flags;
        }
        m_job.city.heights_derived = m_b.size() > 0 && derived == m_b.size();
    }

    // An absurd value is gone by now; this names what stands in its place.
    void say_absurd(Placed& layer, std::size_t i, std::uint8_t flags) {
        const Known& k = m_known[i];
        if (!(k.absurd_height && std::isnan(k.height_m)) && !(k.absurd_levels && std::isnan(k.levels))) return;
        std::string where = "feature " + std::to_string(m_b.origin[i].feature + 1);
        ++layer.report.repaired;
        if (k.absurd_height && std::isnan(k.height_m))
            add_note(layer, "height_absurd", (flags & k_height_from_levels) != 0 ? "height_by_levels" : m_median ? "height_by_median" : "height_by_storeys", where);
        if (k.absurd_levels && std::isnan(k.levels))
            add_note(layer, "levels_absurd", (flags & k_levels_from_height) != 0 ? "levels_by_height" : "missing", where);
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
    bool m_indexed = false, m_boxes_made = false, m_median = false;
    std::vector<Placed*> m_layers;
    CutBuildings m_cut;
    std::vector<std::uint32_t> m_whole;   // per group of pieces: the building that it became
    std::vector<BuildingPart> m_parts;            // building:part
    std::vector<PieceInPlace> m_pieces;
    Index m_piece_places;
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
