// project/state.h - the inside of an open Project: the document, the working file, and what is in memory.
//
// The working file (working_file()) is a database with the change tables as of now and `work`: the document's path and
// the save_id it is based on. It is made at the first edit. Whoever holds the document's lock and finds one knows that
// its owner is dead: with the content of the document it was saved before the owner died; with another content and the
// document's save_id it holds edits to take over; with another save_id the document was replaced meanwhile.
#pragma once

#include "project/document.h"
#include "project/project.h"

#include <functional>
#include <optional>
#include <utility>

namespace tp {

struct Project::State {
    State(std::filesystem::path path_, std::filesystem::path real_, OpenMode mode_, std::optional<DocumentLock> lock_,
          Document document_);
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::filesystem::path path, real;
    OpenMode mode = OpenMode::read_only;
    std::optional<DocumentLock> lock; // edit mode only
    Document document;
    Places places;
    std::shared_ptr<const City> city;
    bool modified = false, recovered = false;
    std::optional<Error> notice;

    Changes& changes() { return document.changes; }
    // The entry of a proposal and its row. Error not_found "project.no_proposal".
    Result<std::pair<ProposalEntry*, std::int64_t>> find(const std::string& name);

    // Takes over a dead process's working file, or puts it away.
    Result<void> recover();
    // Makes `change` durable in the working file, by itself or as part of the open transaction.
    Result<void> keep(const std::function<Result<void>(Database&)>& change);
    Result<void> begin();
    Result<void> commit();
    void rollback();

    Result<void> check_document() const; // still the one opened
    Result<void> save_to(const std::filesystem::path& target, const std::filesystem::path& target_real);
    void discard();

private:
    Result<void> make_working();
    void drop_working();
    void put_aside();
    Result<void> write_copy(const PendingFile& pending);

    std::optional<Database> m_working;
    Changes m_saved;                   // as in the document, for discard
    std::optional<Changes> m_at_begin; // while a transaction is open
    bool m_modified_at_begin = false;
    std::optional<Error> m_broken; // the open transaction cannot be committed any more
};

} // namespace tp
