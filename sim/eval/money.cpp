#include "eval/money.h"

#include "core/check.h"
#include "eval/factors.h"
#include "model/carbon.h"
#include "model/cost.h"
#include "model/estimate_draw.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr int k_grid_year = 2023; // of grid_kgco2e_per_kwh_2023

std::vector<double> drawn(const Estimate& e, Stream s, std::size_t samples) {
    std::vector<double> out(samples);
    for (std::size_t i = 0; i < samples; ++i) out[i] = e.low == e.high ? *e.value : estimate_at(e, normal(s, i));
    return out;
}

// Each parameter is drawn once for the city, so that every lamp and every proposal shares it.
LampDraws lamp_draws(const Catalogue& catalogue, std::uint64_t seed, std::size_t samples) {
    auto of = [&](const char* id) { return drawn(factor(catalogue, id), stream(seed, id), samples); };
    std::vector<double> power = of("sodium_lamp_w"), ratio = of("led_power_ratio"), dimming = of("led_dimming_share"),
                        hours = of("led_hours_per_year"), standby = of("led_standby_w");
    LampDraws out{std::vector<double>(samples), std::vector<double>(samples)};
    for (std::size_t i = 0; i < samples; ++i) {
        out.before_kwh[i] = lamp_energy_kwh({1.0, power[i], hours[i], 0.0, 0.0});
        out.after_kwh[i] = lamp_energy_kwh({1.0, power[i] * ratio[i], hours[i], std::clamp(dimming[i], 0.0, 1.0), standby[i]});
    }
    return out;
}

} // namespace

MoneyModel::MoneyModel(const Catalogue& catalogue, std::uint64_t seed, int samples, int year)
    : m_catalogue(&catalogue), m_samples(static_cast<std::size_t>(samples)), m_year(year) {
    auto add = [&](auto& table, const char* parameter, const std::string& id, const Estimate& e) {
        if (e.value) table.emplace(id, drawn(e, stream(seed, parameter, entity_key(id)), m_samples));
    };
    for (const Kind& kind : catalogue.kinds) {
        add(m_price, "unit_cost", kind.id, kind.unit_cost_krw);
        add(m_energy, "energy", kind.id, kind.energy_kwh_per_year);
        add(m_avoided, "avoided_cost", kind.id, kind.avoided_cost_krw);
        add(m_opex_share, "opex_share", kind.id, kind.opex_share_per_year);
        add(m_upkeep, "upkeep", kind.id, kind.upkeep_krw_per_year);
        for (const Component& c : kind.components) {
            add(m_price, "unit_cost", kind.id + "/" + c.id, c.unit_cost_krw);
            add(m_energy, "energy", kind.id + "/" + c.id, c.energy_kwh_per_year);
        }
    }
    m_lamp = lamp_draws(catalogue, seed, m_samples);
    const Estimate& decline = factor(catalogue, "grid_decline_per_year");
    GridPath path{factor_value(catalogue, "grid_kgco2e_per_kwh_2023"), k_grid_year, *decline.value};
    m_grid_median = grid_factor(path, year);
    Stream s = stream(seed, "grid_decline");
    for (std::size_t i = 0; i < m_samples; ++i) {
        path.decline_per_year = std::clamp(estimate_at(decline, normal(s, i)), -0.2, 0.5);
        m_grid.push_back(grid_factor(path, year));
    }
}

Package MoneyModel::package(const Kind& kind, std::span<const std::string> components, std::optional<bool> signalised) const {
    Package p{static_cast<std::uint32_t>(&kind - m_catalogue->kinds.data()), 0};
    for (const Component* c : chosen_components(kind, components, signalised))
        p.components |= std::uint64_t{1} << static_cast<unsigned>(std::min<std::ptrdiff_t>(c - kind.components.data(), 63));
    return p;
}

// The rule of model/cost.h: the kind's own price where it has one, else the sum of its components'.
std::vector<MoneyModel::Part> MoneyModel::price_parts(const Package& package) const {
    const Kind& kind = m_catalogue->kinds[package.kind];
    if (kind.unit_cost_krw.value || package.components == 0) return {{kind.id, &kind.unit_cost_krw}};
    std::vector<Part> parts;
    for (std::size_t i = 0; i < kind.components.size(); ++i)
        if ((package.components >> i) & 1U) parts.push_back({kind.id + "/" + kind.components[i].id, &kind.components[i].unit_cost_krw});
    return parts;
}

std::vector<MoneyModel::Part> MoneyModel::energy_parts(const Package& package) const {
    const Kind& kind = m_catalogue->kinds[package.kind];
    if (kind.energy_kwh_per_year.value || package.components == 0) return {{kind.id, &kind.energy_kwh_per_year}};
    std::vector<Part> parts;
    for (std::size_t i = 0; i < kind.components.size(); ++i)
        if ((package.components >> i) & 1U)
            parts.push_back({kind.id + "/" + kind.components[i].id, &kind.components[i].energy_kwh_per_year});
    return parts;
}

std::vector<std::string> MoneyModel::lamp_parts(const Package& package) const {
    const Kind& kind = m_catalogue->kinds[package.kind];
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < kind.components.size(); ++i)
        if (((package.components >> i) & 1U) && kind.components[i].replaces_lamp) parts.push_back(kind.id + "/" + kind.components[i].id);
    return parts;
}

// Upkeep in KRW a year where it is known as such, else a share of what was bought, before anything avoided is taken off.
void MoneyModel::add_upkeep(const std::string& kind, PackageDraws& out) const {
    if (auto upkeep = m_upkeep.find(kind); upkeep != m_upkeep.end()) {
        for (std::size_t i = 0; i < m_samples; ++i) out.opex_krw_per_year[i] = std::llround(upkeep->second[i]);
        return;
    }
    auto share = m_opex_share.find(kind);
    if (share == m_opex_share.end()) {
        out.without_opex.push_back(kind);
        return;
    }
    for (std::size_t i = 0; i < m_samples; ++i)
        out.opex_krw_per_year[i] = std::llround(share->second[i] * static_cast<double>(out.capex_krw[i]));
    out.without_opex = out.without_price;
}

PackageDraws MoneyModel::draws(const Package& package) const {
    PackageDraws out{std::vector<std::int64_t>(m_samples), std::vector<std::int64_t>(m_samples), std::vector<std::int64_t>(m_samples), {}, {}, {}};
    const std::string& kind = m_catalogue->kinds[package.kind].id;
    for (const Part& part : price_parts(package)) {
        auto found = m_price.find(part.id);
        if (found == m_price.end()) {
            out.without_price.push_back(part.id);
            continue;
        }
        for (std::size_t i = 0; i < m_samples; ++i) out.capex_krw[i] += std::llround(found->second[i]);
    }
    add_upkeep(kind, out);
    if (auto avoided = m_avoided.find(kind); avoided != m_avoided.end())
        for (std::size_t i = 0; i < m_samples; ++i) out.capex_krw[i] -= std::llround(avoided->second[i]);
    for (const Part& part : energy_parts(package)) {
        auto found = m_energy.find(part.id);
        if (found == m_energy.end()) {
            out.without_energy.push_back(part.id);
            continue;
        }
        for (std::size_t i = 0; i < m_samples; ++i)
            out.carbon_g_per_year[i] += std::llround(1000.0 * carbon_avoided_kg(CarbonLine{{}, 0.0, found->second[i], m_grid[i]}));
    }
    for (const std::string& id : lamp_parts(package))
        for (std::size_t i = 0; i < m_samples; ++i)
            out.carbon_g_per_year[i] += std::llround(1000.0 * carbon_avoided_kg(CarbonLine{id, m_lamp.before_kwh[i], m_lamp.after_kwh[i], m_grid[i]}));
    return out;
}

} // namespace tp
