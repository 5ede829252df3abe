// The cities of these tests, made once each.
#pragma once

#include "makecity/makecity.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <utility>

namespace tp::test {

inline std::filesystem::path data() { return source_folder() / "assets/data"; }

inline const MadeCity& made(std::int64_t buildings, std::uint64_t seed = 1) {
    static std::map<std::pair<std::int64_t, std::uint64_t>, std::unique_ptr<MadeCity>> cities;
    auto& city = cities[{buildings, seed}];
    if (!city) {
        MakeCityOptions options;
        options.buildings = buildings;
        options.seed = seed;
        options.data = data();
        auto result = make_city(options);
        if (!result) FAIL(result.error().key << ' ' << result.error().where);
        city = std::make_unique<MadeCity>(*std::move(result));
    }
    return *city;
}

constexpr std::int64_t k_built_in = 20000; // the built-in city of the demonstration

} // namespace tp::test
