#include "city/layers_of_city.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <string_view>

namespace tp {
namespace {

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array k_uses{"",           "residential", "commercial", "office",    "education",
                            "industrial", "public_use",  "medical",    "religious", "other"};
constexpr std::array k_classes{"", "motorway", "trunk", "primary", "secondary", "tertiary", "residential", "service", "path"};
constexpr std::array k_devices{"cctv",       "enforcement_camera", "smart_shelter",  "lamp",       "sign", "speed_bump", "other",
                               "ev_charger", "shade",              "air_sensor",     "parking_sensor", "emergency_bell", "info_board", "wifi"};
static_assert(k_devices.size() == static_cast<std::size_t>(DeviceKind::wifi) + 1);
constexpr std::array k_leaves{"", "broad", "needle"};
constexpr std::array k_zones{"child", "elderly", "disabled", "other"};
constexpr std::array k_groups{"", "pedestrian", "elderly_pedestrian", "child_pedestrian", "school_zone", "jaywalking", "holiday", "municipal", "child_cell"};

double flag(Tri value) { return value == Tri::unknown ? k_missing : value == Tri::yes ? 1.0 : 0.0; }
double at_least(double value, double least) { return value >= least ? value : k_missing; }

// One layer as it grows: the object's values, then its geometry.
class Writer {
public:
    Writer(const City& city, const AttributesOf& attributes, const char* name, Role role, GeometryKind kind)
        : m_city(city), m_attributes(attributes) {
        m_layer.layer = name;
        m_layer.role = role;
        m_layer.guessed = false;
        m_layer.geometry = kind;
        m_layer.epsg = city.frame.epsg;
        m_layer.crs = "EPSG:" + std::to_string(city.frame.epsg);
        m_layer.crs_from = CrsFrom::stated;
        m_layer.encoding = "UTF-8";
    }

    void text(const char* name, std::string_view value) { m_layer.columns[column(name, false)].text.back() = value; }
    void number(const char* name, double value) { m_layer.columns[column(name, true)].number.back() = value; }

    void begin(const Origin& origin) {
        m_layer.row.push_back(static_cast<std::uint32_t>(m_layer.row.size()));
        for (auto& c : m_layer.columns) pad(c);
        m_origins.push_back(origin);
    }
    void point(LocalPoint p) {
        add(p);
        end_ring();
        end_part();
        end_feature();
    }
    void line(std::span<const LocalPoint> points) {
        for (LocalPoint p : points) add(p);
        end_ring();
        end_part();
        end_feature();
    }
    void polygon(const Polygons& polygons, std::size_t i) {
        for (std::uint32_t r = polygons.first_ring(i); r < polygons.end_ring(i); ++r) {
            bool new_part = r > polygons.first_ring(i) && signed_area_m2(polygons.rings[r]) > 0.0;
            if (new_part) end_part();
            for (LocalPoint p : polygons.rings[r]) add(p);
            end_ring();
        }
        end_part();
        end_feature();
    }
    void square(LocalPoint centre, double side_m) {
        double h = 0.5 * side_m;
        for (auto [x, y] : {std::pair{-h, -h}, {h, -h}, {h, h}, {-h, h}}) add({centre.x_m + x, centre.y_m + y});
        end_ring();
        end_part();
        end_feature();
    }

    void finish(std::vector<FeatureLayer>& out) {
        if (m_layer.row.empty()) return;
        if (m_attributes) add_attributes();
        m_layer.in = static_cast<std::int64_t>(m_layer.row.size());
        out.push_back(std::move(m_layer));
    }

private:
    void pad(Column& c) const {
        if (c.numeric)
            c.number.resize(m_layer.row.size(), k_missing);
        else
            c.text.resize(m_layer.row.size());
    }
    std::size_t column(const char* name, bool numeric) {
        for (std::size_t i = 0; i < m_layer.columns.size(); ++i)
            if (m_layer.columns[i].name == name) return i;
        m_layer.columns.push_back({name, numeric, {}, {}});
        pad(m_layer.columns.back());
        return m_layer.columns.size() - 1;
    }
    void add(LocalPoint p) {
        MapPoint m = m_city.frame.to_map(p);
        m_layer.x.push_back(m.easting_m);
        m_layer.y.push_back(m.northing_m);
    }
    void end_ring() { m_layer.ring_begin.push_back(static_cast<std::uint32_t>(m_layer.x.size())); }
    void end_part() { m_layer.part_begin.push_back(static_cast<std::uint32_t>(m_layer.ring_begin.size() - 1)); }
    void end_feature() { m_layer.feature_begin.push_back(static_cast<std::uint32_t>(m_layer.part_begin.size() - 1)); }

    static std::string lower(std::string text) {
        for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        return text;
    }
    // A column of numbers where every value is written as one is.
    static void make_numeric(Column& c) {
        std::vector<double> numbers;
        for (const auto& text : c.text) {
            double value = k_missing;
            if (!text.empty()) {
                auto read = std::from_chars(text.data(), text.data() + text.size(), value);
                std::array<char, 40> buffer{};
                auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
                if (read.ec != std::errc{} || !std::isfinite(value) || std::string_view(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())) != text) return;
            }
            numbers.push_back(value);
        }
        c = {c.name, true, {}, std::move(numbers)};
    }
    void add_attributes() {
        constexpr std::size_t k_taken = std::numeric_limits<std::size_t>::max();
        std::map<std::string, std::size_t> known; // by name in lower case: SQLite knows no other
        for (const auto& c : m_layer.columns) known.emplace(lower(c.name), k_taken);
        for (const char* taken : {"fid", "geom", "ogc_fid", "geometry"}) known.emplace(taken, k_taken);
        std::size_t own = m_layer.columns.size();
        for (std::size_t i = 0; i < m_origins.size(); ++i)
            for (auto& [name, value] : m_attributes(m_origins[i])) {
                auto [found, is_new] = known.emplace(lower(name), m_layer.columns.size());
                if (is_new) m_layer.columns.push_back({name, false, std::vector<std::string>(m_origins.size()), {}});
                if (found->second != k_taken) m_layer.columns[found->second].text[i] = std::move(value);
            }
        for (std::size_t c = own; c < m_layer.columns.size(); ++c) make_numeric(m_layer.columns[c]);
    }

    const City& m_city;
    const AttributesOf& m_attributes;
    FeatureLayer m_layer;
    std::vector<Origin> m_origins;
};

struct Maker {
    const City& city;
    const AttributesOf& attributes;
    std::vector<FeatureLayer>& out;
    Writer layer(const char* name, Role role, GeometryKind kind) const { return {city, attributes, name, role, kind}; }
};

void buildings(const Maker& make) {
    const Buildings& b = make.city.buildings;
    Writer w = make.layer("buildings", Role::buildings, GeometryKind::polygon);
    for (std::size_t i = 0; i < b.size(); ++i) {
        w.begin(b.origin[i]);
        w.text("name", b.name[i]);
        w.text("use", use_name(b.use[i]));
        bool assumed = b.derived[i] & k_height_assumed, by_levels = b.derived[i] & k_height_from_levels;
        w.number("height_m", assumed || by_levels ? k_missing : static_cast<double>(b.height_m[i]));
        w.number("levels", b.levels[i] > 0 && !(b.derived[i] & k_levels_from_height) ? b.levels[i] : k_missing);
        w.number("height_used_m", static_cast<double>(b.height_m[i]));
        w.text("height_from", assumed ? "assumed" : by_levels ? "levels" : "stated");
        w.polygon(b.footprint, i);
    }
    w.finish(make.out);
}

void roads(const Maker& make) {
    const Streets& s = make.city.streets;
    Writer w = make.layer("roads", Role::roads, GeometryKind::line);
    for (std::size_t i = 0; i < s.size(); ++i) {
        w.begin(s.origin[i]);
        w.text("name", s.name[i]);
        w.text("road_class", road_class_name(s.road_class[i]));
        w.number("lanes", at_least(s.lanes[i], 1));
        w.number("speed_kmh", at_least(s.speed_kmh[i], 1));
        w.number("width_m", static_cast<double>(s.width_m[i]));
        w.number("sidewalk", flag(s.sidewalk[i]));
        w.number("bridge", s.level[i] == 1 ? 1 : 0);
        w.number("tunnel", s.level[i] == 2 ? 1 : 0);
        w.number("one_way", static_cast<double>(s.one_way[i]));
        w.number("volume", static_cast<double>(s.volume_veh_per_day[i]));
        w.line(s.line[i]);
    }
    w.finish(make.out);
}

void walking(const Maker& make) {
    const Crossings& c = make.city.crossings;
    Writer crossings = make.layer("crossings", Role::crossings, GeometryKind::point);
    for (std::size_t i = 0; i < c.size(); ++i) {
        crossings.begin(c.origin[i]);
        crossings.number("signal", flag(c.signal[i]));
        crossings.number("raised", flag(c.raised[i]));
        crossings.number("refuge", flag(c.refuge[i]));
        crossings.number("width_m", static_cast<double>(c.width_m[i]));
        crossings.point(c.at[i]);
    }
    crossings.finish(make.out);
    Writer signals = make.layer("signals", Role::signals, GeometryKind::point);
    for (std::size_t i = 0; i < make.city.signals.size(); ++i) {
        signals.begin(make.city.signals.origin[i]);
        signals.point(make.city.signals.at[i]);
    }
    signals.finish(make.out);
    const Stops& t = make.city.stops;
    Writer stops = make.layer("stops", Role::stops, GeometryKind::point);
    for (std::size_t i = 0; i < t.size(); ++i) {
        stops.begin(t.origin[i]);
        stops.text("name", t.name[i]);
        stops.number("boardings", static_cast<double>(t.boardings_per_day[i]));
        stops.number("shelter", flag(t.shelter[i]));
        stops.point(t.at[i]);
    }
    stops.finish(make.out);
    Writer sidewalks = make.layer("sidewalks", Role::sidewalks, GeometryKind::line);
    for (std::size_t i = 0; i < make.city.sidewalks.size(); ++i) {
        sidewalks.begin(make.city.sidewalks.origin[i]);
        sidewalks.number("width_m", static_cast<double>(make.city.sidewalks.width_m[i]));
        sidewalks.line(make.city.sidewalks.line[i]);
    }
    sidewalks.finish(make.out);
}

bool has_area(const Polygons& p, std::size_t i) { return p.end_ring(i) > p.first_ring(i); }

void zones(const Maker& make) {
    const Zones& z = make.city.zones;
    for (bool area : {true, false}) {
        Writer w = make.layer("zones", Role::zones, area ? GeometryKind::polygon : GeometryKind::point);
        for (std::size_t i = 0; i < z.size(); ++i) {
            if (has_area(z.area, i) != area) continue;
            w.begin(z.origin[i]);
            w.text("name", z.name[i]);
            w.text("zone_kind", k_zones[static_cast<std::size_t>(z.kind[i])]);
            w.number("radius_m", static_cast<double>(z.radius_m[i]));
            area ? w.polygon(z.area, i) : w.point(z.at[i]);
        }
        w.finish(make.out);
    }
}

void people(const Maker& make) {
    const Population& p = make.city.people;
    const std::pair<const char*, const std::vector<double>*> groups[] = {
        {"population", &p.total}, {"population_children", &p.children}, {"population_working", &p.working}, {"population_older", &p.older}};
    for (const auto& [name, persons] : groups)
        for (bool cell : {true, false}) {
            Writer w = make.layer(name, Role::population, cell ? GeometryKind::polygon : GeometryKind::point);
            for (std::size_t i = 0; i < p.size(); ++i) {
                if (std::isnan((*persons)[i]) || (p.cell_m[i] > 0) != cell) continue;
                w.begin(p.origin[i]);
                w.number("persons", (*persons)[i]);
                cell ? w.square(p.at[i], static_cast<double>(p.cell_m[i])) : w.point(p.at[i]);
            }
            w.finish(make.out);
        }
}

void crashes(const Maker& make) {
    const Crashes& c = make.city.crashes;
    for (bool area : {true, false}) {
        Writer w = make.layer("crashes", Role::crashes, area ? GeometryKind::polygon : GeometryKind::point);
        for (std::size_t i = 0; i < c.size(); ++i) {
            if (has_area(c.area, i) != area) continue;
            w.begin(c.origin[i]);
            w.text("group", k_groups[static_cast<std::size_t>(c.group[i])]);
            w.number("year", c.year[i] > 0 ? c.year[i] : k_missing);
            w.number("count", at_least(c.count[i], 0));
            w.number("deaths", at_least(c.deaths[i], 0));
            w.number("serious", at_least(c.serious[i], 0));
            w.number("slight", at_least(c.slight[i], 0));
            area ? w.polygon(c.area, i) : w.point(c.at[i]);
        }
        w.finish(make.out);
    }
}

void things(const Maker& make) {
    const Devices& d = make.city.devices;
    Writer devices = make.layer("devices", Role::devices, GeometryKind::point);
    for (std::size_t i = 0; i < d.size(); ++i) {
        devices.begin(d.origin[i]);
        devices.text("name", d.name[i]);
        devices.text("device_kind", device_kind_name(d.kind[i]));
        devices.number("count", d.count[i]);
        devices.point(d.at[i]);
    }
    devices.finish(make.out);
    const Trees& t = make.city.trees;
    Writer trees = make.layer("trees", Role::trees, GeometryKind::point);
    for (std::size_t i = 0; i < t.size(); ++i) {
        trees.begin(t.origin[i]);
        trees.number("height_m", static_cast<double>(t.height_m[i]));
        trees.number("crown_m", static_cast<double>(t.crown_m[i]));
        trees.text("leaf_type", leaf_name(t.leaf[i]));
        trees.point(t.at[i]);
    }
    trees.finish(make.out);
    const Facilities& f = make.city.facilities;
    Writer facilities = make.layer("facilities", Role::facilities, GeometryKind::point);
    for (std::size_t i = 0; i < f.size(); ++i) {
        facilities.begin(f.origin[i]);
        facilities.text("name", f.name[i]);
        facilities.text("kind", f.kind[i]);
        facilities.point(f.at[i]);
    }
    facilities.finish(make.out);
}

void areas(const Maker& make) {
    struct Row {
        AreaKind kind;
        const char* name;
        Role role;
    };
    constexpr Row rows[] = {{AreaKind::water, "water", Role::water},           {AreaKind::green, "green", Role::green},
                            {AreaKind::road_surface, "road_surfaces", Role::roads}, {AreaKind::sidewalk_surface, "sidewalk_surfaces", Role::sidewalks},
                            {AreaKind::boundary, "boundary", Role::boundary},  {AreaKind::parking, "parking", Role::parking},
                            {AreaKind::other, "flood", Role::flood}};
    const Areas& a = make.city.areas;
    for (const Row& row : rows) {
        Writer w = make.layer(row.name, row.role, GeometryKind::polygon);
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a.kind[i] != row.kind || !has_area(a.area, i)) continue;
            w.begin(a.origin[i]);
            w.text("name", a.name[i]);
            w.polygon(a.area, i);
        }
        w.finish(make.out);
    }
}

} // namespace

const char* use_name(BuildingUse use) { return k_uses[static_cast<std::size_t>(use)]; }
const char* road_class_name(RoadClass road_class) { return k_classes[static_cast<std::size_t>(road_class)]; }
const char* leaf_name(Leaf leaf) { return k_leaves[static_cast<std::size_t>(leaf)]; }
const char* device_kind_name(DeviceKind kind) { return k_devices[static_cast<std::size_t>(kind)]; }

std::vector<FeatureLayer> layers_of_city(const City& city, const AttributesOf& attributes) {
    std::vector<FeatureLayer> out;
    Maker make{city, attributes, out};
    buildings(make);
    roads(make);
    walking(make);
    zones(make);
    people(make);
    crashes(make);
    things(make);
    areas(make);
    return out;
}

} // namespace tp
