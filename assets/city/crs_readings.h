// city/crs_readings.h - the readings of coordinates that the CRS doctor tries, and those that are close to each other.
#pragma once

#include "city/crs_evidence.h"

namespace tp::assembly {

struct Reading {
    int epsg = 0;
    bool swapped = false;
    friend bool operator==(const Reading&, const Reading&) = default;
};
std::string crs_of(Reading reading); // "EPSG:5187"; "OGC:CRS84" for degrees on WGS 84

std::string stated_crs(const FeatureLayer& layer); // what PROJ reads; "" where nothing is stated
std::string short_name(const std::string& crs);    // "EPSG:5187"; a .prj without a number by the name in it

// All systems of metres, or of degrees.
std::span<const int> systems(bool degrees);
// Systems in which the same numbers mean a place up to 2 km away; `epsg` is not among them. Empty for most.
std::vector<int> close_systems(int epsg);
// The system of the same belt with another false northing (100 km away), 0 where there is none.
int twin_system(int epsg);

// A reading that puts a layer where PROJ and the area of use allow it.
struct Trial {
    Reading reading;
    Sample degrees;
    GeoPoint middle;
    double score = 0.0; // agreement with the rest, 0-1
};
// The reading of `sample` (own coordinates); nullopt where less than 9 of 10 points lie in the system's area of use.
std::optional<Trial> try_reading(Reading reading, const Sample& sample, ToDegrees& to_degrees);

// A definition on Bessel's ellipsoid that says no datum, with the numbers of a belt of Korean 1985: read as that.
struct Korean1985 {
    Trial trial;
    double displacement_m = 0.0; // without the datum shift
};
std::optional<Korean1985> korean_1985(const std::string& crs, const Sample& own, ToDegrees& to_degrees);

// Of trials (best first) those worth naming: at least half of the best score, 1 m or more from a better one.
void keep_plausible(std::vector<Trial>& trials);
std::vector<CrsCandidate> candidates_of(const std::vector<Trial>& trials, GeoPoint rest);
std::string text_of(const std::vector<CrsCandidate>& candidates); // of the question, at most 8
std::string metres_text(double metres);                           // "255 m", "100 km"

} // namespace tp::assembly
