// twinplan/evaluate_tools.h - what the commands about results share: opening, evaluating, JSON, names of evidence.
#pragma once

#include "eval/evaluation.h"
#include "project/project.h"
#include "twinplan/commands.h"
#include "twinplan/options.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace tp {

struct EvaluateWords { // what evaluate, compare and explain take alike
    std::string document;
    std::vector<std::string> proposals; // empty: all
    int samples = 1000, threads = 0, year = 2026;
    std::uint64_t seed = 1;
    bool json = false;
};
void add_options(CLI::App& app, EvaluateWords& words, const Messages& messages);

struct EvaluatedProposal {
    std::string name;
    std::uint64_t revision = 0;
    std::vector<Solution> solutions;
    Evaluation evaluation;
};
struct Evaluated {
    std::shared_ptr<const City> city;
    std::shared_ptr<const CityModel> model;
    std::vector<EvaluatedProposal> proposals; // in the order asked for, else the document's
    Facts facts;
    std::vector<std::string> missing_roles;
    double read_ms = 0, stages_ms = 0; // reading the document; model and proposals
};
// Errors: those of Project and CityModel; not_found "eval.no_proposal", "eval.no_proposals".
Result<Evaluated> evaluate_document(const Context& context, const EvaluateWords& words);

nlohmann::ordered_json header_json(const Evaluated& evaluated); // version, input_hash, seed, samples, city
nlohmann::ordered_json evaluate_json(const Context& context, const Evaluated& evaluated);
nlohmann::ordered_json compare_json(const Evaluated& evaluated, const std::vector<ComparisonRow>& rows);
std::string head_text(const Messages& messages, const Evaluated& evaluated); // one line above a table

// The title of a source key, "derived", the city's file, "this project's own value".
std::string source_title(const Messages& messages, const Catalogue& catalogue, const std::string& source);

} // namespace tp
