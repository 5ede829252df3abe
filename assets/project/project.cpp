#include "project/project.h"

#include "core/check.h"
#include "project/city_file.h"
#include "project/render_tiles.h"
#include "project/source_tables.h"
#include "project/state.h"

namespace tp {

Project::Project(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Project::~Project() = default;
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;

Result<Project> Project::open(const std::filesystem::path& document, OpenMode mode) {
    auto real = real_path(document);
    std::optional<DocumentLock> lock;
    if (mode == OpenMode::edit) {
        // A document that is not there is named as such, and leaves no lock file behind.
        if (auto there = open_to_read(real); !there) {
            there.error().args[0].second = document.string();
            return std::unexpected(std::move(there.error()));
        }
        auto taken = DocumentLock::take(real);
        if (!taken) return std::unexpected(std::move(taken.error()));
        lock = std::move(*taken);
    }
    auto opened = open_document(real, document.string());
    if (!opened) return std::unexpected(std::move(opened.error()));
    auto state = std::make_unique<State>(document, real, mode, std::move(lock), std::move(*opened));
    if (mode == OpenMode::edit) TP_TRY(state->recover());
    return Project(std::move(state));
}

const std::filesystem::path& Project::path() const { return m_state->path; }
bool Project::recovered() const { return m_state->recovered; }
const std::optional<Error>& Project::notice() const { return m_state->notice; }

Result<std::shared_ptr<const City>> Project::city() const {
    if (m_state->city) return m_state->city;
    auto now = identity(m_state->document.file, path());
    if (!now) return std::unexpected(std::move(now.error()));
    if (*now != m_state->document.identity) // written in place by somebody: what we would read is a mixture
        return fail(ErrorCode::io, "project.changed_outside", {{"file", path().string()}});
    auto city = read_city(m_state->document.database);
    if (!city) return std::unexpected(std::move(city.error()));
    m_state->city = std::make_shared<const City>(std::move(*city));
    return m_state->city;
}

std::shared_ptr<const TileSource> Project::tiles() const {
    auto now = identity(m_state->real);
    if (!now || *now != m_state->document.identity) return nullptr;
    return open_render_tiles(m_state->document.database, m_state->real);
}

Result<CityHeader> Project::header() const { return read_header(m_state->document.database); }
Result<ImportReport> Project::import_report() const { return read_report(m_state->document.database); }

Result<std::vector<std::pair<std::string, std::string>>> Project::attributes(const Origin& origin) const {
    return read_attributes(m_state->document.database, origin);
}

const std::vector<ProposalEntry>& Project::proposals() const { return m_state->changes().proposals; }
const ProposalEntry* Project::proposal(const std::string& name) const {
    for (const ProposalEntry& entry : proposals())
        if (entry.name == name) return &entry;
    return nullptr;
}
const Facts& Project::facts() const { return m_state->changes().facts; }
const std::map<std::string, double>& Project::assumptions() const { return m_state->changes().assumptions; }

Result<void> Project::add_proposal(const std::string& name) {
    if (name.empty() || name.size() > 200 || proposal(name))
        return fail(ErrorCode::out_of_range,
                    name.empty() || name.size() > 200 ? "project.bad_name" : "project.name_taken", {{"name", name}});
    auto row = static_cast<std::int64_t>(proposals().size() + 1);
    ProposalEntry entry{name, {}};
    TP_TRY(m_state->keep([&](Database& working) { return insert_proposal(working, row, entry); }));
    m_state->changes().proposals.push_back(std::move(entry));
    return {};
}

Result<ChangeSet> Project::perform(const std::string& name, const Edit& edit) {
    auto found = m_state->find(name);
    if (!found) return std::unexpected(std::move(found.error()));
    auto entry = found->first;
    auto row = found->second;
    Proposal& proposal = entry->proposal;
    if (!proposal.fits(edit)) return fail(ErrorCode::out_of_range, "project.edit_does_not_fit", {{"name", name}});
    std::uint32_t next_id = static_cast<std::uint32_t>(proposal.next_id());
    if (const auto* place = std::get_if<Place>(&edit)) next_id = static_cast<std::uint32_t>(place->solution.id) + 1;
    TP_TRY(m_state->keep([&, row](Database& working) -> Result<void> {
        TP_TRY(insert_edit(working, row, proposal.done(), edit, m_state->places));
        return update_proposal(working, row, proposal.done() + 1, next_id);
    }));
    return proposal.perform(edit);
}

Result<std::optional<ChangeSet>> Project::undo(const std::string& name) {
    auto found = m_state->find(name);
    if (!found) return std::unexpected(std::move(found.error()));
    Proposal& proposal = found->first->proposal;
    if (proposal.done() == 0) return std::optional<ChangeSet>{};
    TP_TRY(m_state->keep([&](Database& working) {
        return update_proposal(working, found->second, proposal.done() - 1,
                               static_cast<std::uint32_t>(proposal.next_id()));
    }));
    return proposal.undo();
}

Result<std::optional<ChangeSet>> Project::redo(const std::string& name) {
    auto found = m_state->find(name);
    if (!found) return std::unexpected(std::move(found.error()));
    Proposal& proposal = found->first->proposal;
    if (proposal.done() == proposal.edits().size()) return std::optional<ChangeSet>{};
    TP_TRY(m_state->keep([&](Database& working) {
        return update_proposal(working, found->second, proposal.done() + 1,
                               static_cast<std::uint32_t>(proposal.next_id()));
    }));
    return proposal.redo();
}

Result<void> Project::skip_id(const std::string& name) {
    auto found = m_state->find(name);
    if (!found) return std::unexpected(std::move(found.error()));
    Proposal& proposal = found->first->proposal;
    TP_TRY(m_state->keep([&](Database& working) {
        return update_proposal(working, found->second, proposal.done(),
                               static_cast<std::uint32_t>(proposal.next_id()) + 1);
    }));
    proposal.skip_id();
    return {};
}

Result<void> Project::set_fact(const std::string& key, const std::string& value) {
    TP_TRY(m_state->keep([&](Database& working) { return put_fact(working, key, value); }));
    if (value.empty())
        m_state->changes().facts.erase(key);
    else
        m_state->changes().facts[key] = value;
    return {};
}

Result<void> Project::set_assumption(const std::string& id, std::optional<double> value) {
    TP_TRY(m_state->keep([&](Database& working) { return put_assumption(working, id, value); }));
    if (value)
        m_state->changes().assumptions[id] = *value;
    else
        m_state->changes().assumptions.erase(id);
    return {};
}

Result<void> Project::begin() { return m_state->begin(); }
Result<void> Project::commit() { return m_state->commit(); }
void Project::rollback() { m_state->rollback(); }
bool Project::modified() const { return m_state->modified; }

Result<void> Project::save() {
    if (m_state->mode == OpenMode::read_only)
        return fail(ErrorCode::locked, "project.opened_read_only", {{"file", path().string()}});
    TP_TRY(m_state->check_document());
    return m_state->modified ? m_state->save_to(m_state->path, m_state->real) : Result<void>{};
}

Result<void> Project::save_as(const std::filesystem::path& target) {
    auto real = real_path(target);
    if (real == m_state->real && m_state->mode == OpenMode::edit) {
        auto there = m_state->check_document();
        if (!there && there.error().key != "project.vanished") return there;
    }
    return m_state->save_to(target, real);
}

void Project::discard() { m_state->discard(); }

} // namespace tp
