#include "import/mesh_builder.h"
#include "import/source_file.h"
#include "import/tiles3d.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <simdjson.h>

namespace tp {
namespace {

using simdjson::dom::element;

// One bit per tile or subtree, or the same for all.
struct Availability {
    bool constant = false, is_constant = true;
    std::string bits;

    bool at(std::size_t i) const {
        if (is_constant) return constant;
        return i / 8 < bits.size() && (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1U) != 0;
    }
};

struct Subtree {
    Availability tiles, children;
    std::vector<Availability> contents;
};

struct Cell {
    std::uint32_t level = 0, x = 0, y = 0, z = 0;
};

bool find(element value, std::string_view name, element& out) {
    simdjson::dom::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && object.at_key(name).get(out) == simdjson::SUCCESS;
}

std::optional<std::uint64_t> whole(element value, std::string_view name) {
    element found;
    std::uint64_t out = 0;
    if (!find(value, name, found) || found.get_uint64().get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

void replace_all(std::string& text, std::string_view what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

std::string fill_in(std::string uri, const Cell& cell) {
    replace_all(uri, "{level}", std::to_string(cell.level));
    replace_all(uri, "{x}", std::to_string(cell.x));
    replace_all(uri, "{y}", std::to_string(cell.y));
    replace_all(uri, "{z}", std::to_string(cell.z));
    return uri;
}

class SubtreeReader {
public:
    SubtreeReader(const ReadTile& read, std::string uri) : m_read(read), m_uri(std::move(uri)) {}

    Result<Subtree> read() {
        auto bytes = m_read(m_uri);
        if (!bytes) return std::unexpected(bytes.error());
        std::string_view json = *bytes;
        if (json.starts_with("subt")) {
            constexpr std::size_t k_header = 24;
            if (json.size() < k_header) return bad("header");
            std::uint64_t json_size = 0, binary_size = 0;
            std::memcpy(&json_size, json.data() + 8, 8);
            std::memcpy(&binary_size, json.data() + 16, 8);
            std::size_t rest = json.size() - k_header;
            if (json_size > rest || binary_size > rest - json_size) return bad("length");
            m_binary = json.substr(k_header + json_size, binary_size);
            json = json.substr(k_header, json_size);
        }
        simdjson::dom::parser parser;
        simdjson::padded_string padded(json);
        element document;
        constexpr std::size_t k_depth = 128;
        if (parser.allocate(padded.size() + 1, k_depth) != simdjson::SUCCESS || parser.parse(padded).get(document) != simdjson::SUCCESS) return bad("JSON");
        Subtree out;
        element found;
        if (!find(document, "tileAvailability", found) || !take(document, found, out.tiles)) return bad("tileAvailability");
        if (!find(document, "childSubtreeAvailability", found) || !take(document, found, out.children)) return bad("childSubtreeAvailability");
        if (!find(document, "contentAvailability", found)) return out;
        simdjson::dom::array several;
        if (found.get_array().get(several) != simdjson::SUCCESS) {
            out.contents.emplace_back();
            return take(document, found, out.contents.back()) ? Result<Subtree>(std::move(out)) : bad("contentAvailability");
        }
        for (element one : several) {
            out.contents.emplace_back();
            if (!take(document, one, out.contents.back())) return bad("contentAvailability");
        }
        return out;
    }

private:
    std::unexpected<Error> bad(const char* what) const { return refuse("tileset_bad", m_uri + ' ' + what); }

    bool take(element document, element value, Availability& out) {
        if (auto constant = whole(value, "constant")) {
            out.constant = *constant != 0;
            return true;
        }
        auto view = whole(value, "bitstream");
        if (!view) view = whole(value, "bufferView"); // before 1.1
        if (!view) return false;
        element views, buffers, chosen, buffer;
        simdjson::dom::array list;
        if (!find(document, "bufferViews", views) || views.get_array().get(list) != simdjson::SUCCESS || list.at(*view).get(chosen) != simdjson::SUCCESS) return false;
        auto number = whole(chosen, "buffer"), offset = whole(chosen, "byteOffset"), length = whole(chosen, "byteLength");
        if (!number || !length || !find(document, "buffers", buffers) || buffers.get_array().get(list) != simdjson::SUCCESS || list.at(*number).get(buffer) != simdjson::SUCCESS)
            return false;
        std::string_view bytes = m_binary;
        std::string outside;
        if (element uri; find(buffer, "uri", uri)) {
            std::string_view text;
            if (uri.get_string().get(text) != simdjson::SUCCESS) return false;
            auto read = m_read(folder_of_uri(m_uri) + std::string(text));
            if (!read) return false;
            outside = std::move(*read);
            bytes = outside;
        }
        std::uint64_t start = offset.value_or(0);
        if (start > bytes.size() || *length > bytes.size() - start) return false;
        out.is_constant = false;
        out.bits = std::string(bytes.substr(start, *length));
        return true;
    }

    const ReadTile& m_read;
    std::string m_uri;
    std::string_view m_binary;
};

class ImplicitWalk {
public:
    ImplicitWalk(const ImplicitRoot& root, const ReadTile& read, std::int64_t& hidden) : m_root(root), m_read(read), m_hidden(hidden) {}

    Result<bool> subtree(const Cell& top) {
        auto read = SubtreeReader(m_read, m_root.folder + fill_in(m_root.subtree_uri, top)).read();
        if (!read) return std::unexpected(read.error());
        return tile(*read, top, 0, 0, 0);
    }
    std::vector<std::string> take() { return std::move(m_uris); }

private:
    // `before`: tiles of the subtree's coarser levels; `morton`: of this one within its level.
    Result<bool> tile(const Subtree& subtree_of, const Cell& cell, std::uint32_t local, std::size_t before, std::size_t morton) {
        if (++m_tiles > k_mesh_node_limit) return refuse("tileset_too_large", m_root.subtree_uri);
        if (!subtree_of.tiles.at(before + morton)) return false;
        std::size_t arity = m_root.octree ? 8 : 4, width = 1;
        for (std::uint32_t i = 0; i < local; ++i) width *= arity;
        bool below = false;
        for (std::size_t child = 0; child < arity && cell.level + 1 < m_root.levels; ++child) {
            auto bit = [&](std::size_t k) { return static_cast<std::uint32_t>(child >> k & 1U); };
            Cell next{cell.level + 1, cell.x * 2 + bit(0), cell.y * 2 + bit(1), cell.z * 2 + (m_root.octree ? bit(2) : 0)};
            Result<bool> any = false;
            if (local + 1 < m_root.subtree_levels)
                any = tile(subtree_of, next, local + 1, before + width, morton * arity + child);
            else if (subtree_of.children.at(morton * arity + child))
                any = subtree(next);
            if (!any) return any;
            below = below || *any;
        }
        bool mine = false;
        for (std::size_t i = 0; i < m_root.content_uris.size(); ++i) {
            if (i >= subtree_of.contents.size() || !subtree_of.contents[i].at(before + morton)) continue;
            if (below && m_root.replace) {
                ++m_hidden;
                continue;
            }
            m_uris.push_back(m_root.folder + fill_in(m_root.content_uris[i], cell));
            mine = true;
        }
        return below || mine;
    }

    const ImplicitRoot& m_root;
    const ReadTile& m_read;
    std::int64_t& m_hidden;
    std::vector<std::string> m_uris;
    std::size_t m_tiles = 0;
};

} // namespace

Result<std::vector<std::string>> list_implicit(const ImplicitRoot& root, const ReadTile& read, std::int64_t& hidden) {
    ImplicitWalk walk(root, read, hidden);
    auto done = walk.subtree({});
    if (!done) return std::unexpected(done.error());
    return walk.take();
}

} // namespace tp
