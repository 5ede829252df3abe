// city/crs_evidence.h - what speaks for one reading of a layer's coordinates: where it puts them, how they fit the rest.
//
// Degrees are WGS 84 longitude/latitude. Fits are shares of points, 0-1, higher is better:
//   buildings: corners within 1.5 m of another file's outlines; else corners that keep 3 m from centre lines of streets
//   streets:   points within 5 m of another file's streets; else points that keep 3 m from outlines of buildings
//   crossings, signals, sidewalks, stops, hot spots, zones, devices, lamps: points within 10 m of a street
// A shift of 100-400 m takes a true fit down to chance: no file is needed that says which is right.
#pragma once

#include "city/assemble_noding.h"
#include "city/assemble_parts.h"

#include <map>
#include <memory>

namespace tp::assembly {

struct GeoBox { // degrees; empty while west > east
    double west = 1e9, south = 1e9, east = -1e9, north = -1e9;
    bool empty() const { return !(west <= east && south <= north); }
    void add(double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y)) return;
        west = std::min(west, x), east = std::max(east, x);
        south = std::min(south, y), north = std::max(north, y);
    }
    void add(const GeoBox& b) {
        if (!b.empty()) add(b.west, b.south), add(b.east, b.north);
    }
    bool contains(double x, double y, double margin = 0.0) const {
        return x >= west - margin && x <= east + margin && y >= south - margin && y <= north + margin;
    }
};
double agreement(GeoBox a, GeoBox b); // overlap as a share of the union
double gap_m(const GeoBox& a, const GeoBox& b); // between two boxes; 0 where they touch

struct Sample { // points of a layer: in its own coordinates, or in degrees
    std::vector<double> x, y;
};
Sample sample_of(const FeatureLayer& layer, std::size_t count = 400); // evenly chosen
bool has_coordinates(const FeatureLayer& layer); // says itself where it is, in some CRS
bool in_degrees(const Sample& s);
GeoBox box_of(const Sample& degrees);    // all but the outermost 2 % of each side
GeoPoint middle_of(const Sample& degrees); // medians; NaN where no point is finite

bool street_or_building(const FeatureLayer& layer); // what decides where the city is

// Projections to degrees, made once per CRS. "OGC:CRS84" leaves as it is.
class ToDegrees {
public:
    bool apply(const std::string& crs, Sample& s);
    const CrsArea& area(int epsg); // the world where PROJ does not say

private:
    std::map<int, CrsArea> m_areas;
    std::map<std::string, std::unique_ptr<Projection>> m_made;
};

// Streets and buildings whose place is known, to compare with.
class Reference {
public:
    // Takes from the layers marked true in `wanted` what lies within `around` (and 2 km beside it).
    Reference(const std::vector<Placed>& layers, const std::vector<bool>& wanted, const GeoBox& around, ToDegrees& to_degrees);
    struct Fit {
        double share = 0.0;
        std::size_t points = 0;
    };
    // One fit for each reading (in degrees) of a layer, by one measure; empty where nothing can be compared.
    std::vector<Fit> fits(const FeatureLayer& layer, const std::vector<Sample>& readings) const;
    // Whether the first fit is better by more than chance explains.
    static bool clearly_better(const Fit& a, const Fit& b);

private:
    void add_lines(const Placed& layer, const Sample& degrees, Rings& out, bool closed) const;
    std::vector<Fit> measure(const SegmentGrid& grid, const std::vector<Sample>& readings, double reach_m, bool keep_away) const;
    LocalPoint local(double longitude_deg, double latitude_deg) const;

    GeoBox m_around;
    GeoPoint m_middle;
    double m_metres_x = 0.0, m_metres_y = 0.0; // per degree
    Rings m_streets, m_outlines;
    std::unique_ptr<SegmentGrid> m_street_grid, m_outline_grid;
};

} // namespace tp::assembly
