#include "makecity/fill.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {
namespace {

struct LotStyle {
    double width_low_m, width_high_m, depth_m, occupied, setback_m;
};

LotStyle lot_style(Quarter quarter) {
    switch (quarter) {
    case Quarter::old_town: return {9.0, 14.5, 10.0, 0.94, 0.7};
    case Quarter::commercial: return {15.0, 27.0, 18.0, 0.93, 1.5};
    case Quarter::industrial: return {34.0, 64.0, 30.0, 0.88, 4.0};
    case Quarter::village: return {19.0, 34.0, 20.0, 0.62, 2.0};
    default: return {13.0, 21.0, 15.0, 0.93, 1.2};
    }
}

double length(double x, double y) { return std::sqrt(x * x + y * y); }

} // namespace

bool overlap(const MadeBuilding& a, const MadeBuilding& b, double gap_m) {
    double dx = b.centre.x_m - a.centre.x_m, dy = b.centre.y_m - a.centre.y_m;
    auto apart = [&](double ux, double uy) { // separated along the axis (ux, uy)
        auto reach = [&](const MadeBuilding& m) {
            return m.half_w * std::abs(m.tx * ux + m.ty * uy) + m.half_d * std::abs(-m.ty * ux + m.tx * uy);
        };
        return std::abs(dx * ux + dy * uy) > reach(a) + reach(b) + gap_m;
    };
    return !(apart(a.tx, a.ty) || apart(-a.ty, a.tx) || apart(b.tx, b.ty) || apart(-b.ty, b.tx));
}

double MadeBuilding::area_m2() const {
    std::vector<LocalPoint> outer, hole;
    rings(outer, hole);
    return signed_area_m2(outer) + (hole.empty() ? 0.0 : signed_area_m2(hole));
}

void MadeBuilding::rings(std::vector<LocalPoint>& outer, std::vector<LocalPoint>& hole) const {
    outer.clear();
    hole.clear();
    std::vector<LocalPoint> p; // in (-1, 1) of the rectangle, counter-clockwise
    double w = half_w, d = half_d;
    if (shape == Shape::ell) {
        p = {{-1, -1}, {1, -1}, {1, 0.05}, {0.1, 0.05}, {0.1, 1}, {-1, 1}};
    } else if (shape == Shape::you) {
        double arm = std::min(0.62, 1.0 - std::min(2.0 * 11.0 / (2.0 * w), 0.7));
        p = {{-1, -1}, {1, -1}, {1, 1}, {arm, 1}, {arm, -0.25}, {-arm, -0.25}, {-arm, 1}, {-1, 1}};
    } else {
        p = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    }
    double sx = (turn & 1) != 0 ? -1 : 1, sy = (turn & 2) != 0 ? -1 : 1;
    auto ground = [&](double x, double y) {
        double a = sx * x * w, b = sy * y * d;
        return quantised(LocalPoint{centre.x_m + a * tx - b * ty, centre.y_m + a * ty + b * tx});
    };
    for (const LocalPoint& q : p) outer.push_back(ground(q.x_m, q.y_m));
    if (signed_area_m2(outer) < 0.0) std::ranges::reverse(outer);
    if (shape != Shape::court) return;
    double hx = 1.0 - 6.5 / w, hy = 1.0 - 6.5 / d; // wings 6.5 m deep
    for (auto [x, y] : {std::pair{-1, -1}, {-1, 1}, {1, 1}, {1, -1}}) hole.push_back(ground(x * hx, y * hy));
    if (signed_area_m2(hole) > 0.0) std::ranges::reverse(hole);
}

Filler::Filler(const Plan& plan, const Lists& lists, const Block& block, Superblock& out, Draws draws)
    : m_plan(plan), m_lists(lists), m_block(block), m_out(out), m_draws(draws),
      m_along_u(block.rect.width() >= block.rect.height()) {}

LocalPoint Filler::at(double along, double across) const {
    return m_plan.at(m_along_u ? PlanPoint{along, across} : PlanPoint{across, along});
}

Filler::Quad Filler::quad(double a0, double a1, double c0, double c1) const {
    return {at(a0, c0), at(a1, c0), at(a1, c1), at(a0, c1)};
}

double Filler::scale_across(double a, double c) const {
    LocalPoint o = at(a, c), p = at(a + 2, c), q = at(a, c + 2);
    double px = p.x_m - o.x_m, py = p.y_m - o.y_m, qx = q.x_m - o.x_m, qy = q.y_m - o.y_m;
    return std::abs(px * qy - py * qx) / length(px, py) / 2.0;
}

double Filler::scale_along(double a, double c) const {
    LocalPoint o = at(a, c), p = at(a + 2, c), q = at(a, c + 2);
    double px = p.x_m - o.x_m, py = p.y_m - o.y_m, qx = q.x_m - o.x_m, qy = q.y_m - o.y_m;
    return std::abs(px * qy - py * qx) / length(qx, qy) / 2.0;
}

// Keeps clear of the streets around: the smallest scale along a side gives the largest plan distance.
void Filler::inset(double extra_m) {
    const Rect& r = m_block.rect;
    double a0 = m_along_u ? r.u0 : r.v0, a1 = m_along_u ? r.u1 : r.v1;
    double c0 = m_along_u ? r.v0 : r.u0, c1 = m_along_u ? r.v1 : r.u1;
    auto half = [&](std::size_t side) { return norm(m_block.side[side]).half_m() + extra_m; };
    std::size_t low_a = m_along_u ? 0 : 2, low_c = m_along_u ? 2 : 0;
    double a_low = 1e9, a_high = 1e9, c_low = 1e9, c_high = 1e9;
    for (int k = 0; k <= 4; ++k) {
        double a = a0 + (a1 - a0) * k / 4.0, c = c0 + (c1 - c0) * k / 4.0;
        c_low = std::min(c_low, scale_across(a, c0));
        c_high = std::min(c_high, scale_across(a, c1 - 2));
        a_low = std::min(a_low, scale_along(a0, c));
        a_high = std::min(a_high, scale_along(a1 - 2, c));
    }
    m_a0 = a0 + half(low_a) / a_low;
    m_a1 = a1 - half(low_a + 1) / a_high;
    m_c0 = c0 + half(low_c) / c_low;
    m_c1 = c1 - half(low_c + 1) / c_high;
}

Filler::Box Filler::inscribed(const Quad& q) {
    Box box;
    double tx = q.p10.x_m - q.p00.x_m + q.p11.x_m - q.p01.x_m, ty = q.p10.y_m - q.p00.y_m + q.p11.y_m - q.p01.y_m;
    double n = length(tx, ty);
    box.tx = tx / n;
    box.ty = ty / n;
    box.nx = -box.ty;
    box.ny = box.tx;
    if ((q.p01.x_m - q.p00.x_m) * box.nx + (q.p01.y_m - q.p00.y_m) * box.ny < 0) {
        box.nx = -box.nx;
        box.ny = -box.ny;
    }
    LocalPoint o = q.p00;
    auto x = [&](LocalPoint p) { return (p.x_m - o.x_m) * box.tx + (p.y_m - o.y_m) * box.ty; };
    auto y = [&](LocalPoint p) { return (p.x_m - o.x_m) * box.nx + (p.y_m - o.y_m) * box.ny; };
    double low = std::max(y(q.p00), y(q.p10)), high = std::min(y(q.p01), y(q.p11));
    auto side = [&](LocalPoint a, LocalPoint b, double h) { // where the line a-b is at height h
        double ya = y(a), yb = y(b);
        return x(a) + (x(b) - x(a)) * (yb > ya ? (h - ya) / (yb - ya) : 0.0);
    };
    double left = std::max(side(q.p00, q.p01, low), side(q.p00, q.p01, high));
    double right = std::min(side(q.p10, q.p11, low), side(q.p10, q.p11, high));
    box.half_w = 0.5 * (right - left);
    box.half_d = 0.5 * (high - low);
    double mx = 0.5 * (left + right), my = 0.5 * (low + high);
    box.centre = {o.x_m + mx * box.tx + my * box.nx, o.y_m + mx * box.ty + my * box.ny};
    return box;
}

MadeBuilding Filler::made(const Box& box, const BuildingType& type, double w, double d) {
    MadeBuilding b;
    b.centre = box.centre;
    b.tx = box.tx;
    b.ty = box.ty;
    b.half_w = 0.5 * w;
    b.half_d = 0.5 * d;
    b.type = static_cast<std::int16_t>(&type - m_lists.types.data());
    b.levels = static_cast<std::uint16_t>(type.levels_low + m_draws.below(type.levels_high - type.levels_low + 1));
    return b;
}

void Filler::shape_of(MadeBuilding& b, const BuildingType& type) {
    double w = 2 * b.half_w, d = 2 * b.half_d;
    b.turn = static_cast<std::uint8_t>(m_draws.below(4));
    if (w > 19 && d > 19 && type.use != BuildingUse::industrial && m_draws.chance(0.6)) b.shape = Shape::court;
    else if (w > 8.5 && d > 8.5 && type.levels_high < 12 && m_draws.chance(0.28)) b.shape = Shape::ell;
}

void Filler::facility_of(const MadeBuilding& b, const BuildingType& type) {
    if (type.id == "kindergarten" || type.id == "senior_centre" || type.id == "dong_office" || type.id == "academy" || type.id == "clinic")
        m_out.places.push_back({type.id, quantised(b.centre), {}});
}

// One or two rows of lots, back to back, each with its front on a street; alleys cut a row into pieces.
void Filler::lots() {
    LotStyle style = lot_style(m_out.quarter);
    inset(style.setback_m);
    if (m_a1 - m_a0 < 9.0 || m_c1 - m_c0 < 8.0) return;
    double mid = m_along_u ? 0.5 * (m_block.rect.v0 + m_block.rect.v1) : 0.5 * (m_block.rect.u0 + m_block.rect.u1);
    if (m_block.alleys.empty()) mid = std::clamp(mid, m_c0 + 7.0, std::max(m_c0 + 7.0, m_c1 - 7.0));
    if (m_c1 - m_c0 < 1.5 * style.depth_m) {
        bool high = m_block.alleys.empty() && m_draws.chance(0.5);
        row_of_lots(high, high ? m_c1 : m_c0, high ? m_c0 : m_c1);
        return;
    }
    row_of_lots(false, m_c0, mid - 0.4);
    row_of_lots(true, m_c1, mid + 0.4);
}

void Filler::row_of_lots(bool high_side, double front, double back) {
    LotStyle style = lot_style(m_out.quarter);
    std::vector<std::pair<double, double>> pieces{{m_a0, m_a1}};
    std::vector<Alley> alleys = m_block.alleys;
    std::ranges::sort(alleys, {}, &Alley::at);
    for (const Alley& alley : alleys) {
        bool here = (alley.side % 2 != 0) == high_side || std::abs(back - front) > 0.9 * (m_c1 - m_c0);
        if (!here) continue;
        double clear = (norm(Street::alley).half_m() + 0.8) / std::min(scale_along(alley.at, front), scale_along(alley.at, back));
        auto [lo, hi] = pieces.back();
        if (alley.at + clear <= lo || alley.at - clear >= hi) continue;
        pieces.back() = {lo, alley.at - clear};
        pieces.push_back({alley.at + clear, hi});
    }
    std::size_t side = (m_along_u ? 2U : 0U) + (high_side ? 1U : 0U);
    bool major = norm(m_block.side[side]).road_class <= RoadClass::tertiary;
    for (auto [lo, hi] : pieces) {
        if (hi - lo < 5.0) continue;
        double mean = 0.5 * (style.width_low_m + style.width_high_m) * (major ? 1.12 : 1.0);
        int count = std::max(1, static_cast<int>((hi - lo) / mean + 0.35));
        std::vector<double> edge{0.0};
        for (int k = 0; k < count; ++k) edge.push_back(edge.back() + m_draws.between(style.width_low_m, style.width_high_m));
        for (int k = 0; k < count; ++k) {
            auto n = static_cast<std::size_t>(k);
            double a0 = lo + (hi - lo) * edge[n] / edge.back(), a1 = lo + (hi - lo) * edge[n + 1] / edge.back();
            if (m_draws.chance(style.occupied)) lot({a0 + 0.3, a1 - 0.3, front, back, major});
        }
    }
}

void Filler::lot(const Lot& lot) {
    const BuildingType& type = m_lists.pick(m_out.quarter, lot.major, m_draws.uniform());
    double area = m_draws.lognormal(type.area_m2, type.ln_sd);
    double deep = std::abs(lot.back - lot.front), sign = lot.back > lot.front ? 1.0 : -1.0;
    double scale = scale_across(0.5 * (lot.a0 + lot.a1), lot.front);
    double front_gap = lot.major ? 0.2 : m_draws.between(0.2, 2.4);
    double d = std::sqrt(area) * m_draws.between(0.85, 1.2);
    if (double limit = (deep * scale - front_gap) * (area > 250 ? 0.97 : 0.86); d > limit) d = limit;
    if (d < 3.2) return;
    double near_side = lot.front + sign * front_gap / scale, far_side = near_side + sign * (d + 0.4) / scale;
    Box box = inscribed(quad(lot.a0, lot.a1, near_side, far_side));
    if (box.half_d < 1.5 || box.half_w < 1.6) return;
    d = 2 * box.half_d;
    double w = std::min(area / d, 2 * box.half_w);
    if (w < 3.0 || (w < 0.35 * d)) return;
    MadeBuilding b = made(box, type, w, d);
    double slack = (2 * box.half_w - w) * (m_draws.uniform() - 0.5);
    b.centre.x_m += slack * box.tx;
    b.centre.y_m += slack * box.ty;
    shape_of(b, type);
    facility_of(b, type);
    m_out.built.push_back(b);
    backyard(lot, far_side + sign * 0.6 / scale);
}

// Sheds, stores and roofs over nothing behind the house, as most Korean lots have.
void Filler::backyard(const Lot& lot, double from) {
    const BuildingType& shed = m_lists.types[static_cast<std::size_t>(m_lists.type("shed"))];
    double sign = lot.back > lot.front ? 1.0 : -1.0;
    double scale = scale_across(0.5 * (lot.a0 + lot.a1), from);
    double deep_m = sign * (lot.back - from) * scale;
    if (deep_m < 2.2) return;
    int count = std::max(1, static_cast<int>((lot.a1 - lot.a0) / 5.0));
    for (int k = 0; k < count; ++k) {
        double a0 = lot.a0 + (lot.a1 - lot.a0) * k / count, a1 = lot.a0 + (lot.a1 - lot.a0) * (k + 1) / count;
        double area = m_draws.lognormal(shed.area_m2, shed.ln_sd);
        double d = std::min(std::sqrt(area) * m_draws.between(0.75, 1.2), deep_m - 0.5);
        double far_side = lot.back, near_side = far_side - sign * (d + 0.3) / scale;
        Box box = inscribed(quad(a0 + 0.2, a1 - 0.2, near_side, far_side));
        if (box.half_d < 0.8 || box.half_w < 0.8) continue;
        d = 2 * box.half_d;
        MadeBuilding b = made(box, shed, std::min(area / d, 2 * box.half_w), d);
        if (2 * b.half_w < 1.4) continue;
        b.rank = m_draws.bits();
        m_out.sheds.push_back(b);
    }
}

void Filler::fill() {
    std::size_t built = m_out.built.size(), sheds = m_out.sheds.size();
    switch (m_block.purpose) {
    case Purpose::lots: lots(); break;
    case Purpose::slabs: apartments(false); break;
    case Purpose::towers: apartments(true); break;
    case Purpose::school: school(); break;
    case Purpose::market: market(); break;
    case Purpose::park: park(); break;
    case Purpose::station: big_one("station", 125, 34, "station"); break;
    case Purpose::hall: big_one("city_hall", 64, 40, "city_hall"); break;
    case Purpose::hospital: big_one("hospital", 62, 34, "hospital"); break;
    }
    clear_away(built, sheds);
}

// Lots are cut along chords of curved lines, so a few buildings come out some centimetres too near to another one or to
// a bent alley: those go.
void Filler::clear_away(std::size_t first_built, std::size_t first_shed) {
    struct Curb {
        LocalPoint at;
        double clear_m;
    };
    std::vector<Curb> curbs;
    auto along = [&](PlanPoint from, PlanPoint to, Street kind) {
        double n = std::abs(to.u - from.u) + std::abs(to.v - from.v);
        int steps = static_cast<int>(n / 3.0) + 1;
        for (int k = 0; k <= steps; ++k) {
            double t = static_cast<double>(k) / steps;
            curbs.push_back({m_plan.at({from.u + (to.u - from.u) * t, from.v + (to.v - from.v) * t}), 0.5 * norm(kind).carriage_m + 0.25});
        }
    };
    const Rect& r = m_block.rect;
    if (m_out.quarter == Quarter::old_town) { // elsewhere the sides hardly bend within a lot
        along({r.u0, r.v0}, {r.u0, r.v1}, m_block.side[0]);
        along({r.u1, r.v0}, {r.u1, r.v1}, m_block.side[1]);
        along({r.u0, r.v0}, {r.u1, r.v0}, m_block.side[2]);
        along({r.u0, r.v1}, {r.u1, r.v1}, m_block.side[3]);
    }
    for (const Alley& alley : m_block.alleys) {
        if (alley.side < 2) along({alley.side == 0 ? r.u0 : r.u1, alley.at}, {alley.end, alley.at}, Street::alley);
        else along({alley.at, alley.side == 2 ? r.v0 : r.v1}, {alley.at, alley.end}, Street::alley);
    }
    std::vector<MadeBuilding> kept;
    auto stays = [&](const MadeBuilding& b) {
        for (const Curb& curb : curbs) {
            double dx = curb.at.x_m - b.centre.x_m, dy = curb.at.y_m - b.centre.y_m;
            double x = std::max(0.0, std::abs(dx * b.tx + dy * b.ty) - b.half_w), y = std::max(0.0, std::abs(-dx * b.ty + dy * b.tx) - b.half_d);
            if (x * x + y * y < curb.clear_m * curb.clear_m) return false;
        }
        return std::ranges::none_of(kept, [&](const MadeBuilding& other) { return overlap(b, other, 0.02); });
    };
    auto sweep = [&](std::vector<MadeBuilding>& buildings, std::size_t first) {
        std::size_t to = first;
        for (std::size_t k = first; k < buildings.size(); ++k) {
            if (!stays(buildings[k])) continue;
            kept.push_back(buildings[k]);
            buildings[to++] = buildings[k];
        }
        buildings.resize(to);
    };
    sweep(m_out.built, first_built);
    sweep(m_out.sheds, first_shed);
}

Superblock make_superblock(const Plan& plan, const Lists& lists, int i, int j) {
    Superblock out;
    out.i = i;
    out.j = j;
    out.quarter = plan.quarter(i, j);
    Cut cut = cut_superblock(plan, i, j);
    out.lines = std::move(cut.lines);
    std::uint64_t number = static_cast<std::uint64_t>(i) * 65536U + static_cast<std::uint64_t>(j);
    for (std::size_t k = 0; k < cut.blocks.size(); ++k)
        Filler(plan, lists, cut.blocks[k], out, Draws(plan.seed, 31, number * 4096U + k)).fill();
    return out;
}

} // namespace tp::makecity
