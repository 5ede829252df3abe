// bench edit: 2,000 moves of 25 m along streets among 1,000 solutions; bench evaluate: three proposals from nothing.
#include "twinplan/bench.h"
#include "twinplan/options.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr double k_tile_m = 512.0, k_step_m = 25.0;
constexpr std::size_t k_moves_each = 50; // 1,250 m: every walk leaves its tile

double since_ms(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

double rounded(double ms) { return std::round(ms * 1000.0) / 1000.0; }

std::pair<int, int> tile_of(LocalPoint p) { return {static_cast<int>(std::floor(p.x_m / k_tile_m)), static_cast<int>(std::floor(p.y_m / k_tile_m))}; }

// A walk along streets: on at the end of an edge by the next edge of its node, in turn.
class StreetWalk {
public:
    StreetWalk(const City& city, std::uint32_t edge) : m_city(&city), m_edge(edge) {
        for (std::uint32_t e = 0; e < city.streets.size(); ++e) {
            m_at_node[city.streets.from[e]].push_back(e);
            m_at_node[city.streets.to[e]].push_back(e);
        }
    }
    LocalPoint step(double metres) {
        for (int guard = 0; guard < 1000; ++guard) {
            auto line = m_city->streets.line[m_edge];
            double length = length_m(line);
            if (m_along + metres <= length) {
                m_along += metres;
                return point_along(line, m_forward ? m_along : length - m_along);
            }
            metres -= length - m_along;
            std::uint32_t node = m_forward ? m_city->streets.to[m_edge] : m_city->streets.from[m_edge];
            const auto& edges = m_at_node[node];
            auto here = static_cast<std::size_t>(std::ranges::find(edges, m_edge) - edges.begin());
            m_edge = edges[(here + 1 + m_turn++ % 2) % edges.size()];
            m_forward = m_city->streets.from[m_edge] == node;
            m_along = 0.0;
        }
        return m_city->streets.node.front();
    }

private:
    const City* m_city;
    std::map<std::uint32_t, std::vector<std::uint32_t>> m_at_node;
    std::uint32_t m_edge = 0;
    std::size_t m_turn = 0;
    double m_along = 0.0;
    bool m_forward = true;
};

bool same(const Evaluation& a, const Evaluation& b) {
    auto bits = [](const auto& x, const auto& y) { return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof x[0]) == 0); };
    if (a.indicators.size() != b.indicators.size() || a.warnings != b.warnings) return false;
    for (std::size_t i = 0; i < a.indicators.size(); ++i)
        if (a.indicators[i].status != b.indicators[i].status || !bits(a.indicators[i].samples, b.indicators[i].samples) ||
            a.indicators[i].median != b.indicators[i].median)
            return false;
    return bits(a.reach.value, b.reach.value) && a.reach.at == b.reach.at;
}

struct EditBench {
    std::vector<double> ms;
    int checks = 0, differences = 0, tiles = 0;
};

EditBench move_about(const std::shared_ptr<const CityModel>& model, std::vector<Solution>& solutions, int edits) {
    EditBench out;
    const City& city = model->city();
    std::map<std::pair<int, int>, int> in_tile;
    for (const Solution& s : solutions)
        if (s.at) ++in_tile[tile_of(*s.at)];
    auto densest = std::ranges::max_element(in_tile, {}, [](const auto& t) { return t.second; })->first;
    std::vector<std::size_t> movers; // those of the densest tile first, so that each walk begins in it
    for (bool inside : {true, false})
        for (std::size_t i = 0; i < solutions.size(); ++i)
            if (solutions[i].at && (tile_of(*solutions[i].at) == densest) == inside) movers.push_back(i);
    std::vector<std::uint32_t> starts;
    for (std::uint32_t e = 0; e < city.streets.size(); ++e)
        if (tile_of(city.streets.line[e][0]) == densest) starts.push_back(e);
    if (starts.empty()) starts.push_back(0);
    ProposalModel proposal(model);
    proposal.update({{}, solutions});
    std::map<std::pair<int, int>, int> visited;
    std::optional<StreetWalk> walk;
    for (int k = 0; k < edits; ++k) {
        auto turn = static_cast<std::size_t>(k) / k_moves_each;
        if (static_cast<std::size_t>(k) % k_moves_each == 0) walk.emplace(city, starts[turn * 7 % starts.size()]);
        Solution& moved = solutions[movers[turn % movers.size()]];
        Solution before = moved;
        moved.at = walk->step(k_step_m);
        ++visited[tile_of(*moved.at)];
        auto start = Clock::now();
        proposal.update({{before}, {moved}});
        Evaluation now = proposal.result(false);
        out.ms.push_back(since_ms(start));
        if (k % 50 != 49) continue;
        ProposalModel fresh(model);
        fresh.update({{}, solutions});
        ++out.checks;
        out.differences += same(now, fresh.result(false)) ? 0 : 1;
    }
    out.tiles = static_cast<int>(visited.size());
    return out;
}

} // namespace

int bench_edit(Context& context, std::span<const std::string> words) {
    std::string document;
    std::int64_t buildings = 20000;
    std::size_t count = 1000;
    int edits = 2000, threads = 0, samples = 1000;
    bool json = false;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("eval.option.") + option); };
    app.add_option("--city", document, text("city"));
    app.add_option("--buildings", buildings, text("buildings"))->capture_default_str();
    app.add_option("--solutions", count, text("solutions"))->capture_default_str();
    app.add_option("--edits", edits, text("edits"))->capture_default_str();
    app.add_option("--samples", samples, text("samples"))->capture_default_str();
    app.add_option("--threads", threads, text("threads"))->capture_default_str();
    app.add_flag("--json", json, text("json"));
    std::vector<std::string> all(words.begin(), words.end());
    all[0] = "bench";
    if (auto status = parse_words(context, app, all)) return *status;
    auto city = bench_city(context, document, buildings, threads);
    if (!city) return context.error(city.error());
    if (city->city->streets.size() == 0) return context.error({ErrorCode::not_found, "eval.reason.no_streets", {}, document});
    EvaluationOptions options;
    options.samples = samples;
    options.threads = threads;
    auto model = CityModel::create(city->city, city->catalogue, options);
    if (!model) return context.error(model.error());
    auto solutions = spread_solutions(*city->city, *city->catalogue, count);
    EditBench r = move_about(*model, solutions, edits);
    Json out{{"solutions", solutions.size()},
             {"edits", r.ms.size()},
             {"p50_ms", rounded(quantile_of(r.ms, 0.5))},
             {"p95_ms", rounded(quantile_of(r.ms, 0.95))},
             {"max_ms", rounded(quantile_of(r.ms, 1.0))},
             {"checked", r.checks},
             {"different", r.differences},
             {"tiles", r.tiles},
             {"samples", samples},
             {"buildings", city->city->buildings.size()}};
    std::printf("%s\n", out.dump(2).c_str());
    if (r.differences > 0) return context.error({ErrorCode::bad_format, "bench.different", {{"count", std::to_string(r.differences)}}, {}});
    return k_done;
}

int bench_evaluate(Context& context, std::span<const std::string> words) {
    std::string document;
    std::int64_t buildings = 20000;
    int threads = 0, samples = 1000, repeat = 3;
    bool json = false;
    CLI::App app;
    auto text = [&](const char* option) { return context.messages.text(std::string("eval.option.") + option); };
    app.add_option("--city", document, text("city"));
    app.add_option("--buildings", buildings, text("buildings"))->capture_default_str();
    app.add_option("--samples", samples, text("samples"))->capture_default_str();
    app.add_option("--threads", threads, text("threads"))->capture_default_str();
    app.add_flag("--json", json, text("json"));
    std::vector<std::string> all(words.begin(), words.end());
    all[0] = "bench";
    if (auto status = parse_words(context, app, all)) return *status;
    auto city = bench_city(context, document, buildings, threads);
    if (!city) return context.error(city.error());
    EvaluationOptions options;
    options.samples = samples;
    options.threads = threads;
    std::vector<double> model_ms, stages_ms;
    for (int k = 0; k < repeat; ++k) {
        auto start = Clock::now();
        auto model = CityModel::create(city->city, city->catalogue, options);
        if (!model) return context.error(model.error());
        model_ms.push_back(since_ms(start));
        for (const auto& solutions : city->proposals) evaluate(*model, solutions);
        stages_ms.push_back(since_ms(start));
    }
    Json sizes = Json::array();
    for (const auto& solutions : city->proposals) sizes.push_back(solutions.size());
    Json out{{"buildings", city->city->buildings.size()}, {"street_edges", city->city->streets.size()}, {"crossings", city->city->crossings.size()},
             {"people", people_total(*city->city).value_or(0.0)}, {"solutions", sizes}, {"samples", samples},
             {"model_ms", rounded(quantile_of(model_ms, 0.5))}, {"stages_ms", rounded(quantile_of(stages_ms, 0.5))},
             {"stages_max_ms", rounded(quantile_of(stages_ms, 1.0))}};
    std::printf("%s\n", out.dump(2).c_str());
    return k_done;
}

} // namespace tp
