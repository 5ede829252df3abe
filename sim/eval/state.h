// eval/state.h - what CityModel and ProposalModel hold; private to sim/eval.
#pragma once

#include "eval/crash_model.h"
#include "eval/evaluation.h"
#include "eval/money.h"
#include "eval/point_grid.h"
#include "eval/reach.h"

#include <map>
#include <set>
#include <utility>

namespace tp {

struct CityModel::State {
    std::shared_ptr<const City> city;
    std::shared_ptr<const Catalogue> catalogue; // as given
    Catalogue factors;                          // with the project's own values; every stage reads this one
    EvaluationOptions options;
    std::uint64_t input_hash = 0;
    CrashModel crash;
    EffectDraws effects;
    ReachModel reach;
    MoneyModel money; // refers to `factors`
    CrossingRisk risk;
    std::optional<PointGrid> crossings, stops;
    std::size_t samples() const { return static_cast<std::size_t>(options.samples); }
};

// A solution as the stages see it: found once, when it is placed.
struct PlacedSolution {
    Solution solution;
    const Kind* kind = nullptr;    // nullptr: the catalogue does not know it
    std::vector<std::string> components; // named ones, or those of the alias
    std::int64_t crossing = -1;    // whose crashes it acts on
    std::vector<std::uint32_t> effects; // rows of Catalogue::effects that are credited there
    std::vector<int> measure;      // by effect
    Package package;
    std::vector<Reached> reached;  // empty where the kind has no catchment
    std::vector<std::string> warnings;
};
PlacedSolution place_solution(const CityModel::State& city, const Solution& solution, WalkSearch& search);

struct CrossingEffects { // what acts on one crossing
    std::set<std::uint32_t> solutions;
    Avoided avoided;
};

struct ProposalModel::State {
    std::shared_ptr<const CityModel> model;
    std::map<std::uint32_t, PlacedSolution> placed; // by solution id
    std::map<std::uint32_t, CrossingEffects> crossings;
    std::vector<std::int64_t> nano_crashes, nano_deaths; // sums over crossings, by sample
    // Distance to and id of each solution that reaches a demand point, ascending.
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> reached_by;
    std::map<Package, PackageDraws> packages; // every package seen so far

    void remove(const Solution& solution, std::set<std::uint32_t>& touched);
    void add(PlacedSolution placed, std::set<std::uint32_t>& touched);
    void refresh(const std::set<std::uint32_t>& touched);
};

// Sum over the placed solutions by package; unknown kinds by id.
struct Quantities {
    std::map<Package, std::int64_t> units;
    std::map<std::string, std::int64_t> unknown;
};
Quantities quantities(const ProposalModel::State& state);

// evidence.cpp
std::vector<Evidence> crash_evidence(const ProposalModel::State& state, bool deaths);
std::vector<Evidence> reach_evidence(const ProposalModel::State& state, bool older, double detour_factor);
std::vector<Evidence> money_evidence(const ProposalModel::State& state, const std::string& indicator, double known_median);
EvidenceItem leaf_of(const std::string& id, const Estimate& estimate);
EvidenceItem factor_leaf(const Catalogue& factors, const std::string& id);

} // namespace tp
