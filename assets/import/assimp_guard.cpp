#include "import/assimp_guard.h"

#include "import/mesh_builder.h"
#include "import/source_file.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <expat.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tp {
namespace {

struct Accessor {
    std::string array;
    std::uint64_t numbers = 0;
};

struct XmlState {
    XML_Parser parser = nullptr;
    std::size_t depth = 0;
    bool too_deep = false, doctype = false;
    std::map<std::string, std::uint64_t, std::less<>> arrays; // numbers by id
    std::vector<Accessor> accessors;
};

std::uint64_t whole(const char* text, std::uint64_t otherwise) {
    std::uint64_t out = 0;
    std::string_view view = text ? text : "";
    return std::from_chars(view.data(), view.data() + view.size(), out).ec == std::errc{} ? out : otherwise;
}

void take_collada(XmlState& state, std::string_view name, const char** attributes) {
    if (name != "float_array" && name != "accessor") return;
    const char *id = "", *count = nullptr, *stride = nullptr, *offset = nullptr, *source = "";
    for (; attributes[0]; attributes += 2) {
        std::string_view key = attributes[0];
        if (key == "id") id = attributes[1];
        if (key == "count") count = attributes[1];
        if (key == "stride") stride = attributes[1];
        if (key == "offset") offset = attributes[1];
        if (key == "source") source = attributes[1];
    }
    constexpr std::uint64_t k_limit = std::uint64_t{1} << 31;
    if (name == "float_array") state.arrays[id] = whole(count, 0);
    else state.accessors.push_back({*source == '#' ? source + 1 : source, std::min(whole(count, 0), k_limit) * std::min(whole(stride, 1), k_limit) + std::min(whole(offset, 0), k_limit)});
}

void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    auto& state = *static_cast<XmlState*>(data);
    take_collada(state, name, attributes);
    if (++state.depth <= k_mesh_depth_limit) return;
    state.too_deep = true;
    XML_StopParser(state.parser, XML_FALSE);
}
void XMLCALL on_end(void* data, const char*) { --static_cast<XmlState*>(data)->depth; }
void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    auto& state = *static_cast<XmlState*>(data);
    state.doctype = true;
    XML_StopParser(state.parser, XML_FALSE);
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    if (at <= bytes.size() && size <= bytes.size() - at) std::memcpy(&value, bytes.data() + at, size);
    return value;
}

// Binary FBX: each node is end, number of properties, their length, name; its children follow up to its end.
bool binary_too_deep(std::string_view bytes) {
    constexpr std::size_t k_header = 27, k_wide_from = 7500;
    std::size_t wide = number_at(bytes, 23, 4) >= k_wide_from ? 8 : 4, at = k_header;
    std::vector<std::size_t> ends;
    while (at + 3 * wide + 1 <= bytes.size()) {
        std::size_t end = number_at(bytes, at, wide), properties = number_at(bytes, at + 2 * wide, wide);
        std::size_t name = number_at(bytes, at + 3 * wide, 1), head = 3 * wide + 1;
        if (end == 0) { // closes a list
            if (ends.empty()) return false;
            at += head;
        } else {
            if (end <= at || end > bytes.size() || properties > end - at) return false;
            ends.push_back(end);
            at += head + name + properties;
        }
        if (ends.size() > k_mesh_depth_limit) return true;
        while (!ends.empty() && at >= ends.back()) ends.pop_back();
    }
    return false;
}

bool text_too_deep(std::string_view bytes) {
    std::size_t depth = 0;
    bool quoted = false;
    for (char c : bytes) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '{' && ++depth > k_mesh_depth_limit) return true;
        if (c == '}' && depth > 0) --depth;
    }
    return false;
}

struct PlyProperty {
    std::size_t size = 0, count_size = 0; // bytes of a number; of a list's length, 0 no list
};

struct PlyElement {
    std::string name;
    std::uint64_t count = 0;
    std::vector<PlyProperty> properties;
};

struct PlyHeader {
    std::string format;
    std::vector<PlyElement> elements;
    std::size_t size = 0;
};

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> out;
    for (std::size_t at = line.find_first_not_of(" \t\r"); at != std::string_view::npos; at = line.find_first_not_of(" \t\r", at)) {
        std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

std::size_t ply_size(std::string_view type, bool whole) {
    for (const char* name : {"char", "uchar", "int8", "uint8"})
        if (type == name) return 1;
    for (const char* name : {"short", "ushort", "int16", "uint16"})
        if (type == name) return 2;
    for (const char* name : {"int", "uint", "int32", "uint32"})
        if (type == name) return 4;
    return whole ? 0 : type == "float" || type == "float32" ? 4 : type == "double" || type == "float64" ? 8 : 0;
}

// One line of a header; false where the format (Turk 1994) has no such line.
bool take_ply_line(const std::vector<std::string>& words, PlyHeader& header) {
    if (words[0] == "comment" || words[0] == "obj_info") return true;
    if (words[0] == "format") {
        header.format = words.size() == 3 ? words[1] : "";
        return header.format == "ascii" || header.format == "binary_little_endian" || header.format == "binary_big_endian";
    }
    if (words[0] == "element" && words.size() == 3) {
        PlyElement element{words[1], 0, {}};
        auto done = std::from_chars(words[2].data(), words[2].data() + words[2].size(), element.count);
        header.elements.push_back(std::move(element));
        return done.ec == std::errc{} && done.ptr == words[2].data() + words[2].size();
    }
    if (words[0] != "property" || header.elements.empty()) return false;
    bool list = words.size() == 5 && words[1] == "list";
    if (!list && words.size() != 3) return false;
    PlyProperty property{ply_size(words[list ? 3 : 1], false), list ? ply_size(words[2], true) : 0};
    header.elements.back().properties.push_back(property);
    return property.size > 0 && (!list || property.count_size > 0);
}

Result<PlyHeader> read_ply_header(std::string_view bytes) {
    PlyHeader header;
    constexpr std::size_t k_line_limit = 1000;
    std::size_t at = 0;
    for (std::size_t line = 0; line < k_line_limit && at < bytes.size(); ++line) {
        std::size_t end = bytes.find_first_of("\r\n", at);
        if (end == std::string_view::npos) break;
        std::string_view text = bytes.substr(at, end - at);
        at = end + (bytes.substr(end, 2) == "\r\n" ? 2 : 1);
        auto words = words_of(text);
        if (words.empty() || (line == 0 && text == "ply")) continue;
        if (words[0] == "end_header" && words.size() == 1) {
            header.size = at;
            if (header.format.empty()) return refuse("mesh_cannot_read", "format");
            return header;
        }
        if (!take_ply_line(words, header)) return refuse("mesh_cannot_read", "line " + std::to_string(line + 1));
    }
    return refuse("mesh_cannot_read", "end_header");
}

} // namespace

static Result<void> parse_xml(std::string_view bytes, XmlState& state) {
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
    state.parser = parser.get();
    XML_SetUserData(parser.get(), &state);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    constexpr std::size_t k_piece = std::size_t{1} << 24;
    for (std::size_t at = 0; at <= bytes.size(); at += k_piece) {
        std::string_view piece = bytes.substr(at, k_piece);
        bool last = at + k_piece > bytes.size();
        if (XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? XML_TRUE : XML_FALSE) == XML_STATUS_OK) continue;
        if (state.too_deep) return refuse("mesh_too_deep");
        return refuse("cannot_read", state.doctype ? "DOCTYPE" : "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())));
    }
    return {};
}

Result<void> check_xml(std::string_view bytes) {
    XmlState state;
    return parse_xml(bytes, state);
}

Result<void> check_collada(std::string_view bytes) {
    XmlState state;
    if (auto parsed = parse_xml(bytes, state); !parsed) return parsed;
    for (const Accessor& accessor : state.accessors)
        if (auto array = state.arrays.find(accessor.array); array != state.arrays.end() && accessor.numbers > array->second)
            return refuse("mesh_cannot_read", accessor.array + ": " + std::to_string(array->second) + " < " + std::to_string(accessor.numbers));
    return {};
}

Result<void> check_fbx(std::string_view bytes) {
    if (bytes.starts_with("Kaydara FBX Binary") ? binary_too_deep(bytes) : text_too_deep(bytes)) return refuse("mesh_too_deep");
    return {};
}

Result<void> check_ply(std::string_view bytes) {
    auto header = read_ply_header(bytes);
    if (!header) return std::unexpected(header.error());
    std::string_view rest = bytes.substr(header->size);
    std::uint64_t total = 0;
    for (const PlyElement& element : header->elements) {
        if (element.count > k_mesh_vertex_limit) return refuse("mesh_too_large", element.name);
        total += element.count;
        if (total > rest.size()) return refuse("mesh_cannot_read", element.name);
    }
    if (header->format == "ascii") return {};
    bool big = header->format == "binary_big_endian";
    for (const PlyElement& element : header->elements)
        for (std::uint64_t i = 0; i < element.count; ++i)
            for (const PlyProperty& property : element.properties) {
                std::uint64_t items = 1;
                if (property.count_size > 0) {
                    if (rest.size() < property.count_size) return refuse("mesh_cannot_read", element.name);
                    items = 0;
                    for (std::size_t k = 0; k < property.count_size; ++k)
                        items = items << 8U | static_cast<unsigned char>(rest[big ? k : property.count_size - 1 - k]);
                    rest.remove_prefix(property.count_size);
                }
                if (items > rest.size() / property.size) return refuse("mesh_cannot_read", element.name + ' ' + std::to_string(i));
                rest.remove_prefix(items * property.size);
            }
    return {};
}

} // namespace tp
