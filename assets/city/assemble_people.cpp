// Residents by cell and age, and crashes: several layers over the same cells become one, groups of crashes never.
#include "city/assemble_parts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp::assembly {
namespace {

constexpr double k_grid_margin_m = 1000.0; // cells at the border reach beyond the streets
constexpr double k_same_cell_m = 1.0;
constexpr double k_municipality_m = 20'000.0; // hot spots of the municipality beyond the streets at hand

// Cells of a grid belong to the city where they touch its extent, its boundary, or lie just beside.
bool cell_in_city(const Job& job, const LocalBox& box) {
    LocalPoint c = box.centre();
    return near_city(job, box, k_grid_margin_m) || (!job.boundary.empty() && job.boundary.contains(c));
}

// The side of a cell in metres: a map plane stretches a cell by less than 1 %, so whole metres are meant.
float side_of(double area_m2) {
    double side = std::sqrt(area_m2), whole = std::round(side);
    return static_cast<float>(std::abs(side - whole) < 0.01 * side ? whole : side);
}

enum class Age { total, children, working, older };

Age age_of(const std::string& subtype) {
    for (const char* word : {"child", "young"})
        if (subtype.find(word) != std::string::npos) return Age::children;
    if (subtype.find("work") != std::string::npos) return Age::working;
    for (const char* word : {"old", "elder", "senior"})
        if (subtype.find(word) != std::string::npos) return Age::older;
    return Age::total;
}

class PeopleMaker {
public:
    explicit PeopleMaker(Job& job) : m_job(job), m_p(job.city.people) {}

    void run() {
        std::vector<Placed*> layers;
        for (GeometryKind kind : {GeometryKind::polygon, GeometryKind::point})
            for (Placed* layer : m_job.of(Role::population, kind)) layers.push_back(layer);
        std::ranges::stable_sort(layers, {}, [](const Placed* l) { return age_of(l->in->subtype); });
        for (Placed* layer : layers) add_layer(*layer);
        for (std::size_t i = 0; i < m_p.size(); ++i) // ages without a total: their sum
            if (std::isnan(m_p.total[i])) m_p.total[i] = m_p.children[i] + m_p.working[i] + m_p.older[i];
    }

private:
    void add_layer(Placed& layer) {
        Age age = age_of(layer.in->subtype);
        std::vector<double>& column = age == Age::children ? m_p.children : age == Age::working ? m_p.working : age == Age::older ? m_p.older : m_p.total;
        Field persons(layer, "persons"), id(layer, "id");
        std::size_t before = m_p.size();
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (layer.fate[i] != Fate::open) continue;
            if (!cell_in_city(m_job, layer.box[i])) {
                leave_out(layer, i, "outside_city");
                continue;
            }
            double value = persons.number(i);
            if (std::isnan(value)) add_note(layer, "no_value", "left_open", i);
            if (value < 0.0) {
                leave_out(layer, i, "negative_value");
                continue;
            }
            LocalPoint p = place_of(layer, i);
            std::int64_t cell = before > 0 ? same_cell(id.text(i), p) : -1;
            if (cell >= 0 && cell < static_cast<std::int64_t>(before)) {
                double& there = column[static_cast<std::size_t>(cell)];
                if (std::isnan(there)) there = value; // a second file with the same group does not add
                merge(layer, i, "same_cell");
                ++layer.report.joined;
                continue;
            }
            add(layer, i, p, id.text(i));
            column.back() = value;
            keep(layer, i);
        }
    }

    void add(const Placed& layer, std::size_t i, LocalPoint p, const std::string& id) {
        float side = 0.0F;
        if (layer.in->geometry == GeometryKind::polygon) {
            Polygons one;
            side = side_of(add_polygon(one, layer, i));
        }
        auto index = static_cast<std::uint32_t>(m_p.size());
        if (!id.empty()) m_by_id.try_emplace(id, index);
        m_by_place.try_emplace({std::lround(p.x_m), std::lround(p.y_m)}, index);
        m_p.at.push_back(p);
        m_p.cell_m.push_back(side);
        for (auto* column : {&m_p.total, &m_p.children, &m_p.working, &m_p.older}) column->push_back(std::nan(""));
        m_p.origin.push_back(layer.origin(i));
    }

    std::int64_t same_cell(const std::string& id, LocalPoint p) const {
        if (auto found = id.empty() ? m_by_id.end() : m_by_id.find(id); found != m_by_id.end())
            if (distance_m(m_p.at[found->second], p) < 1000.0) return found->second;
        for (long dx = -1; dx <= 1; ++dx)
            for (long dy = -1; dy <= 1; ++dy)
                if (auto found = m_by_place.find({std::lround(p.x_m) + dx, std::lround(p.y_m) + dy}); found != m_by_place.end())
                    if (distance_m(m_p.at[found->second], p) <= k_same_cell_m) return found->second;
        return -1;
    }

    Job& m_job;
    Population& m_p;
    std::map<std::string, std::uint32_t> m_by_id;
    std::map<std::pair<long, long>, std::uint32_t> m_by_place;
};

class CrashMaker {
public:
    explicit CrashMaker(Job& job) : m_job(job), m_c(job.city.crashes) {}

    void run() {
        for (GeometryKind kind : {GeometryKind::polygon, GeometryKind::point})
            for (Placed* layer : m_job.of(Role::crashes, kind)) add_layer(*layer);
    }

private:
    CrashGroup group_of(const Placed& layer, std::size_t i) const {
        if (layer.in->subtype == "child_cell") return CrashGroup::child_cell;
        for (const char* column : {"group", "kind"})
            if (CrashGroup g = crash_group_from_text(Field(layer, column).text(i)); g != CrashGroup::all) return g;
        if (CrashGroup g = crash_group_from_text(layer.in->subtype); g != CrashGroup::all) return g;
        return crash_group_from_text(layer.in->file);
    }

    static bool is_hotspot(const Placed& layer) {
        const std::string& s = layer.in->subtype;
        if (s == "point" || s == "points" || s == "child_cell") return false;
        if (s.find("hotspot") != std::string::npos || layer.in->geometry == GeometryKind::polygon) return true;
        for (const char* word : {"다발", "taas", "hotspot", "frequentzone"})
            if (layer.in->file.find(word) != std::string::npos) return true;
        return false;
    }

    void add_layer(Placed& layer) {
        Field count(layer, "count"), deaths(layer, "deaths"), serious(layer, "serious"), slight(layer, "slight"), year(layer, "year");
        bool hotspot = is_hotspot(layer), whole = hotspot && of_municipality(m_job, layer);
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (layer.fate[i] != Fate::open) continue;
            LocalPoint p = place_of(layer, i);
            CrashGroup group = group_of(layer, i);
            bool here = group == CrashGroup::child_cell ? cell_in_city(m_job, layer.box[i]) : hotspot ? in_hull(p) : near_city(m_job, p);
            if (!here && (!whole || !near_city(m_job, layer.box[i], k_municipality_m))) {
                leave_out(layer, i, "outside_city");
                continue;
            }
            Key key{std::lround(p.x_m), std::lround(p.y_m), static_cast<int>(group), year.whole(i), count.whole(i)};
            if (hotspot && !is_new(key, layer.source)) {
                merge(layer, i, "same_hotspot");
                continue;
            }
            if (layer.in->geometry != GeometryKind::polygon || add_polygon(m_c.area, layer, i) == 0.0) add_no_polygon(m_c.area);
            std::int32_t when = year.whole(i), n = count.whole(i);
            m_c.kind.push_back(hotspot ? CrashKind::hotspot : CrashKind::point);
            m_c.group.push_back(group);
            m_c.at.push_back(p);
            m_c.year.push_back(when >= 1900 && when < 2200 ? static_cast<std::int16_t>(when) : std::int16_t{0});
            m_c.count.push_back(n < 0 && !hotspot && !count.there() ? 1 : n); // a row of its own is one crash
            m_c.deaths.push_back(deaths.whole(i));
            m_c.serious.push_back(serious.whole(i));
            m_c.slight.push_back(slight.whole(i));
            m_c.origin.push_back(layer.origin(i));
            keep(layer, i);
            if (!here) add_note(layer, "beyond_city", "outside", layer.where(i));
        }
    }

    // A hot spot is the city's where its middle lies among buildings and streets, not merely in the box around them.
    bool in_hull(LocalPoint p) {
        if (m_job.hull.empty()) m_job.hull = hull_of_city(m_job);
        return inside(m_job.hull, p);
    }

    // True if the hot spot is new; false if another file has it (same group, year, count and metre).
    struct Key {
        long x, y;
        int group, year, count;
        auto operator<=>(const Key&) const = default;
    };
    bool is_new(Key key, std::uint16_t source) {
        for (long dx = -1; dx <= 1; ++dx)
            for (long dy = -1; dy <= 1; ++dy)
                if (auto found = m_seen.find({key.x + dx, key.y + dy, key.group, key.year, key.count}); found != m_seen.end() && found->second != source)
                    return false;
        m_seen.try_emplace(key, source);
        return true;
    }

    Job& m_job;
    Crashes& m_c;
    std::map<Key, std::uint16_t> m_seen;
};

} // namespace

void assemble_people(Job& job) { PeopleMaker(job).run(); }
void assemble_crashes(Job& job) { CrashMaker(job).run(); }

} // namespace tp::assembly
