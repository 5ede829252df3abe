// import/model_kml.h - KML that places 3D models: <Placemark><Model> with Location, Orientation, Scale and Link.
//
// Source: OGC 07-147r2, KML 2.2, section 10.14. The rest of a KML (points, lines, areas) is not read here.
#pragma once

#include "import/readers.h"

#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct KmlModel {
    std::string name, href, altitude_mode; // clampToGround where it is not said
    double longitude_deg = 0, latitude_deg = 0, altitude_m = 0;
    double heading_deg = 0, tilt_deg = 0, roll_deg = 0; // clockwise from north; about x; about y
    double scale[3] = {1, 1, 1};
    bool placed = false; // longitude and latitude are there and within range
};

// All models of a document, in order. Refusals: cannot_read (no XML, DOCTYPE, deeper than 128).
Result<std::vector<KmlModel>> read_kml_models(std::string_view kml);

// One layer per kind of height: models that stand on the ground, and those above the sea.
LayersOrRefusal read_model_kml(SourceFile& source);

} // namespace tp
