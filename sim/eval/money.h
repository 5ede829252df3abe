// eval/money.h - cost, upkeep and energy of what is placed, by draw. A price is drawn once per kind or component and
// sample, so ten equal shelters cost ten times one.
#pragma once

#include "catalogue/catalogue.h"
#include "uncertainty/draws.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tp {

// A kind with chosen components: what has one price.
struct Package {
    std::uint32_t kind = 0;       // row of Catalogue::kinds
    std::uint64_t components = 0; // bit i: component i of the kind
    friend auto operator<=>(const Package&, const Package&) = default;
};

// Energy of one street light by sample, kWh a year: a sodium lamp, and the dimmed LED in its place.
struct LampDraws {
    std::vector<double> before_kwh, after_kwh;
};

// One unit of a package, by sample. Where something has no source, the sums hold what is known and the list names what
// is missing ("kind/component", or "kind").
struct PackageDraws {
    std::vector<std::int64_t> capex_krw, opex_krw_per_year, carbon_g_per_year; // carbon avoided: negative for own energy
    std::vector<std::string> without_price, without_opex, without_energy;
};

class MoneyModel {
public:
    // The catalogue must outlive this. `year`: of the grid factor.
    MoneyModel() = default;
    MoneyModel(const Catalogue& catalogue, std::uint64_t seed, int samples, int year);

    Package package(const Kind& kind, std::span<const std::string> components, std::optional<bool> signalised) const;
    PackageDraws draws(const Package& package) const;

    // The estimates behind a package, for evidence and sums: price, energy. Without a value where there is no source.
    struct Part {
        std::string id; // "kind", "kind/component"
        const Estimate* estimate = nullptr;
    };
    std::vector<Part> price_parts(const Package& package) const;
    std::vector<Part> energy_parts(const Package& package) const;
    // Components whose LED takes the place of a sodium lamp, "kind/component"; each saves lamp().before - after.
    std::vector<std::string> lamp_parts(const Package& package) const;
    const LampDraws& lamp() const { return m_lamp; }

    const std::vector<double>& grid_kgco2e_per_kwh() const { return m_grid; } // by sample
    double grid_median() const { return m_grid_median; }
    int year() const { return m_year; }

private:
    void add_upkeep(const std::string& kind, PackageDraws& out) const; // after the price is there

    const Catalogue* m_catalogue = nullptr;
    std::size_t m_samples = 0;
    int m_year = 0;
    std::map<std::string, std::vector<double>> m_price, m_energy, m_avoided, m_opex_share, m_upkeep; // by part id
    LampDraws m_lamp;
    std::vector<double> m_grid;
    double m_grid_median = 0.0;
};

} // namespace tp
