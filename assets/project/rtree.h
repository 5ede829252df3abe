// project/rtree.h - a GeoPackage R-tree index, packed at once instead of row by row.
//
// SQLite's rtree module inserts about 25,000 rows a second, which a city of 150,000 buildings cannot wait for. The
// entries are sorted along a Hilbert curve, filled into full nodes from the leaves up, and written to the module's own
// shadow tables (_node, _rowid, _parent) in its format: a node is depth (2 bytes, root only), count (2), then entries
// of row id or child node (8) and min x, max x, min y, max y as floats (4 each), all big endian, padded with zeros to
// the node size. Borders are rounded outwards. tests/unit/project checks it with SQLite's own rtreecheck().
#pragma once

#include "core/result.h"
#include "geo/frame.h"
#include "project/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tp {

struct RtreeEntry {
    std::int64_t row = 0;
    float min_x = 0, max_x = 0, min_y = 0, max_y = 0;
};

RtreeEntry rtree_entry(std::int64_t row, const LocalBox& box); // rounded outwards

// Makes rtree_TABLE_geom for a table with columns fid and geom, fills it, adds GeoPackage's triggers (a program that
// edits the table in place needs them) and its row of gpkg_extensions. Within the caller's transaction, in a new file.
Result<void> write_rtree(Database& database, const std::string& table, std::vector<RtreeEntry> entries);

} // namespace tp
