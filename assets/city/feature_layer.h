// city/feature_layer.h - what an importer finds in one layer of one file, before it becomes a city.
//
// Geometry stays in the file's own coordinates; `crs` says which. Assembly (city/assemble.h) transforms, joins and
// merges layers into a City. Untrusted: counts and indices are checked by wire/ before this struct is filled.
//
// Rings of polygons are not closed (first != last) and keep the file's direction; the first ring of a part is the outer
// one. A layer is of one geometry kind: a file that mixes kinds becomes several layers. A table without geometry has
// kind none and feature_begin {0}. A file that could not be read, or has no reader, is a layer with role none, in = 0
// and a note that says why.
//
// Canonical names (FeatureLayer::canonical, canonical -> name of the column that holds it; the table is
// data/roles/columns.toml):
//   every role   id name kind source year date longitude latitude
//   buildings    height_m levels levels_below use base_m structure area_m2 built_year part (OSM building:part)
//   roads        lanes lanes_forward lanes_backward speed_kmh width_m road_class one_way bridge tunnel layer sidewalk
//                from_node to_node volume
//   crossings    signal kind raised refuge width_m
//   sidewalks    width_m kind
//   stops        name id shelter boardings
//   zones        zone_kind radius_m
//   crashes      count deaths serious slight group year
//   population   persons
//   devices      device_kind count
//   contours, spot_heights   elevation_m
//   trees        height_m crown_m leaf (the words of Leaf)
//   weather      air_temperature_c relative_humidity_pct wind_speed_m_s wind_direction_deg pressure_pa precipitation_mm
//                global_w_m2 direct_normal_w_m2 diffuse_w_m2 (a column's own unit may differ: it stands in its name);
//                date, or time_s (start of the step, seconds since 1970 UTC); of the place: name latitude longitude
//                elevation_m
// Flags are numbers 1, 0 or NaN; one_way is 1, -1, 0. use, road_class, zone_kind and group hold the words of BuildingUse,
// RoadClass, ZoneKind and CrashGroup, empty where a value is none of them. Subtypes of roads that are no centre lines:
// surface, edge, bridge_surface; of sidewalks: shared_path; of water: stream.
#pragma once

#include "city/models.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tp {

enum class Role : std::uint8_t {
    none, // no role was found: kept out, and reported
    buildings, roads, crossings, signals, sidewalks, stops, zones, crashes, population, devices, facilities, parking, water,
    underpasses, flood, lamps, trees, counts, ridership, parcels, landuse, weather, orthophoto, terrain, boundary, mesh,
    green, contours, spot_heights, building_table // a table whose rows join to buildings
};
const char* role_name(Role role);               // "buildings"; as --as takes it
bool role_from_name(const std::string& name, Role& role);

// How a layer's CRS is known.
enum class CrsFrom : std::uint8_t { nothing, stated, format, values }; // the file says it; its format has only one; guessed from the numbers
// What heights (z, models) are above.
enum class HeightDatum : std::uint8_t { unknown, orthometric, ellipsoidal, ground };

// Whether `given` (of --as, --crs ...) names `file`: equal, or the end of it after a slash. Case counts.
bool names_file(const std::string& given, const std::string& file);

enum class GeometryKind : std::uint8_t { none, point, line, polygon };

// An attribute column: text or numbers. A missing value is an empty text or NaN.
struct Column {
    std::string name;   // UTF-8
    bool numeric = false;
    std::vector<std::string> text;
    std::vector<double> number;
};

struct ReportNote { // one kind of thing that happened to features of a layer
    std::string code;  // message key below "import.note."
    std::string where; // "feature 17" - of the first
    std::int64_t count = 1;
    std::string done;  // message key below "import.done.", e.g. "closed", "left_out", "merged"
    std::vector<std::uint32_t> rows = {}; // 0-based rows of the features concerned, at most the first k_note_rows
    std::vector<LocalPoint> at = {};      // where those lie in the city's frame (NaN: nowhere); made by the assembly
};
inline constexpr std::size_t k_note_rows = 500;

struct FeatureLayer {
    std::string file;   // relative to what the user named
    std::string layer;
    Role role = Role::none;
    bool guessed = true; // false: the user said --as
    std::string subtype; // role detail from the table of roles: "child" zone, "cctv", "total"/"children"/"older" population ...
    std::string encoding; // "UTF-8", "CP949"
    std::string crs;      // CRS text that PROJ reads; empty unknown
    int epsg = 0;         // of crs, 0 unknown
    CrsFrom crs_from = CrsFrom::nothing;
    HeightDatum heights = HeightDatum::unknown;
    GeometryKind geometry = GeometryKind::none;
    // feature i: parts [feature_begin[i], feature_begin[i+1]); part: rings or a line or one point
    std::vector<std::uint32_t> feature_begin{0}; // into part_begin
    std::vector<std::uint32_t> part_begin{0};    // polygon -> rings
    std::vector<std::uint32_t> ring_begin{0};    // ring or line -> points
    std::vector<double> x, y;                    // file coordinates, x east / longitude
    std::vector<float> z;                        // empty, or one per point
    std::vector<Column> columns;
    std::map<std::string, std::string> canonical;    // canonical name -> Column::name, see above
    std::vector<std::uint32_t> row;              // original 0-based row of feature i in the file
    std::vector<std::uint64_t> key;              // the file's own id of feature i (OSM id with type), empty if none
    // terrain rasters: geotransform in file coordinates
    int raster_columns = 0, raster_rows = 0;
    double raster_transform[6] = {0, 1, 0, 0, 0, 1}; // GDAL's order
    std::vector<float> raster;                       // row 0 in the north; NaN no data
    std::vector<std::uint8_t> picture; // instead of raster: an orthophoto, RGBA, row 0 in the north; alpha 0 no data
    LayerModels models;                // 3D geometry of the features; a relief (role terrain) is models alone
    bool needs_place = false;          // the models say nowhere where they stand: the user does (place step)
    // accounting
    std::int64_t in = 0;        // features or rows in the file's layer
    std::int64_t left_out = 0;  // by the importer itself (unreadable, null geometry)
    std::int64_t repaired = 0;
    std::vector<ReportNote> notes;
    std::string licence, hash;

    std::size_t size() const { return row.size(); }
    const Column* column(const std::string& name) const {
        for (const auto& c : columns)
            if (c.name == name) return &c;
        return nullptr;
    }
    // The column that holds a canonical quantity, or nullptr.
    const Column* canonical_column(const std::string& quantity) const {
        auto found = canonical.find(quantity);
        return found == canonical.end() ? nullptr : column(found->second);
    }
};

} // namespace tp
