// studio/evaluator.h - the models on a thread of their own: takes solutions, gives indicators with the request's number.
#pragma once

#include "eval/evaluation.h"
#include "studio/worker.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct EvaluationAnswer {
    std::string proposal;
    std::uint64_t number = 0; // of the request
    bool with_evidence = false;
    Evaluation evaluation;
    double ms = 0;
};

class Evaluator {
public:
    struct Answers {
        std::function<void(std::shared_ptr<const CityModel>)> ready;
        std::function<void(std::shared_ptr<const EvaluationAnswer>)> evaluated;
        std::function<void(const Error&)> failed;
        std::function<void(std::string step, double share)> progress;
    };
    Evaluator(Inbox& inbox, Answers answers) : m_inbox(inbox), m_answers(std::move(answers)) {}
    ~Evaluator() { m_cancel = true; }

    void set_city(std::shared_ptr<const City> city, std::shared_ptr<const Catalogue> catalogue, EvaluationOptions options);
    // The newest request of each proposal wins; `number` comes back with the answer.
    void request(const std::string& proposal, std::vector<Solution> solutions, std::uint64_t number, bool with_evidence);
    void cancel() { m_cancel = true; }

private:
    struct Kept { // one proposal's state, moved on by the difference between requests
        std::unique_ptr<ProposalModel> model;
        std::vector<Solution> solutions;
    };
    Inbox& m_inbox;
    Answers m_answers;
    std::atomic<bool> m_cancel{false};
    std::shared_ptr<const CityModel> m_model; // worker only, as is m_kept
    std::map<std::string, Kept> m_kept;
    Worker m_worker;
};

} // namespace tp
