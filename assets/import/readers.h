// import/readers.h - one function per format: bytes to layers without role and CRS checks (import/read_file.h adds
// those).
#pragma once

#include "import/source_file.h"

#include <string_view>
#include <vector>

namespace tp {

// RFC 7946 and its predecessor with "crs"; one layer per geometry kind. A feature with unusable geometry is left out.
// Refusals: cannot_read (no JSON; depth over 128), not_what_it_says (JSON, but no GeoJSON).
LayersOrRefusal read_geojson(SourceFile& source, const ReadOptions& options);

// ESRI shapefile (Esri, 1998): points, lines, polygons, with Z and M; .shx is not needed, .dbf, .prj, .cpg may be
// missing. Refusal: cannot_read.
LayersOrRefusal read_shapefile(SourceFile& source, const ReadOptions& options);

// A .dbf by itself: a table. Refusal: cannot_read.
LayersOrRefusal read_dbf_table(SourceFile& source, const ReadOptions& options);

// Comma, semicolon or tab separated text with a header line: points where columns hold coordinates, polygons where one
// holds GeoJSON, else a table. Refusal: not_what_it_says (no table).
LayersOrRefusal read_csv(SourceFile& source, const ReadOptions& options);

// OpenStreetMap: PBF and XML; one layer per role. Refusal: cannot_read.
LayersOrRefusal read_osm(SourceFile& source, const ReadOptions& options);

// Vector layers through GDAL, from memory: GeoPackage. Refusal: cannot_read.
LayersOrRefusal read_geopackage(SourceFile& source, const ReadOptions& options);

// One-band rasters through GDAL, from memory: GeoTIFF, SRTM .hgt. Refusals: cannot_read, raster_too_large (over 16384
// squared).
LayersOrRefusal read_raster(SourceFile& source, const ReadOptions& options);

} // namespace tp
