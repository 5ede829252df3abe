// Trees along the streets, and in the parks.
#include "makecity/compose.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {
namespace {

constexpr double k_step_m = 8.0;       // between street trees
constexpr double k_park_step_m = 9.0;  // of the raster that park trees are shifted from
constexpr double k_clear_m = 9.0;      // round stops and crossings

// Points that trees keep away from, by cells of k_clear_m.
class Clearings {
public:
    explicit Clearings(const City& city) {
        for (const auto* points : {&city.stops.at, &city.crossings.at, &city.signals.at})
            for (LocalPoint p : *points) m_cell.emplace_back(cell(p), p);
        std::ranges::sort(m_cell, {}, &std::pair<std::pair<int, int>, LocalPoint>::first);
    }
    bool near(LocalPoint p) const {
        auto [row, column] = cell(p);
        for (int r = row - 1; r <= row + 1; ++r) {
            auto it = std::ranges::lower_bound(m_cell, std::pair{r, column - 1}, {}, &std::pair<std::pair<int, int>, LocalPoint>::first);
            for (; it != m_cell.end() && it->first <= std::pair{r, column + 1}; ++it)
                if (distance_m(it->second, p) < k_clear_m) return true;
        }
        return false;
    }

private:
    static std::pair<int, int> cell(LocalPoint p) { return {static_cast<int>(std::floor(p.y_m / k_clear_m)), static_cast<int>(std::floor(p.x_m / k_clear_m))}; }
    std::vector<std::pair<std::pair<int, int>, LocalPoint>> m_cell;
};

struct TreeAdder {
    City& city;
    void add(LocalPoint at, double height_m, double crown_share, bool measured, Leaf leaf) {
        Trees& t = city.trees;
        t.at.push_back(quantised(at));
        height_m = std::floor(height_m * 10.0 + 0.5) / 10.0; // decimetres, as a tree register has them
        t.height_m.push_back(static_cast<float>(height_m));
        t.crown_m.push_back(measured ? static_cast<float>(std::floor(height_m * crown_share * 10.0 + 0.5) / 10.0) : std::nanf(""));
        t.leaf.push_back(leaf);
        t.origin.push_back({k_trees, static_cast<std::uint32_t>(t.origin.size())});
    }
};

} // namespace

void add_trees(const Plan& plan, const Network& network, std::size_t first_park, std::size_t end_park, City& city) {
    Clearings clearings(city);
    TreeAdder adder{city};
    for (std::uint32_t n = 0; n < network.link.size(); ++n) {
        const Link& link = network.link[n];
        const StreetNorm& s = norm(link.kind);
        Draws draws(plan.seed, 91, n);
        bool planted = s.sidewalk_m > 0.0 && s.lanes >= 3 && !link.bridge && (s.lanes >= 4 || draws.chance(0.5));
        if (!planted) continue;
        double whole = length_m(link.points), height = draws.between(6.0, 11.0);
        for (double t = 14.0; t < whole - 14.0; t += k_step_m)
            for (double side : {-1.0, 1.0}) {
                OnEdge place = on_link(city, link, t);
                double d = side * (0.5 * s.carriage_m + 0.9);
                LocalPoint at{place.at.x_m - d * place.north, place.at.y_m + d * place.east};
                bool gap = draws.chance(0.12); // a driveway, or a tree that died
                double taller = draws.between(0.8, 1.2);
                if (gap || clearings.near(at)) continue;
                adder.add(at, height * taller, 0.55, true, Leaf::broad);
            }
    }
    for (std::size_t a = first_park; a < end_park && a < city.areas.size(); ++a) {
        if (city.areas.kind[a] != AreaKind::green) continue;
        std::vector<LocalPoint> ring(city.areas.area.outer(a).begin(), city.areas.area.outer(a).end());
        LocalBox box;
        for (LocalPoint p : ring) box.add(p);
        Draws draws(plan.seed, 92, a);
        for (double y = box.min.y_m + 4.0; y < box.max.y_m; y += k_park_step_m)
            for (double x = box.min.x_m + 4.0; x < box.max.x_m; x += k_park_step_m) {
                LocalPoint at{x + draws.between(-3.0, 3.0), y + draws.between(-3.0, 3.0)};
                double chance = 0.5 + 0.5 * noise(mixed(plan.seed ^ 93U), at.x_m / 35.0, at.y_m / 35.0); // groves and lawns
                bool here = draws.chance(chance * chance), needle = draws.chance(0.25);
                double height = draws.between(needle ? 7.0 : 5.0, needle ? 14.0 : 12.0);
                if (here && inside(ring, at)) adder.add(at, height, needle ? 0.42 : 0.7, draws.chance(0.6), needle ? Leaf::needle : Leaf::broad);
            }
    }
}

} // namespace tp::makecity
