// Which walls end a lamp's light.
#include "light/lamps.h"
#include "light/place_grid.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_turn_sectors = static_cast<double>(k_sectors) / 4.0;

std::array<double, 2> direction_of(double turn) { // the inverse of turn_of, of length 1
    double x = turn < 2 ? 1 - turn : turn - 3, y = turn < 2 ? 1 - std::abs(x) : std::abs(x) - 1, length = std::hypot(x, y);
    return {x / length, y / length};
}

// The wall from a to b (relative to the lamp), with the building on its left.
void block(Lamp& lamp, LocalPoint a, LocalPoint b) {
    double facing = a.x_m * b.y_m - a.y_m * b.x_m; // < 0: the lamp is on the right of it, outside
    if (!(facing < -1e-9)) return;
    double from = turn_of(b.x_m, b.y_m), to = turn_of(a.x_m, a.y_m); // seen from outside b comes first, counter-clockwise
    if (to < from) to += 4;
    auto first = static_cast<long>(std::ceil(from * k_turn_sectors - 0.5)), last = static_cast<long>(std::floor(to * k_turn_sectors - 0.5));
    for (long k = first; k <= last; ++k) {
        auto sector = static_cast<std::size_t>(k) % k_sectors;
        auto d = direction_of((static_cast<double>(sector) + 0.5) / k_turn_sectors);
        double across = d[0] * (b.y_m - a.y_m) - d[1] * (b.x_m - a.x_m);
        if (std::abs(across) < 1e-12) continue;
        double distance = facing / across;
        if (!(distance > 0 && distance < k_wall_reach_m)) continue;
        auto nearness = static_cast<std::uint16_t>(std::lround(65535.0 / std::max(distance, 1.0)));
        lamp.wall_nearness[sector] = std::max(lamp.wall_nearness[sector], nearness);
    }
}

} // namespace

double turn_of(double east, double north) {
    double sum = std::abs(east) + std::abs(north);
    if (!(sum > 0)) return 0;
    double turn = north >= 0 ? 1 - east / sum : 3 + east / sum;
    return turn < 4 ? turn : 0;
}

void find_walls(const Buildings& buildings, std::span<Lamp> lamps) {
    std::vector<LocalPoint> places;
    for (Lamp& lamp : lamps) {
        places.push_back(lamp.at);
        lamp.wall_nearness.fill(0);
    }
    PlaceGrid grid(places, k_wall_reach_m);
    for (std::size_t i = 0; i < buildings.size() && !places.empty(); ++i) {
        auto height = static_cast<double>(buildings.height_m[i]);
        for (std::uint32_t r = buildings.footprint.begin[i]; r < buildings.footprint.begin[i + 1]; ++r) {
            auto ring = buildings.footprint.rings[r];
            for (std::size_t k = 0; k < ring.size(); ++k) {
                LocalPoint a = ring[k], b = ring[(k + 1) % ring.size()];
                grid.near(a, b, k_wall_reach_m, [&](std::uint32_t lamp) {
                    if (height < 0.6 * static_cast<double>(lamps[lamp].mounting_m)) return;
                    LocalPoint at = places[lamp];
                    block(lamps[lamp], {a.x_m - at.x_m, a.y_m - at.y_m}, {b.x_m - at.x_m, b.y_m - at.y_m});
                });
            }
        }
    }
}

double unblocked(const Lamp& lamp, LocalPoint at) {
    double dx = at.x_m - lamp.at.x_m, dy = at.y_m - lamp.at.y_m;
    double place = turn_of(dx, dy) * k_turn_sectors - 0.5 + static_cast<double>(k_sectors);
    auto low = static_cast<std::size_t>(place);
    double share = place - static_cast<double>(low);
    double nearness = std::lerp(static_cast<double>(lamp.wall_nearness[low % k_sectors]), static_cast<double>(lamp.wall_nearness[(low + 1) % k_sectors]), share);
    if (nearness < 1) return 1;
    double t = std::clamp((std::hypot(dx, dy) - 65535.0 / nearness - 0.3) / 0.9, 0.0, 1.0);
    return 1 - t * t * (3 - 2 * t);
}

} // namespace tp
