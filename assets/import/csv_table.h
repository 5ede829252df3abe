// import/csv_table.h - separated text (RFC 4180, any of , ; tab | as separator) and other rows of cells as a table with a
// header.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct CsvTable {
    std::vector<std::string> header;   // without spaces around
    std::vector<std::string> cells;    // rows x header.size(), row by row; without spaces around
    std::vector<std::uint32_t> ragged; // rows with more or fewer cells than the header (cut or filled up)
    std::uint32_t title_lines = 0;     // lines above the header that are none
    std::uint32_t header_lines = 1;    // 2, 3: that many lines were the header
    bool too_large = false;            // reading stopped at 50 million cells
    bool decimal_comma = false;        // numbers were written 1,5 and are 1.5 now

    std::size_t rows() const { return header.empty() ? 0 : cells.size() / header.size(); }
    const std::string& cell(std::size_t row, std::size_t column) const { return cells[row * header.size() + column]; }
};

// Empty lines are skipped. A quote that is never closed ends with the text. A decimal comma is read where semicolons
// separate.
CsvTable parse_csv(std::string_view utf8);

// The table of rows as they come; next_row fills the cells and says whether there was a row.
//
// The header is the first of the first 30 rows that is filled as far as most are (six tenths of the widest, two cells at
// least); what stands above it is a title. One or two further lines without any number, above rows that have numbers in
// two columns or more, belong to it: where a line has gaps or names twice (merged cells) the names are joined,
// "first_second"; where it has none (names above codes) the first line counts.
CsvTable table_of_rows(const std::function<bool(std::vector<std::string>&)>& next_row);

} // namespace tp
