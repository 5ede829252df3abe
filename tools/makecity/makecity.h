// makecity/makecity.h - a synthetic Korean city of any size, made from a seed; for demonstrations, tests and benchmarks.
//
// No place is copied: names come from syllable lists, positions from a counter-based hash. The same options give the
// same city, bit for bit, on every compiler and for every number of threads. Everything says that it is synthetic
// (City::synthetic, the name, the licence of its sources).
//
// How it is built: streets are the images of axis-parallel lines of a plan under one smooth, one-to-one map (plan.h).
// Lines that meet in the plan meet in the city, so the graph is exact; blocks of the plan are disjoint, so buildings
// that stay inside theirs can overlap neither each other nor a street nor the river.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "core/result.h"
#include "proposal/proposal.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tp {

struct MakeCityOptions {
    std::int64_t buildings = 20000; // exactly this many; 1,000 to 1,000,000
    std::uint64_t seed = 1;
    std::string name;               // empty: invented; "(가상)" is appended either way
    int threads = 0;                // 0: all cores
    std::filesystem::path data;     // the folder that holds makecity/ (data_folder())
};

struct MadeCity {
    City city;
    // The factor by which this city's crashes exceed the uncalibrated safety model: drawn from the seed, never stored
    // in the city. A calibration on the city's own crash points should find it again.
    double true_crash_factor = 1.0;
    int crash_years = 0; // consecutive years whose crash points are complete
};

// Errors: out_of_range "makecity.buildings"; not_found, bad_format (lists in data/makecity).
Result<MadeCity> make_city(const MakeCityOptions& options);

struct DemoProposal {
    std::string name; // "A", "B", "C"
    std::string note; // what it stands for, Korean; written on its first solution
    Proposal proposal;
};

// Three proposals for a made city: A pedestrian safety first, B public transport and heat, C balanced with the
// integrated platform. Each has about 40 to 80 solutions of kinds that `catalogue` holds (others are left out).
std::vector<DemoProposal> demo_proposals(const City& city, const Catalogue& catalogue);

// Prices and upkeep of kinds without a source, invented for the synthetic city (data/makecity/own_values.csv), by
// assumption id. Errors: not_found "catalogue.no_file", bad_format.
Result<std::map<std::string, double>> demo_own_values(const std::filesystem::path& data);

} // namespace tp
