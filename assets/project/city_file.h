// project/city_file.h - a City and its import report into and out of an open document.
#pragma once

#include "city/city.h"
#include "city/import_report.h"
#include "city/source_table.h"
#include "core/progress.h"
#include "core/result.h"
#include "project/project.h"
#include "project/sqlite.h"

#include <span>
#include <string>

namespace tp {

// Makes meta and the city's tables in a new GeoPackage (make_geopackage was called), as one transaction.
// Errors: io, cancelled "core.cancelled", out_of_range "project.not_finite".
Result<void> write_city(Database& database, const City& city, const ImportReport& report,
                        std::span<const SourceTable> tables, const Progress& progress);

// The City that was written, bit for bit. Everything is checked, because the file may be anybody's: counts, indices,
// words, finite numbers. Error bad_format "project.corrupt" {file, reason: table and row}.
Result<City> read_city(Database& database);
Result<ImportReport> read_report(Database& database);

Result<CityHeader> read_header(Database& database);

// Rows of meta. Nothing where the key is missing.
Result<std::string> meta_text(Database& database, const std::string& key);
Result<void> set_meta(Database& database, const std::string& key, const std::string& value);

std::string report_to_json(const ImportReport& report);
Result<ImportReport> report_from_json(const std::string& json, const std::string& file);

} // namespace tp
