#include "import/geojson_geometry.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <charconv>

namespace tp {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::size_t k_depth_limit = 128;

// "urn:ogc:def:crs:EPSG::5186", "EPSG:5186", "urn:ogc:def:crs:OGC:1.3:CRS84" -> the number, 0 for what is not known.
int epsg_of_name(std::string_view name) {
    if (name.ends_with("CRS84")) return 4326;
    auto at = name.find("EPSG:");
    if (at == std::string_view::npos) return 0;
    std::string_view digits = name.substr(name.find_last_of(':') + 1);
    int code = 0;
    auto done = std::from_chars(digits.data(), digits.data() + digits.size(), code);
    return done.ec == std::errc{} ? code : 0;
}

void add_value(LayerBuilder& builder, std::size_t column, element value) {
    switch (value.type()) {
    case element_type::STRING: builder.text(column, std::string_view(value)); break;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE: {
        double number = 0.0;
        if (value.get_double().get(number) == simdjson::SUCCESS) builder.number(column, number);
        break;
    }
    case element_type::BOOL: builder.number(column, bool(value) ? 1.0 : 0.0); break;
    case element_type::ARRAY:
    case element_type::OBJECT: builder.text(column, simdjson::to_string(value)); break;
    case element_type::NULL_VALUE: break;
    }
}

void add_properties(LayerBuilder& builder, element feature) {
    object properties;
    if (feature["properties"].get_object().get(properties) != simdjson::SUCCESS) return;
    for (auto [name, value] : properties) add_value(builder, builder.column(name), value);
}

void add_feature(LayerBuilder& builder, element feature, std::uint32_t row) {
    builder.begin(row);
    element geometry, id;
    std::string_view type;
    if (feature["type"].get_string().get(type) != simdjson::SUCCESS || type != "Feature") return builder.leave_out("bad_feature");
    if (feature["geometry"].get(geometry) != simdjson::SUCCESS) return builder.leave_out("no_geometry");
    std::string_view problem;
    auto kind = add_geojson_geometry(builder, geometry, problem);
    if (kind == GeometryKind::none) return builder.leave_out(problem);
    if (feature["id"].get(id) == simdjson::SUCCESS) add_value(builder, builder.column("id"), id);
    add_properties(builder, feature);
    builder.end(kind);
}

// The whole document into the builder; false: it is JSON of another kind.
bool add_document(LayerBuilder& builder, element document) {
    std::string_view type;
    if (!document.is_object() || document["type"].get_string().get(type) != simdjson::SUCCESS) return false;
    if (type == "FeatureCollection") {
        array features;
        if (document["features"].get_array().get(features) != simdjson::SUCCESS) return false;
        std::uint32_t row = 0;
        for (element feature : features) add_feature(builder, feature, row++);
        return true;
    }
    if (type == "Feature") {
        add_feature(builder, document, 0);
        return true;
    }
    builder.begin(0);
    std::string_view problem;
    auto kind = add_geojson_geometry(builder, document, problem);
    if (kind == GeometryKind::none) return false;
    builder.end(kind);
    return true;
}

std::string layer_name(element document, const std::string& file_name) {
    std::string_view name;
    if (document["name"].get_string().get(name) == simdjson::SUCCESS && !name.empty()) return std::string(name);
    return file_name.substr(0, file_name.find_last_of('.'));
}

} // namespace

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
    if (parser.allocate(source.bytes.size() + 1, k_depth_limit) != simdjson::SUCCESS) return refuse("cannot_read", "memory");
    element document;
    auto code = parser.parse(source.bytes.data(), source.bytes.size(), false).get(document);
    if (code != simdjson::SUCCESS) return refuse("cannot_read", simdjson::error_message(code));

    LayerBuilder builder(layer_name(document, source.name));
    if (!add_document(builder, document)) return refuse("not_what_it_says", "no GeoJSON");
    int epsg = 4326; // RFC 7946, section 4
    std::string_view crs;
    if (document["crs"]["properties"]["name"].get_string().get(crs) == simdjson::SUCCESS) epsg = epsg_of_name(crs);
    auto layers = builder.finish();
    for (auto& layer : layers) {
        layer.encoding = encoding;
        layer.epsg = epsg;
        if (epsg > 0) layer.crs = "EPSG:" + std::to_string(epsg);
        else layer.crs = std::string(crs);
        if (damaged) add_note(layer.notes, "bad_text", "", "replaced");
    }
    return layers;
}

} // namespace tp
