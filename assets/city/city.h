// city/city.h - the city as it stands: plain arrays in the local frame, immutable once built.
//
// Every array of one kind has the same length; index = object id within its kind. NaN, 0 levels, Tri::unknown and
// -1 mean "not known", never "none". Where a value was derived, `derived` says by which rule.
#pragma once

#include "city/models.h"
#include "geo/frame.h"
#include "geo/polygon.h"
#include "geo/raster.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tp {

enum class Tri : std::int8_t { unknown = -1, no = 0, yes = 1 };

enum class BuildingUse : std::uint8_t { unknown, residential, commercial, office, education, industrial, public_use, medical, religious, other };

enum BuildingDerived : std::uint8_t { k_height_from_levels = 1, k_levels_from_height = 2, k_height_assumed = 4, k_use_guessed = 8, k_height_levels_stated = 16 };

struct Buildings {
    Polygons footprint; // one polygon per building; further pieces are further counter-clockwise rings
    std::vector<float> base_m;   // ground at the footprint (lowest corner); 0 where the city has no terrain
    std::vector<float> height_m; // above base, > 0 always (an assumed height is flagged)
    std::vector<std::uint16_t> levels; // 0 unknown
    std::vector<BuildingUse> use;
    std::vector<std::uint8_t> derived; // BuildingDerived flags
    std::vector<std::string> name;     // the file's id or name
    std::vector<float> residual_m;     // the file's own base height less the ground there; NaN where it has none; empty: no building has one
    std::vector<Origin> origin;
    std::size_t size() const { return height_m.size(); }
};

enum class RoadClass : std::uint8_t { unknown, motorway, trunk, primary, secondary, tertiary, residential, service, path };
enum class OneWay : std::int8_t { both = 0, forward = 1, backward = -1 };

// The street graph: nodes, and edges as polylines from node `from` to node `to` (first and last point of the line).
struct Streets {
    std::vector<LocalPoint> node;
    Rings line; // one line per edge
    std::vector<std::uint32_t> from, to;
    std::vector<RoadClass> road_class;
    std::vector<std::int8_t> lanes;       // of both directions together; -1 unknown
    std::vector<std::int16_t> speed_kmh;  // limit; -1 unknown
    std::vector<float> width_m;           // NaN unknown
    std::vector<Tri> sidewalk;            // a sidewalk along it
    std::vector<std::uint8_t> level;      // 0 ground, 1 bridge (no crossing with what is below), 2 tunnel
    std::vector<float> volume_veh_per_day; // counted, both directions; NaN where not counted
    std::vector<OneWay> one_way;
    std::vector<std::string> name;
    std::vector<Origin> origin;
    std::size_t size() const { return from.size(); }
};

// A place where people cross on foot.
struct Crossings {
    std::vector<LocalPoint> at;
    std::vector<Tri> signal;
    std::vector<std::int32_t> edge; // nearest street edge, -1 none within 40 m
    std::vector<float> along_m;     // position along that edge
    std::vector<float> width_m;     // carriageway crossed, NaN unknown
    std::vector<Tri> raised, refuge; // what stands there already
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

struct Signals { // traffic signal heads as the files give them; crossings refer to them by distance
    std::vector<LocalPoint> at;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

struct Stops {
    std::vector<LocalPoint> at;
    std::vector<std::string> name;
    std::vector<float> boardings_per_day; // NaN unknown
    std::vector<Tri> shelter;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

struct Sidewalks { // centre lines; polygons are reduced to theirs at import
    Rings line;
    std::vector<float> width_m; // NaN unknown
    std::vector<Origin> origin;
    std::size_t size() const { return line.size(); }
};

enum class ZoneKind : std::uint8_t { child, elderly, disabled, other };
struct Zones { // protection zones: a polygon where known, else a disc of radius_m around `at`
    std::vector<ZoneKind> kind;
    std::vector<LocalPoint> at;
    std::vector<float> radius_m; // 300 m legal radius where the file gives a point only
    Polygons area;               // empty polygon (no ring) where only a point is known
    std::vector<std::string> name;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

struct Population { // residents by place; exact sums of the file
    std::vector<LocalPoint> at;  // cell centre, or building
    std::vector<float> cell_m;   // side of the cell, 0 for a point
    std::vector<double> total, children, working, older; // 0-14, 15-64, 65+; NaN where the file has no value for the cell
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

enum class CrashKind : std::uint8_t { point, hotspot };
enum class CrashGroup : std::uint8_t { all, pedestrian, elderly_pedestrian, child_pedestrian, school_zone, jaywalking, holiday, municipal, child_cell };
// Crash points (complete counts) or hot spots (left-truncated: a place below the threshold is unknown, not zero).
struct Crashes {
    std::vector<CrashKind> kind;
    std::vector<CrashGroup> group;
    std::vector<LocalPoint> at;
    Polygons area; // hot-spot polygon, empty for a point
    std::vector<std::int16_t> year; // 0 unknown
    std::vector<std::int32_t> count, deaths, serious, slight; // -1 unknown
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

enum class DeviceKind : std::uint8_t {
    cctv, enforcement_camera, smart_shelter, lamp, sign, speed_bump, other, ev_charger, shade, air_sensor, parking_sensor, emergency_bell, info_board, wifi
};
struct Devices { // what stands already
    std::vector<DeviceKind> kind;
    std::vector<LocalPoint> at;
    std::vector<std::int32_t> count;
    std::vector<std::string> name;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

enum class Leaf : std::uint8_t { unknown, broad, needle };
struct Trees { // single trees that no 3D model of a file shows
    std::vector<LocalPoint> at;
    std::vector<float> height_m, crown_m; // crown: diameter; NaN unknown
    std::vector<Leaf> leaf;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

struct Facilities { // schools, kindergartens, welfare, markets ... points that matter to a model or a label
    std::vector<std::string> kind; // "school", "kindergarten", "academy", "sports", "market", "station", ...
    std::vector<LocalPoint> at;
    std::vector<std::string> name;
    std::vector<Origin> origin;
    std::size_t size() const { return at.size(); }
};

enum class AreaKind : std::uint8_t { water, green, road_surface, sidewalk_surface, boundary, parking, other };
struct Areas { // surfaces that are drawn and asked, not computed on
    std::vector<AreaKind> kind;
    Polygons area;
    std::vector<std::string> name;
    std::vector<Origin> origin;
    std::size_t size() const { return kind.size(); }
};

struct Weather { // hours of a typical year, or days of a record; NaN is missing
    std::string place;
    GeoPoint at{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()}; // NaN: the file has none
    float elevation_m = std::numeric_limits<float>::quiet_NaN();
    int step_h = 1; // 1 hour or 24
    std::vector<std::int64_t> time_s; // start of the step, seconds since 1970 UTC; of a typical year each month has its own year
    std::vector<float> air_temperature_c, relative_humidity_pct, wind_speed_m_s, wind_direction_deg, pressure_pa,
        precipitation_mm, global_w_m2, direct_normal_w_m2, diffuse_w_m2; // means over the step; precipitation: sum
    std::uint16_t source = 0;
    std::size_t size() const { return time_s.size(); }
};

struct GroundPicture { // an orthophoto, north up
    Texture texture;
    LocalPoint south_west; // outer corner
    double width_m = 0, height_m = 0;
    std::uint16_t source = 0;
};

struct Source { // a file the city was made from
    std::string file;    // as the user gave it, relative to the folder given
    std::string layer;
    std::string role;
    std::string licence; // empty: not stated
    std::string hash;    // of the bytes, hex
};

struct City {
    std::string name;
    LocalFrame frame;
    LocalBox extent; // of all that lies in it
    bool synthetic = false;
    bool heights_derived = false; // e.g. all heights are 3 m x levels
    std::optional<std::int64_t> population; // given by the user; else the sum of the grid
    std::string level;                      // 시, 군, 구, 광역시 ... as given; empty unknown
    HeightGrid terrain;
    Buildings buildings;
    Streets streets;
    Crossings crossings;
    Signals signals;
    Stops stops;
    Sidewalks sidewalks;
    Zones zones;
    Population people;
    Crashes crashes;
    Devices devices;
    Trees trees;
    Facilities facilities;
    Areas areas;
    Models models;
    std::vector<GroundPicture> pictures;
    std::vector<Weather> weather;
    std::vector<Source> sources;
};

// Sum of Population::total, persons; nullopt where the city has no population.
std::optional<double> people_total(const City& city);
// Population that rules ask for: the given one, else the rounded sum.
std::optional<std::int64_t> population_for_rules(const City& city);
// Content hash of everything above but what is only looked at (models, pictures, trees) and `sources`; the cache key of whole-city stages and part of every result header.
std::uint64_t city_hash(const City& city);

} // namespace tp
