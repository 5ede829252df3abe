// eval/indicator.h - a number that explains itself: median, 90 % interval, evidence down to the leaves.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

enum class IndicatorStatus : std::uint8_t { ok, missing, not_applicable };

// One input of a formula: a leaf (source set) or the result of another formula (children).
struct EvidenceItem {
    std::string id;    // "walk_reach_m", "cmf:lpi_nyc", "calibration"
    double value = 0, low = 0, high = 0; // low = high = value where exact
    std::string unit;
    std::string source; // key of sources.csv, "city:<file>", "assumption", "derived"
    bool verified = false;
    std::string note_key;  // message key, may be empty
    MessageArgs note_args;
    std::vector<EvidenceItem> inputs;
};

struct Evidence {
    std::string formula;      // id: "walk_catchment", "hsm_signalised_pedestrian", "carbon_ledger"
    std::string text_key;     // message: the formula in words
    std::string limits_key;   // message: where it does not hold
    std::vector<EvidenceItem> inputs;
};

struct Indicator {
    std::string id;   // "people_within_reach"; name in messages "indicator.<id>"
    std::string unit; // "persons", "KRW", "kgCO2e/yr"
    IndicatorStatus status = IndicatorStatus::missing;
    double median = 0, p05 = 0, p95 = 0;
    std::vector<double> samples; // one per draw, in draw order; empty unless ok
    bool larger_is_better = true;
    std::string reason_key;      // message, where not ok
    MessageArgs reason_args;
    std::string label_key;       // e.g. "label.rank_only": read as a rank within a factor of 2-3; may be empty
    std::vector<Evidence> evidence;
};

// Percentile q in [0, 1] by linear interpolation between order statistics (numpy's default). values must not be empty.
double percentile(std::vector<double> values, double q);

} // namespace tp
