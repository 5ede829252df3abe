// From a proposal's sums to indicators, in CLI.md's order.
#include "eval/factors.h"
#include "eval/state.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

Indicator blank(const char* id, const char* unit, bool larger_is_better = true) {
    Indicator i;
    i.id = id;
    i.unit = unit;
    i.larger_is_better = larger_is_better;
    return i;
}

Indicator without(Indicator i, IndicatorStatus status, std::string reason, MessageArgs args = {}) {
    i.status = status;
    i.reason_key = std::move(reason);
    i.reason_args = std::move(args);
    return i;
}

Indicator with_samples(Indicator i, std::vector<double> samples) {
    i.status = IndicatorStatus::ok;
    i.median = percentile(samples, 0.5);
    i.p05 = percentile(samples, 0.05);
    i.p95 = percentile(samples, 0.95);
    i.samples = std::move(samples);
    return i;
}

std::vector<double> scaled(const std::vector<std::int64_t>& sums, double per_unit) {
    std::vector<double> out(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) out[i] = static_cast<double>(sums[i]) / per_unit;
    return out;
}

Indicator crash_indicator(const ProposalModel::State& state, bool deaths, bool with_evidence) {
    const CityModel::State& city = state.model->state();
    Indicator i = deaths ? blank("pedestrian_deaths_avoided_per_year", "deaths/yr") : blank("pedestrian_crashes_avoided_per_year", "crashes/yr");
    if (city.city->streets.size() == 0) return without(std::move(i), IndicatorStatus::missing, "eval.reason.no_streets");
    if (city.city->crossings.size() == 0) return without(std::move(i), IndicatorStatus::missing, "eval.reason.no_crossings");
    i = with_samples(std::move(i), scaled(deaths ? state.nano_deaths : state.nano_crashes, 1e9));
    if (city.crash.rank_only) i.label_key = "label.rank_only";
    if (with_evidence) i.evidence = crash_evidence(state, deaths);
    return i;
}

struct ReachSums {
    std::vector<std::int64_t> people, older; // by decimetre of walking distance, cumulative
    double detour = std::nan("");
    Layer layer;
};

ReachSums sum_reach(const ProposalModel::State& state) {
    const ReachModel& reach = state.model->state().reach;
    ReachSums sums;
    std::size_t bins = reach.limit_mm / 100 + 1;
    sums.people.assign(bins, 0);
    sums.older.assign(bins, 0);
    auto reach_mm = static_cast<std::uint32_t>(std::llround(reach.reach_m * 1000.0));
    double ratio_sum = 0.0;
    std::int64_t ratios = 0;
    for (std::size_t d = 0; d < state.reached_by.size(); ++d) {
        if (state.reached_by[d].empty()) continue;
        auto [mm, id] = state.reached_by[d].front();
        sums.people[mm / 100] += reach.people_milli[d];
        sums.older[mm / 100] += reach.older_milli[d];
        if (mm > reach_mm) continue;
        sums.layer.value.push_back(static_cast<float>(mm / 1000.0));
        sums.layer.at.push_back(reach.demand.at()[d]);
        double straight_m = distance_m(reach.demand.at()[d], *state.placed.at(id).solution.at);
        if (straight_m < 25.0) continue; // beside the place itself a ratio says nothing
        ratio_sum += std::max(mm / 1000.0 / straight_m, 1.0);
        ++ratios;
    }
    for (auto* table : {&sums.people, &sums.older})
        for (std::size_t b = 1; b < bins; ++b) (*table)[b] += (*table)[b - 1];
    if (ratios > 0) sums.detour = ratio_sum / static_cast<double>(ratios);
    Layer& layer = sums.layer;
    layer.id = "reach";
    layer.unit = "m";
    layer.on = reach.has_people ? LayerOn::cells : LayerOn::points;
    layer.cell_m = reach.cell_m;
    layer.low = 0.0f;
    layer.high = static_cast<float>(reach.reach_m);
    for (int k = 1; k < 4; ++k) layer.breaks.push_back(layer.high * static_cast<float>(k) / 4.0f);
    layer.map = ColourMap::viridis;
    layer.reversed = true;
    return sums;
}

Indicator reach_indicator(const ProposalModel::State& state, const ReachSums& sums, bool older, bool with_evidence) {
    const CityModel::State& city = state.model->state();
    const ReachModel& reach = city.reach;
    Indicator i = older ? blank("older_people_within_reach", "persons 65+") : blank("people_within_reach", "persons");
    bool only_services = !state.placed.empty() && std::ranges::all_of(state.placed, [](const auto& p) {
        return p.second.kind && p.second.kind->geometry == Geometry::service;
    });
    if (only_services) return without(std::move(i), IndicatorStatus::not_applicable, "eval.reason.only_services");
    if (reach.graph.empty()) return without(std::move(i), IndicatorStatus::missing, "eval.reason.no_streets");
    if (!reach.has_people) return without(std::move(i), IndicatorStatus::missing, "eval.reason.no_population");
    if (older && !reach.has_ages) return without(std::move(i), IndicatorStatus::missing, "eval.reason.no_ages");
    const auto& cumulative = older ? sums.older : sums.people;
    std::vector<double> samples(city.samples());
    for (std::size_t k = 0; k < samples.size(); ++k) samples[k] = static_cast<double>(cumulative[reach.radius_mm[k] / 100]) / 1000.0;
    i = with_samples(std::move(i), std::move(samples));
    if (with_evidence) i.evidence = reach_evidence(state, older, sums.detour);
    return i;
}

std::string joined(const std::set<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

struct MoneySums {
    std::vector<std::int64_t> capex, opex, carbon;
    std::set<std::string> without_price, without_opex, without_energy;
};

MoneySums sum_money(const ProposalModel::State& state) {
    std::size_t n = state.model->state().samples();
    MoneySums sums{std::vector<std::int64_t>(n), std::vector<std::int64_t>(n), std::vector<std::int64_t>(n), {}, {}, {}};
    Quantities q = quantities(state);
    for (const auto& [package, units] : q.units) {
        const PackageDraws& one = state.packages.at(package);
        for (std::size_t i = 0; i < n; ++i) {
            sums.capex[i] += units * one.capex_krw[i];
            sums.opex[i] += units * one.opex_krw_per_year[i];
            sums.carbon[i] += units * one.carbon_g_per_year[i];
        }
        sums.without_price.insert(one.without_price.begin(), one.without_price.end());
        sums.without_opex.insert(one.without_opex.begin(), one.without_opex.end());
        sums.without_energy.insert(one.without_energy.begin(), one.without_energy.end());
    }
    for (const auto& [kind, units] : q.unknown)
        for (auto* list : {&sums.without_price, &sums.without_opex, &sums.without_energy}) list->insert(kind);
    return sums;
}

Indicator money_indicator(const ProposalModel::State& state, Indicator i, const std::vector<double>& samples,
                          const std::set<std::string>& without_source, const char* reason, bool with_evidence) {
    double known = percentile(samples, 0.5);
    if (without_source.empty()) i = with_samples(std::move(i), samples);
    else i = without(std::move(i), IndicatorStatus::missing, reason, {{"kinds", joined(without_source)}});
    if (with_evidence) i.evidence = money_evidence(state, i.id, known);
    return i;
}

} // namespace

Evaluation ProposalModel::result(bool with_evidence) const {
    const State& state = *m_state;
    Evaluation e;
    e.indicators.push_back(crash_indicator(state, false, with_evidence));
    e.indicators.push_back(crash_indicator(state, true, with_evidence));
    ReachSums reach = sum_reach(state);
    e.indicators.push_back(reach_indicator(state, reach, false, with_evidence));
    e.indicators.push_back(reach_indicator(state, reach, true, with_evidence));
    MoneySums money = sum_money(state);
    e.indicators.push_back(money_indicator(state, blank("carbon_avoided_kgco2e_per_year", "kgCO2e/yr"), scaled(money.carbon, 1e3),
                                           money.without_energy, "eval.reason.no_energy", with_evidence));
    e.indicators.push_back(money_indicator(state, blank("capex_krw", "KRW", false), scaled(money.capex, 1.0), money.without_price,
                                           "eval.reason.no_price", with_evidence));
    e.indicators.push_back(money_indicator(state, blank("opex_krw_per_year", "KRW/yr", false), scaled(money.opex, 1.0),
                                           money.without_opex, "eval.reason.no_opex", with_evidence));
    // Reach is who could, a count is who does: users are never derived from reach.
    e.indicators.push_back(without(blank("users_per_day", "persons/day"), IndicatorStatus::missing, "eval.reason.no_users"));
    e.reach = std::move(reach.layer);
    e.detour_factor = reach.detour;
    for (const auto& [id, one] : state.placed) e.warnings.insert(e.warnings.end(), one.warnings.begin(), one.warnings.end());
    return e;
}

} // namespace tp
