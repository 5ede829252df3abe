// import/csv_table.h - separated text as a header and rows of cells (RFC 4180, any of , ; tab | as separator).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct CsvTable {
    std::vector<std::string> header;   // without spaces around
    std::vector<std::string> cells;    // rows x header.size(), row by row; without spaces around
    std::vector<std::uint32_t> ragged; // rows with more or fewer cells than the header (cut or filled up)

    std::size_t rows() const { return header.empty() ? 0 : cells.size() / header.size(); }
    const std::string& cell(std::size_t row, std::size_t column) const { return cells[row * header.size() + column]; }
};

// Empty lines are skipped. A quote that is never closed ends with the text.
CsvTable parse_csv(std::string_view utf8);

} // namespace tp
