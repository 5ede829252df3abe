#include "project/state.h"

#include "project/city_file.h"

#include <fmt/format.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_working_mode =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

void remove_database(const fs::path& file) {
    std::error_code error;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(fs::path(file) += suffix, error);
}

Result<std::string> work_text(Database& database, const char* key) {
    auto select = database.prepare("SELECT value FROM work WHERE key=?");
    if (!select) return std::unexpected(std::move(select.error()));
    select->bind(1, std::string_view(key));
    auto row = select->step();
    if (!row) return std::unexpected(std::move(row.error()));
    return std::string(*row ? select->text(0) : "");
}

Result<void> set_work(Database& database, const char* key, const std::string& value) {
    auto put = database.prepare("INSERT OR REPLACE INTO work(key,value) VALUES(?,?)");
    if (!put) return std::unexpected(std::move(put.error()));
    put->bind(1, std::string_view(key));
    put->bind(2, std::string_view(value));
    return put->run();
}

// What SQLite says of the working file, said of the user's edits.
std::unexpected<Error> not_kept(const Error& error) {
    if (error.key == "project.disk_full" || error.key == "project.write_failed") return std::unexpected(error);
    std::string reason = error.key;
    for (const auto& [name, value] : error.args)
        if (name == "reason") reason = value;
    return fail(ErrorCode::io, "project.not_kept", {{"reason", reason}});
}

} // namespace

Project::State::State(fs::path path_, fs::path real_, OpenMode mode_, std::optional<DocumentLock> lock_,
                      Document document_)
    : path(std::move(path_)), real(std::move(real_)), mode(mode_), lock(std::move(lock_)),
      document(std::move(document_)), places(document.frame), m_saved(document.changes) {}

Project::State::~State() {
    if (m_at_begin) rollback();
    bool keeps = recovered && modified; // offered again at the next opening
    if (m_working && !keeps) drop_working();
}

Result<std::pair<ProposalEntry*, std::int64_t>> Project::State::find(const std::string& name) {
    auto& entries = changes().proposals;
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (entries[i].name == name) return std::pair{&entries[i], static_cast<std::int64_t>(i + 1)};
    return fail(ErrorCode::not_found, "project.no_proposal", {{"name", name}});
}

void Project::State::drop_working() {
    m_working.reset();
    remove_database(working_file(real));
}

// Kept for a person to look at; it is a database with the proposals and their log.
void Project::State::put_aside() {
    m_working.reset();
    fs::path from = working_file(real), to = from;
    for (int number = 1; number < 1000; ++number) {
        to = from;
        to.replace_extension(fmt::format("aside-{}", number));
        std::error_code error;
        if (fs::exists(to, error)) continue;
        fs::rename(from, to, error);
        fs::rename(fs::path(from) += "-wal", fs::path(to) += "-wal", error);
        break;
    }
    notice = Error{ErrorCode::io, "project.kept_aside", {{"file", path.string()}, {"kept", to.string()}}, {}};
}

Result<void> Project::State::recover() {
    fs::path file = working_file(real);
    std::error_code error;
    if (!fs::exists(file, error)) return {};
    auto database = Database::open(file, Database::Mode::working, path.string());
    Result<void> mode_set = database ? database->execute(k_working_mode) : Result<void>{};
    if (!database || !mode_set) { // broken, or the disk is: nothing of it can be taken over
        put_aside();
        return {};
    }
    auto made = database->integer("SELECT count(*) FROM sqlite_schema WHERE name='work'");
    auto base = made && *made > 0 ? work_text(*database, "base") : Result<std::string>("");
    if (base && base->empty()) { // its owner died before the first edit was kept
        m_working = std::move(*database);
        drop_working();
        return {};
    }
    auto kept = read_changes(*database);
    if (!base || !kept) {
        database = std::unexpected(Error{});
        put_aside();
        return {};
    }
    m_working = std::move(*database);
    if (content_hash(*kept) == content_hash(m_saved)) {
        drop_working(); // it died after the save, or after undoing everything
    } else if (*base == document.save_id) {
        changes() = std::move(*kept);
        recovered = modified = true;
    } else {
        put_aside();
    }
    return {};
}

Result<void> Project::State::make_working() {
    fs::path file = working_file(real);
    remove_database(file);
    auto database = Database::open(file, Database::Mode::working, file.string());
    if (!database) return not_kept(database.error());
    auto fill = [&]() -> Result<void> {
        TP_TRY(database->execute(k_working_mode));
        Transaction transaction(*database);
        TP_TRY(transaction.begin());
        TP_TRY(database->execute("CREATE TABLE work (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)"));
        TP_TRY(set_work(*database, "document", real.string()));
        TP_TRY(set_work(*database, "base", document.save_id));
        TP_TRY(make_change_tables(*database));
        TP_TRY(write_changes(*database, changes(), places));
        TP_TRY(transaction.commit());
        return flush_folder(file.parent_path());
    };
    if (auto filled = fill(); !filled) {
        database = std::unexpected(Error{});
        remove_database(file);
        return not_kept(filled.error());
    }
    m_working = std::move(*database);
    return {};
}

Result<void> Project::State::keep(const std::function<Result<void>(Database&)>& change) {
    if (mode == OpenMode::read_only)
        return fail(ErrorCode::locked, "project.opened_read_only", {{"file", path.string()}});
    if (m_broken) return std::unexpected(*m_broken);
    if (!m_working) TP_TRY(make_working());
    if (m_at_begin) { // the transaction of begin()
        auto done = change(*m_working);
        if (!done)
            m_broken = not_kept(done.error()).error();
        else
            modified = true;
        return done ? Result<void>{} : std::unexpected(*m_broken);
    }
    Transaction transaction(*m_working);
    auto done = transaction.begin();
    if (done) done = change(*m_working);
    if (done) done = transaction.commit();
    if (!done) return not_kept(done.error());
    modified = true;
    return {};
}

Result<void> Project::State::begin() {
    if (mode == OpenMode::read_only)
        return fail(ErrorCode::locked, "project.opened_read_only", {{"file", path.string()}});
    if (!m_working) TP_TRY(make_working());
    if (auto begun = m_working->execute("BEGIN IMMEDIATE"); !begun) return not_kept(begun.error());
    m_at_begin = changes();
    m_modified_at_begin = modified;
    m_broken.reset();
    return {};
}

Result<void> Project::State::commit() {
    if (!m_at_begin) return {};
    if (!m_broken)
        if (auto done = m_working->execute("COMMIT"); !done) m_broken = not_kept(done.error()).error();
    if (m_broken) {
        Error error = *m_broken;
        rollback();
        return std::unexpected(std::move(error));
    }
    m_at_begin.reset();
    return {};
}

void Project::State::rollback() {
    if (!m_at_begin) return;
    (void)m_working->execute("ROLLBACK"); // fails where SQLite has rolled back by itself
    changes() = std::move(*m_at_begin);
    m_at_begin.reset();
    m_broken.reset();
    modified = m_modified_at_begin;
}

void Project::State::discard() {
    rollback();
    if (m_working) drop_working();
    changes() = m_saved;
    modified = recovered = false;
}

} // namespace tp
