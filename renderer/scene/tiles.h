// scene/tiles.h - the square tiles that a city is drawn in.
#pragma once

#include "geo/frame.h"
#include "geo/polygon.h"

#include <cmath>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

namespace tp {

constexpr double k_tile_m = 480.0;
constexpr double k_world_limit_m = 1.0e6; // what lies farther from the city's origin is not drawn

struct TileKey {
    int row = 0, column = 0;
    friend auto operator<=>(const TileKey&, const TileKey&) = default;
};

// Tile of a place; nothing for NaN, infinity and places beyond the limit.
inline std::optional<TileKey> tile_of(LocalPoint p) {
    if (!(std::abs(p.x_m) < k_world_limit_m && std::abs(p.y_m) < k_world_limit_m)) return std::nullopt;
    return TileKey{static_cast<int>(std::floor(p.y_m / k_tile_m)), static_cast<int>(std::floor(p.x_m / k_tile_m))};
}

inline bool is_drawable(std::span<const LocalPoint> points) {
    for (LocalPoint p : points)
        if (!tile_of(p)) return false;
    return true;
}

} // namespace tp
