#include "core/check.h"
#include "eval/evaluation.h"

namespace tp {
namespace {

Difference difference(const NamedEvaluation& a, const NamedEvaluation& b, const Indicator& in_a, const Indicator& in_b) {
    TP_CHECK(in_a.samples.size() == in_b.samples.size());
    std::vector<double> d(in_a.samples.size());
    std::size_t better = 0, ties = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
        d[i] = in_a.samples[i] - in_b.samples[i];
        bool a_better = in_a.larger_is_better ? d[i] > 0.0 : d[i] < 0.0;
        better += a_better ? 1 : 0;
        ties += d[i] == 0.0 ? 1 : 0;
    }
    double p = (static_cast<double>(better) + 0.5 * static_cast<double>(ties)) / static_cast<double>(d.size());
    return {a.name, b.name, percentile(d, 0.5), percentile(d, 0.05), percentile(d, 0.95), p};
}

} // namespace

std::vector<ComparisonRow> compare(const std::vector<NamedEvaluation>& proposals) {
    std::vector<ComparisonRow> rows;
    if (proposals.empty()) return rows;
    for (std::size_t k = 0; k < proposals.front().evaluation.indicators.size(); ++k) {
        const Indicator& first = proposals.front().evaluation.indicators[k];
        ComparisonRow row{first.id, first.unit, {}};
        for (std::size_t a = 0; a < proposals.size(); ++a)
            for (std::size_t b = a + 1; b < proposals.size(); ++b) {
                const Indicator &in_a = proposals[a].evaluation.indicators[k], &in_b = proposals[b].evaluation.indicators[k];
                if (in_a.status == IndicatorStatus::ok && in_b.status == IndicatorStatus::ok)
                    row.differences.push_back(difference(proposals[a], proposals[b], in_a, in_b));
            }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace tp
