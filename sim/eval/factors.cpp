#include "eval/factors.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp {

namespace {

// The estimate that an own price or upkeep stands for. `shipped`: as it was before any own value.
Result<Estimate*> priced(Catalogue& result, const Catalogue& shipped, const std::string& id) {
    bool upkeep = id.starts_with(k_upkeep_prefix);
    std::string name = id.substr(upkeep ? k_upkeep_prefix.size() : k_price_prefix.size());
    std::size_t slash = upkeep ? std::string::npos : name.find('/');
    auto unknown = [&] { return fail(ErrorCode::not_found, "eval.unknown_priced", {{"id", name}}); };
    auto kind = std::ranges::find(result.kinds, name.substr(0, slash), &Kind::id);
    if (kind == result.kinds.end()) return unknown();
    if (upkeep) return &kind->upkeep_krw_per_year;
    if (slash == std::string::npos) return &kind->unit_cost_krw;
    auto component = std::ranges::find(kind->components, name.substr(slash + 1), &Component::id);
    if (component == kind->components.end()) return unknown();
    if (shipped.kind(kind->id)->unit_cost_krw.value) return fail(ErrorCode::out_of_range, "eval.price_of_whole", {{"kind", kind->id}});
    return &component->unit_cost_krw;
}

Result<void> set_price(Catalogue& result, const Catalogue& shipped, const std::string& id, double value) {
    auto estimate = priced(result, shipped, id);
    if (!estimate) return std::unexpected(estimate.error());
    if (!std::isfinite(value)) return fail(ErrorCode::out_of_range, "eval.not_finite", {{"id", id}});
    if (!(value > 0.0)) return fail(ErrorCode::out_of_range, "eval.not_positive", {{"id", id}});
    **estimate = {value, value, value, id.starts_with(k_upkeep_prefix) ? "KRW/yr" : "KRW", "project", false, {}};
    return {};
}

} // namespace

Result<Catalogue> with_own_values(const Catalogue& catalogue, const std::map<std::string, double>& own) {
    Catalogue result = catalogue;
    for (const auto& [id, value] : own) {
        if (id.starts_with(k_price_prefix) || id.starts_with(k_upkeep_prefix)) {
            if (auto set = set_price(result, catalogue, id, value); !set) return std::unexpected(set.error());
            continue;
        }
        auto found = std::ranges::find(result.assumptions, id, &Assumption::id);
        if (found == result.assumptions.end()) return fail(ErrorCode::not_found, "eval.unknown_assumption", {{"id", id}});
        if (!std::isfinite(value)) return fail(ErrorCode::out_of_range, "eval.not_finite", {{"id", id}});
        Estimate& e = found->estimate;
        if (value < 0.0 && e.low >= 0.0) return fail(ErrorCode::out_of_range, "eval.not_negative", {{"id", id}});
        double scale = e.value && *e.value > 0.0 && e.low > 0.0 ? value / *e.value : 0.0;
        e.low = scale > 0.0 ? e.low * scale : value;
        e.high = scale > 0.0 ? e.high * scale : value;
        e.value = value;
        e.source = "project";
        e.verified = false;
    }
    return result;
}

Result<void> check_factors(const Catalogue& catalogue) {
    for (const char* id : {"walk_reach_m", "walk_distance_scale_ln_sd", "jaywalk_max_lanes", "crossing_lane_width_m", "walk_snap_m",
                           "crossing_junction_m", "crossing_stretch_m", "signal_assumed_lanes", "crash_match_m", "transfer_ln_sd",
                           "calibration_ln_sd", "night_share_crashes", "night_share_deaths", "deaths_per_pedestrian_crash",
                           "grid_kgco2e_per_kwh_2023", "grid_decline_per_year", "minor_share_of_major", "bus_stops_radius_m",
                           "sodium_lamp_w", "led_power_ratio", "led_dimming_share", "led_hours_per_year", "led_standby_w",
                           "veh_per_day_per_lane:unknown", "default_lanes:unknown", "default_speed_kmh:unknown"}) {
        const Assumption* a = catalogue.assumption(id);
        if (!a || !a->estimate.value) return fail(ErrorCode::not_found, "eval.no_factor", {{"id", id}});
    }
    return {};
}

const Estimate& factor(const Catalogue& catalogue, const std::string& id) {
    const Assumption* a = catalogue.assumption(id);
    TP_CHECK(a != nullptr);
    return a->estimate;
}

double factor_value(const Catalogue& catalogue, const std::string& id) {
    const Estimate& e = factor(catalogue, id);
    TP_CHECK(e.value.has_value());
    return *e.value;
}

double factor_value_or(const Catalogue& catalogue, const std::string& id, double otherwise) {
    const Assumption* a = catalogue.assumption(id);
    return a && a->estimate.value ? *a->estimate.value : otherwise;
}

} // namespace tp
