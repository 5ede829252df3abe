#include "makecity/blocks.h"

#include <algorithm>
#include <cmath>

namespace tp::makecity {
namespace {

struct BlockSize { // largest block of a quarter, metres
    double long_m, short_m;
};

BlockSize block_size(Quarter quarter) {
    switch (quarter) {
    case Quarter::old_town: return {78, 38};
    case Quarter::apartments: return {290, 170};
    case Quarter::commercial: return {110, 64};
    case Quarter::industrial: return {170, 105};
    case Quarter::village: return {190, 96};
    default: return {128, 57};
    }
}

struct Wish {
    Purpose purpose;
    double low_m, high_m; // both sides of the block within these
};

struct Cutter {
    Quarter quarter;
    Draws draws;
    std::vector<Wish> wishes;
    Cut out;

    Street street(int depth) {
        switch (quarter) {
        case Quarter::apartments: return depth == 0 ? Street::tertiary2 : depth == 1 ? Street::local2 : Street::service;
        case Quarter::old_town: return depth == 0 ? Street::local2 : draws.chance(0.55) ? Street::local1 : Street::alley;
        case Quarter::commercial:
        case Quarter::industrial: return depth == 0 ? Street::tertiary2 : Street::local2;
        default: return depth == 0 && draws.chance(0.5) ? Street::tertiary2 : depth <= 2 || draws.chance(0.35) ? Street::local2 : Street::local1;
        }
    }

    void leaf(const Block& block) {
        Block made = block;
        if (quarter == Quarter::apartments) made.purpose = draws.chance(0.2) ? Purpose::towers : Purpose::slabs;
        else if (quarter == Quarter::residential && draws.chance(0.035)) made.purpose = Purpose::park;
        bool homes = quarter == Quarter::residential || quarter == Quarter::old_town;
        if (homes && made.purpose == Purpose::lots) add_alleys(made);
        out.blocks.push_back(std::move(made));
    }

    void add_alleys(Block& block) {
        bool along_u = block.rect.width() >= block.rect.height();
        double deep = along_u ? block.rect.height() : block.rect.width();
        double lo = along_u ? block.rect.u0 : block.rect.v0, hi = along_u ? block.rect.u1 : block.rect.v1;
        if (deep < 29.0 || hi - lo < 48.0) return;
        for (int end = 0; end < 2; ++end) {
            if (!draws.chance(quarter == Quarter::old_town ? 0.5 : 0.36)) continue;
            Alley alley;
            alley.side = (along_u ? 2 : 0) + end;
            alley.at = std::floor((lo + (hi - lo) * draws.between(0.25, 0.75)) * 16.0) / 16.0;
            double from = along_u ? (end ? block.rect.v1 : block.rect.v0) : (end ? block.rect.u1 : block.rect.u0);
            double length = std::floor(deep * draws.between(0.36, 0.47) * 16.0) / 16.0;
            alley.end = end ? from - length : from + length;
            out.lines.push_back({!along_u, alley.at, std::min(from, alley.end), std::max(from, alley.end), Street::alley});
            block.alleys.push_back(alley);
        }
        if (block.alleys.size() == 2 && std::abs(block.alleys[0].at - block.alleys[1].at) < 8.0) {
            block.alleys.pop_back();
            out.lines.pop_back();
        }
    }

    void cut(Block block, int depth) {
        double w = block.rect.width(), h = block.rect.height();
        for (std::size_t k = 0; k < wishes.size(); ++k) {
            if (std::max(w, h) > wishes[k].high_m || std::min(w, h) < wishes[k].low_m) continue;
            block.purpose = wishes[k].purpose;
            out.blocks.push_back(block);
            wishes.erase(wishes.begin() + static_cast<std::ptrdiff_t>(k));
            return;
        }
        BlockSize limit = block_size(quarter);
        double long_ratio = std::max(w, h) / limit.long_m, short_ratio = std::min(w, h) / limit.short_m;
        if (long_ratio <= 1.0 && short_ratio <= 1.0) return leaf(block);
        bool cut_long = long_ratio >= short_ratio || std::min(w, h) < 1.25 * limit.short_m;
        if (long_ratio <= 1.0 && cut_long && std::max(w, h) < 1.4 * limit.short_m) return leaf(block);
        bool cut_u = (w >= h) == cut_long; // the new street runs along v
        double lo = cut_u ? block.rect.u0 : block.rect.v0, size = cut_u ? w : h;
        double limit_here = cut_long ? limit.long_m : limit.short_m;
        double share = size < 2.2 * limit_here ? draws.between(0.45, 0.55) : draws.between(0.36, 0.64);
        double at = std::floor((lo + size * share) * 16.0) / 16.0;
        Street kind = street(depth);
        out.lines.push_back(cut_u ? PlanLine{false, at, block.rect.v0, block.rect.v1, kind}
                                  : PlanLine{true, at, block.rect.u0, block.rect.u1, kind});
        Block first = block, second = block;
        if (cut_u) {
            first.rect.u1 = second.rect.u0 = at;
            first.side[1] = second.side[0] = kind;
        } else {
            first.rect.v1 = second.rect.v0 = at;
            first.side[3] = second.side[2] = kind;
        }
        cut(first, depth + 1);
        cut(second, depth + 1);
    }
};

std::vector<Wish> wishes_of(const Plan& plan, int i, int j, Quarter quarter, Draws& draws) {
    int a = ((i - plan.middle + 8) % k_district + k_district) % k_district - 8;
    int b = ((j - plan.middle + 8) % k_district + k_district) % k_district - 8;
    std::vector<Wish> wishes;
    if (quarter == Quarter::commercial && a == 0 && b == 0) wishes = {{Purpose::hall, 70, 130}, {Purpose::park, 45, 110}};
    if (quarter == Quarter::commercial && a == 0 && b == -1) wishes = {{Purpose::station, 75, 150}};
    if (quarter == Quarter::commercial && a == -1 && b == 0) wishes = {{Purpose::hospital, 60, 120}};
    if (quarter == Quarter::old_town && a == -1 && b == -1) wishes = {{Purpose::market, 60, 140}};
    double school = quarter == Quarter::residential ? 0.5 : quarter == Quarter::apartments ? 0.62
                    : quarter == Quarter::old_town ? 0.5 : quarter == Quarter::village ? 0.12 : 0.0;
    if (wishes.empty() && draws.chance(school)) wishes.push_back({Purpose::school, 80, 185});
    if (quarter == Quarter::apartments && draws.chance(0.4)) wishes.push_back({Purpose::park, 60, 190});
    if (quarter == Quarter::residential && draws.chance(0.12)) wishes.push_back({Purpose::park, 70, 170});
    return wishes;
}

} // namespace

Cut cut_superblock(const Plan& plan, int i, int j) {
    Quarter quarter = plan.quarter(i, j);
    if (quarter == Quarter::hill || quarter == Quarter::river) return {};
    Draws draws(plan.seed, 21, static_cast<std::uint64_t>(i) * 65536U + static_cast<std::uint64_t>(j));
    auto wishes = wishes_of(plan, i, j, quarter, draws);
    Cutter cutter{quarter, draws, std::move(wishes), {}};
    Block whole;
    whole.rect = plan.rect(i, j);
    whole.side = {plan.column_kind(i), plan.column_kind(i + 1), plan.row_kind(j), plan.row_kind(j + 1)};
    cutter.cut(whole, 0);
    return std::move(cutter.out);
}

} // namespace tp::makecity
