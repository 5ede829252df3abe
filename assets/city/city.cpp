#include "city/city.h"

#include "core/hash.h"

#include <bit>
#include <cmath>
#include <type_traits>

namespace tp {
namespace {

// Feeds values, not bytes: every NaN is the same and -0 is 0, so that a city read back from a file hashes the same.
class Feed {
public:
    std::uint64_t value() const { return m_hash.value(); }

    void operator()(double v) { m_hash.add(std::isnan(v) ? std::bit_cast<double>(0x7ff8000000000000ULL) : v); }
    void operator()(const std::string& text) { m_hash.add(text); }
    void operator()(LocalPoint p) { (*this)(p.x_m), (*this)(p.y_m); }
    void operator()(Origin o) { m_hash.add(std::uint64_t{o.source} << 32U | o.feature); }
    template <class T>
        requires(std::is_integral_v<T> || std::is_enum_v<T>)
    void operator()(T v) { m_hash.add(static_cast<std::uint64_t>(v)); }
    void operator()(float v) { (*this)(static_cast<double>(v)); }
    template <class T>
    void operator()(const std::vector<T>& values) {
        m_hash.add(static_cast<std::uint64_t>(values.size()));
        for (const T& v : values) (*this)(v);
    }
    void operator()(const Rings& rings) { all(rings.begin, rings.points); }
    void operator()(const Polygons& polygons) { all(polygons.begin, polygons.rings); }
    template <class... T>
    void all(const T&... values) { ((*this)(values), ...); }

private:
    Hash m_hash;
};

} // namespace

std::optional<double> people_total(const City& city) {
    if (city.people.size() == 0) return std::nullopt;
    double sum = 0.0;
    for (double v : city.people.total)
        if (!std::isnan(v)) sum += v;
    return sum;
}

std::optional<std::int64_t> population_for_rules(const City& city) {
    if (city.population) return city.population;
    if (auto sum = people_total(city)) return std::llround(*sum);
    return std::nullopt;
}

std::uint64_t city_hash(const City& city) {
    Feed feed;
    feed.all(city.name, city.frame.epsg, city.frame.origin.easting_m, city.frame.origin.northing_m, city.extent.min,
             city.extent.max, city.synthetic, city.heights_derived, city.population.has_value(), city.population.value_or(0),
             city.level);
    const GridShape& grid = city.terrain.shape;
    feed.all(grid.columns, grid.rows, grid.cell_m, grid.south_west, city.terrain.height_m);
    const Buildings& b = city.buildings;
    feed.all(b.footprint, b.base_m, b.height_m, b.levels, b.use, b.derived, b.name, b.origin);
    const Streets& s = city.streets;
    feed.all(s.node, s.line, s.from, s.to, s.road_class, s.lanes, s.speed_kmh, s.width_m, s.sidewalk, s.level,
             s.volume_veh_per_day, s.one_way, s.name, s.origin);
    const Crossings& c = city.crossings;
    feed.all(c.at, c.signal, c.edge, c.along_m, c.width_m, c.raised, c.refuge, c.origin);
    feed.all(city.signals.at, city.signals.origin);
    const Stops& t = city.stops;
    feed.all(t.at, t.name, t.boardings_per_day, t.shelter, t.origin);
    feed.all(city.sidewalks.line, city.sidewalks.width_m, city.sidewalks.origin);
    const Zones& z = city.zones;
    feed.all(z.kind, z.at, z.radius_m, z.area, z.name, z.origin);
    const Population& p = city.people;
    feed.all(p.at, p.cell_m, p.total, p.children, p.working, p.older, p.origin);
    const Crashes& x = city.crashes;
    feed.all(x.kind, x.group, x.at, x.area, x.year, x.count, x.deaths, x.serious, x.slight, x.origin);
    const Devices& d = city.devices;
    feed.all(d.kind, d.at, d.count, d.name, d.origin);
    const Facilities& f = city.facilities;
    feed.all(f.kind, f.at, f.name, f.origin);
    feed.all(city.areas.kind, city.areas.area, city.areas.name, city.areas.origin);
    // Only where there is any, so that a city of an older document keeps its hash.
    if (!city.terrain.known.empty()) feed(city.terrain.known);
    if (!b.residual_m.empty()) feed(b.residual_m);
    for (const Weather& w : city.weather)
        feed.all(w.place, w.at.longitude_deg, w.at.latitude_deg, w.elevation_m, w.step_h, w.time_s, w.air_temperature_c, w.relative_humidity_pct,
                 w.wind_speed_m_s, w.wind_direction_deg, w.pressure_pa, w.precipitation_mm, w.global_w_m2, w.direct_normal_w_m2,
                 w.diffuse_w_m2, w.source);
    return feed.value();
}

} // namespace tp
