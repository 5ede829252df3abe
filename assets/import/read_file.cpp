#include "import/read_file.h"

#include "core/hash.h"
#include "import/clean_heights.h"
#include "import/file_kind.h"
#include "import/geojson_stream.h"
#include "import/layer_builder.h"
#include "import/model_kml.h"
#include "import/part_of.h"
#include "import/readers.h"
#include "import/text_encoding.h"
#include "wire/layers.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

namespace tp {
namespace {

constexpr int k_nesting_limit = 3; // a .zip in a .zip, a .gz in it

FeatureLayer unread(std::string file, std::string code, std::string where) {
    FeatureLayer layer;
    layer.file = std::move(file);
    layer.notes.push_back({std::move(code), std::move(where), 1, "left_out"});
    return layer;
}

std::string clean(const std::string& text) {
    std::string plain = text;
    std::erase(plain, '\0');
    if (is_utf8(plain)) return plain;
    bool damaged = false;
    std::vector<std::string_view> all{plain};
    return to_utf8(plain, find_encoding(all, "", ""), damaged);
}

// Text with the byte order mark of UTF-16, as Excel's "Unicode text" has it, becomes UTF-8.
bool from_utf16(std::string& bytes) {
    bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
    if (!little && !big) return false;
    bool damaged = false;
    bytes = to_utf8(std::string_view(bytes).substr(2), little ? "UTF-16LE" : "UTF-16BE", damaged);
    return true;
}

// How the coordinates lie: within degrees, or within degrees once the axes are swapped.
struct Ranges {
    bool degrees = true, swapped = true;
};

Ranges ranges_of(const FeatureLayer& layer) {
    Ranges out;
    std::size_t degrees = 0, swapped = 0;
    for (std::size_t i = 0; i < layer.x.size(); ++i) {
        double x = std::abs(layer.x[i]), y = std::abs(layer.y[i]);
        degrees += x <= 180.0 && y <= 90.0 ? 1 : 0;
        swapped += x <= 90.0 && y > 90.0 && y <= 180.0 ? 1 : 0;
    }
    out.degrees = degrees * 2 > layer.x.size();
    out.swapped = !out.degrees && swapped * 2 > layer.x.size();
    return out;
}

void check_crs(FeatureLayer& layer) {
    if (layer.x.empty() || layer.needs_place) return;
    Ranges ranges = ranges_of(layer);
    bool unknown = layer.epsg == 0 && layer.crs.empty();
    if ((layer.epsg == 4326 || unknown) && ranges.swapped) {
        layer.x.swap(layer.y);
        add_note(layer.notes, "axes_swapped", "", "swapped");
        ranges.degrees = true;
    }
    if (unknown && ranges.degrees) {
        layer.epsg = 4326;
        layer.crs = "EPSG:4326";
        layer.crs_from = CrsFrom::values;
        add_note(layer.notes, "crs_from_values", "EPSG:4326", "");
    } else if (layer.epsg == 4326 && !ranges.degrees) {
        layer.epsg = 0;
        layer.crs.clear();
        layer.crs_from = CrsFrom::nothing;
        add_note(layer.notes, "not_degrees", "", "");
    } else if (unknown) {
        add_note(layer.notes, "no_crs", "", "");
    }
}

void drop_features(FeatureLayer& layer) {
    layer.feature_begin = layer.part_begin = layer.ring_begin = {0};
    layer.x.clear();
    layer.y.clear();
    layer.z.clear();
    layer.row.clear();
    layer.key.clear();
    layer.columns.clear();
    layer.canonical.clear();
    layer.raster.clear();
    layer.picture.clear();
    layer.models = {};
    layer.raster_columns = layer.raster_rows = 0;
}

void finish(FeatureLayer& layer, const ReadRequest& request, Session& session) {
    layer.layer = clean(layer.layer);
    layer.crs = clean(layer.crs);
    for (auto& note : layer.notes) note.where = clean(note.where);
    for (auto& column : layer.columns) {
        column.name = clean(column.name);
        for (auto& text : column.text)
            if (!is_utf8(text)) text = clean(text);
    }
    check_crs(layer);
    give_role(layer, session.roles, request.roles);
    give_canonical(layer, session.roles, request.columns);
    offer_columns(layer, session.roles);
    if (layer.role == Role::none) drop_features(layer);
    if (layer.role == Role::terrain && !layer.raster.empty()) clean_heights(layer);
}

// A KML with models may hold points, lines and areas too; its models are read once.
LayersOrRefusal read_mixed_kml(SourceFile& source, const ReadOptions& options) {
    auto models = read_model_kml(source);
    auto rest = read_kml(source, options);
    if (!rest) return models;
    LayersOrRefusal out = std::vector<FeatureLayer>{};
    for (FeatureLayer& layer : *rest) {
        for (const ReportNote& note : layer.notes)
            if (note.code == "kml_model") layer.in -= note.count, layer.left_out -= note.count;
        std::erase_if(layer.notes, [](const ReportNote& note) { return note.code == "kml_model"; });
        if (layer.in > 0) out->push_back(std::move(layer));
    }
    if (models) std::ranges::move(*models, std::back_inserter(*out));
    if (out->empty()) return models;
    return out;
}

LayersOrRefusal read_kind(FileKind kind, SourceFile& source, const ReadOptions& options) {
    switch (kind) {
    case FileKind::shapefile:
        return read_shapefile(source, options);
    case FileKind::dbf:
        return read_dbf_table(source, options);
    case FileKind::json:
        return read_geojson(source, options);
    case FileKind::csv:
        return is_weather_csv(source.bytes) ? read_weather_csv(source, options) : read_csv(source, options);
    case FileKind::osm:
        return read_osm(source, options);
    case FileKind::xlsx:
        return read_xlsx(source, options);
    case FileKind::geopackage:
        return read_geopackage(source, options);
    case FileKind::flatgeobuf:
        return read_flatgeobuf(source, options);
    case FileKind::dxf:
        return read_dxf(source, options);
    case FileKind::kml:
        return read_kml(source, options);
    case FileKind::picture:
        if (auto model = model_of_part(source)) return refuse("part_of_model", *model);
        return read_raster(source, options);
    case FileKind::raster:
        return read_raster(source, options);
    case FileKind::epw:
        return read_epw(source, options);
    case FileKind::citygml:
        return read_citygml(source, options);
    case FileKind::cityjson:
        return read_cityjson(source, options);
    case FileKind::code_list:
        return refuse("code_list");
    case FileKind::tileset:
        return read_tileset(source);
    case FileKind::tile:
        return read_tile(source);
    case FileKind::model_kml:
        return read_mixed_kml(source, options);
    case FileKind::empty:
        return refuse("empty_file");
    default:
        if (is_mesh_kind(kind)) return read_mesh(source, kind);
        if (auto model = model_of_part(source)) return refuse("part_of_model", *model);
        if (auto code = unread_code(source.bytes, source.name); !code.empty()) return refuse(code);
        return refuse(kind_of_name(source.name) == FileKind::unknown || kind == FileKind::office ? "no_reader"
                                                                                                 : "not_what_it_says");
    }
}

// Kinds that share an ending: what .json and .kml promise.
bool keeps_promise(FileKind promised, FileKind kind) {
    if (promised == kind) return true;
    if (promised == FileKind::json)
        return kind == FileKind::cityjson || kind == FileKind::tileset || kind == FileKind::tile || kind == FileKind::gltf;
    return promised == FileKind::kml && kind == FileKind::model_kml;
}

class FileReader {
public:
    FileReader(const ReadRequest& request, Session& session) : m_request(request), m_session(session) {}

    std::vector<FeatureLayer> take() { return std::move(m_layers); }

    void read(SourceFile& source, int depth) {
        bool wide = from_utf16(source.bytes);
        FileKind kind = kind_of_bytes(source.bytes, source.name), promised = kind_of_name(source.name);
        if (auto is = content_name(source.bytes, kind); !is.empty() && promised != FileKind::unknown && !keeps_promise(promised, kind))
            return m_layers.push_back(unread(source.file, "other_kind", promised_name(source.name) + " -> " + is));
        if (kind == FileKind::gzip) return read_gzip(source, depth);
        if (kind == FileKind::zip) return read_zip(source, depth);
        ReadOptions options{m_request.encoding, &m_session};
        auto layers = read_kind(kind, source, options);
        if (!layers) {
            bool other_json = layers.error().key == "not_what_it_says" && kind == FileKind::json &&
                              !source.name.ends_with(".geojson");
            m_layers.push_back(
                unread(source.file, other_json ? "no_reader" : layers.error().key, clean(layers.error().where)));
            return;
        }
        for (auto& layer : *layers) {
            layer.file = source.file;
            if (wide) layer.encoding = "UTF-16";
            if (layer.in == 0) add_note(layer.notes, "no_features", "", "");
            finish(layer, m_request, m_session);
            m_layers.push_back(std::move(layer));
        }
    }

private:
    void read_gzip(SourceFile& source, int depth) {
        auto bytes = depth < k_nesting_limit ? unpack_gzip(source.bytes) : refuse("unpacks_too_large");
        if (!bytes) return m_layers.push_back(unread(source.file, bytes.error().key, bytes.error().where));
        SourceFile inner = std::move(source);
        inner.bytes = std::move(*bytes);
        if (inner.name.ends_with(".gz") || inner.name.ends_with(".GZ")) inner.name.resize(inner.name.size() - 3);
        read(inner, depth + 1);
    }

    void read_zip(SourceFile& source, int depth) {
        auto members = depth < k_nesting_limit ? unpack_zip(source.bytes) : refuse("unpacks_too_large");
        if (!members) return m_layers.push_back(unread(source.file, members.error().key, clean(members.error().where)));
        source.bytes.clear();
        std::size_t before = m_layers.size();
        bool kmz = normal_name(source.name).ends_with(".kmz"); // its other files are pictures and models of the KML
        for (const auto& [name, bytes] : *members) {
            if (is_side(name, *members) || (kmz && kind_of_name(name) != FileKind::kml)) continue;
            SourceFile member;
            member.file = source.file + '/' + clean(name);
            member.name = name.substr(name.find_last_of('/') + 1);
            member.bytes = bytes;
            member.side = [&, stem = name.substr(0, name.find_last_of('.'))](std::string_view ending) {
                return side_of(*members, stem, ending);
            };
            auto slash = name.find_last_of('/');
            member.beside = [&, folder = slash == std::string::npos ? std::string{} : name.substr(0, slash)](
                                const std::string& reference) -> Result<std::string> {
                auto wanted = resolve_reference(folder, reference);
                if (!wanted) return refuse("uri_outside", reference);
                auto found = std::ranges::find(*members, *wanted, [](const auto& m) { return m.first; });
                if (found == members->end()) return refuse("uri_missing", reference);
                return found->second;
            };
            read(member, depth + 1);
        }
        if (kmz) drop_links(before);
        if (m_layers.size() == before) m_layers.push_back(unread(source.file, "empty_file", ""));
    }

    // A KMZ may hold its placemarks in further KML files, and a doc.kml that only refers to them.
    void drop_links(std::size_t from) {
        auto begin = m_layers.begin() + static_cast<std::ptrdiff_t>(from);
        auto only_links = [](const FeatureLayer& layer) {
            return layer.in == 0 && !layer.notes.empty() && layer.notes.front().code == "kml_no_placemark";
        };
        if (!std::all_of(begin, m_layers.end(), only_links))
            m_layers.erase(std::remove_if(begin, m_layers.end(), only_links), m_layers.end());
    }

    using Members = std::vector<std::pair<std::string, std::string>>;
    static std::optional<std::string> side_of(const Members& members, const std::string& stem,
                                              std::string_view ending) {
        for (const auto& [name, bytes] : members)
            if (name.size() == stem.size() + ending.size() && name.starts_with(stem) &&
                normal_name(name.substr(stem.size())) == ending)
                return bytes;
        return std::nullopt;
    }
    // As wire/input_list.h says for folders.
    static bool is_side(const std::string& path, const Members& members) {
        std::string name = normal_name(path.substr(path.find_last_of('/') + 1));
        if (name.starts_with(".") || name.starts_with("readme") || name.starts_with("license") ||
            name.starts_with("licence") || name.starts_with("copying") || path.starts_with("__MACOSX/"))
            return true;
        for (const char* ending :
             {".shx", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qpj", ".fix", ".cst", ".xml", ".qmd", ".tfw", ".tifw", ".jgw", ".jpgw",
              ".pgw", ".pngw", ".wld"})
            if (name.ends_with(ending)) return true;
        return name.ends_with(".dbf") && side_of(members, path.substr(0, path.find_last_of('.')), ".shp");
    }

    const ReadRequest& m_request;
    Session& m_session;
    std::vector<FeatureLayer> m_layers;
};

} // namespace

namespace {

constexpr std::uintmax_t k_stream_from = std::uintmax_t{4} << 20; // smaller files are read as a whole

// A large GeoJSON file, if it is a plain one; `hash` is that of its bytes then.
std::optional<std::vector<FeatureLayer>> read_large(const ReadRequest& request, Session& session, ContentHash& hash) {
    std::error_code error;
    std::filesystem::path path = request.path;
    std::string name = path.filename().string();
    auto size = std::filesystem::file_size(path, error);
    if (error || size < k_stream_from || kind_of_name(name) != FileKind::json) return std::nullopt;
    if (!request.encoding.empty() && request.encoding != "UTF-8") return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    auto layers = read_geojson_stream(
        [&](char* to, std::size_t room) {
            file.read(to, static_cast<std::streamsize>(room));
            auto got = static_cast<std::size_t>(file.gcount());
            hash.add(std::as_bytes(std::span(to, got)));
            return got;
        },
        name.substr(0, name.find_last_of('.')));
    if (!layers) return std::nullopt;
    for (auto& layer : *layers) {
        layer.file = request.file;
        if (layer.in == 0) add_note(layer.notes, "no_features", "", "");
        finish(layer, request, session);
    }
    return layers;
}

} // namespace

std::vector<FeatureLayer> read_file(const ReadRequest& request, Session& session) {
    ContentHash hash;
    std::vector<FeatureLayer> layers;
    if (auto large = read_large(request, session, hash)) {
        layers = std::move(*large);
    } else {
        auto bytes = read_bytes(request.path);
        if (!bytes) return {unread(request.file, bytes.error().key, bytes.error().where)};
        hash = {};
        hash.add(std::as_bytes(std::span(*bytes)));
        SourceFile source = source_on_disk(request.path, request.file, std::move(*bytes), request.root);
        FileReader reader(request, session);
        reader.read(source, 0);
        layers = reader.take();
    }
    std::string licence = licence_beside(request.path, request.file, session.licences);
    for (auto& layer : layers) {
        layer.hash = hash.hex();
        if (layer.licence.empty()) layer.licence = licence;
    }
    return layers;
}

} // namespace tp
