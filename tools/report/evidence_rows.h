// report/evidence_rows.h - the evidence of one indicator of several proposals, laid out as the rows of one table.
#pragma once

#include "report/report.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tp {

struct EvidenceRow {
    std::size_t depth = 0;
    std::vector<const EvidenceItem*> items; // one per proposal, null where that proposal has none; not all null
    bool same = false;                      // every proposal has it, with the same value and range
    const EvidenceItem& any() const;
};

struct EvidenceTable {
    const Evidence* evidence = nullptr; // of the first proposal that has this formula
    std::vector<EvidenceRow> rows;
};

// Formulas in the order they first appear; inputs joined by their path of ids.
std::vector<EvidenceTable> evidence_tables(const std::vector<ReportProposal>& proposals, const std::string& indicator_id);

// In words where there are some: message evidence.<id>, "prefix:<id>" with the name of a kind, part or factor.
std::string evidence_name(const Messages& messages, const Catalogue& catalogue, const EvidenceItem& item);
std::string evidence_value(const Messages& messages, const EvidenceItem& item); // with unit
std::string evidence_range(const Messages& messages, const EvidenceItem& item); // empty where exact
std::string source_text(const Messages& messages, const Catalogue& catalogue, const std::string& source); // a key of sources.csv in full
// "verified", "unverified", or nothing where a check of the source means nothing (derived, assumption, city data).
std::string proof_text(const Messages& messages, const EvidenceItem& item);
std::string name_of(const Messages& messages, const Names& names);

} // namespace tp
