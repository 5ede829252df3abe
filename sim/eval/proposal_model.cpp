#include "core/check.h"
#include "core/parallel.h"
#include "eval/state.h"

#include <algorithm>

namespace tp {

ProposalModel::ProposalModel(std::shared_ptr<const CityModel> model) : m_state(std::make_unique<State>()) {
    const CityModel::State& city = model->state();
    m_state->nano_crashes.assign(city.samples(), 0);
    m_state->nano_deaths.assign(city.samples(), 0);
    m_state->reached_by.resize(city.reach.demand.size());
    m_state->model = std::move(model);
}
ProposalModel::ProposalModel(const ProposalModel& other) : m_state(std::make_unique<State>(*other.m_state)) {}
ProposalModel::ProposalModel(ProposalModel&&) noexcept = default;
ProposalModel& ProposalModel::operator=(ProposalModel&&) noexcept = default;
ProposalModel::~ProposalModel() = default;

void ProposalModel::State::remove(const Solution& solution, std::set<std::uint32_t>& touched) {
    auto id = static_cast<std::uint32_t>(solution.id);
    auto found = placed.find(id);
    TP_CHECK(found != placed.end() && found->second.solution == solution);
    for (const Reached& r : found->second.reached) {
        auto& list = reached_by[r.demand];
        list.erase(std::ranges::find(list, std::pair{r.distance_mm, id}));
    }
    if (!found->second.effects.empty()) {
        auto c = static_cast<std::uint32_t>(found->second.crossing);
        crossings[c].solutions.erase(id);
        touched.insert(c);
    }
    placed.erase(found);
}

void ProposalModel::State::add(PlacedSolution one, std::set<std::uint32_t>& touched) {
    auto id = static_cast<std::uint32_t>(one.solution.id);
    for (const Reached& r : one.reached) {
        auto& list = reached_by[r.demand];
        std::pair entry{r.distance_mm, id};
        list.insert(std::ranges::lower_bound(list, entry), entry);
    }
    if (!one.effects.empty()) {
        auto c = static_cast<std::uint32_t>(one.crossing);
        crossings[c].solutions.insert(id);
        touched.insert(c);
    }
    if (one.kind && !packages.contains(one.package)) packages.emplace(one.package, model->state().money.draws(one.package));
    bool is_new = placed.emplace(id, std::move(one)).second;
    TP_CHECK(is_new);
}

// The draws of the touched crossings anew: their old sums are taken off, their new ones added (integers: exact).
void ProposalModel::State::refresh(const std::set<std::uint32_t>& touched) {
    const CityModel::State& city = model->state();
    std::vector<std::uint32_t> list(touched.begin(), touched.end());
    std::vector<Avoided> fresh(list.size());
    parallel_for(list.size(), city.options.threads, [&](std::size_t k) {
        std::vector<AppliedEffect> effects;
        for (std::uint32_t id : crossings.at(list[k]).solutions) {
            const PlacedSolution& one = placed.at(id);
            for (std::size_t i = 0; i < one.effects.size(); ++i) effects.push_back({one.effects[i], one.measure[i]});
        }
        // The same measure twice at one crossing acts once.
        std::ranges::sort(effects, [](const AppliedEffect& a, const AppliedEffect& b) {
            return a.effect != b.effect ? a.effect < b.effect : a.measure < b.measure;
        });
        auto twice = std::ranges::unique(effects, {}, &AppliedEffect::effect);
        effects.erase(twice.begin(), twice.end());
        fresh[k] = crashes_avoided(city.crash, city.effects, city.factors, list[k], effects);
    });
    for (std::size_t k = 0; k < list.size(); ++k) {
        CrossingEffects& at = crossings.at(list[k]);
        auto exchange = [](std::vector<std::int64_t>& sum, const std::vector<std::int64_t>& old, const std::vector<std::int64_t>& now) {
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += now[i] - (old.empty() ? 0 : old[i]);
        };
        exchange(nano_crashes, at.avoided.nano_crashes, fresh[k].nano_crashes);
        exchange(nano_deaths, at.avoided.nano_deaths, fresh[k].nano_deaths);
        at.avoided = std::move(fresh[k]);
        if (at.solutions.empty()) crossings.erase(list[k]);
    }
}

void ProposalModel::update(const ChangeSet& change) {
    const CityModel::State& city = m_state->model->state();
    std::set<std::uint32_t> touched;
    for (const Solution& s : change.removed) m_state->remove(s, touched);
    constexpr std::size_t k_block = 8; // one search's memory serves several solutions
    std::vector<PlacedSolution> placed(change.added.size());
    parallel_for((placed.size() + k_block - 1) / k_block, city.options.threads, [&](std::size_t block) {
        WalkSearch search;
        for (std::size_t i = block * k_block; i < std::min(placed.size(), (block + 1) * k_block); ++i)
            placed[i] = place_solution(city, change.added[i], search);
    });
    for (PlacedSolution& one : placed) m_state->add(std::move(one), touched);
    m_state->refresh(touched);
}

Quantities quantities(const ProposalModel::State& state) {
    Quantities q;
    for (const auto& [id, one] : state.placed) {
        if (one.kind) q.units[one.package] += one.solution.count;
        else q.unknown[one.solution.kind] += one.solution.count;
    }
    return q;
}

Evaluation evaluate(std::shared_ptr<const CityModel> model, const std::vector<Solution>& solutions) {
    ProposalModel proposal(std::move(model));
    proposal.update({{}, solutions});
    return proposal.result();
}

} // namespace tp
