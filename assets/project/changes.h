// project/changes.h - what a user changes in a project: proposals with their edit log, facts, assumptions; and its
// tables.
//
// The same tables are in the document and in the working file. edit_log holds each edit twice: `edit` is the line of an
// edit script (CLI.md) for people and other programs, `before` and `after` are the solutions to the last bit, for undo.
#pragma once

#include "catalogue/programme.h"
#include "core/result.h"
#include "geo/crs.h"
#include "project/project.h"
#include "project/sqlite.h"
#include "proposal/proposal.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct Changes {
    std::vector<ProposalEntry> proposals; // row i + 1 of table proposals
    Facts facts;
    std::map<std::string, double> assumptions;
};

// Says where a solution lies, in degrees, for the readable half of the edit log. Makes its projection when first asked.
class Places {
public:
    explicit Places(LocalFrame frame) : m_frame(frame) {}
    std::string script_line(const Edit& edit); // without "at" where PROJ does not know the CRS

private:
    std::optional<GeoPoint> degrees(const Solution& solution);
    LocalFrame m_frame;
    bool m_tried = false;
    std::unique_ptr<Projection> m_projection;
};

Result<void> make_change_tables(Database& database); // proposals, edit_log, facts, assumptions; replaces what is there
Result<void> write_changes(Database& database, const Changes& changes, Places& places); // into empty tables
Result<Changes> read_changes(Database& database); // error bad_format "project.corrupt"

// Rows of single edits, for the working file; `row` is that of table proposals.
Result<void> insert_proposal(Database& database, std::int64_t row, const ProposalEntry& entry);
Result<void> update_proposal(Database& database, std::int64_t row, std::size_t done, std::uint32_t next_id);
// Makes `edit` the entry `position` of the log; what came after is gone.
Result<void> insert_edit(Database& database, std::int64_t row, std::size_t position, const Edit& edit, Places& places);
Result<void> put_fact(Database& database, const std::string& key, const std::string& value); // empty value: removed
Result<void> put_assumption(Database& database, const std::string& id, std::optional<double> value); // nothing: removed

// The table `solutions` (points) that GIS programs show, made anew from what is in effect.
Result<void> write_solutions(Database& database, const LocalFrame& frame, const Changes& changes);

std::uint64_t content_hash(const Changes& changes);

} // namespace tp
