// report/words.h - why a value is missing and which rules are broken, with kinds by their names; one wording for the
// command line, the report and the window.
#pragma once

#include "catalogue/catalogue.h"
#include "core/messages.h"
#include "eval/evaluation.h"

#include <string>
#include <vector>

namespace tp {

// The reason of an indicator that is not ok; ids of kinds and components in it become names. Empty where it has none.
std::string reason_text(const Messages& messages, const Catalogue& catalogue, const Indicator& indicator);

// A placement rule and the solutions that break it, by message key of the rule; the sentence names the rule's own value.
struct BrokenRule {
    std::string text;
    std::vector<std::string> solutions; // numbers, in the evaluation's order
};
std::vector<BrokenRule> broken_rules(const Messages& messages, const Catalogue& catalogue, const Evaluation& evaluation);

} // namespace tp
