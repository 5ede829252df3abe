// import/file_kind.h - what kind of file some bytes are, and what kind a name promises.
#pragma once

#include <string>
#include <string_view>

namespace tp {

enum class FileKind { unknown, empty, gzip, zip, office, shapefile, dbf, geopackage, raster, osm, json, csv };

FileKind kind_of_bytes(std::string_view bytes, const std::string& name); // the name decides only between texts
FileKind kind_of_name(const std::string& name); // unknown: the ending promises nothing that is read here
const char* kind_name(FileKind kind);           // "GeoJSON", "Shapefile"

} // namespace tp
