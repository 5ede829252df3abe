#include "project/document.h"

#include "core/hash.h"
#include "core/platform/paths.h"
#include "core/version.h"
#include "project/city_file.h"
#include "project/extra_tables.h"
#include "project/geopackage.h"

#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> not_a_twin(const std::string& name) {
    return fail(ErrorCode::bad_format, "project.not_a_twin", {{"file", name}});
}

std::uint32_t big_endian(const std::array<unsigned char, 100>& head, std::size_t at, int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8U | head[at + static_cast<std::size_t>(i)];
    return value;
}

// SQLite's header (sqlite.org/fileformat2.html, 1.3) says what the file is before anything of it is run.
Result<void> check_header(const File& file, const FileIdentity& identity, const std::string& name) {
    std::array<unsigned char, 100> head{};
    auto got = read_at(file, 0, std::as_writable_bytes(std::span(head)), name);
    if (!got) return std::unexpected(std::move(got.error()));
    if (*got < head.size() || std::memcmp(head.data(), "SQLite format 3", 16) != 0) return not_a_twin(name);
    if (big_endian(head, 68, 4) != k_geopackage_id) return not_a_twin(name);
    std::uint64_t page = big_endian(head, 16, 2), pages = big_endian(head, 28, 4);
    if (page == 1) page = 65536;
    if (pages * page > identity.size)
        return fail(ErrorCode::bad_format, "project.corrupt", {{"file", name}, {"reason", "truncated"}});
    return {};
}

// Our tables must be plain tables: a view or a virtual table of that name is somebody's trap.
Result<void> check_schema(Database& database) {
    auto meta = database.integer("SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='meta'");
    if (!meta) return std::unexpected(std::move(meta.error()));
    if (*meta == 0) return not_a_twin(database.name());
    auto version = meta_text(database, "document_version");
    if (!version) return std::unexpected(std::move(version.error()));
    int number = version->empty() || version->size() > 6 ? 0 : std::atoi(version->c_str());
    if (number < 1) return not_a_twin(database.name());
    if (number > k_document_version) {
        auto by = meta_text(database, "generator_version");
        return fail(ErrorCode::unsupported, "project.newer_version",
                    {{"file", database.name()}, {"version", by ? *by : *version}});
    }
    std::string names = "'meta','terrain','sources','import_report','proposals','edit_log','facts','assumptions',"
                        "'exact_coordinates'";
    std::int64_t wanted = 9;
    City none;
    std::string extra;
    auto also = [&](const std::string& name) { extra += (extra.empty() ? "'" : ",'") + name + '\''; };
    for (const FeatureTable& table : feature_tables(none))
        if (table.optional) also(table.name);
        else names += ",'" + table.name + '\'', ++wanted;
    auto found = database.integer("SELECT count(*) FROM sqlite_schema WHERE type='table' AND rootpage>0 AND name IN (" +
                                  names + ')');
    if (!found) return std::unexpected(std::move(found.error()));
    for (const std::string& name : extra_table_names()) also(name);
    auto odd = database.integer("SELECT count(*) FROM sqlite_schema WHERE (type<>'table' OR rootpage=0) AND name IN (" + extra + ')');
    if (!odd) return std::unexpected(std::move(odd.error()));
    if (*found != wanted || *odd != 0)
        return fail(ErrorCode::bad_format, "project.corrupt", {{"file", database.name()}, {"reason", "tables"}});
    return {};
}

Result<void> check_rows(Database& database, const char* pragma) {
    auto check = database.prepare(pragma);
    if (!check) return std::unexpected(std::move(check.error()));
    auto row = check->step();
    if (!row) return std::unexpected(std::move(row.error()));
    std::string answer(*row ? check->text(0) : "ok");
    if (answer == "ok") return {};
    return fail(ErrorCode::bad_format, "project.corrupt",
                {{"file", database.name()}, {"reason", answer.substr(0, 200)}});
}

} // namespace

fs::path real_path(const fs::path& document) {
    std::error_code error;
    auto real = fs::weakly_canonical(fs::absolute(document, error), error);
    return error ? fs::absolute(document, error).lexically_normal() : real;
}

fs::path working_file(const fs::path& real) {
    Hash hash;
    hash.add(real.string());
    return state_folder() / "work" / (hash.hex() + ".work");
}

Result<DocumentLock> DocumentLock::take(const fs::path& real) {
    DocumentLock lock;
    fs::path by_path = working_file(real);
    by_path.replace_extension(".lock");
    std::error_code error;
    if (fs::create_directories(by_path.parent_path(), error)) // the user's edits are nobody else's business
        fs::permissions(by_path.parent_path(), fs::perms::owner_all, error);
    auto opened = open_to_write(by_path);
    if (!opened)
        return fail(ErrorCode::io, "project.no_state_folder",
                    {{"folder", by_path.parent_path().string()}, {"reason", opened.error().key}});
    lock.m_by_path = std::move(*opened);
    auto second = [&] { return fail(ErrorCode::locked, "project.second_writer", {{"file", real.string()}}); };
    auto held = try_lock(lock.m_by_path, by_path);
    if (!held) return std::unexpected(std::move(held.error()));
    if (!*held) return second();
    if (auto document = open_to_read(real)) {
        lock.m_document = std::move(*document);
        held = try_lock(lock.m_document, real); // an error here means: the file system has no such locks
        if (held && !*held) return second();
    }
    return lock;
}

Result<void> DocumentLock::hand_over(File fresh) {
    auto held = try_lock(fresh, {});
    (void)held; // ours alone until the rename; without locks of the file system the first one suffices
    m_document = std::move(fresh);
    return {};
}

Result<void> check_not_in_use(const fs::path& real) {
    for (const char* suffix : {"-wal", "-journal"}) {
        auto beside = real;
        beside += suffix;
        std::error_code error;
        if (auto size = fs::file_size(beside, error); !error && size > 0)
            return fail(ErrorCode::io, "project.in_use",
                        {{"file", real.string()}, {"journal", beside.filename().string()}});
    }
    return {};
}

Result<void> check_sound(Database& database) { return check_rows(database, "PRAGMA quick_check(1)"); }

Result<Document> open_document(const fs::path& real, const std::string& name) {
    auto file = open_to_read(real);
    if (!file) {
        file.error().args[0].second = name;
        return std::unexpected(std::move(file.error()));
    }
    auto seen = identity(*file, name);
    if (!seen) return std::unexpected(std::move(seen.error()));
    TP_TRY(check_header(*file, *seen, name));
    auto database = Database::open(real, Database::Mode::immutable, name);
    if (!database) return std::unexpected(std::move(database.error()));
    TP_TRY(check_schema(*database));
    for (const char* pragma :
         {"PRAGMA quick_check(meta)", "PRAGMA quick_check(proposals)", "PRAGMA quick_check(edit_log)",
          "PRAGMA quick_check(facts)", "PRAGMA quick_check(assumptions)"})
        TP_TRY(check_rows(*database, pragma));
    auto header = read_header(*database);
    if (!header) return std::unexpected(std::move(header.error()));
    auto save_id = meta_text(*database, "save_id");
    if (!save_id) return std::unexpected(std::move(save_id.error()));
    auto changes = read_changes(*database);
    if (!changes) return std::unexpected(std::move(changes.error()));
    return Document{std::move(*database), std::move(*file), *seen,
                    std::move(*save_id),  header->frame,    std::move(*changes)};
}

std::string save_id_of(const std::string& city_hash, const Changes& changes) {
    return fmt::format("{}-{:016x}", city_hash, content_hash(changes));
}

Result<void> store_changes(Database& database, const LocalFrame& frame, const Changes& changes) {
    Transaction transaction(database);
    TP_TRY(transaction.begin());
    Places places(frame);
    TP_TRY(make_change_tables(database));
    TP_TRY(write_changes(database, changes, places));
    TP_TRY(write_solutions(database, frame, changes));
    auto city = meta_text(database, "city_hash");
    if (!city) return std::unexpected(std::move(city.error()));
    TP_TRY(set_meta(database, "save_id", save_id_of(*city, changes)));
    TP_TRY(set_meta(database, "generator_version", std::string(k_version)));
    return transaction.commit();
}

} // namespace tp
