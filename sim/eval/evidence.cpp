// Evidence of the indicators: the formula, and its inputs down to data with a source.
#include "eval/factors.h"
#include "eval/state.h"
#include "model/estimate_draw.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

EvidenceItem derived(std::string id, double value, double low, double high, std::string unit) {
    EvidenceItem item;
    item.id = std::move(id);
    item.value = value;
    item.low = low;
    item.high = high;
    item.unit = std::move(unit);
    item.source = "derived";
    return item;
}

EvidenceItem exact(std::string id, double value, std::string unit, std::string source, bool verified) {
    EvidenceItem item = derived(std::move(id), value, value, value, std::move(unit));
    item.source = std::move(source);
    item.verified = verified;
    return item;
}

EvidenceItem noted(EvidenceItem item, std::string key, MessageArgs args = {}) {
    item.note_key = std::move(key);
    item.note_args = std::move(args);
    return item;
}

// "city:<file>" of the first source with that role, so that a leaf names the file it came from.
std::string city_source(const City& city, const std::string& role) {
    for (const Source& s : city.sources)
        if (s.role == role) return "city:" + s.file;
    return "city:" + city.name;
}

std::string number(double v, int digits = 0) {
    double scale = std::pow(10.0, digits);
    std::string s = std::to_string(std::llround(v * scale));
    if (digits == 0) return s;
    bool negative = s[0] == '-';
    std::string body = negative ? s.substr(1) : s;
    while (body.size() <= static_cast<std::size_t>(digits)) body.insert(body.begin(), '0');
    body.insert(body.end() - digits, '.');
    return (negative ? "-" : "") + body;
}

// Crossings that something acts on, with the expected crashes before: what share of the city's risk is treated.
EvidenceItem baseline(const ProposalModel::State& state) {
    const CityModel::State& city = state.model->state();
    const CrashModel& crash = city.crash;
    std::vector<double> rate(city.samples()), sum(city.samples(), 0.0);
    std::size_t signals = 0, stops = 0, segments = 0, assumed = 0, signal_assumed = 0, beyond = 0;
    for (const auto& [c, at] : state.crossings) {
        crash.draw(c, rate);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += rate[i];
        const CrashSite& site = crash.sites[c];
        (site.form == SiteForm::signal ? signals : site.form == SiteForm::stop ? stops : segments) += 1;
        assumed += site.volume_assumed ? 1 : 0;
        signal_assumed += site.signal_assumed ? 1 : 0;
        beyond += site.within_limits ? 0 : 1;
    }
    EvidenceItem item = derived("expected_crashes", percentile(sum, 0.5), percentile(sum, 0.05), percentile(sum, 0.95), "crashes/yr");
    auto count = [](std::size_t n) { return static_cast<double>(n); };
    item.inputs.push_back(exact("crossings_treated", count(state.crossings.size()), "-", city_source(*city.city, "crossings"), true));
    item.inputs.push_back(noted(exact("sites_signal", count(signals), "-", "hsm_cpm", true), "eval.note.form_signal"));
    item.inputs.push_back(noted(exact("sites_stop", count(stops), "-", "hsm_cpm", true), "eval.note.form_stop"));
    item.inputs.push_back(noted(exact("sites_segment", count(segments), "-", "hsm_cpm", true), "eval.note.form_segment"));
    item.inputs.push_back(noted(exact("sites_volume_assumed", count(assumed), "-", "own_class_table", false), "eval.note.volume_assumed"));
    if (signal_assumed > 0)
        item.inputs.push_back(noted(exact("sites_signal_assumed", count(signal_assumed), "-", "own_assumption", false), "eval.note.signal_assumed"));
    if (beyond > 0) item.inputs.push_back(noted(exact("sites_beyond_limits", count(beyond), "-", "hsm_cpm", true), "eval.note.beyond_limits"));
    return item;
}

EvidenceItem calibration(const CityModel::State& city) {
    const CrashModel& crash = city.crash;
    const Calibration& c = crash.calibration;
    EvidenceItem item = derived("calibration", std::exp(c.ln_factor), std::exp(c.ln_factor - k_z95 * c.ln_sd), std::exp(c.ln_factor + k_z95 * c.ln_sd), "-");
    item.inputs.push_back(factor_leaf(city.factors, "calibration_ln_sd"));
    if (crash.counts) {
        std::string source = city_source(*city.city, "crashes");
        item = noted(std::move(item), "eval.note.calibrated", {{"sites", std::to_string(c.sites)}, {"ratio", number(c.ratio, 2)}});
        item.inputs.push_back(exact("crashes_at_crossings", static_cast<double>(crash.counts->matched), "crashes", source, true));
        item.inputs.push_back(exact("crashes_elsewhere", static_cast<double>(crash.counts->unmatched), "crashes", source, true));
        item.inputs.push_back(exact("crash_years", crash.counts->years, "years", source, true));
        item.inputs.push_back(factor_leaf(city.factors, "crash_match_m"));
    } else if (crash.spots) {
        std::string group = crash_group_id(crash.spots->group);
        item = noted(std::move(item), "eval.note.hot_spots", {{"spots", std::to_string(crash.spots->spots.size())}, {"threshold", std::to_string(crash.spots->threshold)}});
        item.inputs.push_back(factor_leaf(city.factors, "crash_group_share:" + group));
        item.inputs.push_back(factor_leaf(city.factors, "hotspot_years:" + group));
        item.inputs.push_back(exact("hot_spots", static_cast<double>(crash.spots->spots.size()), "-", city_source(*city.city, "crashes"), true));
    } else {
        item = noted(std::move(item), "eval.note.no_counts");
    }
    return item;
}

EvidenceItem effect_item(const CityModel::State& city, std::uint32_t row, std::size_t sites) {
    const Effect& effect = city.factors.effects[row];
    double sd = city.effects.ln_sd[row];
    EvidenceItem item = exact("cmf:" + effect.id, effect.cmf, "-", effect.source, effect.verified);
    item.low = effect.cmf * std::exp(-k_z95 * sd);
    item.high = effect.cmf * std::exp(k_z95 * sd);
    constexpr const char* targets[] = {"pedestrian", "pedestrian_night", "all", "fatal", "vehicle"};
    item = noted(std::move(item), std::string("eval.note.target_") + targets[static_cast<std::size_t>(effect.target)], {{"sites", std::to_string(sites)}});
    if (sd != effect.ln_sd) item.inputs.push_back(factor_leaf(city.factors, "transfer_ln_sd"));
    for (const Effect& other : city.factors.effects) // what speaks against it is shown beside it
        if (other.about == effect.id) {
            EvidenceItem beside = exact("cmf:" + other.id, other.cmf, "-", other.source, other.verified);
            beside.low = other.cmf * std::exp(-k_z95 * other.ln_sd);
            beside.high = other.cmf * std::exp(k_z95 * other.ln_sd);
            item.inputs.push_back(noted(std::move(beside), "eval.note.not_applied"));
        }
    return item;
}

} // namespace

EvidenceItem leaf_of(const std::string& id, const Estimate& e) {
    EvidenceItem item = exact(id, e.value.value_or(std::nan("")), e.unit, e.source, e.verified);
    if (e.value) item.low = e.low, item.high = e.high;
    else item = noted(std::move(item), "eval.note.no_source");
    return item;
}

EvidenceItem factor_leaf(const Catalogue& factors, const std::string& id) { return leaf_of(id, factor(factors, id)); }

std::vector<Evidence> crash_evidence(const ProposalModel::State& state, bool deaths) {
    const CityModel::State& city = state.model->state();
    Evidence sites{"crash_sites", "eval.formula.crash_sites", "eval.limits.crash_sites", {}};
    sites.inputs.push_back(baseline(state));
    sites.inputs.push_back(calibration(city));
    for (const char* id : {"vehicle_volume_ln_sd", "pedestrian_volume_ln_sd", "crossing_junction_m", "crossing_stretch_m"})
        if (city.factors.assumption(id)) sites.inputs.push_back(factor_leaf(city.factors, id));
    Evidence effects{"crash_factors", "eval.formula.crash_factors", "eval.limits.crash_factors", {}};
    std::map<std::uint32_t, std::size_t> uses;
    std::set<std::string> uncredited;
    for (const auto& [id, one] : state.placed) {
        for (std::uint32_t e : one.effects) ++uses[e];
        if (one.kind && one.effects.empty() && std::ranges::count(one.kind->acts_on, "S") > 0) uncredited.insert(one.kind->id);
    }
    for (const auto& [row, n] : uses) effects.inputs.push_back(effect_item(city, row, n));
    for (const std::string& kind : uncredited)
        effects.inputs.push_back(noted(exact("kind:" + kind, 1.0, "-", "no_source", false), "eval.note.credited_one"));
    effects.inputs.push_back(factor_leaf(city.factors, deaths ? "night_share_deaths" : "night_share_crashes"));
    std::vector<Evidence> all{std::move(sites), std::move(effects)};
    if (deaths) {
        Evidence lethality{"lethality", "eval.formula.lethality", "eval.limits.lethality", {}};
        lethality.inputs.push_back(factor_leaf(city.factors, "deaths_per_pedestrian_crash"));
        all.push_back(std::move(lethality));
    }
    return all;
}

std::vector<Evidence> reach_evidence(const ProposalModel::State& state, bool older, double detour_factor) {
    const CityModel::State& city = state.model->state();
    const ReachModel& reach = city.reach;
    Evidence e{"walk_catchment", "eval.formula.walk_catchment", "eval.limits.walk_catchment", {}};
    for (const char* id : {"walk_reach_m", "walk_distance_scale_ln_sd", "jaywalk_max_lanes", "walk_snap_m"}) e.inputs.push_back(factor_leaf(city.factors, id));
    std::size_t places = static_cast<std::size_t>(std::ranges::count_if(state.placed, [](const auto& p) { return p.second.kind && p.second.kind->reaches; }));
    e.inputs.push_back(exact("places_with_catchment", static_cast<double>(places), "-", "derived", true));
    std::int64_t all = 0;
    for (std::int64_t m : older ? reach.older_milli : reach.people_milli) all += m;
    e.inputs.push_back(exact(older ? "older_people_of_city" : "people_of_city", static_cast<double>(all) / 1000.0, "persons", city_source(*city.city, "population"), true));
    if (reach.off_graph_milli > 0)
        e.inputs.push_back(noted(derived("people_off_graph", static_cast<double>(reach.off_graph_milli) / 1000.0, static_cast<double>(reach.off_graph_milli) / 1000.0,
                                         static_cast<double>(reach.off_graph_milli) / 1000.0, "persons"), "eval.note.off_graph"));
    if (older && reach.without_age_share > 0.0) e.inputs.push_back(exact("share_without_age", reach.without_age_share, "share", "derived", true));
    if (std::isfinite(detour_factor)) e.inputs.push_back(noted(derived("detour_factor", detour_factor, detour_factor, detour_factor, "-"), "eval.note.detour"));
    e.inputs.push_back(exact("wide_streets", static_cast<double>(reach.graph.wide_streets()), "-", city_source(*city.city, "roads"), true));
    return {std::move(e)};
}

namespace {

// A street light before and after: both sides of the ledger's line, for one lamp.
EvidenceItem lamp_item(const CityModel::State& city, const std::string& part) {
    const LampDraws& lamp = city.money.lamp();
    std::vector<double> saved(lamp.before_kwh.size());
    for (std::size_t i = 0; i < saved.size(); ++i) saved[i] = lamp.before_kwh[i] - lamp.after_kwh[i];
    auto line = [](std::string id, const std::vector<double>& kwh) {
        return derived(std::move(id), percentile(kwh, 0.5), percentile(kwh, 0.05), percentile(kwh, 0.95), "kWh/yr");
    };
    EvidenceItem item = noted(line("lamp:" + part, saved), "eval.note.lamp");
    EvidenceItem before = line("lamp_before", lamp.before_kwh), after = line("lamp_after", lamp.after_kwh);
    for (const char* id : {"sodium_lamp_w", "led_hours_per_year"}) before.inputs.push_back(factor_leaf(city.factors, id));
    for (const char* id : {"led_power_ratio", "led_dimming_share", "led_standby_w"}) after.inputs.push_back(factor_leaf(city.factors, id));
    item.inputs = {std::move(before), std::move(after)};
    return item;
}

} // namespace

std::vector<Evidence> money_evidence(const ProposalModel::State& state, const std::string& indicator, double known_median) {
    const CityModel::State& city = state.model->state();
    const MoneyModel& money = city.money;
    bool carbon = indicator == "carbon_avoided_kgco2e_per_year", opex = indicator == "opex_krw_per_year";
    std::string formula = carbon ? "carbon_ledger" : opex ? "opex" : "capex";
    Evidence e{formula, "eval.formula." + formula, "eval.limits." + formula, {}};
    const char* unit = carbon ? "kgCO2e/yr" : opex ? "KRW/yr" : "KRW";
    e.inputs.push_back(noted(derived("known_sum", known_median, known_median, known_median, unit), "eval.note.known_sum"));
    Quantities q = quantities(state);
    for (const auto& [package, units] : q.units) {
        const Kind& kind = city.factors.kinds[package.kind];
        EvidenceItem line = exact("kind:" + kind.id, static_cast<double>(units), "units", "derived", true);
        bool own_upkeep = opex && kind.upkeep_krw_per_year.value; // no price is in it then
        if (own_upkeep) line.inputs.push_back(leaf_of("upkeep:" + kind.id, kind.upkeep_krw_per_year));
        for (const auto& part : own_upkeep ? std::vector<MoneyModel::Part>{} : carbon ? money.energy_parts(package) : money.price_parts(package))
            line.inputs.push_back(leaf_of((carbon ? "energy:" : "price:") + part.id, *part.estimate));
        if (carbon)
            for (const std::string& part : money.lamp_parts(package)) line.inputs.push_back(lamp_item(city, part));
        if (opex && !own_upkeep) line.inputs.push_back(leaf_of("opex_share:" + kind.id, kind.opex_share_per_year));
        if (!carbon && !opex && kind.avoided_cost_krw.value) line.inputs.push_back(leaf_of("avoided:" + kind.id, kind.avoided_cost_krw));
        e.inputs.push_back(std::move(line));
    }
    for (const auto& [kind, units] : q.unknown)
        e.inputs.push_back(noted(exact("kind:" + kind, static_cast<double>(units), "units", "no_source", false), "eval.note.unknown_kind"));
    if (carbon) {
        const auto& grid = money.grid_kgco2e_per_kwh();
        EvidenceItem item = derived("grid_kgco2e_per_kwh", money.grid_median(), percentile(grid, 0.05), percentile(grid, 0.95), "kgCO2e/kWh");
        item = noted(std::move(item), "eval.note.grid_year", {{"year", std::to_string(money.year())}});
        item.inputs.push_back(factor_leaf(city.factors, "grid_kgco2e_per_kwh_2023"));
        item.inputs.push_back(factor_leaf(city.factors, "grid_decline_per_year"));
        e.inputs.push_back(std::move(item));
    }
    return {std::move(e)};
}

} // namespace tp
