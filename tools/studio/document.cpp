#include "studio/document.h"

#include <algorithm>

namespace tp {

const ProposalState* DocumentState::proposal(const std::string& name) const {
    auto it = std::ranges::find(proposals, name, &ProposalState::name);
    return it == proposals.end() ? nullptr : &*it;
}

DocumentState Document::state() const {
    DocumentState out;
    out.path = m_project->path();
    out.read_only = m_read_only;
    out.recovered = m_project->recovered();
    out.modified = m_project->modified();
    out.assumptions = m_project->assumptions();
    out.report = m_report;
    for (const ProposalEntry& entry : m_project->proposals()) {
        const Proposal& p = entry.proposal;
        out.proposals.push_back({entry.name, p.solutions(), p.revision(), static_cast<std::uint32_t>(p.next_id()), p.done() > 0,
                                 p.done() < p.edits().size()});
    }
    return out;
}

void Document::open(const std::filesystem::path& path) {
    m_worker.post([this, path] {
        m_project.reset();
        m_read_only = false;
        auto opened = Project::open(path, OpenMode::edit);
        if (!opened && opened.error().code == ErrorCode::locked) {
            m_inbox.post([this, error = opened.error()] { m_answers.failed(error); });
            opened = Project::open(path, OpenMode::read_only);
            m_read_only = true;
        }
        auto city = opened ? opened->city() : std::unexpected(opened.error());
        if (!city) {
            m_inbox.post([this, error = city.error()] { m_answers.failed(error); });
            return;
        }
        m_project = std::move(*opened);
        m_report.reset();
        if (auto report = m_project->import_report(); report && !report->layers.empty())
            m_report = std::make_shared<const ImportReport>(std::move(*report));
        if (m_project->notice()) m_inbox.post([this, notice = *m_project->notice()] { m_answers.failed(notice); });
        DocumentState first = state();
        first.tiles = m_project->tiles();
        m_inbox.post([this, got = *city, first] { m_answers.opened(got, first); });
    });
}

void Document::change(std::function<Result<void>(Project&)> what) {
    m_worker.post([this, what = std::move(what)] {
        if (!m_project) return;
        if (auto done = what(*m_project); !done) m_inbox.post([this, error = done.error()] { m_answers.failed(error); });
        m_inbox.post([this, now = state()] { m_answers.changed(now); });
    });
}

void Document::add_proposal(const std::string& name) {
    change([name](Project& project) { return project.add_proposal(name); });
}

void Document::perform(const std::string& proposal, Edit edit) {
    change([proposal, edit = std::move(edit)](Project& project) -> Result<void> {
        auto done = project.perform(proposal, edit);
        return done ? Result<void>{} : std::unexpected(done.error());
    });
}

void Document::place(const std::string& proposal, Solution solution) {
    change([proposal, solution = std::move(solution)](Project& project) -> Result<void> {
        if (!project.proposal(proposal))
            if (auto added = project.add_proposal(proposal); !added) return added;
        Solution placed = solution;
        placed.id = project.proposal(proposal)->proposal.next_id(); // of the state now, not of when the user clicked
        auto done = project.perform(proposal, Place{placed});
        return done ? Result<void>{} : std::unexpected(done.error());
    });
}

void Document::undo(const std::string& proposal) {
    change([proposal](Project& project) -> Result<void> {
        auto done = project.undo(proposal);
        return done ? Result<void>{} : std::unexpected(done.error());
    });
}

void Document::redo(const std::string& proposal) {
    change([proposal](Project& project) -> Result<void> {
        auto done = project.redo(proposal);
        return done ? Result<void>{} : std::unexpected(done.error());
    });
}

void Document::ask_attributes(const Origin& origin) {
    m_worker.post([this, origin] {
        if (!m_project) return;
        auto lines = m_project->attributes(origin);
        if (lines) m_inbox.post([this, origin, lines = std::move(*lines)] { m_answers.attributes(origin, lines); });
    });
}

void Document::save() {
    m_worker.post([this] {
        if (!m_project) return;
        auto done = m_project->save();
        if (!done) m_inbox.post([this, error = done.error()] { m_answers.failed(error); });
        m_inbox.post([this, ok = done.has_value(), now = state()] {
            m_answers.changed(now);
            if (ok) m_answers.saved();
        });
    });
}

} // namespace tp
