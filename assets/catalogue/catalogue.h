// catalogue/catalogue.h - what can be placed, with prices, rules and effects; all numbers are data with a source.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// A number from a source. low and high are its 5 % and 95 % points: lognormal where all three are positive (two
// half-widths if skewed), else a normal split at the median. `value` missing = no source: the user is asked.
struct Estimate {
    std::optional<double> value;
    double low = 0.0, high = 0.0; // = value where no range is known (then unverified)
    std::string unit;
    std::string source;    // key of sources.csv
    bool verified = false; // someone opened the source
    std::string note;
};

struct Names {
    std::string ko, en;
};

// Crash effect: a factor with lognormal uncertainty that acts on one subset of crashes only.
enum class Target : std::uint8_t { pedestrian, pedestrian_night, all, fatal, vehicle };
struct Effect {
    std::string id;          // "lpi_nyc": row of factors/crash_factors.csv
    Target target = Target::pedestrian;
    double cmf = 1.0;        // median
    double ln_sd = 0.0;      // as published, or assumed (note says)
    bool evidence = false;   // false: no crash study; cmf is 1.00 exactly, without any spread, and stays so
    std::string source;
    bool verified = false;   // the factor was read in the source; the note says where its spread was not
    std::string note;
    std::string role = "credited"; // "credited"; "counter": shown beside `about`, never applied; "backtest": likewise
    std::string design, sample;    // of the study: "empirical Bayes", "42 sites"
    std::string about;             // the credited effect that a counter or backtest row speaks to
};

enum class Geometry : std::uint8_t { crossing, stop, point, line, area, service };
struct PlacementRule {
    std::string id;    // "at_crossing", "min_sidewalk"; text in messages "rule.<id>"
    double value = 0;  // metres, lanes
    std::string unit, source;
    bool verified = false;
};

struct Component { // a part of a kind that can be chosen: floor_signal, extension, led_marker ...
    std::string id;
    Names name;
    Estimate unit_cost_krw;
    Estimate energy_kwh_per_year;
    std::vector<std::string> effects; // ids of Effect; empty: credited 1.00
    bool signalised = false, unsignalised = false; // family it belongs to
    bool by_default = false;
    char grade = 'D';
    std::string group;     // components of one group exclude one another (open, closed); empty: none
    bool replaces_lamp = false; // its LED luminaire takes the place of a sodium lamp (assumptions sodium_lamp_w, led_*)
    Estimate availability; // share of time at work, where an audit measured this part
    std::string note;
};

struct Cover { // what a device of the kind sees or lights
    std::string id; // "camera", "lamp"; name in messages "cover.<id>"
    Estimate range_m, angle_deg, height_m; // along the ground; 360: all around; of the device above the ground
};

struct Alias { // another id for a kind with some components: "smart_bus_shelter_closed"
    std::string id;
    std::vector<std::string> components;
};

struct Kind {
    std::string id; // "smart_crosswalk", "smart_bus_shelter", ...
    std::vector<Alias> aliases;
    Names name;
    Names summary;
    Geometry geometry = Geometry::point;
    std::string model;      // 3D model id of the renderer: "crosswalk", "shelter_open", "pole", "refuge", ...
    std::string tag;        // "보급", "특화", "연계"
    char grade = 'D';       // evidence: A comparison group, B before-after, C vendor or press, D none
    bool reaches = false;   // has a walking catchment that counts
    std::vector<std::string> acts_on; // "S","C","H",...
    Estimate unit_cost_krw;           // of the whole where not the sum of components
    Estimate life_years, energy_kwh_per_year, availability, opex_share_per_year; // opex: share of capex a year
    Estimate avoided_cost_krw;        // e.g. the plain pole not bought
    Estimate upkeep_krw_per_year;     // of one unit; where it has a value, in place of opex_share_per_year
    std::vector<Component> components;
    std::vector<std::string> effects; // of the kind itself
    std::vector<PlacementRule> rules;
    std::vector<Cover> covers; // drawn, not evaluated
    std::vector<std::string> permits, listed;
};

// A factor, default or own assumption that models read; editable in a project (project/assumptions).
struct Assumption {
    std::string id; // "grid_kgco2e_per_kwh_2023", "walk_reach_m", "calibration_ln_sd"
    Names name;
    Estimate estimate;
};

struct SourceEntry {
    std::string id, title, place; // place: journal, report number, address
    std::string date;
    bool opened = false;
};

struct Catalogue {
    std::vector<Kind> kinds;         // in the file's order
    std::vector<Effect> effects;
    std::vector<Assumption> assumptions;
    std::vector<SourceEntry> sources;

    const Kind* kind(const std::string& id) const; // by its own id or an alias
    // The components that an alias stands for; empty for a kind's own id and for an unknown id.
    std::vector<std::string> alias_components(const std::string& id) const;
    const Component* component(const Kind& kind, const std::string& id) const;
    const Effect* effect(const std::string& id) const;
    const Assumption* assumption(const std::string& id) const;
    const SourceEntry* source(const std::string& id) const;
    std::uint64_t hash() const;
};

// Reads data/catalogue/*.toml, data/factors/*.csv, data/sources.csv; further files of `extra` (the user's folder) are
// added. Errors: not_found, bad_format with file and line; a number without a known source key is an error.
Result<Catalogue> load_catalogue(const std::filesystem::path& data, const std::filesystem::path& extra = {});

} // namespace tp
