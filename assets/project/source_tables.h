// project/source_tables.h - the attributes of every imported layer as tables "source_N" (N: fid of `sources`).
//
// GeoPackage tables of data type "attributes": fid is Origin::feature + 1, the columns are the file's. A name that SQLite
// would take for another column's, or for fid, gets a number.
#pragma once

#include "city/models.h"
#include "city/source_table.h"
#include "core/result.h"
#include "project/sqlite.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tp {

// Within the caller's transaction, in a new file whose `sources` are written. Tables of the same source are refused.
Result<void> write_source_tables(Database& database, std::span<const SourceTable> tables);

// Name and value of what the file says of one feature, in the file's order; missing values are left out. Empty where the
// document holds no table for it (an older one). Error bad_format "project.corrupt".
Result<std::vector<std::pair<std::string, std::string>>> read_attributes(Database& database, const Origin& origin);

} // namespace tp
