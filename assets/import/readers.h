// import/readers.h - one function per format: bytes to layers without role and CRS checks (import/read_file.h adds
// those).
#pragma once

#include "import/file_kind.h"
#include "import/source_file.h"

#include <string_view>
#include <vector>

namespace tp {

// RFC 7946 and its predecessor with "crs", or a sequence of features by line (RFC 8142); one layer per geometry kind. A
// feature with unusable geometry is left out.
// Refusals: cannot_read (no JSON; depth over 128), not_what_it_says (JSON, but no GeoJSON).
LayersOrRefusal read_geojson(SourceFile& source, const ReadOptions& options);

// ESRI shapefile (Esri, 1998): points, lines, polygons, with Z and M; .shx is not needed, .dbf, .prj, .cpg may be
// missing. Refusal: cannot_read.
LayersOrRefusal read_shapefile(SourceFile& source, const ReadOptions& options);

// A .dbf by itself: a table. Refusal: cannot_read.
LayersOrRefusal read_dbf_table(SourceFile& source, const ReadOptions& options);

// Comma, semicolon or tab separated text with a header line: points where columns hold coordinates, geometries where one
// holds GeoJSON or well-known text, else a table. Refusals: not_what_it_says (no table),
// table_too_large.
LayersOrRefusal read_csv(SourceFile& source, const ReadOptions& options);

// OpenStreetMap: PBF and XML; one layer per role. Refusal: cannot_read.
LayersOrRefusal read_osm(SourceFile& source, const ReadOptions& options);

// Vector layers through GDAL, from memory: GeoPackage, FlatGeobuf. Refusals: cannot_read, empty_file.
LayersOrRefusal read_geopackage(SourceFile& source, const ReadOptions& options);
LayersOrRefusal read_flatgeobuf(SourceFile& source, const ReadOptions& options);

// DXF: a layer per DXF layer. Closed polylines become polygons where the table of roles knows the layer as one of
// polygons or, where it knows nothing, most are closed; texts are left out; block references become points where the
// layer's role is one of points, else what the block draws (16 blocks deep, 10,000 shapes). A feature whose points all
// have one height has it in the column "elevation". Refusals: cannot_read, no_features.
LayersOrRefusal read_dxf(SourceFile& source, const ReadOptions& options);

// KML: placemarks by folder, with their name, description and extended data; <Model> placemarks are left out (note
// kml_model). Refusals: cannot_read, xml_doctype, too_deep, kml_no_placemark.
LayersOrRefusal read_kml(SourceFile& source, const ReadOptions& options);

// Excel workbooks (ECMA-376): each sheet as read_csv reads a table. Refusals: cannot_read, xml_doctype, too_deep and those
// of unpack_zip, not_what_it_says (no sheet holds a table), table_too_large.
LayersOrRefusal read_xlsx(SourceFile& source, const ReadOptions& options);

// Rasters through GDAL, from memory: GeoTIFF, SRTM .hgt, ASCII grid; JPEG and PNG with a world file. One band of numbers is
// heights in metres (a stated other unit is converted), bytes of three bands or with a colour table are an orthophoto.
// Refusals: cannot_read, raster_too_large (over 16384 squared), no_georeference,
// picture_alone, picture_depth (not 8 bits a colour).
LayersOrRefusal read_raster(SourceFile& source, const ReadOptions& options);

// EnergyPlus weather (EPW): a table of hours under the canonical names of role weather, one row a step. Refusals:
// cannot_read (no LOCATION, or no row), weather_step (steps shorter than an hour).
LayersOrRefusal read_epw(SourceFile& source, const ReadOptions& options);

// Typical years as CSV with their own lines before the header: PVGIS and NREL's TMY3; the same table. Refusal: cannot_read.
bool is_weather_csv(std::string_view bytes);
LayersOrRefusal read_weather_csv(SourceFile& source, const ReadOptions& options);

// CityGML 1.0 to 3.0: buildings, roads, relief and the rest as layers with models; one feature per city object. Refusals:
// cannot_read, xml_entities (a DOCTYPE), too_deep, not_what_it_says.
LayersOrRefusal read_citygml(SourceFile& source, const ReadOptions& options);

// CityJSON 1.0 to 2.0, and CityJSONSeq (first line the metadata, then one CityJSONFeature a line). Refusals: cannot_read,
// not_what_it_says.
LayersOrRefusal read_cityjson(SourceFile& source, const ReadOptions& options);

// One 3D model by its kind (is_mesh_kind): import/mesh.h. Refusals: import/mesh.h, part_of_model and part_of_tileset with
// the file that reads it.
LayersOrRefusal read_mesh(SourceFile& source, FileKind kind);

// 3D Tiles 1.0 and 1.1 (import/tiles3d.h) and a tile of it met by itself.
LayersOrRefusal read_tileset(SourceFile& source);
LayersOrRefusal read_tile(SourceFile& source);

} // namespace tp
