// scene/solution_places.h - the models of solutions in one city, again and again: streets and crossings near a place are found
// without asking all of them, and what did not move keeps its pose.
#pragma once

#include "scene/models.h"

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tp {

// Objects in the cells of an even grid, found again round a place.
class NearIndex {
public:
    explicit NearIndex(double cell_m) : m_cell_m(cell_m) {}
    void add(LocalPoint a, LocalPoint b, std::uint32_t object); // every cell of the box of both; nothing where a number is not finite
    void sort();
    // Ascending, each once: all with a cell within `reach_m` of p, and some farther away.
    std::vector<std::uint32_t> near(LocalPoint p, double reach_m) const;

private:
    double m_cell_m;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_entries;
};

class SolutionPlaces {
public:
    SolutionPlaces(std::shared_ptr<const City> city, std::shared_ptr<const Ground> ground);
    // As solution_scene() of the same city (models.h).
    SolutionScene scene(const std::vector<Solution>& solutions, const Catalogue& catalogue);

    struct Pose {
        LocalPoint along{0, 1};
        double width_m = 8.0;
    };

private:
    struct Known { // of a solution when it was asked last
        LocalPoint at;
        double heading_deg = 0;
        bool on_crossing = false;
        Pose pose;
    };
    Pose pose_of(const Solution& solution, bool on_crossing);

    std::shared_ptr<const City> m_city;
    std::shared_ptr<const Ground> m_ground;
    NearIndex m_streets, m_crossings;
    bool m_indexed = false; // with the first solution
    std::unordered_map<std::int64_t, Known> m_known; // by id
};

} // namespace tp
