// project/sqlite.h - SQLite as this module uses it: databases and statements that are owned, errors as sentences.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tp {

class Statement {
public:
    // 1-based parameters, as SQLite counts them. Text and blobs must live until the next step().
    void bind(int parameter, double value);
    void bind(int parameter, std::int64_t value);
    void bind(int parameter, std::string_view text);
    void bind(int parameter, std::span<const std::byte> blob);
    void bind_null(int parameter);

    Result<bool> step(); // true: a row is there
    Result<void> run();  // steps to the end and makes ready for the next run
    void reset();

    // 0-based columns of the row that is there; the views live until the next step().
    bool is_null(int column) const;
    bool is_integer(int column) const;
    bool is_number(int column) const; // an integer or a real
    int columns() const;
    std::string_view column_name(int column) const;
    double number(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    std::span<const std::byte> blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3_stmt* statement, std::string file) : m_statement(statement), m_file(std::move(file)) {}
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    std::string m_file;
};

class Database {
public:
    // immutable: nothing of the file may change while it is open; no lock, no journal, no write (a document).
    // create: a new file; working: an existing or new file that is read and written.
    enum class Mode { immutable, create, working };
    // What comes from others cannot make SQLite run code of the schema: DEFENSIVE, no triggers, no views, no trusted
    // schema, cell sizes checked, lengths limited. `name` is what errors call the file.
    static Result<Database> open(const std::filesystem::path& file, Mode mode, const std::string& name);

    Result<void> execute(const char* sql); // one or several statements without results
    Result<Statement> prepare(std::string_view sql);
    Result<std::int64_t> integer(std::string_view sql); // the first value of the first row; 0 where there is none
    void shadow_tables_writable(); // for the one place that packs an R-tree (project/rtree.h), in a new file

    Error error() const; // of the last call that failed
    const std::string& name() const { return m_name; }

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    Database(sqlite3* database, std::string name) : m_database(database), m_name(std::move(name)) {}
    std::unique_ptr<sqlite3, Close> m_database;
    std::string m_name;
};

// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(Database& database) : m_database(&database) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    Result<void> begin();
    Result<void> commit();

private:
    Database* m_database;
    bool m_open = false;
};

} // namespace tp

// Returns the error of a Result from the function it stands in.
#define TP_TRY(expression) TP_TRY_AT(expression, __LINE__)
#define TP_TRY_AT(expression, line) TP_TRY_NAMED(expression, line)
#define TP_TRY_NAMED(expression, line)                                                                                 \
    do {                                                                                                               \
        if (auto tried_##line = (expression); !tried_##line) return std::unexpected(std::move(tried_##line.error()));  \
    } while (false)
