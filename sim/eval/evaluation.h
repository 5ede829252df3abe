// eval/evaluation.h - stages from a city, a catalogue and a proposal to indicators and layers.
//
// CityModel: whole-city grain (walking graph, crash model, calibration), built once, shared and immutable.
// ProposalModel: one proposal's state, fed by ChangeSets. Invariant: after any sequence of updates result() equals, bit
// for bit, that of a new ProposalModel given the final solutions at once; sums are integers (KRW, grams, nano-crashes,
// milli-persons) per sample, so order cannot matter. The same bits for every number of threads.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "city/layer.h"
#include "core/progress.h"
#include "core/result.h"
#include "eval/indicator.h"
#include "proposal/proposal.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct EvaluationOptions {
    int samples = 1000;
    std::uint64_t seed = 1;
    int threads = 0;
    std::map<std::string, double> assumptions = {}; // project's own values by assumption id, in place of the catalogue's
    int year = 2026;                           // first year of operation: picks the grid factor
};

class CityModel {
public:
    static Result<std::shared_ptr<const CityModel>> create(std::shared_ptr<const City> city,
                                                           std::shared_ptr<const Catalogue> catalogue,
                                                           const EvaluationOptions& options, const Progress& progress = {});
    ~CityModel();
    const City& city() const;
    const Catalogue& catalogue() const;
    const EvaluationOptions& options() const;
    std::uint64_t input_hash() const; // city, catalogue, options: named in every result's header
    // Expected pedestrian crashes per year at each crossing before any proposal: median, and its 5 % and 95 %.
    struct CrossingRisk {
        std::vector<float> median, p05, p95;
        bool rank_only = true; // no counts: a rank within a factor of 2-3
    };
    const CrossingRisk& crossing_risk() const;

    struct State;
    const State& state() const { return *m_state; }

private:
    explicit CityModel(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

// The same as a layer of points: "crash_risk", pedestrian crashes a year; without counts "crash_rank", the share of crossings
// whose risk is lower, %, as a rank is all that the model tells then. No values where the city has no crossings.
Layer crossing_risk_layer(const CityModel& model);

struct Evaluation {
    std::vector<Indicator> indicators; // fixed order: CLI.md's
    Layer reach;                       // walking distance to the nearest solution with a catchment, m; per population
                                       // cell where the city has them, else points along the street edges
    double detour_factor = 0;          // network over straight-line distance, mean over reached points; NaN if none
    std::vector<std::string> warnings; // message keys of placement rules broken, "rule.<id>:solution <n>"
};

class ProposalModel {
public:
    explicit ProposalModel(std::shared_ptr<const CityModel> model);
    ProposalModel(const ProposalModel&);
    ProposalModel(ProposalModel&&) noexcept;
    ProposalModel& operator=(ProposalModel&&) noexcept;
    ~ProposalModel();

    void update(const ChangeSet& change);
    // Indicators of the current solutions; `with_evidence` false leaves Indicator::evidence empty (while dragging).
    Evaluation result(bool with_evidence = true) const;

    struct State;

private:
    std::unique_ptr<State> m_state;
};

// A fresh evaluation of `solutions`.
Evaluation evaluate(std::shared_ptr<const CityModel> model, const std::vector<Solution>& solutions);

struct Difference { // per sample a - b, then summarised
    std::string a, b;
    double median = 0, p05 = 0, p95 = 0;
    double p_a_better = 0.5; // ties count half
};
struct ComparisonRow {
    std::string id, unit;
    std::vector<Difference> differences; // every pair a < b in the order given; empty where one is not ok
};
struct NamedEvaluation {
    std::string name;
    Evaluation evaluation;
};
std::vector<ComparisonRow> compare(const std::vector<NamedEvaluation>& proposals);

} // namespace tp
