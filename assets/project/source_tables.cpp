#include "project/source_tables.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace tp {
namespace {

constexpr std::size_t k_column_limit = 1'900; // SQLite takes 2,000

std::string folded(const std::string& name) { // SQLite compares names without the case of ASCII letters
    std::string out = name;
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string table_name(std::uint16_t source) { return fmt::format("source_{}", source + 1); }

// The file's own columns, with the names that they get.
std::vector<std::pair<const Column*, std::string>> columns_of(const SourceTable& table) {
    std::vector<std::pair<const Column*, std::string>> out;
    std::set<std::string> taken{"fid", "rowid", "oid", "_rowid_"};
    for (const Column& column : table.columns) {
        if (column.name.starts_with(k_derived_column) || out.size() == k_column_limit) continue;
        std::string base = column.name.empty() ? "column" : column.name, name = base;
        for (int n = 2; !taken.insert(folded(name)).second; ++n) name = fmt::format("{}_{}", base, n);
        out.emplace_back(&column, name);
    }
    return out;
}

Result<void> make_table(Database& database, const SourceTable& table,
                        const std::vector<std::pair<const Column*, std::string>>& columns) {
    std::string name = table_name(table.source), sql = "CREATE TABLE " + name + " (fid INTEGER PRIMARY KEY NOT NULL";
    for (const auto& [column, title] : columns) sql += ", " + quoted(title) + (column->numeric ? " DOUBLE" : " TEXT");
    TP_TRY(database.execute((sql + ')').c_str()));
    return database.execute(fmt::format("INSERT INTO gpkg_contents(table_name,data_type,identifier,description,srs_id) "
                                        "SELECT '{0}','attributes','{0}',file||' '||layer,0 FROM sources WHERE fid={1}",
                                        name, table.source + 1)
                                .c_str());
}

Result<void> write_table(Database& database, const SourceTable& table) {
    auto columns = columns_of(table);
    if (columns.empty() || table.row.empty()) return {};
    TP_TRY(make_table(database, table, columns));
    std::string sql = "INSERT OR IGNORE INTO " + table_name(table.source) + " VALUES(?";
    for (std::size_t i = 0; i < columns.size(); ++i) sql += ",?";
    auto insert = database.prepare(sql + ')');
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (std::size_t i = 0; i < table.row.size(); ++i) {
        insert->bind(1, static_cast<std::int64_t>(table.row[i]) + 1);
        int parameter = 1;
        for (const auto& [column, title] : columns) {
            ++parameter;
            if (column->numeric ? std::isnan(column->number[i]) : column->text[i].empty())
                insert->bind_null(parameter);
            else if (column->numeric)
                insert->bind(parameter, column->number[i]);
            else
                insert->bind(parameter, std::string_view(column->text[i]));
        }
        TP_TRY(insert->run());
    }
    return {};
}

std::string shortest(double value) {
    char buffer[40];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return error == std::errc{} ? std::string(buffer, end) : std::string{};
}

} // namespace

Result<void> write_source_tables(Database& database, std::span<const SourceTable> tables) {
    for (const SourceTable& table : tables) TP_TRY(write_table(database, table));
    return {};
}

Result<std::vector<std::pair<std::string, std::string>>> read_attributes(Database& database, const Origin& origin) {
    std::vector<std::pair<std::string, std::string>> out;
    std::string name = table_name(origin.source);
    auto there = database.integer(fmt::format("SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='{}'", name));
    if (!there) return std::unexpected(std::move(there.error()));
    if (*there == 0) return out;
    auto select = database.prepare("SELECT * FROM " + name + " WHERE fid=?");
    if (!select) return std::unexpected(std::move(select.error()));
    select->bind(1, static_cast<std::int64_t>(origin.feature) + 1);
    auto row = select->step();
    if (!row) return std::unexpected(std::move(row.error()));
    for (int column = 1; *row && column < select->columns(); ++column) {
        if (select->is_null(column)) continue;
        std::string value = select->is_number(column) ? shortest(select->number(column)) : std::string(select->text(column));
        out.emplace_back(std::string(select->column_name(column)), std::move(value));
    }
    return out;
}

} // namespace tp
