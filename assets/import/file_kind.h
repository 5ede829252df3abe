// import/file_kind.h - what kind of file some bytes are, and what kind a name promises.
#pragma once

#include <string>
#include <string_view>

namespace tp {

enum class FileKind {
    unknown, empty, gzip, zip, office, xlsx, shapefile, dbf, geopackage, flatgeobuf, dxf, kml, raster, picture, osm, json, csv, epw,
    citygml, code_list, cityjson, gltf, obj, stl, ply, fbx, collada, max_3ds, tileset, tile, model_kml
};

FileKind kind_of_bytes(std::string_view bytes, const std::string& name); // the name decides only between texts
FileKind kind_of_name(const std::string& name); // unknown: the ending promises nothing that is read here
const char* kind_name(FileKind kind);           // "GeoJSON", "Shapefile"

bool is_mesh_kind(FileKind kind); // a 3D model of one file: glTF, OBJ, STL, PLY, FBX, Collada, 3DS

// What a person would call it: of `bytes`, kinds that nothing reads included ("PNG", "PDF", "GeoJSON"), empty where it is
// none of those known; and of a name ("GeoJSON" for .geojson, "JSON" for .json).
std::string content_name(std::string_view bytes, FileKind kind);
std::string promised_name(const std::string& name);

// A kind that is known and not read, as the code of a note that says what to do ("unread_parquet", "unread_dwg"); empty for
// others.
std::string unread_code(std::string_view bytes, const std::string& name);

} // namespace tp
