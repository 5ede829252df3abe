#include "proposal/proposal.h"

#include "core/check.h"

#include <algorithm>

namespace tp {
namespace {

template <class Range>
auto place_of(Range& solutions, SolutionId id) {
    return std::ranges::lower_bound(solutions, id, {}, &Solution::id);
}

std::uint32_t number(SolutionId id) { return static_cast<std::uint32_t>(id); }

struct ChangeOf {
    ChangeSet operator()(const Place& edit) const { return {{}, {edit.solution}}; }
    ChangeSet operator()(const Remove& edit) const { return {{edit.solution}, {}}; }
    ChangeSet operator()(const Replace& edit) const { return {{edit.before}, {edit.after}}; }
};

} // namespace

ChangeSet change_of(const Edit& edit) { return std::visit(ChangeOf{}, edit); }

ChangeSet inverse(ChangeSet change) {
    std::swap(change.removed, change.added);
    return change;
}

const Solution* Proposal::find(SolutionId id) const {
    auto it = place_of(m_solutions, id);
    return it != m_solutions.end() && it->id == id ? &*it : nullptr;
}

bool Proposal::holds(const Solution& solution) const {
    const Solution* there = find(solution.id);
    return there && *there == solution;
}

bool Proposal::fits(const Edit& edit) const {
    if (const auto* place = std::get_if<Place>(&edit)) {
        std::uint32_t id = number(place->solution.id);
        return id >= m_next_id && id < UINT32_MAX; // never used, so not there either
    }
    if (const auto* remove = std::get_if<Remove>(&edit)) return holds(remove->solution);
    const auto& replace = std::get<Replace>(edit);
    return replace.before.id == replace.after.id && holds(replace.before);
}

void Proposal::apply(const ChangeSet& change) {
    for (const Solution& gone : change.removed) {
        TP_CHECK(holds(gone));
        m_solutions.erase(place_of(m_solutions, gone.id));
    }
    for (const Solution& fresh : change.added) {
        TP_CHECK(!find(fresh.id));
        m_next_id = std::max(m_next_id, number(fresh.id) + 1);
        m_solutions.insert(place_of(m_solutions, fresh.id), fresh);
    }
    ++m_revision;
}

ChangeSet Proposal::perform(const Edit& edit) {
    TP_CHECK(fits(edit));
    m_edits.resize(m_done);
    m_edits.push_back(edit);
    ++m_done;
    ChangeSet change = change_of(edit);
    apply(change);
    return change;
}

std::optional<ChangeSet> Proposal::undo() {
    if (m_done == 0) return std::nullopt;
    ChangeSet change = inverse(change_of(m_edits[--m_done]));
    apply(change);
    return change;
}

std::optional<ChangeSet> Proposal::redo() {
    if (m_done == m_edits.size()) return std::nullopt;
    ChangeSet change = change_of(m_edits[m_done++]);
    apply(change);
    return change;
}

Result<Proposal> Proposal::from_log(std::vector<Edit> edits, std::size_t done, std::uint32_t next_id) {
    auto bad = [](std::size_t row) {
        return fail(ErrorCode::bad_format, "proposal.bad_log", {{"row", std::to_string(row + 1)}});
    };
    if (done > edits.size() || next_id == 0) return bad(done);
    Proposal proposal;
    std::size_t count = edits.size();
    proposal.m_edits.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (!proposal.fits(edits[i])) return bad(i);
        proposal.perform(edits[i]);
    }
    if (proposal.m_next_id > next_id) return bad(count);
    while (proposal.m_done > done) proposal.undo();
    proposal.m_next_id = next_id;
    return proposal;
}

} // namespace tp
