// city/source_table.h - the attributes of one layer as its file gives them, beside what the city made of them.
#pragma once

#include "city/feature_layer.h"

#include <cstdint>
#include <vector>

namespace tp {

inline constexpr const char* k_derived_column = "twinplan:"; // names of columns that the import made begin with this

struct SourceTable {
    std::uint16_t source = 0;       // index into City::sources
    std::vector<std::uint32_t> row; // 0-based row in the file, as Origin::feature
    std::vector<Column> columns;    // one value per row each
};

} // namespace tp
