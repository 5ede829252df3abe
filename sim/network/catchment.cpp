#include "network/catchment.h"

#include "core/check.h"
#include "core/parallel.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace tp {

Demand::Demand(const WalkGraph& graph, std::vector<LocalPoint> at, int threads) : m_at(std::move(at)), m_place(m_at.size()) {
    constexpr std::size_t k_block = 512;
    parallel_for((m_at.size() + k_block - 1) / k_block, threads, [&](std::size_t block) {
        for (std::size_t i = block * k_block; i < std::min(m_at.size(), (block + 1) * k_block); ++i) m_place[i] = graph.snap(m_at[i]);
    });
    m_begin.assign(graph.segments().size() + 1, 0);
    for (const WalkPlace& p : m_place)
        if (p.found()) ++m_begin[p.segment + 1];
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    m_item.resize(m_begin.back());
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::uint32_t i = 0; i < m_place.size(); ++i)
        if (m_place[i].found()) m_item[next[m_place[i].segment]++] = i;
}

void WalkSearch::spread(const WalkGraph& graph, WalkPlace source, std::uint32_t limit_mm) {
    m_distance.resize(graph.vertex_count());
    m_seen.resize(graph.vertex_count(), 0);
    ++m_round;
    m_order.clear();
    m_heap.clear();
    auto offer = [&](std::uint32_t vertex, std::uint32_t distance) {
        if (distance > limit_mm || (m_seen[vertex] == m_round && m_distance[vertex] <= distance)) return;
        m_seen[vertex] = m_round;
        m_distance[vertex] = distance;
        m_heap.emplace_back(distance, vertex);
        std::ranges::push_heap(m_heap, std::greater{});
    };
    const auto& start = graph.segments()[source.segment];
    offer(start.from, source.off_mm + source.offset_mm);
    offer(start.to, source.off_mm + start.length_mm - source.offset_mm);
    while (!m_heap.empty()) {
        std::ranges::pop_heap(m_heap, std::greater{});
        auto [distance, vertex] = m_heap.back();
        m_heap.pop_back();
        if (distance != m_distance[vertex]) continue; // an older, longer offer
        m_order.push_back(vertex);
        for (const auto& arc : graph.arcs(vertex)) offer(arc.to, distance + arc.length_mm);
    }
}

std::vector<Reached> WalkSearch::reach(const WalkGraph& graph, const Demand& demand, WalkPlace source, std::uint32_t limit_mm) {
    std::vector<Reached> out;
    if (!source.found()) return out;
    spread(graph, source, limit_mm);
    m_offers.clear();
    auto offer = [&](std::uint32_t i, std::uint64_t walk_mm) {
        std::uint64_t whole = walk_mm + demand.place()[i].off_mm;
        if (whole <= limit_mm) m_offers.push_back({i, static_cast<std::uint32_t>(whole)});
    };
    for (std::uint32_t i : demand.on_segment(source.segment)) {
        std::uint32_t there = demand.place()[i].offset_mm;
        offer(i, std::uint64_t{source.off_mm} + std::max(there, source.offset_mm) - std::min(there, source.offset_mm));
    }
    for (std::uint32_t vertex : m_order)
        for (const auto& arc : graph.arcs(vertex)) {
            bool from_begin = graph.segments()[arc.segment].from == vertex;
            bool from_end = graph.segments()[arc.segment].to == vertex;
            for (std::uint32_t i : demand.on_segment(arc.segment)) {
                std::uint32_t offset = demand.place()[i].offset_mm;
                if (from_begin) offer(i, std::uint64_t{m_distance[vertex]} + offset);
                if (from_end) offer(i, std::uint64_t{m_distance[vertex]} + arc.length_mm - offset);
            }
        }
    std::ranges::sort(m_offers, [](const Reached& a, const Reached& b) {
        return a.demand != b.demand ? a.demand < b.demand : a.distance_mm < b.distance_mm;
    });
    for (const Reached& r : m_offers)
        if (out.empty() || out.back().demand != r.demand) out.push_back(r);
    return out;
}

std::uint32_t WalkSearch::distance_mm(const WalkGraph& graph, WalkPlace from, WalkPlace to, std::uint32_t limit_mm) {
    if (!from.found() || !to.found()) return k_nowhere;
    spread(graph, from, limit_mm);
    std::uint64_t best = k_nowhere;
    if (from.segment == to.segment)
        best = std::uint64_t{from.off_mm} + to.off_mm + std::max(from.offset_mm, to.offset_mm) - std::min(from.offset_mm, to.offset_mm);
    const auto& end = graph.segments()[to.segment];
    if (std::uint32_t d = settled(end.from); d != k_nowhere) best = std::min(best, std::uint64_t{d} + to.offset_mm + to.off_mm);
    if (std::uint32_t d = settled(end.to); d != k_nowhere)
        best = std::min(best, std::uint64_t{d} + end.length_mm - to.offset_mm + to.off_mm);
    return best <= limit_mm ? static_cast<std::uint32_t>(best) : k_nowhere;
}

double share_within(std::span<const double> people, std::span<const double> distance_m, std::size_t sites, double radius_m) {
    TP_CHECK(distance_m.size() == people.size() * sites);
    double inside = 0.0, all = 0.0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        all += people[i];
        for (std::size_t j = 0; j < sites; ++j)
            if (distance_m[i * sites + j] <= radius_m) {
                inside += people[i];
                break;
            }
    }
    return all > 0.0 ? inside / all : 0.0;
}

CatchmentResult catchment_e2sfca(std::span<const double> people, std::span<const double> supply, std::span<const double> distance_m,
                                 std::span<const CatchmentZone> zones) {
    TP_CHECK(distance_m.size() == people.size() * supply.size());
    auto weight = [&](std::size_t i, std::size_t j) {
        double d = distance_m[i * supply.size() + j];
        for (const CatchmentZone& zone : zones)
            if (d <= zone.outer_m) return zone.weight;
        return 0.0;
    };
    CatchmentResult result{std::vector<double>(supply.size()), std::vector<double>(people.size())};
    for (std::size_t j = 0; j < supply.size(); ++j) {
        double weighted = 0.0;
        for (std::size_t i = 0; i < people.size(); ++i) weighted += people[i] * weight(i, j);
        result.site_ratio[j] = weighted > 0.0 ? supply[j] / weighted : 0.0;
    }
    for (std::size_t i = 0; i < people.size(); ++i)
        for (std::size_t j = 0; j < supply.size(); ++j) result.access[i] += result.site_ratio[j] * weight(i, j);
    return result;
}

} // namespace tp
