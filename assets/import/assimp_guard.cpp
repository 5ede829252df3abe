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
    auto end = bytes.find("end_header");
    if (end == std::string_view::npos) return refuse("mesh_cannot_read", "end_header");
    std::size_t total = 0;
    for (std::size_t at = bytes.find("element "); at < end; at = bytes.find("element ", at + 1)) {
        std::string_view line = bytes.substr(at, bytes.find_first_of("\r\n", at) - at);
        std::string_view digits = line.substr(line.find_last_of(' ') + 1);
        std::uint64_t count = 0;
        auto done = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (done.ec != std::errc{}) return refuse("mesh_cannot_read", std::string(line.substr(0, 80)));
        if (count > k_mesh_vertex_limit) return refuse("mesh_too_large");
        total += count;
        if (total > bytes.size() - end) return refuse("mesh_cannot_read", std::string(line.substr(0, 80)));
    }
    return {};
}

} // namespace tp
