// network/catchment.h - whom a place serves on foot: bounded shortest paths, and the catchment measures made of them.
#pragma once

#include "network/walk_graph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// Points that are asked for (residents' cells, points along streets), on the graph. Immutable once built.
class Demand {
public:
    Demand() = default;
    Demand(const WalkGraph& graph, std::vector<LocalPoint> at, int threads);

    std::size_t size() const { return m_place.size(); }
    const std::vector<LocalPoint>& at() const { return m_at; }
    const std::vector<WalkPlace>& place() const { return m_place; }
    std::span<const std::uint32_t> on_segment(std::uint32_t segment) const {
        return {m_item.data() + m_begin[segment], m_item.data() + m_begin[segment + 1]};
    }

private:
    std::vector<LocalPoint> m_at;
    std::vector<WalkPlace> m_place;
    std::vector<std::uint32_t> m_begin, m_item;
};

struct Reached {
    std::uint32_t demand = 0;
    std::uint32_t distance_mm = 0; // both ways off the graph included
    friend bool operator==(const Reached&, const Reached&) = default;
};

// Shortest walks from one place; keeps its memory between calls, one object per thread.
class WalkSearch {
public:
    // Demand points within `limit_mm` of `source`, by ascending index. Distances are exact for the graph (Dijkstra 1959).
    std::vector<Reached> reach(const WalkGraph& graph, const Demand& demand, WalkPlace source, std::uint32_t limit_mm);
    // Distance between two places, k_nowhere where it exceeds `limit_mm`.
    std::uint32_t distance_mm(const WalkGraph& graph, WalkPlace from, WalkPlace to, std::uint32_t limit_mm);

private:
    void spread(const WalkGraph& graph, WalkPlace source, std::uint32_t limit_mm);
    std::uint32_t settled(std::uint32_t vertex) const { return m_seen[vertex] == m_round ? m_distance[vertex] : k_nowhere; }

    std::vector<std::uint32_t> m_distance, m_seen;
    std::uint32_t m_round = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_heap; // distance, vertex
    std::vector<std::uint32_t> m_order;                          // vertices in the order they were settled
    std::vector<Reached> m_offers;
};

// Share of `people` whose distance to the nearest of `sites` places is at most `radius_m`. distance_m: people x sites,
// row by row. 0 where there are no people.
double share_within(std::span<const double> people, std::span<const double> distance_m, std::size_t sites, double radius_m);

// Enhanced two-step floating catchment area: R_j = S_j / sum_k P_k w(d_kj), A_i = sum_j R_j w(d_ij), w constant per zone.
// One zone with weight 1 is the plain 2SFCA. Sum of A_i P_i = total supply of the reached sites. Source: Luo and Wang
// (2003) Environment and Planning B 30; Luo and Qi (2009) Health & Place 15 (weights 1, 0.68, 0.22 unverified).
struct CatchmentZone {
    double outer_m = 0.0; // distances up to and including this, beyond the zone before
    double weight = 1.0;
};
struct CatchmentResult {
    std::vector<double> site_ratio; // supply per weighted person
    std::vector<double> access;     // by place of residence
};
CatchmentResult catchment_e2sfca(std::span<const double> people, std::span<const double> supply, std::span<const double> distance_m,
                                 std::span<const CatchmentZone> zones); // zones by ascending outer_m

} // namespace tp
