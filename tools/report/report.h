// report/report.h - one comparison as one HTML file that needs nothing else, and the same content as JSON.
//
// Korean or English by the messages' language. The file carries its pictures and its style, has no script, and forbids
// everything else by its content security policy; it prints on A4. Every number comes from the Evaluations given, so it
// is the one that the command line and the window show. Nothing here reads a clock: the caller gives the date.
#pragma once

#include "catalogue/programme.h"
#include "city/import_report.h"
#include "core/messages.h"
#include "core/result.h"
#include "eval/evaluation.h"
#include "report/picture.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// What one kind costs within a proposal, drawn with the same samples as the whole.
struct KindBudget {
    std::string kind;
    int places = 0; // solutions
    int units = 0;  // sum of their counts
    Indicator capex, opex;
};

struct ReportProposal {
    std::string name;
    std::uint64_t revision = 0;
    std::vector<Solution> solutions;
    Evaluation evaluation;
    std::vector<KindBudget> budget;  // budget_of(); empty: only the sums are printed
    std::vector<RuleResult> checks;  // of the programme, where one is named
};

struct ReportInput {
    const City* city = nullptr;           // never null
    const Catalogue* catalogue = nullptr; // never null
    const Messages* messages = nullptr;   // never null
    std::vector<ReportProposal> proposals;
    std::vector<ComparisonRow> rows;           // eval's compare() of the same proposals
    std::vector<std::string> missing_roles;    // ImportReport::missing
    Facts facts;
    const Programme* programme = nullptr;      // the one the facts name, null where none
    std::map<std::string, double> assumptions; // the project's own, in place of the catalogue's
    std::uint64_t input_hash = 0;
    std::uint64_t seed = 1;
    int samples = 0;
    std::string date;                          // ISO, printed as given; empty: left out
    std::optional<ComparisonPictures> pictures; // one panel per proposal
    std::optional<Error> no_pictures;          // why there are none: its sentence is printed in their place
    ComparisonOptions picture_options;         // those the pictures were made with
};

// Fills city, catalogue, hash, seed, samples and assumptions from the model; budgets by kind for every proposal.
ReportInput report_input(std::shared_ptr<const CityModel> model, const Messages& messages,
                         std::vector<ReportProposal> proposals, std::vector<ComparisonRow> rows);
std::vector<KindBudget> budget_of(const std::shared_ptr<const CityModel>& model, const std::vector<Solution>& solutions);

std::string report_html(const ReportInput& input);
std::string report_json(const ReportInput& input);

// By the name's ending: .html, .json. Written to a temporary file and renamed. Errors: unsupported "report.pdf_later" for
// .pdf, usage "report.unknown_ending", io "report.cannot_write".
Result<void> write_report(const std::filesystem::path& target, const ReportInput& input);

} // namespace tp
