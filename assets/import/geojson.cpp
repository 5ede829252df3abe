#include "import/geojson_feature.h"
#include "import/geojson_geometry.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tp {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::size_t k_depth_limit = 128;

void add_value(LayerBuilder& builder, std::size_t column, element value) {
    switch (value.type()) {
    case element_type::STRING:
        builder.text(column, std::string_view(value));
        break;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE: {
        double number = 0.0;
        if (value.get_double().get(number) != simdjson::SUCCESS) break;
        if (value.type() != element_type::DOUBLE && std::abs(number) >= k_exact_whole)
            builder.text(column, simdjson::to_string(value));
        else
            builder.number(column, number);
        break;
    }
    case element_type::BOOL:
        builder.number(column, bool(value) ? 1.0 : 0.0);
        break;
    case element_type::ARRAY:
    case element_type::OBJECT:
        builder.text(column, simdjson::to_string(value));
        break;
    case element_type::NULL_VALUE:
        break;
    }
}

void add_properties(LayerBuilder& builder, element feature) {
    object properties;
    if (feature["properties"].get_object().get(properties) != simdjson::SUCCESS) return;
    for (auto [name, value] : properties) add_value(builder, builder.column(name), value);
}

} // namespace

void add_geojson_feature(LayerBuilder& builder, element feature, std::uint32_t row) {
    builder.begin(row);
    element geometry, id;
    std::string_view type;
    if (feature["type"].get_string().get(type) != simdjson::SUCCESS || type != "Feature")
        return builder.leave_out("bad_feature");
    if (feature["geometry"].get(geometry) != simdjson::SUCCESS) return builder.leave_out("no_geometry");
    std::string_view problem;
    auto kind = add_geojson_geometry(builder, geometry, problem);
    if (kind == GeometryKind::none) return builder.leave_out(problem);
    if (feature["id"].get(id) == simdjson::SUCCESS) {
        if (id.is_object() || id.is_array()) // RFC 7946, section 3.2: a string or a number
            builder.note("bad_id", "dropped");
        else
            add_value(builder, builder.column("id"), id);
    }
    add_properties(builder, feature);
    builder.end(kind);
}

namespace {

// The whole document into the builder; false: it is JSON of another kind.
bool add_document(LayerBuilder& builder, element document) {
    std::string_view type;
    if (!document.is_object() || document["type"].get_string().get(type) != simdjson::SUCCESS) return false;
    if (type == "FeatureCollection") {
        array features;
        if (document["features"].get_array().get(features) != simdjson::SUCCESS) return false;
        std::uint32_t row = 0;
        for (element feature : features) add_geojson_feature(builder, feature, row++);
        return true;
    }
    if (type == "Feature") {
        add_geojson_feature(builder, document, 0);
        return true;
    }
    builder.begin(0);
    std::string_view problem;
    auto kind = add_geojson_geometry(builder, document, problem);
    if (kind == GeometryKind::none) return false;
    builder.end(kind);
    return true;
}

// What RFC 7946 forbids in the document's own members and what costs no feature: a box that holds no numbers (section
// 5), members of another type of object (7.1).
void note_members(std::vector<FeatureLayer>& layers, element document) {
    if (element box; document["bbox"].get(box) == simdjson::SUCCESS && !layers.empty()) {
        array numbers;
        bool good = box.get_array().get(numbers) == simdjson::SUCCESS;
        if (good)
            for (element number : numbers) good = good && number.is_number();
        if (!good) add_note(layers.front().notes, "bad_bbox", "", "dropped");
    }
    std::string_view type;
    if (document["type"].get_string().get(type) != simdjson::SUCCESS || layers.empty()) return;
    bool feature = type == "Feature", collection = type == "FeatureCollection";
    for (const char* member : {"coordinates", "geometries", "geometry", "properties", "features"}) {
        std::string_view name = member;
        bool own = name == "features" ? collection : name == "geometry" || name == "properties" ? feature : !feature && !collection;
        if (element value; !own && document[member].get(value) == simdjson::SUCCESS)
            return add_note(layers.front().notes, "foreign_member", member, "dropped");
    }
}

// End of the value that begins at `at`: strings and brackets are matched, nothing else is checked. npos: the text ends
// first.
std::size_t end_of_object(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    bool quoted = false;
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (quoted) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (--depth == 0) return at + 1;
        }
    }
    return std::string_view::npos;
}

std::size_t next_feature(std::string_view text, std::size_t at) {
    return std::min(text.find("{\"type\":\"Feature\"", at), text.find("{ \"type\": \"Feature\"", at));
}

// The name in the member "crs" of a collection that is no valid JSON as a whole; empty where there is none.
std::string crs_name_in(std::string_view text) {
    std::size_t member = text.substr(0, 4096).find("\"crs\""), at = text.find('{', member);
    if (member == std::string_view::npos || at == std::string_view::npos) return {};
    std::size_t end = end_of_object(text, at);
    simdjson::dom::parser parser;
    std::string_view name;
    if (end == std::string_view::npos) return {};
    if (parser.parse(text.data() + at, end - at, true)["properties"]["name"].get_string().get(name) !=
        simdjson::SUCCESS)
        return {};
    return std::string(name);
}

// Of a collection that is no valid JSON as a whole the features that are: one bad feature does not fail the file.
// False: there is no list of features.
bool add_features_one_by_one(LayerBuilder& builder, std::string_view text) {
    auto list = text.find("\"features\"");
    if (list == std::string_view::npos || !text.substr(0, list).contains("FeatureCollection")) return false;
    std::size_t at = text.find('[', list);
    simdjson::dom::parser parser;
    if (at == std::string_view::npos || parser.allocate(text.size() + 1, k_depth_limit) != simdjson::SUCCESS)
        return false;
    std::uint32_t row = 0;
    for (++at; at < text.size(); ++row) {
        at = text.find_first_of("{]", at);
        if (at == std::string_view::npos || text[at] == ']') break;
        std::size_t end = end_of_object(text, at);
        element feature;
        if (end != std::string_view::npos &&
            parser.parse(text.data() + at, end - at, true).get(feature) == simdjson::SUCCESS) {
            add_geojson_feature(builder, feature, row);
            at = end;
            continue;
        }
        builder.begin(row);
        builder.leave_out("bad_feature");
        at = std::min({end, next_feature(text, at + 1), text.size()}); // a broken string would swallow the rest
    }
    return builder.count() > 0;
}

// Features one after another: parted by record separators (RFC 8142), or one a line.
bool is_sequence(std::string_view text) {
    if (text.starts_with('\x1E')) return true;
    auto end = text.find('\n');
    if (end == std::string_view::npos) return false;
    simdjson::dom::parser parser;
    element first;
    std::string_view type;
    return parser.parse(text.data(), end, true).get(first) == simdjson::SUCCESS &&
           first["type"].get_string().get(type) == simdjson::SUCCESS && type == "Feature";
}

void add_sequence(LayerBuilder& builder, std::string_view text) {
    char separator = text.starts_with('\x1E') ? '\x1E' : '\n';
    simdjson::dom::parser parser;
    std::uint32_t row = 0;
    if (parser.allocate(text.size() + 1, k_depth_limit) != simdjson::SUCCESS) return;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.find(separator, at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
        element feature;
        if (parser.parse(line.data(), line.size(), true).get(feature) == simdjson::SUCCESS) {
            add_geojson_feature(builder, feature, row++);
            continue;
        }
        builder.begin(row++);
        builder.leave_out("bad_feature");
    }
}

std::string layer_name(element document, const std::string& otherwise) {
    std::string_view name;
    return document["name"].get_string().get(name) == simdjson::SUCCESS && !name.empty() ? std::string(name)
                                                                                         : otherwise;
}

} // namespace

// "urn:ogc:def:crs:EPSG::5186", "EPSG:5186", "urn:ogc:def:crs:OGC:1.3:CRS84" -> the number, 0 for what is not known.
static int epsg_of_name(std::string_view name) {
    if (name.ends_with("CRS84")) return 4326;
    auto at = name.find("EPSG:");
    if (at == std::string_view::npos) return 0;
    std::string_view digits = name.substr(name.find_last_of(':') + 1);
    int code = 0;
    auto done = std::from_chars(digits.data(), digits.data() + digits.size(), code);
    return done.ec == std::errc{} ? code : 0;
}

void say_geojson_crs(FeatureLayer& layer, const std::string& crs) {
    layer.crs_from = crs.empty() ? CrsFrom::format : CrsFrom::stated;
    layer.epsg = crs.empty() ? 4326 : epsg_of_name(crs); // RFC 7946, section 4
    layer.crs_from = crs.empty() ? CrsFrom::format : CrsFrom::stated;
    layer.crs = layer.epsg > 0 ? "EPSG:" + std::to_string(layer.epsg) : crs;
}

LayersOrRefusal read_geojson(SourceFile& source, const ReadOptions& options) {
    std::vector<std::string_view> all{source.bytes};
    std::string encoding = find_encoding(all, "", options.encoding);
    bool damaged = false;
    if (encoding != "UTF-8" || !source.bytes.starts_with('{')) {
        source.bytes = to_utf8(source.bytes, encoding, damaged);
        if (source.bytes.starts_with("\xEF\xBB\xBF")) source.bytes.erase(0, 3);
    }
    source.bytes.reserve(source.bytes.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::parser parser;
    if (parser.allocate(source.bytes.size() + 1, k_depth_limit) != simdjson::SUCCESS)
        return refuse("cannot_read", "memory");
    std::string stem = source.name.substr(0, source.name.find_last_of('.'));
    element document;
    auto code = parser.parse(source.bytes.data(), source.bytes.size(), false).get(document);
    bool whole = code == simdjson::SUCCESS;
    LayerBuilder builder(whole ? layer_name(document, stem) : stem);
    if (whole && !add_document(builder, document)) return refuse("not_what_it_says", "no GeoJSON");
    bool sequence = !whole && is_sequence(source.bytes);
    if (sequence) add_sequence(builder, source.bytes);
    if (!whole && !sequence && !add_features_one_by_one(builder, source.bytes))
        return refuse("cannot_read", simdjson::error_message(code));
    std::string_view stated;
    std::string crs = whole ? std::string{} : crs_name_in(source.bytes);
    if (whole && document["crs"]["properties"]["name"].get_string().get(stated) == simdjson::SUCCESS) crs = stated;
    auto layers = builder.finish();
    if (whole) note_members(layers, document);
    for (auto& layer : layers) {
        layer.encoding = encoding;
        say_geojson_crs(layer, crs);
        if (damaged) add_note(layer.notes, "bad_text", "", "replaced");
        if (!whole && !sequence) add_note(layer.notes, "damaged_file", simdjson::error_message(code), "");
    }
    return layers;
}

} // namespace tp
