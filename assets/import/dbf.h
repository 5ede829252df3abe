// import/dbf.h - dBase III/IV tables as shapefiles use them: columns and rows, texts still as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct DbfField {
    std::string_view name;
    char type = 'C'; // C text, N F number, D date, L flag
    std::size_t offset = 0, size = 0;
};

struct DbfTable { // views into the bytes it was read from
    std::vector<DbfField> fields;
    std::string_view records;
    std::size_t record_size = 0, count = 0;
    std::size_t stated = 0; // rows that the header speaks of; more than `count` where the file breaks off

    // Without spaces at the end (and the start, for numbers).
    std::string_view value(std::size_t row, const DbfField& field) const;
    bool deleted(std::size_t row) const { return records[row * record_size] == '*'; }
};

// nullopt: no table. A file shorter than its header says gives the records that are there.
std::optional<DbfTable> parse_dbf(std::string_view bytes);

} // namespace tp
