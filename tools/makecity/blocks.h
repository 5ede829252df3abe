// makecity/blocks.h - a superblock cut into blocks by lesser streets, in plan coordinates.
#pragma once

#include "makecity/plan.h"

#include <array>
#include <vector>

namespace tp::makecity {

// A street of the plan: runs along u at v = `at` (or along v at u = `at`) from lo to hi. Its ends lie on other lines,
// or, for an alley's far end, on none.
struct PlanLine {
    bool along_u = true;
    double at = 0, lo = 0, hi = 0;
    Street kind = Street::local1;
};

enum class Purpose : std::uint8_t { lots, slabs, towers, school, park, market, station, hall, hospital };

struct Alley { // a dead end that leads into a block from the side v0 or v1 (along_u blocks) or u0 or u1
    int side = 2;
    double at = 0, end = 0;
};

struct Block {
    Rect rect;                     // between the centre lines of its streets
    std::array<Street, 4> side{};  // u0, u1, v0, v1
    Purpose purpose = Purpose::lots;
    std::vector<Alley> alleys;
};

struct Cut {
    std::vector<PlanLine> lines;
    std::vector<Block> blocks;
};

// Cuts superblock (i, j). Deterministic in the plan's seed; hill and river superblocks are left whole (no blocks).
Cut cut_superblock(const Plan& plan, int i, int j);

} // namespace tp::makecity
