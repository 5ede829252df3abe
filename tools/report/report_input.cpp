#include "report/report.h"

#include <algorithm>

namespace tp {

std::vector<KindBudget> budget_of(const std::shared_ptr<const CityModel>& model, const std::vector<Solution>& solutions) {
    std::vector<KindBudget> lines;
    for (const Solution& solution : solutions) {
        auto line = std::ranges::find(lines, solution.kind, &KindBudget::kind);
        if (line == lines.end()) line = lines.insert(lines.end(), KindBudget{solution.kind, 0, 0, {}, {}});
        line->places += 1;
        line->units += solution.count;
    }
    for (KindBudget& line : lines) {
        std::vector<Solution> own;
        std::ranges::copy_if(solutions, std::back_inserter(own), [&](const Solution& s) { return s.kind == line.kind; });
        for (Indicator& indicator : evaluate(model, own).indicators) {
            if (indicator.id == "capex_krw") line.capex = std::move(indicator);
            else if (indicator.id == "opex_krw_per_year") line.opex = std::move(indicator);
        }
    }
    return lines;
}

ReportInput report_input(std::shared_ptr<const CityModel> model, const Messages& messages,
                         std::vector<ReportProposal> proposals, std::vector<ComparisonRow> rows) {
    ReportInput input;
    input.city = &model->city();
    input.catalogue = &model->catalogue();
    input.messages = &messages;
    input.proposals = std::move(proposals);
    input.rows = std::move(rows);
    input.assumptions = model->options().assumptions;
    input.input_hash = model->input_hash();
    input.seed = model->options().seed;
    input.samples = model->options().samples;
    for (ReportProposal& proposal : input.proposals)
        if (proposal.budget.empty()) proposal.budget = budget_of(model, proposal.solutions);
    return input;
}

} // namespace tp
