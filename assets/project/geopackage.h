// project/geopackage.h - the tables of OGC GeoPackage 1.3 around the city's own: CRS, contents, geometry columns.
#pragma once

#include "core/result.h"
#include "geo/frame.h"
#include "project/city_tables.h"
#include "project/sqlite.h"

#include <string>

namespace tp {

constexpr std::uint32_t k_geopackage_id = 0x47504B47; // "GPKG", application_id
constexpr int k_geopackage_version = 10300;

// Pragmas and the gpkg_* tables with the CRS rows: -1, 0, 4326 and the city's with PROJ's definition (EPSG 0: none).
Result<void> make_geopackage(Database& database, int epsg);

// One table of features with its rows of gpkg_contents and gpkg_geometry_columns, its R-tree, and, where map
// coordinates would not give the local ones back bit for bit (off the 2^-12 m grid, project/quantise.h), its
// exact_coordinates.
Result<void> write_features(Database& database, const LocalFrame& frame, const FeatureTable& table);

// Appends all rows of the table to the city behind `table`. Error bad_format "project.corrupt".
Result<void> read_features(Database& database, const LocalFrame& frame, FeatureTable& table);

// A table of our own: made, and named in gpkg_extensions. `columns` as after CREATE TABLE name.
Result<void> make_own_table(Database& database, const std::string& name, const std::string& columns);

std::string utc_now(); // ISO 8601, as gpkg_contents wants it

} // namespace tp
