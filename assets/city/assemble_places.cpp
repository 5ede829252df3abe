// Points: signals, crossings, stops, protection zones, devices, facilities; and the surfaces that are only drawn.
#include "city/assemble_noding.h"
#include "city/assemble_parts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp::assembly {
namespace {

constexpr double k_signal_reach_m = 25.0; // a crossing is signalised where a signal head stands this close
constexpr double k_edge_reach_m = 40.0;   // and belongs to a street this close
constexpr double k_same_m = 1.0;          // the same thing in two files
constexpr double k_legal_zone_m = 300.0;  // protection zones reach 300 m from the gate (도로교통법 시행규칙, unless told otherwise)
constexpr double k_area_margin_m = 250.0;
constexpr double k_municipality_m = 20'000.0; // zones of the municipality beyond the streets at hand

// What stands within 1 m under the same name in another file of the same kind is the same thing. One building may hold
// an academy and a gym: files of different kinds never merge.
class Doubles {
public:
    bool there(LocalPoint p, const std::string& name, const Placed& layer) const {
        for (std::int64_t x = cell(p.x_m) - 1; x <= cell(p.x_m) + 1; ++x)
            for (std::int64_t y = cell(p.y_m) - 1; y <= cell(p.y_m) + 1; ++y)
                if (auto found = m_cells.find({x, y}); found != m_cells.end())
                    for (const Entry& e : found->second)
                        if (e.layer != &layer && e.layer->in->subtype == layer.in->subtype && e.name == name && distance_m(e.at, p) <= k_same_m)
                            return true;
        return false;
    }
    void add(LocalPoint p, const std::string& name, const Placed& layer) { m_cells[{cell(p.x_m), cell(p.y_m)}].push_back({p, name, &layer}); }

private:
    struct Entry {
        LocalPoint at;
        std::string name;
        const Placed* layer;
    };
    static std::int64_t cell(double v) { return static_cast<std::int64_t>(std::floor(v)); }
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Entry>> m_cells;
};

// Calls take(layer, i, place, name) for each feature of the role that lies in the city and is new; others get their fate.
// take keeps the feature.
template <class Take>
void each_place(Job& job, Role role, std::span<const GeometryKind> kinds, Take&& take) {
    Doubles doubles;
    for (GeometryKind kind : kinds)
        for (Placed* layer : job.of(role, kind)) {
            Field name(*layer, "name");
            bool whole = role == Role::zones && of_municipality(job, *layer);
            for (std::size_t i = 0; i < layer->size(); ++i) {
                if (layer->fate[i] != Fate::open) continue;
                LocalPoint p = place_of(*layer, i);
                bool here = near_city(job, p), beyond = !here && whole && near_city(job, LocalBox{p, p}, k_municipality_m);
                if (!here && !beyond) {
                    leave_out(*layer, i, "outside_city");
                    continue;
                }
                std::string called = name.text(i);
                if (doubles.there(p, called, *layer)) {
                    merge(*layer, i, "same_place");
                    continue;
                }
                doubles.add(p, called, *layer);
                keep(*layer, i);
                if (beyond) add_note(*layer, "beyond_city", "outside", layer->where(i));
                take(*layer, i, p, called);
            }
        }
}

constexpr GeometryKind k_points[] = {GeometryKind::point};
constexpr GeometryKind k_any[] = {GeometryKind::point, GeometryKind::polygon, GeometryKind::line};

std::string kind_text(const Placed& layer, const Field& kind, std::size_t i) {
    std::string text = kind.text(i);
    return text.empty() ? layer.in->subtype : text;
}

Tri signal_from_text(const std::string& text) {
    for (const char* yes : {"traffic_signals", "signals", "pelican", "puffin", "toucan", "신호있음", "신호기"})
        if (text.find(yes) != std::string::npos) return Tri::yes;
    for (const char* no : {"uncontrolled", "unmarked", "zebra", "marked", "no_signal", "무신호", "island"})
        if (text.find(no) != std::string::npos) return Tri::no;
    return Tri::unknown;
}

// How far the crossing's polygon reaches along the direction across the street: the carriageway crossed.
double reach_across(const Placed& layer, std::size_t i, LocalPoint street) {
    double low = 1e300, high = -1e300;
    Range p = parts(layer, i);
    for (std::uint32_t part = p.begin; part < p.end; ++part)
        for (std::uint32_t r = rings(layer, part).begin; r < rings(layer, part).end; ++r)
            for (LocalPoint q : points(layer, r)) {
                double across = -street.y_m * q.x_m + street.x_m * q.y_m;
                low = std::min(low, across), high = std::max(high, across);
            }
    return high - low;
}

void add_area(Job& job, Placed& layer, std::size_t i, AreaKind kind, const std::string& name) {
    if (!near_city(job, layer.box[i], k_area_margin_m)) return leave_out(layer, i, "outside_city");
    if (add_polygon(job.city.areas.area, layer, i) == 0.0) return leave_out(layer, i, "no_area");
    job.city.areas.kind.push_back(kind);
    job.city.areas.name.push_back(name);
    job.city.areas.origin.push_back(layer.origin(i));
    keep(layer, i);
}

} // namespace

void assemble_areas(Job& job) {
    struct Row {
        Role role;
        AreaKind kind;
    };
    constexpr Row rows[] = {{Role::roads, AreaKind::road_surface}, {Role::water, AreaKind::water},       {Role::green, AreaKind::green},
                            {Role::parking, AreaKind::parking},    {Role::boundary, AreaKind::boundary}, {Role::flood, AreaKind::other}};
    for (const Row& row : rows)
        for (Placed* layer : job.of(row.role, GeometryKind::polygon)) {
            Field name(*layer, "name");
            for (std::size_t i = 0; i < layer->size(); ++i)
                if (layer->fate[i] == Fate::open) add_area(job, *layer, i, row.kind, name.text(i));
        }
    for (Role role : {Role::water, Role::green, Role::boundary}) // a river as a line has no surface to draw
        for (GeometryKind kind : {GeometryKind::line, GeometryKind::point})
            for (Placed* layer : job.of(role, kind))
                for (std::size_t i = 0; i < layer->size(); ++i)
                    if (layer->fate[i] == Fate::open) leave_out(*layer, i, "no_area");
}

void assemble_signals(Job& job) {
    for (Placed* layer : job.of(Role::signals, GeometryKind::point)) // several heads may share a place: all stay
        for (std::size_t i = 0; i < layer->size(); ++i) {
            if (layer->fate[i] != Fate::open) continue;
            LocalPoint p = place_of(*layer, i);
            if (!near_city(job, p)) {
                leave_out(*layer, i, "outside_city");
                continue;
            }
            job.city.signals.at.push_back(p);
            job.city.signals.origin.push_back(layer->origin(i));
            keep(*layer, i);
        }
}

void assemble_crossings(Job& job) {
    Crossings& c = job.city.crossings;
    const Streets& streets = job.city.streets;
    SegmentGrid grid(streets.line);
    std::vector<bool> drivable(streets.size());
    for (std::size_t e = 0; e < streets.size(); ++e) drivable[e] = streets.road_class[e] != RoadClass::path;
    Rings heads; // each signal head as a line of two equal points
    for (LocalPoint p : job.city.signals.at) {
        LocalPoint both[2] = {p, p};
        heads.add(both);
    }
    SegmentGrid signals(heads);
    each_place(job, Role::crossings, k_any, [&](Placed& layer, std::size_t i, LocalPoint p, const std::string&) {
        Field signal(layer, "signal"), kind(layer, "kind"), raised(layer, "raised"), refuge(layer, "refuge"), width(layer, "width_m");
        Tri lit = signal.yes_no(i);
        if (lit == Tri::unknown) lit = signal_from_text(signal.text(i));
        if (lit == Tri::unknown) lit = signal_from_text(kind.text(i));
        if (lit == Tri::unknown && job.city.signals.size() > 0) {
            bool near = signals.nearest(p, k_signal_reach_m).found();
            bool tagged = signal.there() || kind.there(); // a file that tags signals and says nothing here: not known
            lit = near ? Tri::yes : tagged ? Tri::unknown : Tri::no;
            if (lit != Tri::unknown) add_note(layer, "signal_by_distance", "derived", i);
        }
        auto hit = grid.nearest(p, k_edge_reach_m, drivable);
        double across = width.number(i);
        if (!(across > 0.0) && hit.found()) across = static_cast<double>(streets.width_m[hit.line]);
        if (!(across > 0.0) && hit.found() && layer.in->geometry == GeometryKind::polygon) across = reach_across(layer, i, hit.direction);
        Tri is_refuge = refuge.yes_no(i);
        if (is_refuge == Tri::unknown && kind.text(i) == "island") is_refuge = Tri::yes;
        c.at.push_back(p);
        c.signal.push_back(lit);
        c.edge.push_back(hit.found() ? static_cast<std::int32_t>(hit.line) : -1);
        c.along_m.push_back(hit.found() ? static_cast<float>(hit.nearest.along_m) : 0.0F);
        c.width_m.push_back(across > 0.0 ? static_cast<float>(across) : std::nanf(""));
        c.raised.push_back(raised.yes_no(i));
        c.refuge.push_back(is_refuge);
        c.origin.push_back(layer.origin(i));
    });
}

static void assemble_stops(Job& job) {
    Stops& s = job.city.stops;
    each_place(job, Role::stops, k_any, [&](Placed& layer, std::size_t i, LocalPoint p, const std::string& name) {
        double boardings = Field(layer, "boardings").number(i);
        s.at.push_back(p);
        s.name.push_back(name);
        s.boardings_per_day.push_back(boardings >= 0.0 ? static_cast<float>(boardings) : std::nanf(""));
        s.shelter.push_back(Field(layer, "shelter").yes_no(i));
        s.origin.push_back(layer.origin(i));
    });
}

static void assemble_zones(Job& job) {
    Zones& z = job.city.zones;
    each_place(job, Role::zones, k_any, [&](Placed& layer, std::size_t i, LocalPoint p, const std::string& name) {
        ZoneKind kind = zone_kind_from_text(Field(layer, "zone_kind").text(i));
        if (kind == ZoneKind::other) kind = zone_kind_from_text(layer.in->subtype);
        if (kind == ZoneKind::other) kind = zone_kind_from_text(Field(layer, "kind").text(i));
        if (kind == ZoneKind::other) kind = zone_kind_from_text(name);
        double radius = Field(layer, "radius_m").number(i), area = 0.0;
        if (layer.in->geometry == GeometryKind::polygon) area = add_polygon(z.area, layer, i);
        if (area == 0.0) add_no_polygon(z.area);
        if (!(radius > 0.0)) {
            radius = area > 0.0 ? std::sqrt(area / 3.14159265358979) : k_legal_zone_m;
            if (area == 0.0) add_note(layer, "zone_legal_radius", "derived", i);
        }
        z.kind.push_back(kind);
        z.at.push_back(p);
        z.radius_m.push_back(static_cast<float>(radius));
        z.name.push_back(name);
        z.origin.push_back(layer.origin(i));
    });
}

static void assemble_devices(Job& job) {
    Devices& d = job.city.devices;
    for (Role role : {Role::devices, Role::lamps})
        each_place(job, role, k_points, [&](Placed& layer, std::size_t i, LocalPoint p, const std::string& name) {
            DeviceKind kind = device_kind_from_text(Field(layer, "device_kind").text(i));
            if (kind == DeviceKind::other) kind = device_kind_from_text(layer.in->subtype);
            if (kind == DeviceKind::other) kind = device_kind_from_text(Field(layer, "kind").text(i));
            if (kind == DeviceKind::other && role == Role::lamps) kind = DeviceKind::lamp;
            std::int32_t count = Field(layer, "count").whole(i);
            d.kind.push_back(kind);
            d.at.push_back(p);
            d.count.push_back(count > 0 ? count : 1);
            d.name.push_back(name);
            d.origin.push_back(layer.origin(i));
        });
}

namespace {

constexpr double k_row_step_m = 8.0;     // between the trees of a row whose places the file does not give
constexpr double k_row_limit_m = 20'000.0;
constexpr double k_tallest_tree_m = 130.0, k_widest_crown_m = 60.0;

class TreeAdder {
public:
    TreeAdder(Job& job, Placed& layer) : m_job(job), m_layer(layer), m_height(layer, "height_m"), m_crown(layer, "crown_m"), m_leaf(layer, "leaf") {
        m_modelled.resize(layer.size());
        for (const auto& instance : layer.in->models.instances)
            if (instance.feature < m_modelled.size()) m_modelled[instance.feature] = 1;
    }
    bool has_model(std::size_t i) const { return m_modelled[i] != 0; } // it is drawn as the file shows it
    bool add(std::size_t i, LocalPoint p) {
        if (!near_city(m_job, p)) return false;
        Trees& t = m_job.city.trees;
        std::string leaf = m_leaf.text(i);
        t.at.push_back(p);
        t.height_m.push_back(within(m_height.number(i), k_tallest_tree_m));
        t.crown_m.push_back(within(m_crown.number(i), k_widest_crown_m));
        t.leaf.push_back(leaf == "broad" ? Leaf::broad : leaf == "needle" ? Leaf::needle : Leaf::unknown);
        t.origin.push_back(m_layer.origin(i));
        return true;
    }
    void add_row(std::size_t i) {
        bool any = false;
        Range p = parts(m_layer, i);
        for (std::uint32_t part = p.begin; part < p.end; ++part)
            for (std::uint32_t r = rings(m_layer, part).begin; r < rings(m_layer, part).end; ++r) {
                auto line = points(m_layer, r);
                double length = finite(line) ? length_m(line) : 0.0;
                if (length > k_row_limit_m) return leave_out(m_layer, i, "tree_row_long");
                double count = std::max(1.0, std::floor(length / k_row_step_m));
                for (double k = 0.0; length > 0.0 && k <= count; k += 1.0) any = add(i, point_along(line, length * k / count)) || any;
            }
        if (!any) return leave_out(m_layer, i, "outside_city");
        keep(m_layer, i);
        add_note(m_layer, "tree_row_spaced", "derived", i);
    }

private:
    static float within(double value, double most) { return value > 0.0 && value <= most ? static_cast<float>(value) : std::nanf(""); }
    Job& m_job;
    Placed& m_layer;
    Field m_height, m_crown, m_leaf;
    std::vector<std::uint8_t> m_modelled;
};

} // namespace

static void assemble_trees(Job& job) {
    Doubles doubles;
    for (Placed* layer : job.of(Role::trees, GeometryKind::point)) {
        TreeAdder adder(job, *layer);
        for (std::size_t i = 0; i < layer->size(); ++i) {
            if (layer->fate[i] != Fate::open || adder.has_model(i)) continue;
            LocalPoint p = place_of(*layer, i);
            if (near_city(job, p) && doubles.there(p, "", *layer)) {
                merge(*layer, i, "same_place");
                continue;
            }
            if (!adder.add(i, p)) {
                leave_out(*layer, i, "outside_city");
                continue;
            }
            doubles.add(p, "", *layer);
            keep(*layer, i);
        }
    }
    for (Placed* layer : job.of(Role::trees, GeometryKind::line)) {
        TreeAdder adder(job, *layer);
        for (std::size_t i = 0; i < layer->size(); ++i)
            if (layer->fate[i] == Fate::open && !adder.has_model(i)) adder.add_row(i);
    }
}

static void assemble_facilities(Job& job) {
    Facilities& f = job.city.facilities;
    struct Row {
        Role role;
        const char* kind; // where neither column nor subtype says one
        std::span<const GeometryKind> geometry;
    };
    const Row rows[] = {{Role::facilities, "", k_any}, {Role::underpasses, "underpass", k_any}, {Role::parking, "parking", k_points}};
    for (const Row& row : rows)
        each_place(job, row.role, row.geometry, [&](Placed& layer, std::size_t i, LocalPoint p, const std::string& name) {
            Field kind(layer, "kind");
            std::string what = facility_kind_from_text(kind_text(layer, kind, i));
            if (what == "other") what = facility_kind_from_text(layer.in->subtype);
            if (what == "other") what = facility_kind_from_text(name);
            if (what == "other" && *row.kind) what = row.kind;
            f.kind.push_back(what);
            f.at.push_back(p);
            f.name.push_back(name);
            f.origin.push_back(layer.origin(i));
        });
}

void assemble_places(Job& job) {
    assemble_stops(job);
    assemble_zones(job);
    assemble_devices(job);
    assemble_trees(job);
    assemble_facilities(job);
}

} // namespace tp::assembly
