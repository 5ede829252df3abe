// What a solution does where it stands: its crossing, the effects credited there, the people it reaches, broken rules.
#include "eval/state.h"
#include "model/cost.h"
#include "model/traffic.h"

#include <algorithm>

namespace tp {
namespace {

const PlacementRule* rule(const Kind& kind, const std::string& id) {
    auto found = std::ranges::find(kind.rules, id, &PlacementRule::id);
    return found == kind.rules.end() ? nullptr : &*found;
}

Tri signal_at(const City& city, std::int64_t crossing) {
    return crossing < 0 ? Tri::unknown : city.crossings.signal[static_cast<std::size_t>(crossing)];
}

// Rules that the city's data can decide; the others (permits, free sidewalk where no width is known) are the check's.
void check_rules(const CityModel::State& state, PlacedSolution& placed) {
    const City& city = *state.city;
    const Kind& kind = *placed.kind;
    auto broken = [&](const char* id) {
        placed.warnings.push_back(std::string("rule.") + id + ":solution " + std::to_string(static_cast<std::uint32_t>(placed.solution.id)));
    };
    LocalPoint at = *placed.solution.at;
    if (rule(kind, "at_crossing") && city.crossings.size() > 0 && placed.crossing < 0) broken("at_crossing");
    if (const auto* r = rule(kind, "at_stop"); r && city.stops.size() > 0 && state.stops->nearest(at, r->value) < 0) broken("at_stop");
    if (const auto* r = rule(kind, "away_from_crossing"); r && city.crossings.size() > 0 && state.crossings->nearest(at, r->value) >= 0)
        broken("away_from_crossing");
    if (rule(kind, "needs_signal") && signal_at(city, placed.crossing) == Tri::no) broken("needs_signal");
    if (const auto* r = rule(kind, "min_lanes"); r && placed.crossing >= 0) {
        std::int32_t edge = city.crossings.edge[static_cast<std::size_t>(placed.crossing)];
        if (edge >= 0 && city.streets.lanes[static_cast<std::size_t>(edge)] >= 0 && city.streets.lanes[static_cast<std::size_t>(edge)] < r->value)
            broken("min_lanes");
    }
}

// What stands there already is not credited again; a family's part acts only at a crossing of that family.
bool stands_already(const City& city, const Kind& kind, std::size_t crossing) {
    return (kind.model == "refuge" && city.crossings.refuge[crossing] == Tri::yes) ||
           (kind.model == "raised" && city.crossings.raised[crossing] == Tri::yes);
}

void credit_effects(const CityModel::State& state, PlacedSolution& placed, std::optional<bool> signalised) {
    const Kind& kind = *placed.kind;
    const City& city = *state.city;
    if (placed.crossing < 0 || state.crash.sites.empty()) return;
    if (stands_already(city, kind, static_cast<std::size_t>(placed.crossing))) return;
    if (rule(kind, "needs_signal") && signalised == false) return;
    int kind_row = static_cast<int>(&kind - state.factors.kinds.data());
    auto credit = [&](const std::vector<std::string>& ids, int measure) {
        for (const std::string& id : ids) {
            const Effect* effect = state.factors.effect(id);
            if (!effect || !effect->evidence || effect->role != "credited") continue;
            placed.effects.push_back(static_cast<std::uint32_t>(effect - state.factors.effects.data()));
            placed.measure.push_back(measure);
        }
    };
    credit(kind.effects, 64 * kind_row + 63);
    for (const Component* c : chosen_components(kind, placed.components, signalised)) {
        if (signalised.has_value() && (c->signalised || c->unsignalised) && !(*signalised ? c->signalised : c->unsignalised)) continue;
        credit(c->effects, 64 * kind_row + static_cast<int>(std::min<std::ptrdiff_t>(c - kind.components.data(), 62)));
    }
}

} // namespace

PlacedSolution place_solution(const CityModel::State& state, const Solution& solution, WalkSearch& search) {
    PlacedSolution placed;
    placed.solution = solution;
    placed.kind = state.factors.kind(solution.kind);
    if (!placed.kind) {
        placed.warnings.push_back("eval.unknown_kind:solution " + std::to_string(static_cast<std::uint32_t>(solution.id)));
        return placed;
    }
    const Kind& kind = *placed.kind;
    placed.components = solution.components.empty() ? state.factors.alias_components(solution.kind) : solution.components;
    std::optional<bool> signalised;
    if (solution.at) {
        const auto* at_crossing = rule(kind, "at_crossing");
        if (at_crossing) placed.crossing = state.crossings->nearest(*solution.at, at_crossing->value);
        if (Tri signal = signal_at(*state.city, placed.crossing); signal != Tri::unknown) signalised = signal == Tri::yes;
        check_rules(state, placed);
        credit_effects(state, placed, signalised);
        if (kind.reaches && !state.reach.graph.empty())
            placed.reached = search.reach(state.reach.graph, state.reach.demand, state.reach.graph.snap(*solution.at), state.reach.limit_mm);
    }
    placed.package = state.money.package(kind, placed.components, signalised);
    return placed;
}

} // namespace tp
