// geo/crs.h - from longitude/latitude to a city's map plane and back; PROJ does every transformation.
//
// Axes are normalised here and only here: easting before northing, longitude before latitude.
// PROJ's network access is off. A Projection is for one thread; clone() makes one for another.
#pragma once

#include "core/result.h"
#include "geo/frame.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tp {

class Projection {
public:
    // Between WGS 84 longitude/latitude and EPSG:`epsg`. Errors: unsupported "geo.unknown_crs".
    static Result<Projection> to_epsg(int epsg);
    // From any CRS text PROJ reads (WKT of a .prj, "EPSG:2097") to EPSG:`epsg`; both sides in x,y order.
    static Result<Projection> between(std::string_view from, int epsg);

    ~Projection();
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    Result<Projection> clone() const;

    // Error out_of_range "geo.outside": a coordinate that is not finite or that does not come back within 1 cm.
    Result<MapPoint> forward(GeoPoint p) const;
    Result<GeoPoint> inverse(MapPoint p) const;
    // In place; a point that fails becomes NaN. x/y are longitude/latitude or easting/northing.
    void forward_all(std::span<double> x, std::span<double> y) const;
    void inverse_all(std::span<double> x, std::span<double> y) const;

private:
    struct State;
    explicit Projection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

// The CRS for a city around `centre`: EPSG:5185-5188 by longitude within Korea (124-132 E, 33-39 N), UTM on WGS 84
// (326xx, 327xx) elsewhere.
int epsg_for(GeoPoint centre);

// The EPSG code a .prj or other CRS text stands for, 0 where PROJ finds none with at least 70 % confidence.
int identify_epsg(std::string_view crs_text);
// Geocentric metres on WGS 84 (EPSG:4978) to longitude and latitude in degrees and ellipsoidal height in metres
// (EPSG:4979), in place; a point that fails becomes NaN.
void geocentric_to_geographic(std::span<double> x, std::span<double> y, std::span<double> z);

std::string crs_name(int epsg); // "Korea 2000 / East Belt 2010"

// Where a CRS may be used, degrees; nullopt where PROJ's database does not say.
struct CrsArea {
    double west, south, east, north;
    bool contains(GeoPoint p, double margin_deg = 0.0) const {
        return p.longitude_deg >= west - margin_deg && p.longitude_deg <= east + margin_deg && p.latitude_deg >= south - margin_deg &&
               p.latitude_deg <= north + margin_deg;
    }
};
std::optional<CrsArea> crs_area(int epsg);

struct CrsKind {
    bool known = false;          // PROJ reads it
    bool geographic = false;     // in degrees
    bool bessel = false;         // on the Bessel 1841 ellipsoid, as Korean 1985 is
    bool without_datum = false;  // PROJ knows no way to WGS 84 but to take its degrees as they are
};
CrsKind crs_kind(std::string_view crs_text);

// Along the ground between two places, metres, on a sphere of 6,371,008.8 m: good to 0.5 %.
double ground_distance_m(GeoPoint a, GeoPoint b);

// The geoid above the WGS 84 ellipsoid by EGM96 (egm96_15.gtx of proj-data), metres; NaN where the grid is absent.
double geoid_undulation_m(GeoPoint p);

} // namespace tp
