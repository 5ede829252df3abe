// city/assemble_parts.h - the steps of assemble(): each takes the placed layers of its roles and fills one part of the city.
//
// Every feature has exactly one fate, so that in = kept + merged + left_out holds by construction. Steps run one after
// another in the order of assemble.cpp; each is deterministic, and only the placing of points runs on several threads.
#pragma once

#include "city/assemble.h"
#include "geo/crs.h"

#include <array>
#include <span>
#include <string_view>

namespace tp::assembly {

enum class Fate : std::uint8_t { open, kept, merged, left_out };

// The models of a layer in the city's frame.
struct PlacedModels {
    struct Stand { // where an instance stands; NaN where it cannot be transformed
        LocalPoint at;
        double z_m = 0;
        std::array<double, 9> turn{1, 0, 0, 0, 1, 0, 0, 0, 1};
        bool on_ground = false; // z_m is above the ground
    };
    std::vector<LocalPoint> vertex;  // of models that are in place
    std::vector<Stand> stand;        // per instance; of one in place only on_ground counts
    std::vector<std::uint8_t> loose; // per instance: its vertices are metres around `stand`
    bool placed() const { return !stand.empty(); }
};

// One layer on its way into the city.
struct Placed {
    const FeatureLayer* in = nullptr;
    LayerReport report;
    std::string crs;              // what its coordinates are read as; empty: could not be found out
    bool swapped = false;         // in->x is the northing or latitude
    const char* kept_out = nullptr; // the note's code where the whole layer is left out: crs_elsewhere, crs_ambiguous; crs is empty
    std::string kept_out_where;
    std::vector<LocalPoint> at;   // in->x, in->y in the city's frame; NaN where a point cannot be transformed
    std::vector<LocalBox> box;    // per feature; empty where it has no usable point
    std::vector<Fate> fate;       // per feature
    std::vector<std::int32_t> building; // per feature: what it became or was merged into, -1 nothing; empty: not a building layer
    PlacedModels models;
    std::uint16_t source = 0;

    bool raster() const { return !in->raster.empty() || !in->picture.empty(); }
    bool modelled() const { return !in->models.empty() && in->role != Role::terrain; } // a relief becomes terrain
    bool located() const { return raster() || in->geometry != GeometryKind::none || modelled(); } // is somewhere, if its CRS is known
    std::size_t size() const { return fate.size(); } // features; a raster is one
    Origin origin(std::size_t i) const { return {source, i < in->row.size() ? in->row[i] : static_cast<std::uint32_t>(i)}; }
    std::string where(std::size_t i) const { return "feature " + std::to_string(origin(i).feature + 1); }
};

// What happens to feature i; the note counts how often and remembers the first. `note` may be empty.
void keep(Placed& layer, std::size_t i);
void merge(Placed& layer, std::size_t i, const char* note);
void leave_out(Placed& layer, std::size_t i, const char* note);
// Adds to the layer's notes: the same code and deed count together. The second is of feature i, whose row is remembered.
void add_note(Placed& layer, const char* code, const char* done, const std::string& where, std::int64_t count = 1);
void add_note(Placed& layer, const char* code, const char* done, std::size_t i);

struct Job {
    City city;
    std::vector<Placed> layers; // in the order of the files
    const AssembleOptions& options;
    LocalBox extent;   // of buildings and streets, else of everything
    LocalBox boundary; // of the administrative boundary, empty where there is none
    std::optional<LocalBox> window; // --bbox
    std::vector<LocalPoint> hull;   // convex, around buildings and streets; made only where crashes ask for it

    // Layers of a role that still have features to place, of one geometry kind.
    std::vector<Placed*> of(Role role, GeometryKind geometry);
};

// Within the city, with room for what stands beside the outermost street.
bool near_city(const Job& job, LocalPoint p);
bool near_city(const Job& job, const LocalBox& box, double margin_m);
// A layer that is wholly the municipality's, though some of it lies beyond the buildings and streets at hand: all of it is
// within 20 km of them, or within the boundary. A national or provincial file is not.
bool of_municipality(const Job& job, const Placed& layer);

// The values of one canonical column (feature_layer.h), or of none.
class Field {
public:
    Field(const Placed& layer, const char* canonical) : m_column(layer.in->canonical_column(canonical)) {}
    bool there() const { return m_column != nullptr; }
    std::string text(std::size_t i) const;     // empty where missing; a number in its shortest form
    double number(std::size_t i) const;        // NaN where missing; text such as "3.5 m" or "1,234" is read
    std::int32_t whole(std::size_t i) const;   // -1 where missing, negative or not a whole number that fits
    Tri yes_no(std::size_t i) const;           // yes/no/true/1/Y/있음 ..., else unknown

private:
    const Column* m_column;
};

// Parts of feature i, rings of a part, points of a ring or line.
struct Range {
    std::uint32_t begin = 0, end = 0;
};
Range parts(const Placed& layer, std::size_t i);
Range rings(const Placed& layer, std::uint32_t part);
std::span<const LocalPoint> points(const Placed& layer, std::uint32_t ring);
bool finite(std::span<const LocalPoint> points);

// Where a feature is: a point itself (the mean of several), a line's middle, a polygon's centroid; NaN if nowhere.
LocalPoint place_of(const Placed& layer, std::size_t i);

// Adds feature i as one polygon: its largest part first, holes clockwise, other parts as counter-clockwise rings.
// Returns its area; 0 where nothing of it encloses an area: then nothing was added.
double add_polygon(Polygons& out, const Placed& layer, std::size_t i);
void add_no_polygon(Polygons& out); // a polygon without rings
struct AreaAt {
    double area_m2 = 0.0;
    LocalPoint centroid;
};
AreaAt area_at(const Polygons& polygons, std::size_t i); // holes taken off, parts together

// The steps.
Result<void> place(Job& job, const Progress& progress);       // CRS, frame, local points, window, extent
void place_models(Job& job);                                  // of layers whose CRS is known; features without a box get theirs
const ModelPlace* place_given(const AssembleOptions& options, const FeatureLayer& layer);
std::vector<LocalPoint> hull_of_city(const Job& job);                // around buildings and streets, else everything
void assemble_terrain(Job& job);
void terrain_from_heights(Job& job);             // of contours and spot heights; part of assemble_terrain
void close_terrain(Job& job, Placed& layer);     // holes filled, what is not covered noted on `layer`; part of it
void assemble_buildings(Job& job);
void assemble_areas(Job& job);
void assemble_streets(Job& job);
void assemble_sidewalks(Job& job);
void assemble_signals(Job& job);
void assemble_crossings(Job& job);
void assemble_places(Job& job); // stops, zones, devices, trees, facilities
void assemble_people(Job& job);
void assemble_crashes(Job& job);
void assemble_weather(Job& job);
void assemble_pictures(Job& job);
void assemble_models(Job& job); // after all others: a model goes where its feature went

// File base height less ground, per building with a known base (NaN in `file_base_m` elsewhere) -> Buildings::residual_m.
// Without a terrain nothing is known.
void find_residuals(City& city, std::span<const double> file_base_m);

// Words of files -> kinds; tables in assemble_words.cpp.
BuildingUse use_from_text(std::string_view text); // unknown where the text says nothing
RoadClass road_class_from_text(std::string_view text, int lanes);
ZoneKind zone_kind_from_text(std::string_view text);
DeviceKind device_kind_from_text(std::string_view text);
CrashGroup crash_group_from_text(std::string_view text);
std::string facility_kind_from_text(std::string_view text); // "other" where unknown

} // namespace tp::assembly
