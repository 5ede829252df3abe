// twinplan bench edit|evaluate|import|recolour|render ... - medians, 95 % points and counters as JSON.
#include "twinplan/bench.h"

#include "core/platform/paths.h"
#include "makecity/makecity.h"
#include "twinplan/evaluate_tools.h"
#include "twinplan/project_tools.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tp {

Result<BenchCity> bench_city(const Context& context, const std::string& document, std::int64_t buildings, int threads) {
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return std::unexpected(catalogue.error());
    BenchCity out;
    out.catalogue = std::make_shared<const Catalogue>(*std::move(catalogue));
    if (!document.empty()) {
        auto project = open_project(context, document, OpenMode::read_only);
        if (!project) return std::unexpected(project.error());
        auto city = project->city();
        if (!city) return std::unexpected(city.error());
        out.city = *city;
        for (const ProposalEntry& entry : project->proposals()) out.proposals.push_back(entry.proposal.solutions());
        return out;
    }
    MakeCityOptions options;
    options.buildings = buildings;
    options.threads = threads;
    options.data = context.data;
    auto made = make_city(options);
    if (!made) return std::unexpected(made.error());
    for (DemoProposal& demo : demo_proposals(made->city, *out.catalogue)) out.proposals.push_back(demo.proposal.solutions());
    out.city = std::make_shared<const City>(std::move(made->city));
    return out;
}

std::vector<Solution> spread_solutions(const City& city, const Catalogue& catalogue, std::size_t count) {
    std::vector<Solution> solutions;
    auto spread = [count](std::size_t i, std::size_t size) { return (i * std::max<std::size_t>(size / std::max<std::size_t>(count, 1), 1) + i * 7) % size; };
    for (std::size_t i = 0; i < count && !catalogue.kinds.empty(); ++i) {
        const Kind& kind = catalogue.kinds[i % catalogue.kinds.size()];
        Solution s;
        s.id = SolutionId{static_cast<std::uint32_t>(i + 1)};
        s.kind = kind.id;
        if (kind.geometry == Geometry::crossing && city.crossings.size() > 0) s.at = city.crossings.at[spread(i, city.crossings.size())];
        else if (kind.geometry == Geometry::stop && city.stops.size() > 0) s.at = city.stops.at[spread(i, city.stops.size())];
        else if (kind.geometry != Geometry::service && city.streets.size() > 0) {
            auto line = city.streets.line[spread(i, city.streets.size())];
            s.at = point_along(line, 0.5 * length_m(line));
        }
        if (s.at || kind.geometry == Geometry::service) solutions.push_back(std::move(s));
    }
    return solutions;
}

double quantile_of(std::vector<double> values, double q) {
    if (values.empty()) return 0.0;
    std::ranges::sort(values);
    auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

int cmd_bench(Context& context, std::span<const std::string> words) {
    struct Part {
        const char* name;
        int (*run)(Context&, std::span<const std::string>);
    };
    constexpr Part parts[] = {{"edit", bench_edit}, {"evaluate", bench_evaluate}, {"import", bench_import}, {"recolour", bench_recolour}, {"render", bench_render}};
    for (const Part& part : parts)
        if (words.size() > 1 && words[1] == part.name) return part.run(context, words.subspan(1));
    CLI::App app;
    app.allow_extras();
    if (auto status = parse_words(context, app, words)) return *status;
    return context.error({ErrorCode::usage, "bench.no_part", {{"part", words.size() > 1 ? words[1] : ""}}, {}});
}

} // namespace tp
