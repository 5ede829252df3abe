#include "makecity/network.h"

#include "core/check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace tp::makecity {
namespace {

struct Line : PlanLine {
    bool lattice = false, bridge = false;
    int index = 0, superblock = -1;
    std::vector<double> stops; // where other lines meet it, ends included
    PlanPoint point(double t) const { return along_u ? PlanPoint{t, at} : PlanPoint{at, t}; }
};

class Builder {
public:
    Builder(const Plan& plan, const std::vector<Superblock>& chosen) : m_plan(plan), m_chosen(chosen) {
        m_index.assign(static_cast<std::size_t>(plan.columns()) * static_cast<std::size_t>(plan.rows()), -1);
        for (std::size_t k = 0; k < chosen.size(); ++k) m_index[cell(chosen[k].i, chosen[k].j)] = static_cast<int>(k);
    }

    Network build() {
        for (bool all_bridges : {false, true}) {
            m_lines.clear();
            m_network = {};
            lattice(all_bridges);
            country_roads();
            for (std::size_t k = 0; k < m_chosen.size(); ++k) inner(static_cast<int>(k));
            make_nodes();
            make_links();
            hill_paths();
            connect();
            if (one_component()) break;
        }
        keep_main_component();
        return std::move(m_network);
    }

private:
    std::size_t cell(int i, int j) const {
        return static_cast<std::size_t>(j) * static_cast<std::size_t>(m_plan.columns()) + static_cast<std::size_t>(i);
    }
    int chosen_at(int i, int j) const {
        return i < 0 || j < 0 || i >= m_plan.columns() || j >= m_plan.rows() ? -1 : m_index[cell(i, j)];
    }
    Quarter quarter_at(int k) const { return m_chosen[static_cast<std::size_t>(k)].quarter; }

    // Does a lattice segment between the superblocks k and l (-1: none) have a street?
    bool has_street(int k, int l) const {
        if (k < 0 && l < 0) return false;
        auto land = [&](int n) { return n >= 0 && quarter_at(n) != Quarter::river; };
        if (!land(k) && !land(l)) return false;
        return !(land(k) && land(l) && quarter_at(k) == Quarter::hill && quarter_at(l) == Quarter::hill);
    }

    void add(bool along_u, int line, int from, Street kind, bool bridge) {
        const auto& lines = along_u ? m_plan.row : m_plan.column;
        const auto& across = along_u ? m_plan.column : m_plan.row;
        Line l;
        l.along_u = along_u;
        l.at = lines[static_cast<std::size_t>(line)];
        l.lo = across[static_cast<std::size_t>(from)];
        l.hi = across[static_cast<std::size_t>(from) + 1];
        l.kind = kind;
        l.lattice = true;
        l.bridge = bridge;
        l.index = line;
        l.stops = {l.lo, l.hi};
        m_lines.push_back(std::move(l));
    }

    void lattice(bool all_bridges) {
        for (int j = 0; j <= m_plan.rows(); ++j)
            for (int i = 0; i < m_plan.columns(); ++i)
                if (has_street(chosen_at(i, j - 1), chosen_at(i, j))) add(true, j, i, m_plan.row_kind(j), false);
        for (int i = 0; i <= m_plan.columns(); ++i)
            for (int j = 0; j < m_plan.rows(); ++j) {
                if (!m_plan.is_river_row(j)) {
                    if (has_street(chosen_at(i - 1, j), chosen_at(i, j))) add(false, i, j, m_plan.column_kind(i), false);
                    continue;
                }
                bool banks = (has_street(chosen_at(i - 1, j - 1), chosen_at(i, j - 1)) || touches(i, j - 1)) &&
                             (has_street(chosen_at(i - 1, j + 1), chosen_at(i, j + 1)) || touches(i, j + 1));
                bool wanted = all_bridges || norm(m_plan.column_kind(i)).road_class <= RoadClass::secondary;
                if (banks && wanted) add(false, i, j, m_plan.column_kind(i), true);
            }
    }

    void country_road(bool along_u, int line, int from, Street kind) {
        bool river = !along_u && m_plan.is_river_row(from);
        add(along_u, line, from, kind, river);
    }

    // Main streets lead out of the city: each avenue goes on for two superblocks beyond the last one.
    void country_roads() {
        for (bool along_u : {true, false}) {
            const auto& lines = along_u ? m_plan.row : m_plan.column;
            const auto& across = along_u ? m_plan.column : m_plan.row;
            for (int line = 0; line < static_cast<int>(lines.size()); ++line) {
                Street kind = along_u ? m_plan.row_kind(line) : m_plan.column_kind(line);
                if (norm(kind).road_class != RoadClass::primary) continue;
                double first = 1e12, last = -1e12;
                for (const Line& l : m_lines)
                    if (l.lattice && l.along_u == along_u && l.index == line) {
                        first = std::min(first, l.lo);
                        last = std::max(last, l.hi);
                    }
                if (first > last) continue;
                auto low = std::ranges::lower_bound(across, first) - across.begin();
                auto high = std::ranges::lower_bound(across, last) - across.begin();
                for (int k = 1; k <= 2; ++k) {
                    if (low - k >= 0) country_road(along_u, line, static_cast<int>(low) - k, kind);
                    if (high + k < static_cast<std::ptrdiff_t>(across.size())) country_road(along_u, line, static_cast<int>(high) + k - 1, kind);
                }
            }
        }
    }

    bool touches(int i, int j) const { return chosen_at(i - 1, j) >= 0 || chosen_at(i, j) >= 0; }

    void inner(int k) {
        int number = 0;
        for (const PlanLine& given : m_chosen[static_cast<std::size_t>(k)].lines) {
            Line l;
            static_cast<PlanLine&>(l) = given;
            l.index = number++;
            l.superblock = k;
            l.stops = {l.lo, l.hi};
            m_lines.push_back(std::move(l));
        }
    }

    // Both ends of a line stop the lines across them; lines are found by (direction, at).
    void make_nodes() {
        std::vector<std::size_t> order(m_lines.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [&](std::size_t n) { return std::pair{m_lines[n].along_u, m_lines[n].at}; });
        std::vector<std::pair<bool, double>> key;
        for (std::size_t n : order) key.emplace_back(m_lines[n].along_u, m_lines[n].at);
        auto stop_at = [&](bool along_u, double at, double t) {
            auto [first, last] = std::equal_range(key.begin(), key.end(), std::pair{along_u, at});
            for (auto it = first; it != last; ++it) {
                Line& line = m_lines[order[static_cast<std::size_t>(it - key.begin())]];
                if (line.lo < t && t < line.hi && !line.bridge) line.stops.push_back(t);
            }
        };
        for (std::size_t n = 0; n < m_lines.size(); ++n) {
            Line l = m_lines[n];
            if (l.lattice) continue; // the lattice meets only at its own nodes
            stop_at(!l.along_u, l.lo, l.at);
            stop_at(!l.along_u, l.hi, l.at);
        }
        m_merged.clear();
        for (Line& line : m_lines) {
            std::ranges::sort(line.stops);
            line.stops.erase(std::unique(line.stops.begin(), line.stops.end()), line.stops.end());
            merge_near(line);
        }
        for (const Line& line : m_lines)
            for (double t : line.stops) m_network.plan_node.push_back(merged(line.point(t)));
        auto& nodes = m_network.plan_node;
        std::ranges::sort(nodes);
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
        for (PlanPoint p : nodes) m_network.node.push_back(quantised(m_plan.at(p)));
    }

    // Streets that meet a line from both sides within 1.5 m of each other share one junction.
    void merge_near(Line& line) {
        std::vector<double> kept{line.stops.front()};
        for (std::size_t k = 1; k < line.stops.size(); ++k) {
            bool end = k + 1 == line.stops.size();
            if (line.stops[k] - kept.back() >= 1.5 || (end && kept.size() == 1)) {
                kept.push_back(line.stops[k]);
            } else if (end) {
                m_merged[line.point(kept.back())] = line.point(line.stops[k]);
                kept.back() = line.stops[k];
            } else {
                m_merged[line.point(line.stops[k])] = line.point(kept.back());
            }
        }
        line.stops = std::move(kept);
    }

    PlanPoint merged(PlanPoint p) const {
        for (auto it = m_merged.find(p); it != m_merged.end(); it = m_merged.find(p)) p = it->second;
        return p;
    }

    std::uint32_t node_of(PlanPoint given) const {
        PlanPoint p = merged(given);
        auto it = std::ranges::lower_bound(m_network.plan_node, p);
        TP_CHECK(it != m_network.plan_node.end() && *it == p);
        return static_cast<std::uint32_t>(it - m_network.plan_node.begin());
    }

    void make_links() {
        for (const Line& line : m_lines)
            for (std::size_t s = 0; s + 1 < line.stops.size(); ++s) {
                double a = line.stops[s], b = line.stops[s + 1];
                Link link;
                link.from = node_of(line.point(a));
                link.to = node_of(line.point(b));
                link.kind = line.kind;
                link.bridge = line.bridge;
                link.lattice = line.lattice;
                link.along_u = line.along_u;
                link.line = line.index;
                link.superblock = line.superblock;
                int steps = std::max(1, static_cast<int>((b - a) / (norm(line.kind).lanes >= 2 ? 17.0 : 12.0)));
                link.points.push_back(m_network.node[link.from]);
                for (int k = 1; k < steps; ++k) link.points.push_back(quantised(m_plan.at(line.point(a + (b - a) * k / steps))));
                link.points.push_back(m_network.node[link.to]);
                straighten(link.points);
                m_network.link.push_back(std::move(link));
            }
    }

    // Leaves out points that lie within 4 cm of the line between their neighbours.
    static void straighten(std::vector<LocalPoint>& points) {
        std::vector<LocalPoint> kept{points.front()};
        for (std::size_t k = 1; k + 1 < points.size(); ++k) {
            LocalPoint a = kept.back(), b = points[k + 1], p = points[k];
            double cross = (b.x_m - a.x_m) * (p.y_m - a.y_m) - (b.y_m - a.y_m) * (p.x_m - a.x_m);
            if (std::abs(cross) > 0.04 * distance_m(a, b)) kept.push_back(p);
        }
        kept.push_back(points.back());
        points = std::move(kept);
    }

    // Three zigzag paths from the foot of each hill to its top.
    void hill_paths() {
        for (std::size_t h = 0; h < m_plan.hills.size(); ++h) {
            const Plan::Hill& hill = m_plan.hills[h];
            std::vector<std::pair<double, std::uint32_t>> foot;
            for (std::size_t n = 0; n < m_network.plan_node.size(); ++n) {
                PlanPoint p = m_network.plan_node[n];
                double d = std::max(std::abs(p.u - hill.top.u), std::abs(p.v - hill.top.v));
                if (d > 250.0 && d < 500.0 && on_rim(p)) foot.emplace_back(p.u * 0.31 + p.v * 0.77, static_cast<std::uint32_t>(n));
            }
            if (foot.size() < 6) continue;
            std::ranges::sort(foot);
            auto top = static_cast<std::uint32_t>(m_network.node.size());
            m_network.node.push_back(quantised(m_plan.at(hill.top)));
            m_top.push_back(hill.top);
            for (std::size_t k : {std::size_t{1}, foot.size() / 2, foot.size() - 2})
                zigzag(foot[k].second, top, hill.top, static_cast<int>(h));
        }
        m_network.plan_node.insert(m_network.plan_node.end(), m_top.begin(), m_top.end());
        m_top.clear();
    }

    bool on_rim(PlanPoint p) const { // a node at the border of hill and city
        for (double du : {-1.0, 1.0})
            for (double dv : {-1.0, 1.0}) {
                auto i = std::ranges::upper_bound(m_plan.column, p.u + du) - m_plan.column.begin() - 1;
                auto j = std::ranges::upper_bound(m_plan.row, p.v + dv) - m_plan.row.begin() - 1;
                int k = chosen_at(static_cast<int>(i), static_cast<int>(j));
                if (k >= 0 && quarter_at(k) == Quarter::hill) return true;
            }
        return false;
    }

    void zigzag(std::uint32_t from, std::uint32_t top, PlanPoint summit, int hill) {
        PlanPoint a = m_network.plan_node[from];
        double du = summit.u - a.u, dv = summit.v - a.v, n = std::sqrt(du * du + dv * dv);
        Link link;
        link.from = from;
        link.to = top;
        link.kind = Street::path;
        link.line = hill;
        link.points.push_back(m_network.node[from]);
        int turns = std::max(3, static_cast<int>(n / 45.0));
        for (int k = 1; k < turns; ++k) {
            double t = static_cast<double>(k) / turns, side = (k % 2 != 0 ? 1.0 : -1.0) * 26.0 * (1.0 - t) * std::min(1.0, 4.0 * t);
            link.points.push_back(quantised(m_plan.at({a.u + du * t - dv / n * side, a.v + dv * t + du / n * side})));
        }
        link.points.push_back(m_network.node[top]);
        m_network.link.push_back(std::move(link));
    }

    void connect() {
        m_network.links.assign(m_network.node.size(), {});
        for (std::size_t e = 0; e < m_network.link.size(); ++e) {
            m_network.links[m_network.link[e].from].push_back(static_cast<std::uint32_t>(e));
            m_network.links[m_network.link[e].to].push_back(static_cast<std::uint32_t>(e));
        }
    }

    std::vector<int> components(int& count) const {
        std::vector<int> component(m_network.node.size(), -1);
        count = 0;
        std::vector<std::uint32_t> stack;
        for (std::uint32_t start = 0; start < m_network.node.size(); ++start) {
            if (component[start] >= 0) continue;
            component[start] = count;
            stack.assign(1, start);
            while (!stack.empty()) {
                std::uint32_t n = stack.back();
                stack.pop_back();
                for (std::uint32_t e : m_network.links[n]) {
                    std::uint32_t other = m_network.link[e].from == n ? m_network.link[e].to : m_network.link[e].from;
                    if (component[other] >= 0) continue;
                    component[other] = count;
                    stack.push_back(other);
                }
            }
            ++count;
        }
        return component;
    }

    bool one_component() const {
        int count = 0;
        components(count);
        return count == 1;
    }

    void keep_main_component() {
        int count = 0;
        std::vector<int> component = components(count);
        if (count == 1) return;
        std::vector<std::size_t> size(static_cast<std::size_t>(count), 0);
        for (int c : component) ++size[static_cast<std::size_t>(c)];
        int main = static_cast<int>(std::ranges::max_element(size) - size.begin());
        std::vector<std::uint32_t> renamed(m_network.node.size(), 0);
        Network kept;
        for (std::size_t n = 0; n < component.size(); ++n) {
            renamed[n] = static_cast<std::uint32_t>(kept.node.size());
            if (component[n] != main) continue;
            kept.node.push_back(m_network.node[n]);
            kept.plan_node.push_back(m_network.plan_node[n]);
        }
        for (Link& link : m_network.link) {
            if (component[link.from] != main) continue;
            link.from = renamed[link.from];
            link.to = renamed[link.to];
            kept.link.push_back(std::move(link));
        }
        m_network = std::move(kept);
        connect();
    }

    const Plan& m_plan;
    const std::vector<Superblock>& m_chosen;
    std::vector<int> m_index;
    std::vector<Line> m_lines;
    std::vector<PlanPoint> m_top;
    std::map<PlanPoint, PlanPoint> m_merged; // a junction that became part of another
    Network m_network;
};

} // namespace

Network make_network(const Plan& plan, const std::vector<Superblock>& chosen) { return Builder(plan, chosen).build(); }

} // namespace tp::makecity
