// city_import/remembered_columns.h - columns that the user once said the meaning of, and the table that keeps them.
//
// The table is roles/remembered.toml in the user's data folder; the import worker reads it before the shipped ones.
#pragma once

#include "city/assemble.h"
#include "core/messages.h"
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
    std::string role, name, quantity; // k_no_quantity: never to be offered again
};
// What is said last of a role's column counts; the file changes as a whole or not at all. Error io "import.cannot_remember".
Result<void> remember_columns(const std::vector<RememberedColumn>& columns);
Result<void> forget_columns(); // no file is no error

// What layers of one role lack, and their columns that may hold it (notes unknown_column): one question of the window.
struct ColumnOffer {
    std::string role, quantity;
    std::vector<std::string> files; // layers with the same columns: "sheet.gpkg/buildings"
    struct Choice {
        std::string column, values; // "2, 3, 5": the first that differ, as the first of the files has them
    };
    std::vector<Choice> choices;
};
std::vector<ColumnOffer> column_offers(const Assembled& made);

std::string quantity_text(const Messages& messages, const std::string& quantity); // "number of storeys"; a user's own: as it is

// What the answer means for the import that goes on and for later ones: a choice's index, or their number for none of them.
void take_answer(const ColumnOffer& offer, std::size_t chosen, std::vector<ColumnGiven>& given, std::vector<RememberedColumn>& said);

} // namespace tp
