// Blocks that are one thing: apartment complexes, schools, the market, parks, public buildings.
#include "makecity/fill.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {

std::vector<LocalPoint> Filler::outline() const {
    std::vector<LocalPoint> ring;
    constexpr int steps = 8;
    for (int k = 0; k < steps; ++k) ring.push_back(at(m_a0 + (m_a1 - m_a0) * k / steps, m_c0));
    for (int k = 0; k < steps; ++k) ring.push_back(at(m_a1, m_c0 + (m_c1 - m_c0) * k / steps));
    for (int k = 0; k < steps; ++k) ring.push_back(at(m_a1 - (m_a1 - m_a0) * k / steps, m_c1));
    for (int k = 0; k < steps; ++k) ring.push_back(at(m_a0, m_c1 - (m_c1 - m_c0) * k / steps));
    for (LocalPoint& p : ring) p = quantised(p);
    if (signed_area_m2(ring) < 0.0) std::ranges::reverse(ring);
    return ring;
}

bool Filler::free_at(const MadeBuilding& b, double gap_m) const {
    return std::ranges::none_of(m_here, [&](const MadeBuilding& other) { return overlap(b, other, gap_m); });
}

bool Filler::inside_outline(const MadeBuilding& b, double margin_m) const {
    double w = b.half_w + margin_m, d = b.half_d + margin_m;
    for (int sx = -2; sx <= 2; ++sx)
        for (int sy = -2; sy <= 2; ++sy) {
            if (std::abs(sx) != 2 && std::abs(sy) != 2) continue; // along the border
            double x = 0.5 * sx * w, y = 0.5 * sy * d;
            if (!inside(m_outline, {b.centre.x_m + x * b.tx - y * b.ty, b.centre.y_m + x * b.ty + y * b.tx})) return false;
        }
    return true;
}

bool Filler::put(MadeBuilding b, double gap_m, bool shed) {
    if (!inside_outline(b, 0.3) || !free_at(b, gap_m)) return false;
    b.rank = m_draws.bits();
    m_here.push_back(b);
    (shed ? m_out.sheds : m_out.built).push_back(b);
    return true;
}

// Small buildings at random free places, turned like the block.
void Filler::scatter(const char* type_id, int count, bool shed) {
    const BuildingType& type = m_lists.types[static_cast<std::size_t>(m_lists.type(type_id))];
    Box box = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    for (int k = 0; k < count; ++k) {
        double area = m_draws.lognormal(type.area_m2, type.ln_sd);
        double w = std::sqrt(area) * m_draws.between(0.8, 1.3);
        MadeBuilding b = made(box, type, w, area / w);
        if (!m_here.empty()) { // like the nearest slab stands
            b.tx = m_here.front().tx;
            b.ty = m_here.front().ty;
        }
        for (int attempt = 0; attempt < 6; ++attempt) {
            b.centre = at(m_draws.between(m_a0, m_a1), m_draws.between(m_c0, m_c1));
            if (!put(b, shed ? 1.5 : 5.0, shed)) continue;
            if (!shed) facility_of(b, type);
            break;
        }
    }
}

// Slabs in rows that face south as far as the block allows, or point towers on a raster.
void Filler::apartments(bool towers) {
    inset(3.0);
    m_outline = outline();
    const BuildingType& type = m_lists.types[static_cast<std::size_t>(m_lists.type(towers ? "tower" : "slab"))];
    Box box = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    double tx = box.tx, ty = box.ty;
    if (std::abs(tx) < std::abs(ty)) { // the long side of a slab runs east-west
        tx = box.ty;
        ty = -box.tx;
    }
    if (tx < 0) {
        tx = -tx;
        ty = -ty;
    }
    double low_x = 1e12, high_x = -1e12, low_y = 1e12, high_y = -1e12;
    for (const LocalPoint& p : m_outline) {
        double x = p.x_m * tx + p.y_m * ty, y = -p.x_m * ty + p.y_m * tx;
        low_x = std::min(low_x, x);
        high_x = std::max(high_x, x);
        low_y = std::min(low_y, y);
        high_y = std::max(high_y, y);
    }
    double deep = towers ? 22.0 : m_draws.between(11.8, 13.4), storeys = m_draws.between(type.levels_low, type.levels_high + 0.99);
    double step = towers ? m_draws.between(46, 56) : m_draws.between(36, 46) + 0.4 * storeys;
    double rows = std::max(1.0, std::floor((high_y - low_y - deep - 8.0) / step) + 1.0);
    double first = low_y + 0.5 * (high_y - low_y - (rows - 1.0) * step);
    for (int row = 0; row < static_cast<int>(rows); ++row) {
        double y = first + row * step;
        for (double x = low_x + 3.0 + (row % 2) * m_draws.between(0, 9); x < high_x;) {
            double w = towers ? 23.5 : 12.2 * (3 + m_draws.below(3));
            MadeBuilding b = made(box, type, w, deep);
            b.tx = tx;
            b.ty = ty;
            double mx = x + b.half_w;
            b.centre = {mx * tx - y * ty, mx * ty + y * tx};
            b.levels = static_cast<std::uint16_t>(std::clamp(storeys + m_draws.between(-2.4, 2.4), 5.0, 40.0));
            if (towers) b.shape = m_draws.chance(0.5) ? Shape::ell : Shape::rectangle;
            b.turn = static_cast<std::uint8_t>(m_draws.below(4));
            bool placed = put(b, 6.0, false);
            x += placed ? w + (towers ? 26.0 : m_draws.between(8.0, 13.0)) : 4.0;
        }
    }
    scatter("shop2", 1 + m_draws.below(2), false);
    if (m_draws.chance(0.35)) scatter("kindergarten", 1, false);
    if (m_draws.chance(0.5)) scatter("senior_centre", 1, false);
    scatter("shed", 9, true);
}

void Filler::school() {
    inset(3.0);
    m_outline = outline();
    const BuildingType& hall = m_lists.types[static_cast<std::size_t>(m_lists.type("school_hall"))];
    const BuildingType& main = m_lists.types[static_cast<std::size_t>(m_lists.type("school_main"))];
    Box whole = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    double wide = std::min(2 * whole.half_w - 4.0, m_draws.between(66, 84)), deep = std::min(2 * whole.half_d - 40.0, m_draws.between(24, 34));
    MadeBuilding b = made(whole, main, std::max(wide, 30.0), std::max(deep, 12.0));
    // the main building at the far side, the playground before it
    double back = whole.half_d - b.half_d - 2.0, aside = m_draws.chance(0.5) ? 1.0 : -1.0;
    double across = aside * (whole.half_w - b.half_w - 2.0);
    b.centre = {whole.centre.x_m + back * whole.nx + across * whole.tx, whole.centre.y_m + back * whole.ny + across * whole.ty};
    b.shape = 2 * b.half_d > 20 ? (m_draws.chance(0.5) ? Shape::you : Shape::ell) : Shape::rectangle;
    bool outward = whole.nx * -whole.ty + whole.ny * whole.tx > 0; // wings towards the playground
    b.turn = outward ? 2 : 0;
    put(b, 4.0, false);
    MadeBuilding gym = made(whole, hall, 34, 23);
    for (int attempt = 0; attempt < 12; ++attempt) {
        gym.centre = at(m_draws.between(m_a0, m_a1), m_draws.between(m_c0, m_c1));
        if (put(gym, 6.0, false)) break;
    }
    scatter("shed", 4, true);
    m_out.places.push_back({"school", quantised(whole.centre), m_outline});
}

// Stalls in narrow rows, and a hall or two.
void Filler::market() {
    inset(1.2);
    m_outline = outline();
    const BuildingType& hall = m_lists.types[static_cast<std::size_t>(m_lists.type("market_hall"))];
    const BuildingType& stall = m_lists.types[static_cast<std::size_t>(m_lists.type("stall"))];
    Box whole = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    MadeBuilding big = made(whole, hall, 28, 22);
    big.shape = Shape::ell;
    put(big, 3.5, false);
    for (double y = m_c0 + 3.0; y < m_c1 - 5.0;) {
        for (int back_to_back = 0; back_to_back < 2 && y < m_c1 - 5.0; ++back_to_back) {
            for (double x = m_a0 + 0.5; x < m_a1 - 6.0;) {
                double w = m_draws.between(4.4, 7.2);
                Box box = inscribed(quad(x, x + w, y, y + 5.6));
                MadeBuilding b = made(box, stall, 2 * box.half_w - 0.3, 2 * box.half_d - 0.3);
                if (b.half_w > 1.4 && b.half_d > 1.4) put(b, 0.1, false);
                x += w;
            }
            y += 5.7;
        }
        y += 4.2; // the lane
    }
    m_out.places.push_back({"market", quantised(whole.centre), m_outline});
}

void Filler::big_one(const char* type_id, double w_m, double d_m, const char* kind) {
    inset(4.0);
    m_outline = outline();
    const BuildingType& type = m_lists.types[static_cast<std::size_t>(m_lists.type(type_id))];
    Box whole = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    MadeBuilding b = made(whole, type, std::min(w_m, 2 * whole.half_w - 3.0), std::min(d_m, 2 * whole.half_d - 3.0));
    double back = whole.half_d - b.half_d - 2.0;
    b.centre = {whole.centre.x_m + back * whole.nx, whole.centre.y_m + back * whole.ny};
    if (b.half_w > 16 && b.half_d > 16) b.shape = Shape::court;
    put(b, 4.0, false);
    scatter("shop1", 2, false);
    scatter("shed", 6, true);
    m_out.places.push_back({kind, quantised(whole.centre), m_outline});
}

void Filler::park() {
    inset(1.5);
    m_outline = outline();
    Box whole = inscribed(quad(m_a0, m_a1, m_c0, m_c1));
    scatter("shed", 4, true);
    m_out.places.push_back({"park", quantised(whole.centre), m_outline});
}

} // namespace tp::makecity
