// geo/frame.h - the three kinds of position, and the only ways from one to another.
//
//   GeoPoint  longitude/latitude, degrees, WGS 84      files, reports
//   MapPoint  easting/northing, metres, double         one projected CRS per city (EPSG:5187, ...)
//   LocalPoint  metres from the city's origin, double  everything that computes
//
// The renderer alone narrows LocalPoint to float, relative to a tile centre (renderer/scene).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {

struct GeoPoint {
    double longitude_deg = 0.0;
    double latitude_deg = 0.0;
    friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

struct MapPoint {
    double easting_m = 0.0;
    double northing_m = 0.0;
    friend bool operator==(const MapPoint&, const MapPoint&) = default;
};

struct LocalPoint {
    double x_m = 0.0; // east
    double y_m = 0.0; // north
    friend bool operator==(const LocalPoint&, const LocalPoint&) = default;
};

inline double distance_m(LocalPoint a, LocalPoint b) { return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m); }

// A city's local frame: a MapPoint that is called (0, 0). Distances are those of the map plane.
struct LocalFrame {
    int epsg = 0;
    MapPoint origin;

    LocalPoint to_local(MapPoint p) const { return {p.easting_m - origin.easting_m, p.northing_m - origin.northing_m}; }
    MapPoint to_map(LocalPoint p) const { return {p.x_m + origin.easting_m, p.y_m + origin.northing_m}; }
    friend bool operator==(const LocalFrame&, const LocalFrame&) = default;
};

struct LocalBox { // empty while min > max
    LocalPoint min{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    LocalPoint max{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

    bool empty() const { return !(min.x_m <= max.x_m && min.y_m <= max.y_m); }
    void add(LocalPoint p) {
        min = {std::min(min.x_m, p.x_m), std::min(min.y_m, p.y_m)};
        max = {std::max(max.x_m, p.x_m), std::max(max.y_m, p.y_m)};
    }
    bool contains(LocalPoint p) const {
        return p.x_m >= min.x_m && p.x_m <= max.x_m && p.y_m >= min.y_m && p.y_m <= max.y_m;
    }
    LocalPoint centre() const { return {0.5 * (min.x_m + max.x_m), 0.5 * (min.y_m + max.y_m)}; }
};

} // namespace tp
