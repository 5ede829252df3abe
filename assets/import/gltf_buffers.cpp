#include "import/gltf_parts.h"
#include "import/source_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tp {
namespace {

using simdjson::dom::element;

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = i + padding >= text.size() ? 'A' : text[i];
        std::uint32_t value = 0;
        if (c >= 'A' && c <= 'Z') value = static_cast<std::uint32_t>(c - 'A');
        else if (c >= 'a' && c <= 'z') value = static_cast<std::uint32_t>(c - 'a' + 26);
        else if (c >= '0' && c <= '9') value = static_cast<std::uint32_t>(c - '0' + 52);
        else if (c == '+') value = 62;
        else if (c == '/') value = 63;
        else return std::nullopt;
        bits = bits << 6U | value;
        if (i % 4 == 3)
            for (unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift & 0xFFU);
    }
    out.resize(out.size() - padding);
    return out;
}

std::string unescaped(std::string_view text) {
    auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0)
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])), i += 2;
        else
            out += text[i];
    return out;
}

// RFC 3986: a scheme where a colon stands before any slash must begin with a letter.
bool is_uri(std::string_view uri) {
    auto colon = uri.find(':');
    if (uri.empty() || uri.find_first_of(" \t\n\r\\<>\"{}|^`") == 0) return false;
    if (colon == std::string_view::npos || colon > uri.find('/')) return true;
    auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return colon > 0 && letter(uri[0]);
}

void take_data_uri(const GltfMembers& members, std::string_view uri, GltfBuffer& buffer) {
    std::string mime;
    auto bytes = decode_data_uri(uri, mime);
    if (!bytes) return members.problem("invalid_uri", "uri");
    if (mime != "application/octet-stream" && mime != "application/gltf-buffer") members.problem("buffer_data_uri_mime_type_invalid", "uri");
    buffer.bytes = std::move(*bytes);
}

GltfBuffer read_buffer(const GltfMembers& members, std::size_t i, const GltfChunks& chunks, const ReadBeside& beside, GltfDocument& document) {
    GltfBuffer out;
    out.length = members.integer("byteLength", Need::yes, 1).value_or(0);
    auto uri = members.text("uri");
    if (uri && uri->starts_with("data:")) {
        take_data_uri(members, *uri, out);
    } else if (uri && !is_uri(*uri)) {
        members.problem("invalid_uri", "uri");
    } else if (uri) {
        auto bytes = beside(std::string(*uri));
        if (bytes) out.bytes = std::move(*bytes);
        else if (bytes.error().key == "uri_outside") {
            out.refused = std::string(*uri);
            document.problems.push_back({"uri_outside", out.refused});
        } else
            document.problems.push_back({"uri_missing", members.where("uri") + " " + std::string(*uri)});
    } else if (i == 0 && chunks.binary) {
        out.bytes = std::string(*chunks.binary);
    } else if (i == 0 && chunks.is_binary) {
        members.problem("buffer_missing_glb_data");
    }
    if (out.bytes && static_cast<std::int64_t>(out.bytes->size()) < out.length) {
        members.problem("buffer_byte_length_mismatch");
        out.bytes.reset();
    }
    return out;
}

GltfView read_view(const GltfMembers& members, const GltfDocument& document) {
    GltfView out;
    out.buffer = members.index("buffer", document.buffers.size(), Need::yes);
    out.offset = members.integer("byteOffset").value_or(0);
    out.length = members.integer("byteLength", Need::yes, 1).value_or(0);
    out.stride = members.integer("byteStride", Need::no, 4, 252).value_or(0);
    out.target = static_cast<int>(members.integer("target", Need::no, 0, 1 << 20).value_or(0));
    if (out.stride % 4 != 0) members.problem("value_multiple_of", "byteStride");
    if (out.stride > out.length) members.problem("buffer_view_too_big_byte_stride", "byteStride");
    constexpr int k_index_target = 34963, k_vertex_target = 34962;
    if (out.target != 0 && out.target != k_index_target && out.target != k_vertex_target) members.problem("value_not_in_list", "target");
    if (out.stride > 0 && out.target == k_index_target) members.problem("buffer_view_invalid_byte_stride", "byteStride");
    if (out.buffer < 0) return out;
    std::int64_t have = document.buffers[static_cast<std::size_t>(out.buffer)].length;
    if (out.offset >= have || out.length > have - out.offset) {
        members.problem("buffer_view_too_long", out.offset >= have ? "byteOffset" : "byteLength");
        out.buffer = -1;
    }
    return out;
}

GltfType type_of(std::string_view name) {
    static constexpr std::array<std::string_view, 8> k_names{"", "SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"};
    auto found = std::ranges::find(k_names, name);
    return found == k_names.end() ? GltfType::unknown : static_cast<GltfType>(found - k_names.begin());
}

// Whether `count` elements at `offset` lie within the view.
bool lies_within(const GltfMembers& members, const GltfView& view, std::int64_t offset, std::int64_t count, std::int64_t stride, std::int64_t size) {
    if (offset >= view.length) return members.problem("accessor_too_long", "byteOffset"), false;
    if (size > view.length - offset || count - 1 > (view.length - offset - size) / stride) return members.problem("accessor_too_long"), false;
    return true;
}

bool check_layout(const GltfMembers& members, const GltfAccessor& accessor, const GltfDocument& document) {
    const GltfView& view = document.views[static_cast<std::size_t>(accessor.view)];
    auto size = static_cast<std::int64_t>(gltf_element_size(accessor.type, accessor.component));
    auto natural = static_cast<std::int64_t>(gltf_element_stride(accessor.type, accessor.component));
    std::int64_t component = gltf_component_size(accessor.component);
    if (size == 0 || component == 0) return false;
    if (accessor.type >= GltfType::mat2 && accessor.offset % 4 != 0) members.problem("accessor_matrix_alignment", "byteOffset");
    else if (accessor.offset % component != 0) members.problem("accessor_offset_alignment", "byteOffset");
    if ((view.offset + accessor.offset) % component != 0) members.problem("accessor_total_offset_alignment");
    if (view.stride > 0 && view.stride < size) return members.problem("accessor_small_bytestride"), false;
    return lies_within(members, view, accessor.offset, accessor.count, view.stride > 0 ? view.stride : natural, size);
}

bool read_sparse(const GltfMembers& members, GltfAccessor& accessor, const GltfDocument& document) {
    auto sparse = members.object("sparse");
    if (!sparse) return true;
    auto count = sparse->integer("count", Need::yes, 1);
    auto indices = sparse->object("indices", Need::yes), values = sparse->object("values", Need::yes);
    if (!count || !indices || !values) return false;
    bool ok = *count <= accessor.count;
    if (!ok) sparse->problem("accessor_sparse_count_out_of_range", "count");
    accessor.sparse_count = *count;
    accessor.index_view = indices->index("bufferView", document.views.size(), Need::yes);
    accessor.value_view = values->index("bufferView", document.views.size(), Need::yes);
    accessor.index_offset = indices->integer("byteOffset").value_or(0);
    accessor.value_offset = values->integer("byteOffset").value_or(0);
    accessor.index_component = static_cast<int>(indices->integer("componentType", Need::yes, 0, 1 << 20).value_or(0));
    for (auto [view, where] : {std::pair(accessor.index_view, &*indices), std::pair(accessor.value_view, &*values)}) {
        if (view < 0) ok = false;
        else if (document.views[static_cast<std::size_t>(view)].stride > 0) where->problem("buffer_view_invalid_byte_stride", "bufferView"), ok = false;
    }
    if (!ok) return false;
    if (accessor.index_component != k_gltf_ubyte && accessor.index_component != k_gltf_ushort && accessor.index_component != k_gltf_uint)
        return indices->problem("value_not_in_list", "componentType"), false;
    auto size = static_cast<std::int64_t>(gltf_element_size(accessor.type, accessor.component));
    auto stride = static_cast<std::int64_t>(gltf_element_stride(accessor.type, accessor.component));
    std::int64_t index_size = gltf_component_size(accessor.index_component);
    return size > 0 &&
           lies_within(*indices, document.views[static_cast<std::size_t>(accessor.index_view)], accessor.index_offset, *count, index_size, index_size) &&
           lies_within(*values, document.views[static_cast<std::size_t>(accessor.value_view)], accessor.value_offset, *count, stride, size);
}

GltfAccessor read_accessor(const GltfMembers& members, const GltfDocument& document) {
    constexpr std::int64_t k_count_limit = 100'000'000; // zeros cost nothing in the file
    GltfAccessor out;
    auto component = members.integer("componentType", Need::yes, 0, 1 << 20);
    auto type = members.text("type", Need::yes);
    auto count = members.integer("count", Need::yes, 1);
    out.component = static_cast<int>(component.value_or(0));
    out.type = type_of(type.value_or(""));
    out.count = count.value_or(0);
    out.offset = members.integer("byteOffset").value_or(0);
    out.normalized = members.flag("normalized");
    if (type && out.type == GltfType::unknown) members.problem("value_not_in_list", "type");
    if (component && gltf_component_size(out.component) == 0) members.problem("value_not_in_list", "componentType");
    if (out.normalized && (out.component == k_gltf_float || out.component == k_gltf_uint)) {
        members.problem("accessor_normalized_invalid", "normalized");
        out.normalized = false;
    }
    auto components = static_cast<std::size_t>(gltf_components(out.type));
    out.min = members.numbers("min", components);
    out.max = members.numbers("max", components);
    out.has_bounds = members.has("min") && members.has("max");
    bool known = out.type != GltfType::unknown && gltf_component_size(out.component) > 0 && out.count > 0;
    if (members.has("bufferView")) {
        out.view = members.index("bufferView", document.views.size());
        known = out.view >= 0 && known && check_layout(members, out, document);
    } else if (members.has("byteOffset")) {
        members.problem("unsatisfied_dependency", "byteOffset");
    }
    bool sparse = !members.has("sparse") || read_sparse(members, out, document);
    out.usable = known && sparse && out.count <= k_count_limit;
    return out;
}

} // namespace

std::optional<std::string> decode_data_uri(std::string_view uri, std::string& mime) {
    auto comma = uri.find(',');
    if (!uri.starts_with("data:") || comma == std::string_view::npos) return std::nullopt;
    std::string_view head = uri.substr(5, comma - 5), body = uri.substr(comma + 1);
    bool base64 = head.ends_with(";base64");
    if (base64) head.remove_suffix(7);
    if (head.ends_with(";") || head.contains(";;")) return std::nullopt;
    mime.clear();
    for (char c : head.substr(0, head.find(';'))) mime += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::string plain = unescaped(body);
    return base64 ? decode_base64(plain) : std::optional(plain);
}

void read_gltf_buffers(const GltfMembers& root, const GltfChunks& chunks, const ReadBeside& beside, GltfDocument& document) {
    auto members = [&](element value, std::string_view list, std::size_t i) { return GltfMembers(document.problems, value, pointer(list, i)); };
    std::size_t i = 0;
    for (element value : root.array("buffers")) {
        auto buffer = read_buffer(members(value, "buffers", i), i, chunks, beside, document);
        document.buffers.push_back(std::move(buffer));
        ++i;
    }
    i = 0;
    for (element value : root.array("bufferViews")) document.views.push_back(read_view(members(value, "bufferViews", i++), document));
    i = 0;
    for (element value : root.array("accessors")) document.accessors.push_back(read_accessor(members(value, "accessors", i++), document));
}

} // namespace tp
