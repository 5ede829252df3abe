// makecity/lists.h - the word lists and tables in data/makecity, and names made of them.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "makecity/plan.h"

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tp::makecity {

struct BuildingType { // a row of types.csv
    std::string id;
    BuildingUse use = BuildingUse::unknown;
    double area_m2 = 0, ln_sd = 0;
    int levels_low = 1, levels_high = 1;
    double level_height_m = 3, dwelling_m2 = 0;
    bool ground_shop = false;              // the lowest level has no dwellings
    double children = 0, older = 0;        // shares of residents aged 0-14, and 65 and over
};

struct Choice {
    int type = 0;
    double up_to = 0; // running sum of weights, ends at 1
};

struct Lists {
    std::vector<BuildingType> types;
    std::array<std::array<std::vector<Choice>, 2>, k_quarters> mix; // [quarter][0 minor, 1 major front]
    std::map<std::string, std::vector<std::string>> words;

    int type(const std::string& id) const; // -1 if absent
    const BuildingType& pick(Quarter quarter, bool major, double uniform) const;
    const std::string& word(const std::string& list, std::uint64_t bits) const;
    // "새빛골", an invented place; the same number gives the same name, 0, 1, 2 ... differ as long as the lists last.
    std::string place(std::uint64_t seed, std::uint64_t number) const;
};

// Errors: not_found "makecity.no_lists", bad_format "makecity.bad_list" with file and line.
Result<Lists> load_lists(const std::filesystem::path& data);

} // namespace tp::makecity
