#include "project/city_tables.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

namespace tp {
namespace {

template <class V>
using Item = typename std::remove_const_t<V>::value_type;

constexpr std::array k_building_use{"unknown",    "residential", "commercial", "office",    "education",
                                    "industrial", "public_use",  "medical",    "religious", "other"};
constexpr std::array k_road_class{"unknown",  "motorway",    "trunk",   "primary", "secondary",
                                  "tertiary", "residential", "service", "path"};
constexpr std::array k_zone_kind{"child", "elderly", "disabled", "other"};
constexpr std::array k_crash_kind{"point", "hotspot"};
constexpr std::array k_crash_group{"all",        "pedestrian", "elderly_pedestrian", "child_pedestrian", "school_zone",
                                   "jaywalking", "holiday",    "municipal",          "child_cell"};
constexpr std::array k_device_kind{"cctv", "enforcement_camera", "smart_shelter", "lamp",
                                   "sign", "speed_bump",         "other",         "ev_charger",
                                   "shade", "air_sensor", "parking_sensor", "emergency_bell", "info_board", "wifi"};
constexpr std::array k_leaf{"unknown", "broad", "needle"};
constexpr std::array k_area_kind{"water", "green", "road_surface", "sidewalk_surface", "boundary", "parking", "other"};

// float or double; NaN is NULL.
template <class V>
Field real(const char* name, V& values) {
    Field field{name, "DOUBLE", values.size(), {}, {}, false};
    field.put = [&values](Statement& s, int parameter, std::size_t i) {
        auto v = static_cast<double>(values[i]);
        if (std::isnan(v))
            s.bind_null(parameter);
        else
            s.bind(parameter, v);
    };
    if constexpr (!std::is_const_v<V>)
        field.take = [&values](Statement& s, int column) {
            using T = Item<V>;
            values.push_back(s.is_null(column) ? std::numeric_limits<T>::quiet_NaN()
                                               : static_cast<T>(s.number(column)));
            return true;
        };
    return field;
}

// An integer or an enumeration kept as its number; `unknown` is NULL. `shift` is added in the file (index -> fid).
template <class V>
Field whole(const char* name, V& values, std::optional<std::int64_t> unknown = {}, std::int64_t shift = 0,
            const char* type = "INTEGER") {
    Field field{name, type, values.size(), {}, {}, false};
    field.put = [&values, unknown, shift](Statement& s, int parameter, std::size_t i) {
        auto v = static_cast<std::int64_t>(values[i]);
        if (v == unknown)
            s.bind_null(parameter);
        else
            s.bind(parameter, v + shift);
    };
    if constexpr (!std::is_const_v<V>)
        field.take = [&values, unknown, shift](Statement& s, int column) {
            using T = Item<V>;
            using Number =
                typename std::conditional_t<std::is_enum_v<T>, std::underlying_type<T>, std::type_identity<T>>::type;
            if (s.is_null(column)) {
                if (!unknown) return false;
                values.push_back(static_cast<T>(*unknown));
                return true;
            }
            std::int64_t stored = s.integer(column);
            if (!s.is_integer(column) || stored < std::numeric_limits<std::int64_t>::min() + shift) return false;
            std::int64_t v = stored - shift;
            if (v < static_cast<std::int64_t>(std::numeric_limits<Number>::min()) ||
                v > static_cast<std::int64_t>(std::numeric_limits<Number>::max()))
                return false;
            values.push_back(static_cast<T>(v));
            return true;
        };
    return field;
}

template <class V>
Field tri(const char* name, V& values) {
    Field field = whole(name, values, -1, 0, "BOOLEAN");
    if constexpr (!std::is_const_v<V>)
        field.take = [&values, take = std::move(field.take)](Statement& s, int column) {
            return take(s, column) && values.back() >= Tri::unknown && values.back() <= Tri::yes;
        };
    return field;
}

template <class V, std::size_t N>
Field word(const char* name, V& values, const std::array<const char*, N>& words) {
    Field field{name, "TEXT", values.size(), {}, {}, false};
    field.put = [&values, &words](Statement& s, int parameter, std::size_t i) {
        s.bind(parameter, std::string_view(words[static_cast<std::size_t>(values[i])]));
    };
    if constexpr (!std::is_const_v<V>)
        field.take = [&values, &words](Statement& s, int column) {
            std::string_view text = s.text(column);
            for (std::size_t i = 0; i < N; ++i)
                if (text == words[i]) {
                    values.push_back(static_cast<Item<V>>(i));
                    return true;
                }
            return false;
        };
    return field;
}

template <class V>
Field text(const char* name, V& values) {
    Field field{name, "TEXT", values.size(), {}, {}, false};
    field.put = [&values](Statement& s, int parameter, std::size_t i) {
        s.bind(parameter, std::string_view(values[i]));
    };
    if constexpr (!std::is_const_v<V>)
        field.take = [&values](Statement& s, int column) {
            values.emplace_back(s.text(column));
            return true;
        };
    return field;
}

// A local coordinate of points that are not the geometry itself (the anchor of a zone or a hot spot).
template <class V>
std::vector<Field> anchor(V& values) {
    Field x{"x_m", "DOUBLE", values.size(), {}, {}}, y{"y_m", "DOUBLE", values.size(), {}, {}, false};
    x.put = [&values](Statement& s, int parameter, std::size_t i) { s.bind(parameter, values[i].x_m); };
    y.put = [&values](Statement& s, int parameter, std::size_t i) { s.bind(parameter, values[i].y_m); };
    if constexpr (!std::is_const_v<V>) {
        x.take = [&values](Statement& s, int column) {
            values.push_back({s.number(column), 0.0});
            return std::isfinite(values.back().x_m) && !s.is_null(column);
        };
        y.take = [&values](Statement& s, int column) {
            values.back().y_m = s.number(column);
            return std::isfinite(values.back().y_m) && !s.is_null(column);
        };
    }
    return {std::move(x), std::move(y)};
}

template <class V>
std::vector<Field> origin(V& values) {
    Field source{"source", "INTEGER", values.size(), {}, {}}, feature{"feature", "INTEGER", values.size(), {}, {}, false};
    source.put = [&values](Statement& s, int parameter, std::size_t i) {
        s.bind(parameter, static_cast<std::int64_t>(values[i].source) + 1);
    };
    feature.put = [&values](Statement& s, int parameter, std::size_t i) {
        s.bind(parameter, static_cast<std::int64_t>(values[i].feature));
    };
    if constexpr (!std::is_const_v<V>) {
        source.take = [&values](Statement& s, int column) {
            std::int64_t v = s.integer(column) - 1;
            values.push_back({static_cast<std::uint16_t>(v), 0});
            return v >= 0 && v <= std::numeric_limits<std::uint16_t>::max();
        };
        feature.take = [&values](Statement& s, int column) {
            std::int64_t v = s.integer(column);
            values.back().feature = static_cast<std::uint32_t>(v);
            return v >= 0 && v <= std::numeric_limits<std::uint32_t>::max();
        };
    }
    return {std::move(source), std::move(feature)};
}

template <class V>
Geom points(V& at) {
    Geom geom{.shape = Shape::point, .at = &at};
    if constexpr (!std::is_const_v<V>) geom.at_out = &at;
    return geom;
}
template <class V>
Geom lines(V& line) {
    Geom geom{.shape = Shape::line, .line = &line};
    if constexpr (!std::is_const_v<V>) geom.line_out = &line;
    return geom;
}
template <class V>
Geom polygons(V& area) {
    Geom geom{.shape = Shape::polygon, .area = &area};
    if constexpr (!std::is_const_v<V>) geom.area_out = &area;
    return geom;
}
template <class A, class V>
Geom areas_or_points(A& area, V& at) {
    Geom geom{.shape = Shape::area_or_point, .at = &at, .area = &area};
    if constexpr (!std::is_const_v<A>) geom.area_out = &area;
    return geom;
}

void add(std::vector<Field>& fields, std::vector<Field> more) {
    for (Field& field : more) fields.push_back(std::move(field));
}

template <class C>
FeatureTable buildings(C& b) {
    FeatureTable t{"buildings", polygons(b.footprint), b.size(), {}};
    add(t.fields, {real("base_m", b.base_m), real("height_m", b.height_m), whole("levels", b.levels, 0),
                   word("use", b.use, k_building_use), whole("derived", b.derived), text("name", b.name)});
    add(t.fields, origin(b.origin));
    t.fields.push_back(real("residual_m", b.residual_m));
    t.fields.back().optional = true;
    return t;
}

template <class C>
void streets(C& s, std::vector<FeatureTable>& out) {
    out.push_back({"street_nodes", points(s.node), s.node.size(), {}});
    FeatureTable t{"street_edges", lines(s.line), s.size(), {}};
    add(t.fields,
        {whole("from_fid", s.from, {}, 1), whole("to_fid", s.to, {}, 1), word("road_class", s.road_class, k_road_class),
         whole("lanes", s.lanes, -1), whole("speed_kmh", s.speed_kmh, -1), real("width_m", s.width_m),
         tri("sidewalk", s.sidewalk), whole("level", s.level), real("volume_veh_per_day", s.volume_veh_per_day),
         whole("one_way", s.one_way), text("name", s.name)});
    add(t.fields, origin(s.origin));
    out.push_back(std::move(t));
}

template <class C>
FeatureTable crossings(C& c) {
    FeatureTable t{"crossings", points(c.at), c.size(), {}};
    add(t.fields, {tri("signal", c.signal), whole("edge_fid", c.edge, -1, 1), real("along_m", c.along_m),
                   real("width_m", c.width_m), tri("raised", c.raised), tri("refuge", c.refuge)});
    add(t.fields, origin(c.origin));
    return t;
}

template <class C>
FeatureTable zones(C& z) {
    FeatureTable t{"zones", areas_or_points(z.area, z.at), z.size(), {}};
    add(t.fields, {word("kind", z.kind, k_zone_kind)});
    add(t.fields, anchor(z.at));
    add(t.fields, {real("radius_m", z.radius_m), text("name", z.name)});
    add(t.fields, origin(z.origin));
    return t;
}

template <class C>
FeatureTable crashes(C& x) {
    FeatureTable t{"crashes", areas_or_points(x.area, x.at), x.size(), {}};
    add(t.fields, {word("kind", x.kind, k_crash_kind), word("crash_group", x.group, k_crash_group)});
    add(t.fields, anchor(x.at));
    add(t.fields, {whole("year", x.year, 0), whole("count", x.count, -1), whole("deaths", x.deaths, -1),
                   whole("serious", x.serious, -1), whole("slight", x.slight, -1)});
    add(t.fields, origin(x.origin));
    return t;
}

template <class C>
void places(C& city, std::vector<FeatureTable>& out) {
    auto& s = city.stops;
    FeatureTable stops{"stops", points(s.at), s.size(), {}};
    add(stops.fields,
        {text("name", s.name), real("boardings_per_day", s.boardings_per_day), tri("shelter", s.shelter)});
    add(stops.fields, origin(s.origin));
    out.push_back(std::move(stops));

    auto& w = city.sidewalks;
    FeatureTable sidewalks{"sidewalks", lines(w.line), w.size(), {}};
    add(sidewalks.fields, {real("width_m", w.width_m)});
    add(sidewalks.fields, origin(w.origin));
    out.push_back(std::move(sidewalks));
    out.push_back(zones(city.zones));

    auto& p = city.people;
    FeatureTable people{"population", points(p.at), p.size(), {}};
    add(people.fields, {real("cell_m", p.cell_m), real("total", p.total), real("children", p.children),
                        real("working", p.working), real("older", p.older)});
    add(people.fields, origin(p.origin));
    out.push_back(std::move(people));
    out.push_back(crashes(city.crashes));
}

template <class C>
void things(C& city, std::vector<FeatureTable>& out) {
    auto& d = city.devices;
    FeatureTable devices{"devices", points(d.at), d.size(), {}};
    add(devices.fields, {word("kind", d.kind, k_device_kind), whole("count", d.count), text("name", d.name)});
    add(devices.fields, origin(d.origin));
    out.push_back(std::move(devices));

    auto& f = city.facilities;
    FeatureTable facilities{"facilities", points(f.at), f.size(), {}};
    add(facilities.fields, {text("kind", f.kind), text("name", f.name)});
    add(facilities.fields, origin(f.origin));
    out.push_back(std::move(facilities));

    auto& a = city.areas;
    FeatureTable areas{"areas", polygons(a.area), a.size(), {}};
    add(areas.fields, {word("kind", a.kind, k_area_kind), text("name", a.name)});
    add(areas.fields, origin(a.origin));
    out.push_back(std::move(areas));
}

template <class C>
FeatureTable trees(C& t) {
    FeatureTable table{"trees", points(t.at), t.size(), {}, true};
    add(table.fields, {real("height_m", t.height_m), real("crown_m", t.crown_m), word("leaf", t.leaf, k_leaf)});
    add(table.fields, origin(t.origin));
    return table;
}

template <class C>
std::vector<FeatureTable> all(C& city) {
    std::vector<FeatureTable> out;
    out.push_back(buildings(city.buildings));
    streets(city.streets, out);
    out.push_back(crossings(city.crossings));
    FeatureTable signals{"signals", points(city.signals.at), city.signals.size(), {}};
    add(signals.fields, origin(city.signals.origin));
    out.push_back(std::move(signals));
    places(city, out);
    things(city, out);
    out.push_back(trees(city.trees));
    return out;
}

} // namespace

std::vector<FeatureTable> feature_tables(const City& city) { return all(city); }
std::vector<FeatureTable> feature_tables(City& city) { return all(city); }

} // namespace tp
