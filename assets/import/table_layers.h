// import/table_layers.h - a table (of a CSV, of a sheet) becomes points, geometries or plain rows.
#pragma once

#include "import/csv_table.h"
#include "import/source_file.h"

namespace tp {

// Points where two columns hold coordinates (decided by their values: degrees, swapped degrees, metres), geometries where
// a column holds GeoJSON or well-known text, else a table. Notes: axes_swapped, swapped_coordinates,
// metres_in_degree_columns, ragged_row, title_lines, header_lines, decimal_comma. `encoding` is left to the caller.
std::vector<FeatureLayer> layers_of_table(const CsvTable& table, const std::string& name, const ReadOptions& options);

} // namespace tp
