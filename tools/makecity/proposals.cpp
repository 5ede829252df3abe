// Three demonstration proposals, chosen by simple rankings that a planner could follow by hand.
#include "eval/crash_counts.h"
#include "eval/crash_sites.h"
#include "eval/point_grid.h"
#include "makecity/makecity.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tp {
namespace {

constexpr double k_budget_krw = 3.85e9; // of the programme's 4.0e9, by median prices

using Order = std::vector<std::uint32_t>;

class Planner {
public:
    Planner(const City& city, const Catalogue& catalogue) : m_city(city), m_catalogue(catalogue) {
        rank_crossings();
        rank_stops();
    }

    DemoProposal safety() {
        begin();
        crosswalks(m_risky, 36, 2.6e9);
        companions(m_risky, 9, 8, 10, 7);
        poles(8);
        return end("A", "보행안전 중심: 학교와 시장 주변의 위험한 횡단보도부터");
    }

    DemoProposal transit() {
        begin();
        shelters(9, true);
        shelters(22, false);
        poles(34);
        return end("B", "대중교통·폭염 대응: 승차 인원이 많은 정류장부터");
    }

    DemoProposal balanced() {
        begin();
        add("integrated_platform", std::nullopt, 0.0, {}, k_budget_krw);
        crosswalks(m_risky, 14, 1.0e9); // without companion measures: all that it holds has a price
        shelters(2, true);
        shelters(10, false);
        poles(15);
        return end("C", "균형안: 통합플랫폼과 함께 고르게");
    }

private:
    // Expected crashes a year given the counts (Gamma-Poisson, no calibration), more near schools, markets, older people.
    void rank_crossings() {
        auto sites = crash_sites(m_city, m_catalogue);
        if (sites.empty()) return;
        auto counts = complete_counts(m_city, m_catalogue);
        std::vector<LocalPoint> places = m_city.zones.at;
        for (std::size_t k = 0; k < m_city.facilities.size(); ++k)
            if (m_city.facilities.kind[k] == "market") places.push_back(m_city.facilities.at[k]);
        PointGrid near_places(places, {}, 200.0);
        std::vector<double> score;
        for (std::size_t c = 0; c < sites.size(); ++c) {
            double a = 1.0 / std::max(sites[c].overdispersion, 1e-3), b = a / sites[c].predicted_per_year;
            double expected = counts ? (a + counts->at_crossing[c]) / (b + counts->years) : sites[c].predicted_per_year;
            score.push_back(expected * (near_places.sum_within(m_city.crossings.at[c], 300.0) > 0 ? 1.5 : 1.0));
        }
        m_risky = by_falling(score);
    }

    void rank_stops() {
        std::vector<double> score;
        PointGrid crossings(m_city.crossings.at, {}, 100.0);
        for (std::size_t s = 0; s < m_city.stops.size(); ++s) {
            bool clear = crossings.nearest(m_city.stops.at[s], 13.0) < 0 && !std::isnan(m_city.stops.boardings_per_day[s]);
            score.push_back(clear ? m_city.stops.boardings_per_day[s] : -1.0);
        }
        for (std::uint32_t s : by_falling(score))
            if (score[s] > 0.0) m_busy.push_back(s);
    }

    static Order by_falling(const std::vector<double>& score) {
        Order order(score.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::stable_sort(order, std::greater<>{}, [&](std::uint32_t k) { return score[k]; });
        return order;
    }

    void begin() {
        m_proposal = Proposal{};
        m_spent_krw = 0.0;
        m_taken.clear();
    }

    DemoProposal end(std::string name, std::string note) {
        if (!m_proposal.solutions().empty()) {
            Solution before = m_proposal.solutions().front(), after = before;
            after.note = note;
            m_proposal.perform(Replace{before, after});
        }
        return {std::move(name), std::move(note), std::move(m_proposal)};
    }

    double price_krw(const Kind& kind, const std::vector<std::string>& components) const {
        double sum = kind.unit_cost_krw.value.value_or(0.0) - kind.avoided_cost_krw.value.value_or(0.0);
        for (const std::string& id : components)
            if (const Component* c = m_catalogue.component(kind, id)) sum += c->unit_cost_krw.value.value_or(0.0);
        return sum;
    }

    bool add(const std::string& kind_id, std::optional<LocalPoint> at, double heading_deg, std::vector<std::string> components, double limit_krw) {
        const Kind* kind = m_catalogue.kind(kind_id);
        if (!kind) return false;
        std::erase_if(components, [&](const std::string& id) { return !m_catalogue.component(*kind, id); });
        std::ranges::sort(components);
        double price = price_krw(*kind, components);
        if (m_spent_krw + price > std::min(limit_krw, k_budget_krw)) return false;
        Solution solution;
        solution.id = m_proposal.next_id();
        solution.kind = kind_id;
        solution.at = at;
        solution.heading_deg = heading_deg;
        solution.components = std::move(components);
        m_proposal.perform(Place{solution});
        m_spent_krw += price;
        return true;
    }

    // Is `p` at least `gap_m` from what was taken before? Then it is taken.
    bool take(LocalPoint p, double gap_m) {
        for (LocalPoint other : m_taken)
            if (distance_m(other, p) < gap_m) return false;
        m_taken.push_back(p);
        return true;
    }

    double heading_at(std::uint32_t edge, double along_m) const { // of the street, clockwise from north
        auto line = m_city.streets.line[edge];
        LocalPoint a = point_along(line, along_m - 1.0), b = point_along(line, along_m + 1.0);
        double degrees = std::atan2(b.x_m - a.x_m, b.y_m - a.y_m) * 57.29577951308232;
        return std::round((degrees < 0 ? degrees + 360.0 : degrees) * 10.0) / 10.0;
    }

    double heading_near(LocalPoint p) const { // of the nearest street
        std::uint32_t best = 0;
        NearestOnLine nearest;
        nearest.distance_m = 1e12;
        for (std::uint32_t e = 0; e < m_city.streets.size(); ++e) {
            auto line = m_city.streets.line[e];
            if (distance_m(line.front(), p) > 600.0) continue;
            auto here = nearest_on_line(line, p);
            if (here.distance_m >= nearest.distance_m) continue;
            nearest = here;
            best = e;
        }
        return nearest.distance_m < 1e11 ? heading_at(best, nearest.along_m) : 0.0;
    }

    double crossing_heading(std::uint32_t c) const {
        std::int32_t edge = m_city.crossings.edge[c];
        return edge < 0 ? 0.0 : heading_at(static_cast<std::uint32_t>(edge), m_city.crossings.along_m[c]);
    }

    void crosswalks(const Order& order, int count, double at_most_krw) {
        double limit_krw = m_spent_krw + at_most_krw;
        for (std::uint32_t c : order) {
            if (count <= 0) return;
            Tri signal = m_city.crossings.signal[c];
            if (signal == Tri::unknown || !take(m_city.crossings.at[c], 70.0)) continue;
            std::vector<std::string> parts = signal == Tri::yes ? std::vector<std::string>{"floor_signal", "voice_guide", "red_countdown", "auto_extension"}
                                                                : std::vector<std::string>{"crossing_light", "led_markers", "attention_board"};
            if (!add("smart_crosswalk", m_city.crossings.at[c], crossing_heading(c), parts, limit_krw)) return;
            --count;
        }
    }

    int lanes(std::uint32_t c) const {
        std::int32_t edge = m_city.crossings.edge[c];
        return edge < 0 ? 2 : m_city.streets.lanes[static_cast<std::size_t>(edge)];
    }

    // Measures with crash evidence at further risky crossings; each where its rule allows it.
    void companions(const Order& order, int raised, int refuges, int leading, int cameras) {
        for (std::uint32_t c : order) {
            bool signalised = m_city.crossings.signal[c] == Tri::yes, none = m_city.crossings.signal[c] == Tri::no;
            const char* kind = nullptr;
            int* left = nullptr;
            auto choose = [&](const char* id, int& n, bool fits) {
                if (kind || n <= 0 || !fits) return;
                kind = id;
                left = &n;
            };
            choose("refuge_island", refuges, lanes(c) >= 4 && m_city.crossings.refuge[c] == Tri::no);
            choose("leading_interval", leading, signalised);
            choose("raised_crossing", raised, none && lanes(c) <= 3 && m_city.crossings.raised[c] == Tri::no);
            choose("enforcement_camera", cameras, none || signalised);
            if (!kind || !take(m_city.crossings.at[c], 45.0)) continue;
            if (add(kind, m_city.crossings.at[c], crossing_heading(c), {}, k_budget_krw)) --*left;
        }
    }

    void shelters(int count, bool closed) {
        for (std::uint32_t s : m_busy) {
            if (count <= 0) return;
            if (m_city.stops.shelter[s] == Tri::unknown || !take(m_city.stops.at[s], 14.0)) continue;
            if (!add("smart_bus_shelter", m_city.stops.at[s], heading_near(m_city.stops.at[s]), {closed ? "closed" : "open"}, k_budget_krw)) return;
            --count;
        }
    }

    // On lamp posts nearest to the places that many people come to; the synthetic city's lamps are sodium lamps.
    void poles(int count) {
        static constexpr std::array<const char*, 4> parts{"security", "safety", "traffic", "living"};
        std::vector<LocalPoint> lamps;
        for (std::size_t k = 0; k < m_city.devices.size(); ++k)
            if (m_city.devices.kind[k] == DeviceKind::lamp) lamps.push_back(m_city.devices.at[k]);
        PointGrid grid(lamps, {}, 100.0);
        for (const char* wanted : {"market", "station", "school", "park", "welfare", "hospital"})
            for (std::size_t k = 0; k < m_city.facilities.size() && count > 0; ++k) {
                if (m_city.facilities.kind[k] != wanted) continue;
                std::int64_t lamp = grid.nearest(m_city.facilities.at[k], 220.0);
                if (lamp < 0 || !take(lamps[static_cast<std::size_t>(lamp)], 25.0)) continue;
                LocalPoint at = lamps[static_cast<std::size_t>(lamp)];
                if (!add("smart_pole", at, heading_near(at), {parts[static_cast<std::size_t>(count) % parts.size()], "led_lamp"}, k_budget_krw)) return;
                --count;
            }
    }

    const City& m_city;
    const Catalogue& m_catalogue;
    Order m_risky, m_busy;
    Proposal m_proposal;
    double m_spent_krw = 0.0;
    std::vector<LocalPoint> m_taken;
};

} // namespace

std::vector<DemoProposal> demo_proposals(const City& city, const Catalogue& catalogue) {
    Planner planner(city, catalogue);
    return {planner.safety(), planner.transit(), planner.balanced()};
}

} // namespace tp
