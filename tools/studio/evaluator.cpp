#include "studio/evaluator.h"

#include "studio/place.h"

#include <chrono>

namespace tp {

void Evaluator::set_city(std::shared_ptr<const City> city, std::shared_ptr<const Catalogue> catalogue, EvaluationOptions options) {
    m_cancel = false;
    m_worker.post([this, city = std::move(city), catalogue = std::move(catalogue), options = std::move(options)] {
        m_kept.clear();
        m_model.reset();
        auto progress = [this](std::string_view step, double share) {
            m_inbox.post([this, name = std::string(step), share] { m_answers.progress(name, share); });
            return !m_cancel;
        };
        auto model = CityModel::create(city, catalogue, options, progress);
        if (!model) {
            m_inbox.post([this, error = model.error()] { m_answers.failed(error); });
            return;
        }
        m_model = *model;
        m_inbox.post([this, made = m_model] { m_answers.ready(made); });
    });
}

void Evaluator::request(const std::string& proposal, std::vector<Solution> solutions, std::uint64_t number, bool with_evidence) {
    auto key = static_cast<int>(std::hash<std::string>{}(proposal) & 0x3fffffffU) + 1;
    m_worker.post_latest(key, [this, proposal, solutions = std::move(solutions), number, with_evidence]() mutable {
        if (!m_model || m_cancel) return;
        auto began = std::chrono::steady_clock::now();
        Kept& kept = m_kept[proposal];
        if (!kept.model) kept.model = std::make_unique<ProposalModel>(m_model);
        if (ChangeSet change = difference(kept.solutions, solutions); !change.empty()) kept.model->update(change);
        kept.solutions = std::move(solutions);
        auto answer = std::make_shared<EvaluationAnswer>();
        answer->proposal = proposal;
        answer->number = number;
        answer->with_evidence = with_evidence;
        answer->evaluation = kept.model->result(with_evidence);
        answer->ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
        m_inbox.post([this, answer] { m_answers.evaluated(answer); });
    });
}

} // namespace tp
