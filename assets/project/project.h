// project/project.h - the .twin file: a GeoPackage with the city, proposals, edit log and assumptions.
//
// The document is opened read-only and never touched by opening. What changes lives in a private working file (state
// folder, WAL, synchronous=FULL): one committed transaction per edit. save() writes document + changes to a temporary
// file beside the target, fsync, quick_check, rename, fsync of the folder, one backup (.bak) kept.
//
// Coordinates: tables hold map coordinates, so that GIS programs open them. A city on the grid of project/quantise.h
// (call it before writing) gets its local doubles back from them; any other city has its local ones stored beside.
#pragma once

#include "catalogue/programme.h"
#include "city/city.h"
#include "city/import_report.h"
#include "city/source_table.h"
#include "city/tile_source.h"
#include "core/progress.h"
#include "core/result.h"
#include "proposal/proposal.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tp {

struct ProposalEntry {
    std::string name;
    Proposal proposal;
};

// What lies in a document beside the city.
struct Attached {
    std::span<const SourceTable> tables; // the attributes of the files as they are
    std::span<const TileBlob> tiles;     // renderer/scene/tile_set.h; none: they are made whenever they are needed
};

// Writes a new document: the city's tables (GeoPackage features that QGIS opens), the import report, the attributes of the
// files as they are and the pieces to draw (`attached`).
// Errors: io (folder, disk full, read-only) - then nothing is left behind and an older file stays as it was.
Result<void> write_document(const std::filesystem::path& target, const City& city, const ImportReport& report,
                            const std::vector<ProposalEntry>& proposals = {}, const Facts& facts = {},
                            const Progress& progress = {}, const std::map<std::string, double>& assumptions = {},
                            const Attached& attached = {});

enum class OpenMode { read_only, edit };

// What is known of a city without reading it.
struct CityHeader {
    std::string name;
    LocalFrame frame;
    LocalBox extent;
    bool synthetic = false;
    std::optional<std::int64_t> population; // given by the user
    std::string level;
};

class Project {
public:
    // edit: takes the document's lock; errors: locked "project.second_writer" (another process edits it; readers always
    // work), unsupported "project.newer_version", bad_format "project.not_a_twin", not_found, io.
    // A working file left by a process that died is recovered: its committed edits are there again (recovered()).
    static Result<Project> open(const std::filesystem::path& document, OpenMode mode);
    // Drops the lock. Edits not saved are discarded, except recovered ones that were neither saved nor discarded: those
    // stay in the working file, so that no failing command loses them.
    ~Project();
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;

    const std::filesystem::path& path() const;
    bool recovered() const; // edits of a dead process were taken over
    // Something the user should hear although opening went well: edits of a dead process that belong to another state
    // of the document were put aside ("project.kept_aside" {file, kept}).
    const std::optional<Error>& notice() const;
    Result<std::shared_ptr<const City>> city() const; // read on first call, then shared
    // The pieces to draw; null where there are none of this state of the city. Cheap.
    std::shared_ptr<const TileSource> tiles() const;
    Result<CityHeader> header() const;                // cheap
    Result<ImportReport> import_report() const;
    // What the file says of the object, name and value in its order; empty where the document does not hold it.
    Result<std::vector<std::pair<std::string, std::string>>> attributes(const Origin& origin) const;

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
    Result<void> set_fact(const std::string& key, const std::string& value); // empty: removed
    Result<void> set_assumption(const std::string& id, std::optional<double> value); // nothing: removed
    // Several edits as one transaction (a script): begin, perform..., commit; rollback restores the state at begin.
    Result<void> begin();
    Result<void> commit();
    void rollback();

    bool modified() const; // since opening or the last save
    // Onto path(). Errors: io "project.changed_outside", not_found "project.vanished" (save_as still works), io
    // "project.read_only_folder", "project.disk_full"; then the document is byte for byte what it was.
    Result<void> save();
    // Likewise onto `target`, which is path() from then on. Also for a project opened read-only (a copy to go on with);
    // that one stays read-only.
    Result<void> save_as(const std::filesystem::path& target);
    void discard(); // drops the edits not saved, recovered ones too; the state is that of the document again

private:
    struct State;
    explicit Project(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tp
