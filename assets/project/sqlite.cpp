#include "project/sqlite.h"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

namespace tp {
namespace {

constexpr int k_max_length = 256 << 20; // bytes of one text or blob; our own are at most 16 MiB

// A file name as a URI: what SQLite would read as a query or a fragment is escaped.
std::string uri_of(const std::filesystem::path& file) {
    std::string out = "file://";
    for (char c : std::filesystem::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#') {
            const char* digits = "0123456789ABCDEF";
            auto byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
        } else {
            out += c;
        }
    }
    return out;
}

Error error_of(sqlite3* database, const std::string& file) {
    int code = sqlite3_errcode(database) & 0xff;
    int system = sqlite3_system_errno(database);
    std::string reason = sqlite3_errmsg(database);
    bool full = system == ENOSPC || system == EDQUOT || system == EFBIG;
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && full))
        return {ErrorCode::io, "project.disk_full", {{"file", file}}, {}};
    int extended = sqlite3_extended_errcode(database);
    if (extended == SQLITE_IOERR_WRITE || extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_TRUNCATE)
        return {ErrorCode::io, "project.write_failed", {{"file", file}}, {}};
    if (code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM) {
        if (system != 0) reason = std::strerror(system); // NOLINT(concurrency-mt-unsafe): one thread owns a project
        return {ErrorCode::io, "project.cannot_access", {{"file", file}, {"reason", reason}}, {}};
    }
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return {ErrorCode::locked, "project.second_writer", {{"file", file}}, {}};
    return {ErrorCode::bad_format, "project.corrupt", {{"file", file}, {"reason", reason}}, {}};
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void Statement::bind(int parameter, double value) { sqlite3_bind_double(m_statement.get(), parameter, value); }
void Statement::bind(int parameter, std::int64_t value) { sqlite3_bind_int64(m_statement.get(), parameter, value); }
void Statement::bind(int parameter, std::string_view text) {
    const char* data = text.empty() ? "" : text.data();
    sqlite3_bind_text64(m_statement.get(), parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::bind(int parameter, std::span<const std::byte> blob) {
    if (blob.empty())
        sqlite3_bind_zeroblob(m_statement.get(), parameter, 0);
    else
        sqlite3_bind_blob64(m_statement.get(), parameter, blob.data(), blob.size(), SQLITE_STATIC);
}
void Statement::bind_null(int parameter) { sqlite3_bind_null(m_statement.get(), parameter); }

Result<bool> Statement::step() {
    int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return std::unexpected(error_of(sqlite3_db_handle(m_statement.get()), m_file));
}

Result<void> Statement::run() {
    for (;;) {
        auto row = step();
        if (row && *row) continue;
        sqlite3_reset(m_statement.get());
        if (!row) return std::unexpected(std::move(row.error()));
        return {};
    }
}

void Statement::reset() { sqlite3_reset(m_statement.get()); }

bool Statement::is_null(int column) const { return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL; }
bool Statement::is_integer(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_INTEGER;
}
bool Statement::is_number(int column) const {
    int type = sqlite3_column_type(m_statement.get(), column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}
int Statement::columns() const { return sqlite3_column_count(m_statement.get()); }
std::string_view Statement::column_name(int column) const {
    const char* name = sqlite3_column_name(m_statement.get(), column);
    return name ? name : "";
}
double Statement::number(int column) const { return sqlite3_column_double(m_statement.get(), column); }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

std::string_view Statement::text(int column) const {
    const unsigned char* data = sqlite3_column_text(m_statement.get(), column);
    auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return data ? std::string_view(reinterpret_cast<const char*>(data), size) : std::string_view{};
}

std::span<const std::byte> Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(m_statement.get(), column);
    auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return data ? std::span(static_cast<const std::byte*>(data), size) : std::span<const std::byte>{};
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode, const std::string& name) {
    std::string uri = uri_of(file);
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    if (mode == Mode::immutable) {
        uri += "?mode=ro&immutable=1";
        flags |= SQLITE_OPEN_READONLY;
    } else {
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    sqlite3* raw = nullptr;
    int code = sqlite3_open_v2(uri.c_str(), &raw, flags, nullptr);
    Database database(raw, name);
    if (code != SQLITE_OK) return std::unexpected(database.error());

    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, k_max_length);
    sqlite3_limit(raw, SQLITE_LIMIT_ATTACHED, 0);
    if (mode != Mode::create) TP_TRY(database.execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"));
    return database;
}

Result<void> Database::execute(const char* sql) {
    if (sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return std::unexpected(error());
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(m_database.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    if (code != SQLITE_OK) return std::unexpected(error());
    return Statement(raw, m_name);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    auto statement = prepare(sql);
    if (!statement) return std::unexpected(std::move(statement.error()));
    auto row = statement->step();
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? statement->integer(0) : 0;
}

void Database::shadow_tables_writable() { sqlite3_db_config(m_database.get(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr); }

Error Database::error() const { return error_of(m_database.get(), m_name); }

Transaction::~Transaction() {
    if (m_open) (void)m_database->execute("ROLLBACK");
}
Result<void> Transaction::begin() {
    TP_TRY(m_database->execute("BEGIN IMMEDIATE"));
    m_open = true;
    return {};
}
Result<void> Transaction::commit() {
    TP_TRY(m_database->execute("COMMIT"));
    m_open = false;
    return {};
}

} // namespace tp
