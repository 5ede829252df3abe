#include "import/file_kind.h"

#include "import/source_file.h"

#include <algorithm>
#include <utility>

namespace tp {
namespace {

std::string ending_of(const std::string& name) {
    auto dot = name.find_last_of('.');
    std::string ending = dot == std::string::npos ? std::string{} : name.substr(dot + 1);
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ending;
}

bool is_hgt(std::string_view bytes, const std::string& name) {
    constexpr std::size_t k_srtm3 = 1201 * 1201 * 2, k_srtm1 = std::size_t{3601} * 3601 * 2;
    return ending_of(name) == "hgt" && (bytes.size() == k_srtm3 || bytes.size() == k_srtm1);
}

std::string_view without_blank(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    auto begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

// The name of an XML document's first element, without prefix.
std::string_view root_element(std::string_view head) {
    std::size_t at = 0;
    while ((at = head.find('<', at)) != std::string_view::npos && at + 1 < head.size()) {
        if (head.substr(at, 4) == "<!--") {
            at = head.find("-->", at);
            continue;
        }
        if (head[++at] == '?' || head[at] == '!') continue;
        std::string_view name = head.substr(at, head.find_first_of(" \t\r\n/>", at) - at);
        return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
    }
    return {};
}

FileKind kind_of_xml(std::string_view head) {
    std::string_view root = root_element(head);
    if (root == "CityModel") return FileKind::citygml;
    if (root == "Dictionary" && head.contains("opengis.net/gml")) return FileKind::code_list;
    return head.contains("<osm") ? FileKind::osm : FileKind::unknown;
}

// "type": "CityJSON" or "CityJSONFeature" of a document's own member; only its beginning and end are looked at.
bool is_cityjson(std::string_view bytes) {
    for (std::string_view text : {bytes.substr(0, 65'536), bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 4'096))})
        for (std::size_t at = text.find("\"CityJSON"); at != std::string_view::npos; at = text.find("\"CityJSON", at + 1)) {
            std::string_view before = text.substr(0, at), rest = text.substr(at + 9);
            while (!before.empty() && (before.back() == ' ' || before.back() == '\n' || before.back() == '\t' || before.back() == '\r' || before.back() == ':'))
                before.remove_suffix(1);
            if (before.ends_with("\"type\"") && (rest.starts_with("\"") || rest.starts_with("Feature\""))) return true;
        }
    return !bytes.substr(0, 4'096).contains("\"Feature") && bytes.contains("\"CityObjects\"");
}

bool is_text(std::string_view head) {
    return std::ranges::none_of(
        head, [](char c) { return c >= '\0' && c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f'; });
}

// Esri's ASCII grid begins with the number of columns or rows.
bool is_ascii_grid(std::string_view head) {
    constexpr std::string_view k_starts[] = {"ncols", "nrows"};
    return std::ranges::any_of(k_starts, [&](std::string_view start) {
        return head.size() > start.size() && (head[start.size()] == ' ' || head[start.size()] == '\t') &&
               std::ranges::equal(head.substr(0, start.size()), start, [](char a, char b) { return (a | ' ') == b; });
    });
}

// The list of an archive's files stands at its end.
bool names_member(std::string_view bytes, std::string_view name) {
    return bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 1 << 20)).contains(name);
}

// Group codes and values on lines by turns, from a section on; comments (999) may stand first (DXF reference, "DXF format").
bool is_dxf(std::string_view head, const std::string& name) {
    std::string_view rest = head.substr(0, head.find('\n'));
    while (!rest.empty() && (rest.back() == '\r' || rest.back() == ' ')) rest.remove_suffix(1);
    if (rest == "999") return ending_of(name) == "dxf";
    auto section = head.find("SECTION");
    return rest == "0" && section != std::string_view::npos && section < 16;
}

// Two lines or more that are split into the same number of parts, more than one.
bool is_table(std::string_view text) {
    auto end = text.find('\n');
    if (end == std::string_view::npos || !is_text(text)) return false;
    std::string_view first = text.substr(0, end), second = text.substr(end + 1);
    second = second.substr(0, second.find('\n'));
    return std::ranges::any_of(std::string_view(",;\t|"), [&](char c) {
        auto parts = std::ranges::count(first, c);
        return parts > 0 && parts == std::ranges::count(second, c);
    });
}

// Formats of 3D models (import/mesh.h) and of 3D Tiles.
FileKind mesh_kind_of_ending(const std::string& ending) {
    static constexpr std::pair<std::string_view, FileKind> k_endings[] = {
        {"gltf", FileKind::gltf}, {"glb", FileKind::gltf}, {"obj", FileKind::obj}, {"stl", FileKind::stl}, {"ply", FileKind::ply}, {"fbx", FileKind::fbx},
        {"dae", FileKind::collada}, {"3ds", FileKind::max_3ds}, {"b3dm", FileKind::tile}, {"i3dm", FileKind::tile}, {"cmpt", FileKind::tile},
        {"pnts", FileKind::tile}, {"subtree", FileKind::tile}};
    auto found = std::ranges::find(k_endings, ending, [](const auto& e) { return e.first; });
    return found == std::end(k_endings) ? FileKind::unknown : found->second;
}

// A chunk 0x4D4D that is as long as the file, or ends within it.
bool is_3ds(std::string_view bytes, const std::string& ending) {
    if (!bytes.starts_with("MM") || bytes.size() < 6) return false;
    std::size_t size = 0;
    for (std::size_t i = 6; i-- > 2;) size = size << 8U | static_cast<unsigned char>(bytes[i]);
    return ending == "3ds" || size == bytes.size();
}

FileKind mesh_kind_of_bytes(std::string_view bytes, const std::string& name) {
    std::string ending = ending_of(name);
    for (auto magic : {"b3dm", "i3dm", "cmpt", "pnts", "subt"})
        if (bytes.starts_with(magic)) return FileKind::tile;
    if (bytes.starts_with("glTF")) return FileKind::gltf;
    if (bytes.starts_with("ply\n") || bytes.starts_with("ply\r")) return FileKind::ply;
    if (bytes.starts_with("Kaydara FBX Binary")) return FileKind::fbx;
    if (is_3ds(bytes, ending)) return FileKind::max_3ds;
    std::string_view head = without_blank(bytes.substr(0, 8192));
    if (head.starts_with("; FBX")) return FileKind::fbx;
    if (ending == "stl" || (head.starts_with("solid") && head.contains("facet normal"))) return FileKind::stl;
    if (ending == "obj" && is_text(bytes.substr(0, 8192))) return FileKind::obj;
    if (head.starts_with("<") && head.contains("<COLLADA")) return FileKind::collada;
    if (head.starts_with("<") && head.contains("<kml") && bytes.contains("<Model")) return FileKind::model_kml;
    if (!head.starts_with("{") && !head.starts_with("[")) return FileKind::unknown;
    if (ending == "gltf") return FileKind::gltf;
    constexpr std::size_t k_searched = std::size_t{64} << 20;
    if (head.contains("\"tileAvailability\"") && head.contains("\"contentAvailability\"")) return FileKind::tile; // a subtree as JSON
    if (head.contains("\"Feature") || ending == "geojson" || bytes.size() > k_searched || !bytes.contains("\"asset\"")) return FileKind::unknown;
    if (bytes.contains("\"geometricError\"") && bytes.contains("\"root\"")) return FileKind::tileset;
    return bytes.contains("\"nodes\"") || bytes.contains("\"meshes\"") ? FileKind::gltf : FileKind::unknown;
}

} // namespace

bool is_mesh_kind(FileKind kind) { return kind >= FileKind::gltf && kind <= FileKind::max_3ds; }

FileKind kind_of_name(const std::string& name) {
    std::string ending = ending_of(name);
    if (ending == "shp") return FileKind::shapefile;
    if (ending == "dbf") return FileKind::dbf;
    if (ending == "gpkg" || ending == "twin") return FileKind::geopackage;
    if (ending == "tif" || ending == "tiff" || ending == "hgt" || ending == "asc") return FileKind::raster;
    if (ending == "epw") return FileKind::epw;
    if (ending == "osm" || ending == "pbf") return FileKind::osm;
    if (ending == "fgb") return FileKind::flatgeobuf;
    if (ending == "dxf") return FileKind::dxf;
    if (ending == "kml") return FileKind::kml;
    if (ending == "geojson" || ending == "json" || ending == "geojsonl" || ending == "geojsons" || ending == "geojsonseq" ||
        ending == "ndjson" || ending == "jsonl")
        return FileKind::json;
    if (ending == "csv" || ending == "tsv") return FileKind::csv;
    if (FileKind model = mesh_kind_of_ending(ending); model != FileKind::unknown) return model;
    if (ending == "zip" || ending == "kmz") return FileKind::zip;
    if (ending == "gz") return FileKind::gzip;
    if (ending == "xlsx" || ending == "xlsm") return FileKind::xlsx;
    if (ending == "docx" || ending == "pptx" || ending == "ods") return FileKind::office;
    return FileKind::unknown;
}

FileKind kind_of_bytes(std::string_view bytes, const std::string& name) {
    if (bytes.empty()) return FileKind::empty;
    if (is_gzip(bytes)) return FileKind::gzip;
    if (is_zip(bytes)) {
        bool office = bytes.substr(0, 4096).contains("[Content_Types].xml") ||
                      bytes.substr(0, 200).contains("mimetypeapplication/vnd") || names_member(bytes, "[Content_Types].xml");
        return !office ? FileKind::zip : names_member(bytes, "xl/workbook.xml") ? FileKind::xlsx : FileKind::office;
    }
    if (bytes.starts_with(std::string_view("SQLite format 3\0", 16))) return FileKind::geopackage;
    if (bytes.starts_with(std::string_view("\0\0\x27\x0a", 4)) && ending_of(name) != "shx") return FileKind::shapefile;
    for (auto magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
                       std::string_view("MM\0+", 4)})
        if (bytes.starts_with(magic)) return FileKind::raster;
    if (is_hgt(bytes, name)) return FileKind::raster;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n") || bytes.starts_with("\xFF\xD8\xFF")) return FileKind::picture;
    if (bytes.size() > 15 && bytes.substr(4, 11) == std::string_view("\x0a\x09OSMHeader", 11)) return FileKind::osm;
    if ((bytes[0] == '\x03' || bytes[0] == '\x83' || bytes[0] == '\x30') && ending_of(name) == "dbf")
        return FileKind::dbf;

    if (bytes.starts_with("fgb\x03")) return FileKind::flatgeobuf;
    if (FileKind model = mesh_kind_of_bytes(bytes, name); model != FileKind::unknown) return model;
    std::string_view head = without_blank(bytes.substr(0, 8192));
    if (head.starts_with("<")) return head.contains("<kml") || head.contains(":kml ") ? FileKind::kml : kind_of_xml(head);
    if (head.starts_with("{") && is_cityjson(bytes)) return FileKind::cityjson;
    if (head.starts_with("{") || head.starts_with("[") || head.starts_with("\x1E{")) return FileKind::json;
    if (head.starts_with("LOCATION,")) return FileKind::epw;
    if (is_ascii_grid(head)) return FileKind::raster;
    if (is_dxf(head, name)) return FileKind::dxf;
    if (is_text(bytes.substr(0, 8192)) && (kind_of_name(name) == FileKind::csv || ending_of(name) == "txt"))
        return FileKind::csv;
    return FileKind::unknown;
}

const char* kind_name(FileKind kind) {
    switch (kind) {
    case FileKind::gzip:
        return "gzip";
    case FileKind::zip:
        return "zip";
    case FileKind::office:
        return "Office";
    case FileKind::xlsx:
        return "XLSX";
    case FileKind::flatgeobuf:
        return "FlatGeobuf";
    case FileKind::dxf:
        return "DXF";
    case FileKind::kml:
        return "KML";
    case FileKind::shapefile:
        return "Shapefile";
    case FileKind::dbf:
        return "dBase";
    case FileKind::geopackage:
        return "GeoPackage";
    case FileKind::raster:
        return "GeoTIFF";
    case FileKind::epw:
        return "EPW";
    case FileKind::osm:
        return "OpenStreetMap";
    case FileKind::json:
        return "JSON";
    case FileKind::csv:
        return "CSV";
    case FileKind::citygml:
        return "CityGML";
    case FileKind::code_list:
        return "GML Dictionary";
    case FileKind::cityjson:
        return "CityJSON";
    case FileKind::gltf:
        return "glTF";
    case FileKind::obj:
        return "OBJ";
    case FileKind::stl:
        return "STL";
    case FileKind::ply:
        return "PLY";
    case FileKind::fbx:
        return "FBX";
    case FileKind::collada:
        return "Collada";
    case FileKind::max_3ds:
        return "3DS";
    case FileKind::tileset:
    case FileKind::tile:
        return "3D Tiles";
    case FileKind::model_kml:
        return "KML";
    case FileKind::picture: // content_name knows which
    case FileKind::unknown:
    case FileKind::empty:
        break;
    }
    return "";
}

std::string content_name(std::string_view bytes, FileKind kind) {
    std::string_view head = without_blank(bytes.substr(0, 8192));
    if (kind == FileKind::json)
        return head.contains("\"FeatureCollection\"") || head.contains("\"Feature\"") ? "GeoJSON" : "JSON";
    if (kind == FileKind::raster && is_ascii_grid(head)) return "ASCII grid";
    if (kind != FileKind::unknown && kind != FileKind::picture) return kind_name(kind);
    static constexpr std::pair<std::string_view, const char*> k_starts[] = {
        {"\x89PNG", "PNG"},      {"\xFF\xD8\xFF", "JPEG"}, {"GIF8", "GIF"},           {"%PDF", "PDF"},  {"BM", "BMP"},
        {"\xD0\xCF\x11\xE0", "Office"}, {"BZh", "bzip2"},  {"7z\xBC\xAF", "7z"}, {"Rar!", "RAR"}, {"glTF", "glTF"},
        {"PAR1", "Parquet"},     {"AC10", "DWG"},          {"AutoCAD Binary DXF", "binary DXF"}};
    for (const auto& [start, name] : k_starts)
        if (bytes.starts_with(start)) return name;
    for (const char* html : {"<!DOCTYPE html", "<!doctype html", "<html", "<HTML"})
        if (head.starts_with(html)) return "HTML";
    if (head.starts_with("<")) return "XML";
    return is_table(head) ? "CSV" : "";
}

std::string unread_code(std::string_view bytes, const std::string& name) {
    static constexpr std::pair<std::string_view, const char*> k_starts[] = {
        {"PAR1", "unread_parquet"}, {"AC10", "unread_dwg"},     {"AutoCAD Binary DXF", "unread_dwg"},
        {"%PDF", "unread_pdf"},     {"7z\xBC\xAF", "unread_archive"}, {"Rar!", "unread_archive"},
        {"BZh", "unread_archive"},  {"LASF", "unread_points"},  {"ISO-10303-21", "unread_ifc"}};
    for (const auto& [start, code] : k_starts)
        if (bytes.starts_with(start)) return code;
    static constexpr std::pair<std::string_view, const char*> k_endings[] = {
        {"parquet", "unread_parquet"}, {"geoparquet", "unread_parquet"}, {"arrow", "unread_parquet"}, {"feather", "unread_parquet"},
        {"dwg", "unread_dwg"},         {"dgn", "unread_dwg"},            {"mdb", "unread_access"},    {"accdb", "unread_access"},
        {"hwp", "unread_hwp"},         {"hwpx", "unread_hwp"},           {"pdf", "unread_pdf"},       {"gdbtable", "unread_gdb"},
        {"xls", "unread_xls"},         {"xlsb", "unread_xls"},           {"ods", "unread_xls"},       {"doc", "unread_document"},
        {"docx", "unread_document"},   {"ppt", "unread_document"},       {"pptx", "unread_document"}, {"tab", "unread_mapinfo"},
        {"mif", "unread_mapinfo"},     {"e00", "unread_mapinfo"},        {"7z", "unread_archive"},    {"rar", "unread_archive"},
        {"egg", "unread_archive"},     {"alz", "unread_archive"},        {"tar", "unread_archive"},   {"las", "unread_points"},
        {"laz", "unread_points"},      {"ifc", "unread_ifc"},            {"skp", "unread_model"},     {"max", "unread_model"},
        {"blend", "unread_model"},     {"3dm", "unread_model"},          {"rvt", "unread_ifc"},       {"qgz", "unread_project"},
        {"qgs", "unread_project"},     {"mxd", "unread_project"},        {"aprx", "unread_project"},  {"ecw", "unread_picture"},
        {"sid", "unread_picture"},     {"img", "unread_picture"}};
    std::string ending = ending_of(name);
    for (const auto& [known, code] : k_endings)
        if (ending == known) return code;
    return {};
}

std::string promised_name(const std::string& name) {
    std::string ending = ending_of(name);
    if (ending == "geojson") return "GeoJSON";
    return ending == "asc" ? "ASCII grid" : kind_name(kind_of_name(name));
}

} // namespace tp
