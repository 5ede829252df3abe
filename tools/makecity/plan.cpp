#include "makecity/plan.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {
namespace {

enum Stream : std::uint64_t { s_spacing = 11, s_quarter = 12, s_warp = 13, s_hill = 14, s_ground = 15 };

constexpr double k_turn = 0.11; // tangent of half the angle by which the plan is turned: 12.6 degrees
constexpr double k_cos = (1 - k_turn * k_turn) / (1 + k_turn * k_turn), k_sin = 2 * k_turn / (1 + k_turn * k_turn);

int wrapped(int offset) { // into a district: -8 .. 7
    return ((offset + 8) % k_district + k_district) % k_district - 8;
}

int district_of(int offset) { return (offset + 8 - (wrapped(offset) + 8)) / k_district; }

} // namespace

const StreetNorm& norm(Street kind) {
    static constexpr std::array<StreetNorm, 10> norms{{{RoadClass::primary, 8, 60, 27.0, 5.0},
                                                       {RoadClass::primary, 6, 50, 20.5, 4.0},
                                                       {RoadClass::secondary, 4, 50, 14.0, 3.5},
                                                       {RoadClass::tertiary, 3, 50, 10.5, 2.5},
                                                       {RoadClass::tertiary, 2, 40, 7.5, 2.0},
                                                       {RoadClass::residential, 2, 30, 6.0, 0.0},
                                                       {RoadClass::residential, 1, 30, 4.4, 0.0},
                                                       {RoadClass::residential, 1, 20, 3.2, 0.0},
                                                       {RoadClass::service, 2, 20, 6.0, 0.0},
                                                       {RoadClass::path, 1, 10, 2.5, 0.0}}};
    return norms[static_cast<std::size_t>(kind)];
}

double quantised(double x_m) { return std::floor(x_m * 4096.0 + 0.5) / 4096.0; }

Rect Plan::rect(int i, int j) const {
    auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
    return {column[a], column[a + 1], row[b], row[b + 1]};
}

bool Plan::is_river_row(int j) const { return wrapped(j - middle) == -3; }

Street Plan::column_kind(int i) const {
    int d = wrapped(i - middle);
    if (d == 0) return Street::primary8;
    if (d % 4 == 0) return Street::primary6;
    if (d % 2 == 0) return Street::secondary4;
    return Draws(seed, s_spacing, 1000003U + static_cast<std::uint64_t>(i)).chance(0.5) ? Street::tertiary3 : Street::tertiary2;
}

Street Plan::row_kind(int j) const {
    int d = wrapped(j - middle);
    if (d == -3) return Street::tertiary2; // the river's banks
    if (d == -2) return Street::secondary4;
    if (d == 0) return Street::primary8;
    if (d % 4 == 0) return Street::primary6;
    if (d % 2 == 0) return Street::secondary4;
    return Draws(seed, s_spacing, 2000003U + static_cast<std::uint64_t>(j)).chance(0.5) ? Street::tertiary3 : Street::tertiary2;
}

bool Plan::is_hill(int i, int j) const {
    Rect r = rect(i, j);
    double u = 0.5 * (r.u0 + r.u1), v = 0.5 * (r.v0 + r.v1);
    return std::ranges::any_of(hills, [&](const Hill& hill) {
        return std::abs(u - hill.top.u) < hill.radius_m && std::abs(v - hill.top.v) < hill.radius_m;
    });
}

double Plan::remoteness(int i, int j) const {
    Rect r = rect(i, j);
    double u = 0.5 * (r.u0 + r.u1), v = 0.5 * (r.v0 + r.v1);
    double n = noise(mixed(seed) ^ s_quarter, u / 1700.0 + 7.3, v / 1700.0 + 1.9);
    v += 420.0; // the older half lies north of the river, the newer one south
    return std::sqrt(0.8 * u * u + 1.2 * v * v) * (1.0 + 0.2 * n) * (is_hill(i, j) ? 0.7 : 1.0); // a hill comes whole or not at all
}

Quarter Plan::quarter(int i, int j) const {
    if (is_river_row(j)) return Quarter::river;
    if (is_hill(i, j)) return Quarter::hill;
    Rect r = rect(i, j);
    PlanPoint c{0.5 * (r.u0 + r.u1), 0.5 * (r.v0 + r.v1)};
    int a = wrapped(i - middle), b = wrapped(j - middle);
    if ((a == -2 || a == -1) && (b == -2 || b == -1)) return Quarter::old_town;
    if ((a == 0 && (b == 0 || b == -1)) || (a == -1 && b == 0) || (a == 1 && b == -1)) return Quarter::commercial;
    if ((b == -4 && a >= 2 && a <= 6) || (b == -5 && a >= 4 && a <= 6)) return Quarter::industrial;
    Draws draws(seed, s_quarter, static_cast<std::uint64_t>(i) * 65536U + static_cast<std::uint64_t>(j));
    double far = remoteness(i, j) / radius_m;
    double n = noise(mixed(seed) ^ 77U, c.u / 950.0, c.v / 950.0);
    if (n + 0.35 * far + 0.25 * draws.normal() > 0.50 && far < 0.97) return Quarter::apartments;
    if (far > 0.86 && draws.chance(0.75)) return Quarter::village;
    return Quarter::residential;
}

double Plan::old_town_share(PlanPoint p) const {
    double share = 0.0;
    int i = static_cast<int>(std::ranges::upper_bound(column, p.u) - column.begin()) - 1;
    int j = static_cast<int>(std::ranges::upper_bound(row, p.v) - row.begin()) - 1;
    int a = wrapped(i - middle), b = wrapped(j - middle);
    if ((a != -2 && a != -1) || (b != -2 && b != -1)) return 0.0;
    if (i + 1 >= static_cast<int>(column.size()) || j + 1 >= static_cast<int>(row.size()) || i < 1 || j < 1) return 0.0;
    // fades to nothing at the old quarter's border, where the main streets run
    auto line = [](const std::vector<double>& lines, int k) {
        return lines[static_cast<std::size_t>(std::clamp(k, 0, static_cast<int>(lines.size()) - 1))];
    };
    double west = line(column, i - (a + 2)), east = line(column, i - (a + 2) + 2);
    double south = line(row, j - (b + 2)), north = line(row, j - (b + 2) + 2);
    double in = std::min({p.u - west, east - p.u, p.v - south, north - p.v});
    share = smooth_step(0.0, 60.0, in);
    return share;
}

PlanPoint Plan::shifted(PlanPoint p) const {
    std::uint64_t key = mixed(seed ^ mixed(s_warp));
    auto wave = [&](std::uint64_t n, double length_m) { return noise(key + n, p.u / length_m + 3.1, p.v / length_m + 8.7); };
    double du = 390.0 * wave(1, 2700) + 88.0 * wave(3, 930);
    double dv = 390.0 * wave(2, 2700) + 88.0 * wave(4, 930);
    dv += 170.0 * noise(key + 5, p.u / 1500.0 + 0.4, 0.5); // the river's bends
    if (double old = old_town_share(p); old > 0.0) {
        du += old * (9.0 * wave(6, 130) + 3.0 * wave(8, 47));
        dv += old * (9.0 * wave(7, 130) + 3.0 * wave(9, 47));
    }
    return {du, dv};
}

LocalPoint Plan::at(PlanPoint p) const {
    PlanPoint d = shifted(p);
    double u = p.u + d.u, v = p.v + d.v;
    return {k_cos * u - k_sin * v, k_sin * u + k_cos * v};
}

PlanPoint Plan::back(LocalPoint p, PlanPoint guess, double within_m) const {
    PlanPoint want{k_cos * p.x_m + k_sin * p.y_m, -k_sin * p.x_m + k_cos * p.y_m}, at = guess;
    for (int i = 0; i < 40; ++i) {
        PlanPoint d = shifted(at);
        PlanPoint next{want.u - d.u, want.v - d.v};
        bool close = std::abs(next.u - at.u) + std::abs(next.v - at.v) < within_m;
        at = next;
        if (close) break;
    }
    return at;
}

double Plan::ground_m(LocalPoint p, PlanPoint q) const {
    std::uint64_t key = mixed(seed ^ mixed(s_ground));
    double height = 9.0 + 3.0 * noise(key, p.x_m / 800.0, p.y_m / 800.0);
    double nearest = 1e9; // to a river's middle line
    for (int j = 0; j < rows(); ++j) {
        if (!is_river_row(j)) continue;
        auto k = static_cast<std::size_t>(j);
        double middle_v = 0.5 * (row[k] + row[k + 1]), half = 0.5 * (row[k + 1] - row[k]);
        nearest = std::min(nearest, std::max(0.0, std::abs(q.v - middle_v) - half + 22.0));
    }
    height += std::min(22.0, 0.013 * std::max(0.0, nearest - 60.0));
    for (const Hill& hill : hills) {
        double d = std::sqrt((q.u - hill.top.u) * (q.u - hill.top.u) + (q.v - hill.top.v) * (q.v - hill.top.v));
        double share = smooth_step(0.0, 1.0, 1.0 - d / (1.55 * hill.radius_m));
        if (share <= 0.0) continue;
        height += hill.height_m * share * (1.0 + 0.22 * noise(key + 1, p.x_m / 240.0, p.y_m / 240.0));
    }
    double out = std::sqrt(0.8 * q.u * q.u + 1.2 * (q.v + 420.0) * (q.v + 420.0)) / radius_m;
    if (out > 1.12) {
        double valley = smooth_step(150.0, 1100.0, nearest); // the river leaves through a gap in the mountains
        double ridge = 0.55 + 0.45 * noise(key + 2, p.x_m / 1100.0, p.y_m / 1100.0) + 0.12 * noise(key + 3, p.x_m / 300.0, p.y_m / 300.0);
        height += valley * 210.0 * smooth_step(1.12, 1.9, out) * (ridge > 0.25 ? ridge : 0.125 + 2.0 * ridge * ridge * (ridge > 0.0 ? 1.0 : 0.0));
    }
    return 1.2 + (height - 1.2) * smooth_step(0.0, 40.0, nearest);
}

Plan make_plan(std::int64_t buildings, std::uint64_t seed) {
    Plan plan;
    plan.seed = seed;
    plan.radius_m = std::sqrt(static_cast<double>(buildings) * 850.0 / 3.14159265358979);
    int reach = static_cast<int>(plan.radius_m * 1.75 / 400.0) + 4;
    plan.middle = reach;
    auto lines = [&](std::uint64_t which, std::vector<double>& out, bool rivers) {
        out.assign(static_cast<std::size_t>(2 * reach + 1), 0.0);
        auto step = [&](int k) { // from line k to line k + 1, counted from the middle
            Draws draws(seed, s_spacing, which * 4096U + static_cast<std::uint64_t>(k + 2048));
            double size = rivers && wrapped(k) == -3 ? draws.between(165.0, 205.0) : draws.between(330.0, 520.0);
            return std::floor(size * 4.0) / 4.0;
        };
        for (int k = 0; k < reach; ++k) {
            out[static_cast<std::size_t>(reach + k + 1)] = out[static_cast<std::size_t>(reach + k)] + step(k);
            out[static_cast<std::size_t>(reach - k - 1)] = out[static_cast<std::size_t>(reach - k)] - step(-k - 1);
        }
    };
    lines(1, plan.column, false);
    lines(2, plan.row, true);
    int districts = reach / k_district + 1;
    for (int b = -districts; b <= districts; ++b)
        for (int a = -districts; a <= districts; ++a) {
            Draws draws(seed, s_hill, static_cast<std::uint64_t>((a + 64) * 256 + b + 64));
            int i = plan.middle + a * k_district + (draws.chance(0.5) ? -3 : 3);
            int j = plan.middle + b * k_district + 2 + draws.below(2);
            if (i < 0 || j < 0 || i > 2 * reach || j > 2 * reach) continue;
            if (district_of(i - plan.middle) != a || district_of(j - plan.middle) != b) continue;
            plan.hills.push_back({{plan.column[static_cast<std::size_t>(i)], plan.row[static_cast<std::size_t>(j)]},
                                  draws.between(85.0, 130.0), 470.0});
        }
    return plan;
}

} // namespace tp::makecity
