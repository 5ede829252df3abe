// studio/walk.h - walking in the street: a body of k_body_m radius that slides along the walls of buildings.
#pragma once

#include "city/city.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tp {

constexpr double k_body_m = 0.4; // radius; more than the near plane's distance, so that no wall is seen from within

class WalkMap {
public:
    explicit WalkMap(std::shared_ptr<const City> city);
    // Where a walk from `from` by `step` ends: along a wall where one is in the way, never through it. Who stands within a
    // building may leave it any way. Not finite: `from`.
    LocalPoint walked(LocalPoint from, LocalPoint step) const;
    bool inside_building(LocalPoint p) const;
    // Where a walk begins that was asked for at `p`: there, or on the nearest street where a building is at or close to it.
    struct Start {
        LocalPoint at;
        std::optional<LocalPoint> along; // of the street, unit
    };
    Start start(LocalPoint p) const;

private:
    struct Near { // rings whose box comes near a place
        const std::uint32_t* begin;
        const std::uint32_t* end;
    };
    Near near(LocalPoint p) const;
    LocalPoint pushed_out(LocalPoint p) const;
    double clearance_m(LocalPoint p) const; // to the nearest wall, at most k_cell_m

    static constexpr double k_cell_m = 16.0;
    std::shared_ptr<const City> m_city;
    LocalPoint m_south_west;
    std::int64_t m_columns = 0, m_rows = 0;
    std::vector<std::uint32_t> m_begin, m_ring; // ring numbers of cell i: m_ring[m_begin[i] .. m_begin[i + 1])
};

} // namespace tp
