// proposal/proposal.h - the solutions a municipality proposes, and the edits that made them.
#pragma once

#include "core/result.h"
#include "geo/frame.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tp {

enum class SolutionId : std::uint32_t {};

struct Solution {
    SolutionId id{};
    std::string kind;                    // id of the catalogue
    std::optional<LocalPoint> at;        // nothing for a service
    double heading_deg = 0.0;            // clockwise from north
    int count = 1;                       // units at this place
    std::vector<std::string> components; // sorted; empty: the kind's default ones
    std::string note;
    friend bool operator==(const Solution&, const Solution&) = default;
};

// What an edit did. The one message that travels downstream: a move is one removal, one addition.
struct ChangeSet {
    std::vector<Solution> removed;
    std::vector<Solution> added;
    bool empty() const { return removed.empty() && added.empty(); }
};

// An edit holds both sides, so that it can be undone without the document it was made in.
struct Place {
    Solution solution;
    friend bool operator==(const Place&, const Place&) = default;
};
struct Remove {
    Solution solution;
    friend bool operator==(const Remove&, const Remove&) = default;
};
struct Replace { // move and set
    Solution before, after;
    friend bool operator==(const Replace&, const Replace&) = default;
};
using Edit = std::variant<Place, Remove, Replace>;

// Invariants: solutions ascend by id; edits [0, done) are in effect, the rest can be redone; next id is never reused.
class Proposal {
public:
    Proposal() = default;
    // A proposal from its log: `edits` as performed, the first `done` in effect. Error bad_format "proposal.bad_log".
    static Result<Proposal> from_log(std::vector<Edit> edits, std::size_t done, std::uint32_t next_id);

    const std::vector<Solution>& solutions() const { return m_solutions; }
    const Solution* find(SolutionId id) const;
    SolutionId next_id() const { return SolutionId{m_next_id}; } // for the next Place

    // Whether `edit` fits the solutions as they stand: a Place of an id that is not there and was not used before, a
    // Remove or Replace of a solution exactly as it stands, both sides of a Replace with one id.
    bool fits(const Edit& edit) const;
    // Precondition: fits(edit). Drops what could be redone.
    ChangeSet perform(const Edit& edit);
    std::optional<ChangeSet> undo(); // nothing if there is nothing to undo
    std::optional<ChangeSet> redo();
    void skip_id() { ++m_next_id; } // a refused placement of a script keeps the numbering of the following ones

    const std::vector<Edit>& edits() const { return m_edits; }
    std::size_t done() const { return m_done; }
    // Grows with every perform, undo and redo; after from_log it counts those that lead to this state.
    std::uint64_t revision() const { return m_revision; }

private:
    void apply(const ChangeSet& change);
    bool holds(const Solution& solution) const;

    std::vector<Solution> m_solutions;
    std::vector<Edit> m_edits;
    std::size_t m_done = 0;
    std::uint32_t m_next_id = 1;
    std::uint64_t m_revision = 0;
};

ChangeSet change_of(const Edit& edit);
ChangeSet inverse(ChangeSet change);

} // namespace tp
