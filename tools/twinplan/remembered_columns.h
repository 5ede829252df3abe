// twinplan/remembered_columns.h - columns that the user once said the meaning of: --column, and the table that keeps them.
//
// The table is roles/remembered.toml in the user's data folder; the import worker reads it before the shipped ones.
#pragma once

#include "core/result.h"
#include "wire/request.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tp {

// "FILE:COLUMN=QUANTITY"; FILE ends at the first colon, QUANTITY begins after the last "=". Error usage
// "import.column_form".
Result<std::vector<ColumnGiven>> columns_given(const std::vector<std::string>& texts);

std::filesystem::path remembered_columns_file();

struct RememberedColumn {
    std::string role, name, quantity;
};
// Adds what is not there yet; the file changes as a whole or not at all. Error io "import.cannot_remember".
Result<void> remember_columns(const std::vector<RememberedColumn>& columns);
Result<void> forget_columns(); // no file is no error

} // namespace tp
