#include "makecity/crash_points.h"

#include "catalogue/catalogue.h"
#include "eval/crash_sites.h"
#include "makecity/compose.h"
#include "model/traffic.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {
namespace {

constexpr int k_first_year = 2019, k_years = 5;

// Inversion of the negative binomial with variance = mean + k mean^2.
int negative_binomial(Draws& draws, double mean, double k) {
    if (!(k > 1e-9)) return draws.poisson(mean);
    double share = k * mean / (1.0 + k * mean), term = exp_of(-ln_of(1.0 + k * mean) / k), left = draws.uniform();
    for (int x = 0; x < 2000; ++x) {
        if (left < term) return x;
        left -= term;
        term *= share * (x + 1.0 / k) / (x + 1.0);
    }
    return 2000;
}

void add_volumes(const Plan& plan, const Catalogue& catalogue, const Network& network, City& city) {
    for (std::size_t n = 0; n < network.link.size(); ++n) {
        const Link& link = network.link[n];
        Draws draws(plan.seed, 91, n);
        if (!link.lattice || !draws.chance(norm(link.kind).lanes >= 4 ? 0.14 : 0.05)) continue;
        auto table = vehicle_volume(catalogue, norm(link.kind).road_class, norm(link.kind).lanes);
        if (!table || !table->value) continue;
        double spread = table->low > 0.0 ? ln_of(table->high / table->low) / (2.0 * 1.6448536269514722) : 0.0; // ln-sd of the table
        auto volume = static_cast<float>(std::floor(draws.lognormal(*table->value, 0.7 * spread)));
        for (std::uint32_t e = link.first_edge; e < link.first_edge + link.edges; ++e) city.streets.volume_veh_per_day[e] = volume;
    }
}

void add_crash(City& city, LocalPoint at, Draws& draws) {
    Crashes& crashes = city.crashes;
    crashes.kind.push_back(CrashKind::point);
    crashes.group.push_back(CrashGroup::pedestrian);
    crashes.at.push_back(quantised(at));
    crashes.area.end_polygon();
    crashes.year.push_back(static_cast<std::int16_t>(k_first_year + draws.below(k_years)));
    crashes.count.push_back(1);
    double u = draws.uniform(); // 2.77 deaths per 100 pedestrian crashes, 2020-22 (SCIENCE 1.1); the other shares are own
    crashes.deaths.push_back(u < 0.0277 ? 1 : 0);
    crashes.serious.push_back(u >= 0.0277 && u < 0.33 ? 1 : 0);
    crashes.slight.push_back(u >= 0.33 ? 1 : 0);
    crashes.origin.push_back({k_crashes, static_cast<std::uint32_t>(crashes.origin.size())});
}

LocalPoint near_point(LocalPoint p, double radius_m, Draws& draws) {
    for (;;) {
        double x = draws.between(-1, 1), y = draws.between(-1, 1);
        if (x * x + y * y <= 1.0) return {p.x_m + radius_m * x, p.y_m + radius_m * y};
    }
}

// Crashes between crossings: on a street, farther than 40 m from every crossing, so that none is taken for a crossing's.
void add_elsewhere(const Plan& plan, const Network& network, City& city, std::size_t wanted) {
    std::vector<std::pair<std::int64_t, LocalPoint>> grid;
    auto key = [](double x, double y) { return static_cast<std::int64_t>(std::floor(y / 40.0)) * 1000003 + static_cast<std::int64_t>(std::floor(x / 40.0)); };
    for (LocalPoint p : city.crossings.at) grid.emplace_back(key(p.x_m, p.y_m), p);
    std::ranges::sort(grid, {}, [](const auto& entry) { return entry.first; });
    auto clear = [&](LocalPoint p) {
        for (double dy : {-40.0, 0.0, 40.0})
            for (double dx : {-40.0, 0.0, 40.0}) {
                auto [first, last] = std::ranges::equal_range(grid, key(p.x_m + dx, p.y_m + dy), {}, [](const auto& entry) { return entry.first; });
                for (auto it = first; it != last; ++it)
                    if (distance_m(it->second, p) < 40.0) return false;
            }
        return true;
    };
    Draws draws(plan.seed, 93);
    for (std::size_t attempt = 0, done = 0; done < wanted && attempt < 20 * wanted; ++attempt) {
        const Link& link = network.link[static_cast<std::size_t>(draws.below(static_cast<int>(network.link.size())))];
        double along = draws.uniform() * length_m(link.points);
        LocalPoint p = point_along(link.points, along);
        if (link.bridge || link.kind == Street::path || (norm(link.kind).lanes < 2 && draws.chance(0.7)) || !clear(p)) continue;
        add_crash(city, p, draws);
        ++done;
    }
}

} // namespace

Result<void> add_crashes(const Plan& plan, const std::filesystem::path& data, int threads, const Network& network, MadeCity& made) {
    auto catalogue = load_catalogue(data);
    if (!catalogue) return std::unexpected(catalogue.error());
    City& city = made.city;
    add_volumes(plan, *catalogue, network, city);
    Draws factor(plan.seed, 94);
    // Korea has about 200 pedestrian crashes a year in a city of 280,000 (109,877 in 2020-22), the uncalibrated model
    // a tenth of that at crossings: a factor around 3 is plausible, and far from the 1 that a calibration starts at.
    made.true_crash_factor = factor.lognormal(3.0, 0.25);
    made.crash_years = k_years;
    std::vector<CrashSite> sites = crash_sites(city, *catalogue, threads);
    for (std::size_t c = 0; c < sites.size(); ++c) {
        Draws draws(plan.seed, 92, c);
        int count = negative_binomial(draws, made.true_crash_factor * sites[c].predicted_per_year * k_years, sites[c].overdispersion);
        for (int k = 0; k < count; ++k) add_crash(city, near_point(city.crossings.at[c], 3.5, draws), draws);
    }
    add_elsewhere(plan, network, city, city.crashes.size());
    return {};
}

} // namespace tp::makecity
