#include "city/problem_layers.h"
#include "core/hash.h"
#include "core/parallel.h"
#include "eval/factors.h"
#include "eval/state.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {

std::uint64_t hash_of(const CityModel::State& state) {
    Hash hash;
    hash.add(city_hash(*state.city));
    hash.add(state.factors.hash());
    hash.add(static_cast<std::uint64_t>(state.options.samples));
    hash.add(state.options.seed);
    hash.add(static_cast<std::uint64_t>(state.options.year));
    return hash.value();
}

CityModel::CrossingRisk crossing_risks(const CityModel::State& state) {
    std::size_t n = state.crash.sites.size();
    CityModel::CrossingRisk risk{std::vector<float>(n), std::vector<float>(n), std::vector<float>(n), state.crash.rank_only};
    std::size_t samples = std::min<std::size_t>(state.samples(), 1000);
    parallel_for(n, state.options.threads, [&](std::size_t c) {
        std::vector<double> rate(samples);
        state.crash.draw(c, rate);
        std::ranges::sort(rate);
        auto at = [&](double q) { return static_cast<float>(rate[static_cast<std::size_t>(q * static_cast<double>(samples - 1) + 0.5)]); };
        risk.median[c] = at(0.5);
        risk.p05[c] = at(0.05);
        risk.p95[c] = at(0.95);
    });
    return risk;
}

} // namespace

Layer crossing_risk_layer(const CityModel& model) {
    constexpr float k_square_m = 40.0F; // seen from afar a crossing is nothing
    const CityModel::CrossingRisk& risk = model.crossing_risk();
    Layer layer;
    layer.id = risk.rank_only ? "crash_rank" : "crash_risk";
    layer.unit = risk.rank_only ? "%" : "crashes/yr";
    layer.on = LayerOn::points;
    layer.cell_m = k_square_m;
    layer.map = ColourMap::orrd;
    layer.at = model.city().crossings.at;
    layer.value = risk.median;
    layer.value.resize(layer.at.size(), std::numeric_limits<float>::quiet_NaN());
    if (risk.rank_only) {
        std::vector<float> sorted;
        for (float v : layer.value)
            if (std::isfinite(v)) sorted.push_back(v);
        std::ranges::sort(sorted);
        for (float& v : layer.value)
            if (std::isfinite(v)) v = 100.0F * static_cast<float>(std::ranges::lower_bound(sorted, v) - sorted.begin()) / static_cast<float>(sorted.size());
    }
    set_fifths(layer);
    return layer;
}

CityModel::CityModel(std::unique_ptr<State> state) : m_state(std::move(state)) {}
CityModel::~CityModel() = default;
const City& CityModel::city() const { return *m_state->city; }
const Catalogue& CityModel::catalogue() const { return m_state->factors; }
const EvaluationOptions& CityModel::options() const { return m_state->options; }
std::uint64_t CityModel::input_hash() const { return m_state->input_hash; }
const CityModel::CrossingRisk& CityModel::crossing_risk() const { return m_state->risk; }

Result<std::shared_ptr<const CityModel>> CityModel::create(std::shared_ptr<const City> city, std::shared_ptr<const Catalogue> catalogue,
                                                           const EvaluationOptions& options, const Progress& progress) {
    if (options.samples < 1 || options.samples > 1'000'000)
        return fail(ErrorCode::out_of_range, "eval.samples", {{"samples", std::to_string(options.samples)}});
    auto factors = with_own_values(*catalogue, options.assumptions);
    if (!factors) return std::unexpected(factors.error());
    if (auto there = check_factors(*factors); !there) return std::unexpected(there.error());
    auto state = std::make_unique<State>();
    state->city = std::move(city);
    state->catalogue = std::move(catalogue);
    state->factors = *std::move(factors);
    state->options = options;
    auto cancelled = [] { return fail(ErrorCode::cancelled, "core.cancelled"); };
    if (!still_wanted(progress, "eval.step.network", 0.0)) return cancelled();
    state->input_hash = hash_of(*state);
    state->reach = make_reach_model(*state->city, state->factors, options.seed, options.samples, options.threads);
    if (!still_wanted(progress, "eval.step.crashes", 0.4)) return cancelled();
    state->crash = make_crash_model(*state->city, state->factors, options.seed, options.samples, options.threads);
    state->effects = make_effect_draws(state->factors, options.seed, options.samples);
    state->risk = crossing_risks(*state);
    state->money = MoneyModel(state->factors, options.seed, options.samples, options.year);
    state->crossings.emplace(state->city->crossings.at, std::span<const double>{}, 100.0);
    state->stops.emplace(state->city->stops.at, std::span<const double>{}, 100.0);
    if (!still_wanted(progress, "eval.step.crashes", 1.0)) return cancelled();
    return std::shared_ptr<const CityModel>(new CityModel(std::move(state)));
}

} // namespace tp
