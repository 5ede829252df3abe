// catalogue/csv_table.h - a small table as text (RFC 4180): header, rows, and the line each row began on.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct CsvTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; // each as long as columns
    std::vector<int> line;                      // 1-based, of the row's first character
    std::string name;                           // the file, for messages

    int column(std::string_view id) const; // -1 if there is none
};

// Reads `text`, UTF-8 with or without a byte order mark; blank lines and lines that begin with # are skipped. `name` is
// used in errors only: bad_format "catalogue.csv_*" with "name:line" (no header, a column twice, a row of another
// length, an open quote, a NUL byte).
Result<CsvTable> parse_csv(std::string_view text, std::string_view name);

// One value as CSV: quoted where it must be. A text that a spreadsheet would take for a formula (= + - @ tab, unless it is
// a number) is led by an apostrophe.
std::string csv_field(std::string_view value);

// The whole of a number ("1e3", "-0.5"); nothing for anything else, for inf and nan too.
bool parse_number(std::string_view text, double& value);

} // namespace tp
