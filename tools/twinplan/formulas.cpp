#include "twinplan/formulas.h"

#include "catalogue/csv_table.h"
#include "model/carbon.h"
#include "model/cost.h"
#include "model/crash_factors.h"
#include "model/empirical_bayes.h"
#include "model/hsm.h"
#include "model/movement.h"
#include "model/severity.h"
#include "model/sun.h"
#include "model/utci.h"
#include "network/catchment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tp {
namespace {

using In = std::span<const FormulaValue>;
using Out = std::span<double>;

Result<void> not_a_choice(const char* column, const FormulaValue& value, const char* choices) {
    return fail(ErrorCode::bad_format, "formula.no_choice", {{"column", column}, {"text", value.text}, {"choices", choices}});
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

constexpr const char* k_signal_types = "3SG, 4SG";
constexpr const char* k_segment_types = "2U, 3T, 4U, 4D, 5T";

Result<void> run_hsm_signalised(In in, Out out) {
    std::string type = upper(in[0].text);
    if (type != "3SG" && type != "4SG") return not_a_choice("intersection_type", in[0], k_signal_types);
    out[0] = hsm_signalised_pedestrian({type == "4SG", in[1].number, in[2].number, in[3].number, in[4].number});
    return {};
}

Result<void> run_hsm_segment(In in, Out out) {
    constexpr std::array types{"2U", "3T", "4U", "4D", "5T"};
    auto type = std::ranges::find(types, upper(in[0].text));
    if (type == types.end()) return not_a_choice("segment_type", in[0], k_segment_types);
    auto segment = static_cast<HsmSegment>(type - types.begin());
    out[0] = hsm_segment_vehicle(segment, in[1].number, in[2].number);
    out[1] = hsm_segment_pedestrian(segment, out[0], in[3].number);
    return {};
}

Result<void> run_empirical_bayes(In in, Out out) {
    EmpiricalBayes eb = empirical_bayes(in[0].number, in[1].number, in[2].number);
    out[0] = eb.weight;
    out[1] = eb.expected;
    out[2] = eb.variance;
    return {};
}

// "0.9; 0.8" -> numbers; nothing where a word is no number.
std::optional<std::vector<double>> numbers(std::string_view text) {
    std::vector<double> out;
    while (!text.empty()) {
        std::size_t end = text.find_first_of("; ");
        std::string_view word = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (word.empty()) continue;
        double value = 0;
        if (!parse_number(word, value)) return std::nullopt;
        out.push_back(value);
    }
    return out;
}

constexpr const char* k_factor_list = "0.9;0.8 (1-32 factors > 0)";

Result<void> run_cmf_combine(In in, Out out) {
    auto cmf = numbers(in[0].text);
    if (!cmf || cmf->empty() || cmf->size() > 32 || std::ranges::any_of(*cmf, [](double f) { return !(f > 0.0); }))
        return not_a_choice("factors", in[0], k_factor_list);
    std::vector<double> ln;
    for (double f : *cmf) ln.push_back(std::log(f));
    out[0] = std::exp(combined_subset_ln(ln, in[1].number));
    out[1] = combine_product(*cmf);
    out[2] = combine_dominant(*cmf);
    out[3] = combine_dominant_common_residuals(*cmf);
    out[4] = combine_systematic_reduction(*cmf);
    out[5] = combine_two_thirds(*cmf);
    return {};
}

template <double (*Curve)(double)>
Result<void> run_curve(In in, Out out) {
    out[0] = Curve(in[0].number);
    return {};
}

Result<void> run_power_model(In in, Out out) {
    out[0] = power_model(in[0].number, in[1].number, in[2].number);
    return {};
}

Result<void> run_stopping(In in, Out out) {
    out[0] = stopping_distance_m(in[0].number, in[1].number, in[2].number);
    out[1] = impact_speed_kmh(in[0].number, in[1].number, in[2].number, in[3].number);
    return {};
}

Result<void> run_weidmann(In in, Out out) {
    out[0] = weidmann_speed_m_s(in[0].number);
    out[1] = weidmann_flow_per_m_s(in[0].number);
    return {};
}

Result<void> run_idm(In in, Out out) {
    IdmParameters p{in[3].number, in[4].number, in[5].number, in[6].number, in[7].number, in[8].number};
    out[0] = idm_acceleration_m_s2(in[0].number, in[1].number, in[2].number, p);
    out[1] = in[0].number < p.desired_speed_m_s ? idm_equilibrium_gap_m(in[0].number, p) : std::numeric_limits<double>::quiet_NaN();
    return {};
}

Result<void> run_signal_delay(In in, Out out) {
    if (in[1].number > in[0].number) return fail(ErrorCode::out_of_range, "formula.window_over_cycle", {});
    out[0] = signal_pedestrian_delay_s(in[0].number, in[1].number);
    return {};
}

Result<void> run_gap_wait(In in, Out out) {
    out[0] = gap_wait_with_yielding_s(in[0].number / 3600.0, in[1].number, in[2].number);
    return {};
}

// Rows are pairs of a place of residence and a place of supply; pairs that are not there are out of reach.
Result<void> run_e2sfca(std::span<const FormulaRow> rows, Out out) {
    std::vector<std::string> demand, supply;
    std::vector<double> people, capacity;
    auto index = [](std::vector<std::string>& ids, std::vector<double>& values, const std::string& id, double value) -> std::optional<std::size_t> {
        auto it = std::ranges::find(ids, id);
        if (it == ids.end()) {
            ids.push_back(id);
            values.push_back(value);
            return ids.size() - 1;
        }
        auto i = static_cast<std::size_t>(it - ids.begin());
        return values[i] == value ? std::optional(i) : std::nullopt;
    };
    std::vector<std::pair<std::size_t, std::size_t>> at;
    for (const FormulaRow& row : rows) {
        auto i = index(demand, people, row[0].text, row[1].number), j = index(supply, capacity, row[2].text, row[3].number);
        if (!i || !j) return fail(ErrorCode::bad_format, "formula.two_values", {{"id", i ? row[2].text : row[0].text}});
        at.emplace_back(*i, *j);
    }
    std::vector<double> distance(demand.size() * supply.size(), std::numeric_limits<double>::infinity());
    for (std::size_t r = 0; r < rows.size(); ++r) distance[at[r].first * supply.size() + at[r].second] = rows[r][4].number;
    const FormulaRow& first = rows.front();
    const CatchmentZone zones[] = {{first[5].number, first[8].number}, {first[6].number, first[9].number}, {first[7].number, first[10].number}};
    if (!(zones[0].outer_m <= zones[1].outer_m && zones[1].outer_m <= zones[2].outer_m)) return fail(ErrorCode::out_of_range, "formula.zones", {});
    CatchmentResult result = catchment_e2sfca(people, capacity, distance, zones);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        out[2 * r] = result.site_ratio[at[r].second];
        out[2 * r + 1] = result.access[at[r].first];
    }
    return {};
}

Result<void> run_npv(In in, Out out) {
    double years = std::floor(in[3].number);
    out[0] = annuity_factor(in[0].number, static_cast<int>(years));
    out[1] = in[2].number * out[0] - in[1].number;
    return {};
}

Result<void> run_lamp_energy(In in, Out out) {
    out[0] = lamp_energy_kwh({in[0].number, in[1].number, in[2].number, in[3].number, in[4].number});
    return {};
}

Result<void> run_grid_factor(In in, Out out) {
    out[0] = grid_factor({in[0].number, static_cast<int>(in[1].number), in[2].number}, static_cast<int>(in[3].number));
    return {};
}

Result<void> run_sun(In in, Out out) {
    auto day = julian_day_of(in[3].text);
    if (!day) return std::unexpected(day.error());
    SunPosition sun = sun_position({*day, in[0].number, in[1].number, in[2].number, in[4].number, in[5].number, in[6].number});
    out[0] = sun.zenith_deg;
    out[1] = sun.apparent_zenith_deg;
    out[2] = sun.azimuth_deg;
    return {};
}

Result<void> run_utci(In in, Out out) {
    out[0] = utci_c(in[0].number, in[1].number, in[2].number, in[3].number);
    return {};
}

FormulaInput text(const char* name, const char* choices) { return {name, "-", 0, 0, std::nullopt, choices}; }
FormulaInput number(const char* name, const char* unit, double low, double high, std::optional<double> otherwise = std::nullopt) {
    return {name, unit, low, high, otherwise, nullptr};
}

std::vector<Formula> safety_formulas() {
    return {
        {"hsm_signalised_pedestrian",
         {text("intersection_type", k_signal_types), number("major_veh_per_day", "veh/day", 1e-3, 1e6), number("minor_veh_per_day", "veh/day", 1e-3, 1e6),
          number("pedestrians_per_day", "persons/day", 1e-3, 1e6), number("lanes_crossed", "lanes", 0, 30)},
         {{"crashes_per_year", "crashes/yr"}}, run_hsm_signalised},
        {"hsm_segment_pedestrian",
         {text("segment_type", k_segment_types), number("veh_per_day", "veh/day", 1e-3, 1e6), number("length_m", "m", 1e-3, 1e6), number("speed_limit_kmh", "km/h", 0, 200)},
         {{"vehicle_crashes_per_year", "crashes/yr"}, {"crashes_per_year", "crashes/yr"}}, run_hsm_segment},
        {"empirical_bayes",
         {number("predicted_crashes", "crashes", 1e-9, 1e6), number("overdispersion", "-", 0, 1e3), number("observed_crashes", "crashes", 0, 1e6)},
         {{"weight", "-"}, {"expected_crashes", "crashes"}, {"variance", "crashes^2"}}, run_empirical_bayes},
        {"cmf_combine", {text("factors", k_factor_list), number("overlap", "-", 0, 1, 0.5)},
         {{"combined", "-"}, {"product", "-"}, {"dominant", "-"}, {"dominant_common_residuals", "-"}, {"systematic_reduction", "-"}, {"two_thirds", "-"}}, run_cmf_combine},
        {"fatality_hussain2019", {number("impact_kmh", "km/h", 0, 200)}, {{"fatality", "-"}}, run_curve<fatality_hussain2019>},
        {"fatality_rosen_sander2009", {number("impact_kmh", "km/h", 0, 200)}, {{"fatality", "-"}}, run_curve<fatality_rosen_sander2009>},
        {"fatality_tefft2013", {number("impact_kmh", "km/h", 0, 200)}, {{"fatality", "-"}}, run_curve<fatality_tefft2013>},
        {"power_model", {number("before_kmh", "km/h", 1e-3, 200), number("after_kmh", "km/h", 0, 200), number("exponent", "-", 0, 10)}, {{"factor", "-"}}, run_power_model},
        {"stopping_distance",
         {number("speed_kmh", "km/h", 0, 300), number("reaction_s", "s", 0, 10), number("deceleration_m_s2", "m/s2", 0.1, 15), number("distance_m", "m", 0, 1e4, 0.0)},
         {{"stopping_distance_m", "m"}, {"impact_kmh", "km/h"}}, run_stopping}};
}

std::vector<Formula> movement_formulas() {
    return {
        {"weidmann", {number("density_per_m2", "persons/m2", 0, 20)}, {{"speed_m_s", "m/s"}, {"flow_per_m_s", "persons/(m s)"}}, run_weidmann},
        {"idm",
         {number("speed_m_s", "m/s", 0, 100), number("approach_m_s", "m/s", -100, 100), number("gap_m", "m", 1e-3, 1e10), number("desired_speed_m_s", "m/s", 0.1, 100, 13.89),
          number("time_gap_s", "s", 0, 20, 1.2), number("minimum_gap_m", "m", 0, 50, 2.0), number("maximum_acceleration_m_s2", "m/s2", 0.01, 20, 1.2),
          number("comfortable_braking_m_s2", "m/s2", 0.01, 20, 2.0), number("exponent", "-", 0.1, 20, 4.0)},
         {{"acceleration_m_s2", "m/s2"}, {"equilibrium_gap_m", "m"}}, run_idm},
        {"signal_pedestrian_delay", {number("cycle_s", "s", 1, 1000), number("start_window_s", "s", 0, 1000)}, {{"delay_s", "s"}}, run_signal_delay},
        {"gap_wait", {number("vehicles_per_hour", "veh/h", 0, 20000), number("critical_gap_s", "s", 0, 60), number("yield_share", "-", 0, 1, 0.0)}, {{"wait_s", "s"}}, run_gap_wait},
        {"e2sfca",
         {text("demand_id", "*"), number("people", "persons", 0, 1e9), text("supply_id", "*"), number("supply", "-", 0, 1e12), number("distance_m", "m", 0, 1e7),
          number("near_m", "m", 0, 1e6, 200.0), number("middle_m", "m", 0, 1e6, 400.0), number("far_m", "m", 0, 1e6, 800.0), number("near_weight", "-", 0, 1, 1.0),
          number("middle_weight", "-", 0, 1, 0.68), number("far_weight", "-", 0, 1, 0.22)},
         {{"supply_ratio", "supply/person"}, {"access", "supply/person"}}, nullptr, run_e2sfca}};
}

std::vector<Formula> other_formulas() {
    return {
        {"npv", {number("discount_rate_per_year", "1/yr", -0.5, 1), number("investment_krw", "KRW", -1e15, 1e15), number("yearly_krw", "KRW/yr", -1e15, 1e15), number("years", "years", 0, 200)},
         {{"annuity_factor", "years"}, {"net_present_value_krw", "KRW"}}, run_npv},
        {"lamp_energy",
         {number("lamps", "-", 0, 1e7), number("power_w", "W", 0, 1e5), number("hours_per_year", "h/yr", 0, 8784), number("dimming_share", "-", 0, 1, 0.0), number("standby_w", "W", 0, 1e3, 0.0)},
         {{"energy_kwh_per_year", "kWh/yr"}}, run_lamp_energy},
        {"grid_factor", {number("kgco2e_per_kwh", "kgCO2e/kWh", 0, 5), number("base_year", "-", 1900, 2200), number("decline_per_year", "1/yr", 0, 1), number("year", "-", 1900, 2200)},
         {{"grid_kgco2e_per_kwh", "kgCO2e/kWh"}}, run_grid_factor},
        {"sun_position",
         {number("latitude_deg", "deg", -90, 90), number("longitude_deg", "deg", -180, 180), number("elevation_m", "m", -500, 20000, 0.0), text("time_utc", "2026-06-21T03:30:00Z"),
          number("delta_t_s", "s", -8000, 8000, 69.2), number("pressure_pa", "Pa", 0, 120000, 101325.0), number("temperature_c", "degC", -100, 70, 12.0)},
         {{"zenith_deg", "deg"}, {"apparent_zenith_deg", "deg"}, {"azimuth_deg", "deg"}}, run_sun},
        {"utci",
         {number("air_temperature_c", "degC", -50, 50), number("mean_radiant_temperature_c", "degC", -100, 150), number("wind_speed_10m_m_s", "m/s", 0.5, 17), number("relative_humidity_pct", "%", 0, 100)},
         {{"utci_c", "degC"}}, run_utci}};
}

} // namespace

const std::vector<Formula>& formulas() {
    static const std::vector<Formula> all = [] {
        std::vector<Formula> list = safety_formulas();
        for (auto part : {movement_formulas(), other_formulas()}) list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

const Formula* find_formula(std::string_view id) {
    for (const Formula& formula : formulas())
        if (id == formula.id) return &formula;
    return nullptr;
}

} // namespace tp
