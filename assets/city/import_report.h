// city/import_report.h - what became of every feature of every file: in = kept + merged + left_out, always.
#pragma once

#include "city/feature_layer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

struct LayerReport {
    std::string file, layer, role, encoding;
    bool guessed = true;
    int epsg = 0;
    std::int64_t in = 0, kept = 0, merged = 0, repaired = 0, left_out = 0; // repaired is part of kept
    std::int64_t joined = 0; // table rows joined to a feature (they count as merged)
    std::vector<ReportNote> notes;
};

struct ImportReport {
    std::vector<LayerReport> layers;
    int epsg = 0;
    std::string epsg_reason; // message key: "import.epsg.by_longitude", "import.epsg.given"
    std::vector<std::string> missing; // roles the city came in without: "buildings", "roads", ...
};

} // namespace tp
