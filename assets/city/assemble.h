// city/assemble.h - feature layers of many files become one City, with an account of every feature.
#pragma once

#include "city/city.h"
#include "city/feature_layer.h"
#include "city/import_report.h"
#include "city/source_table.h"
#include "core/progress.h"
#include "core/result.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// Where a model stands whose file says it nowhere (FeatureLayer::needs_place): the user's words.
struct ModelPlace {
    std::string file; // as FeatureLayer::file, or the end of it (wire/request.h, names_file)
    double longitude_deg = 0, latitude_deg = 0;
    std::optional<double> height_m; // of the model's z = 0 above the terrain's datum; none: on the ground
    double heading_deg = 0;         // clockwise from north: where the model's y axis points
    double scale = 1;               // metres per unit of the model
    char up = 'z';                  // which of the model's axes, as the reader hands them over, points up: x, y, z
};

struct AssembleOptions {
    std::string name;                 // empty: from the boundary, else `fallback_name`
    std::string fallback_name;        // e.g. of the folder that was imported
    int epsg = 0;                     // 0: chosen by longitude (geo/crs.h)
    std::optional<std::int64_t> population;
    std::string level;
    std::optional<std::array<double, 4>> bbox_deg; // west, south, east, north: what lies outside is left out
    std::vector<ModelPlace> places;
    int threads = 0;
    std::vector<std::pair<std::string, int>> crs_given; // --crs FILE=EPSG: a file, or FILE/LAYER; wins over what the file says
    std::vector<std::pair<std::string, HeightDatum>> heights_given; // --heights FILE=orthometric|ellipsoidal|ground
    CrsQuestion* question = nullptr; // filled where the error is "import.crs_question"
};

struct Assembled {
    City city;
    ImportReport report;
    std::vector<SourceTable> tables; // what the files say of their features, for the project file
};

// Merges the same building from several files (by id or by footprint), joins tables to features, clips hot spots and
// points to the city, builds the street graph, finds crossings where signals and crosswalks say so, derives heights.
// Errors: not_found "import.nothing" (no layer has a role and a feature), "import.crs_no_match", "import.heights_no_match" (a
// FILE that no layer has); unsupported "import.crs_question" (what decides where the city lies fits several CRSs; see
// city/crs_doctor.h), geo.*.
Result<Assembled> assemble(std::vector<FeatureLayer> layers, const AssembleOptions& options, const Progress& progress);

} // namespace tp
