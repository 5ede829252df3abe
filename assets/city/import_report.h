// city/import_report.h - what became of every feature of every file: in = kept + merged + left_out, always.
#pragma once

#include "city/feature_layer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

// Where one reading of a layer's coordinates would put it.
struct CrsCandidate {
    int epsg = 0;
    bool swapped = false;        // northing before easting, latitude before longitude
    std::string name;            // "Korea 2000 / East Belt 2010"
    double longitude_deg = 0.0, latitude_deg = 0.0; // of the layer's middle
    double displacement_m = 0.0; // of that middle against the first candidate's
    double from_rest_m = 0.0;    // and against the middle of the rest of the city; NaN where there is no rest
    double score = 0.0;          // agreement with the rest, 0-1; only the order counts
};

// What the program cannot decide: where the user is asked, or names one with --crs FILE=EPSG.
struct CrsQuestion {
    std::string file, layer;
    std::vector<CrsCandidate> candidates; // best first
};

struct LayerReport {
    std::string file, layer, role, encoding;
    bool guessed = true;
    int epsg = 0;
    std::int64_t in = 0, kept = 0, merged = 0, repaired = 0, left_out = 0; // repaired is part of kept
    std::int64_t joined = 0; // table rows joined to a feature (they count as merged)
    std::vector<ReportNote> notes;
    std::vector<CrsCandidate> candidates = {}; // where the CRS was guessed, corrected, doubted or not decided
};

struct ImportReport {
    std::vector<LayerReport> layers;
    int epsg = 0;
    std::string epsg_reason; // message key: "import.epsg.by_longitude", "import.epsg.given"
    std::vector<std::string> missing; // roles the city came in without: "buildings", "roads", ...
};

} // namespace tp
