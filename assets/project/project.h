// project/project.h - the .twin file: a GeoPackage with the city, proposals, edit log and assumptions.
//
// The document is opened read-only and never touched by opening. What changes lives in a private working file (state
// folder, WAL, synchronous=FULL): one committed transaction per edit. save() writes document + changes to a temporary
// file beside the target, fsync, quick_check, rename, fsync of the folder, one backup (.bak) kept.
#pragma once

#include "catalogue/programme.h"
#include "city/city.h"
#include "city/import_report.h"
#include "core/progress.h"
#include "core/result.h"
#include "proposal/proposal.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct ProposalEntry {
    std::string name;
    Proposal proposal;
};

// Writes a new document: the city's tables (GeoPackage features that QGIS opens), the import report, no proposals.
// Errors: io (folder, disk full, read-only) - then nothing is left behind and an older file stays as it was.
Result<void> write_document(const std::filesystem::path& target, const City& city, const ImportReport& report,
                            const std::vector<ProposalEntry>& proposals = {}, const Facts& facts = {},
                            const Progress& progress = {});

enum class OpenMode { read_only, edit };

class Project {
public:
    // edit: takes the document's lock; errors: locked "project.second_writer" (another process edits it; readers always
    // work), unsupported "project.newer_version", bad_format "project.not_a_twin", not_found, io.
    // A working file left by a process that died is recovered: its committed edits are there again (recovered()).
    static Result<Project> open(const std::filesystem::path& document, OpenMode mode);
    ~Project(); // drops the lock; edits not saved stay in the working file only after a crash, discard() is implied
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;

    const std::filesystem::path& path() const;
    bool recovered() const; // edits of a dead process were taken over
    Result<std::shared_ptr<const City>> city() const; // read on first call, then shared
    Result<ImportReport> import_report() const;

    const std::vector<ProposalEntry>& proposals() const;
    const ProposalEntry* proposal(const std::string& name) const;
    const Facts& facts() const;
    const std::map<std::string, double>& assumptions() const;

    // Each is one committed transaction in the working file; an error means: not done, state unchanged.
    Result<void> add_proposal(const std::string& name);
    Result<ChangeSet> perform(const std::string& proposal, const Edit& edit);
    Result<std::optional<ChangeSet>> undo(const std::string& proposal);
    Result<std::optional<ChangeSet>> redo(const std::string& proposal);
    Result<void> skip_id(const std::string& proposal);
    Result<void> set_fact(const std::string& key, const std::string& value);
    Result<void> set_assumption(const std::string& id, double value);
    // Several edits as one transaction (a script): begin, perform..., commit; rollback restores the state at begin.
    Result<void> begin();
    Result<void> commit();
    void rollback();

    bool modified() const; // since opening or the last save
    Result<void> save();   // onto path(); error "project.changed_outside" if the document is no longer the one opened
    Result<void> save_as(const std::filesystem::path& target);

private:
    struct State;
    explicit Project(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tp
