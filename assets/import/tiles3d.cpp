#include "import/tiles3d.h"

#include "import/mesh_builder.h"
#include "import/source_file.h"

#include <algorithm>
#include <cmath>
#include <simdjson.h>

namespace tp {
namespace {

using simdjson::dom::element;

constexpr std::size_t k_json_depth = 1024, k_external_limit = 16;

bool find(element value, std::string_view name, element& out) {
    simdjson::dom::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && object.at_key(name).get(out) == simdjson::SUCCESS;
}

std::string text_of(element value, std::string_view name) {
    element found;
    std::string_view out;
    if (!find(value, name, found) || found.get_string().get(out) != simdjson::SUCCESS) return {};
    return std::string(out);
}

double number_of(element value, std::string_view name, double otherwise) {
    element found;
    double out = 0.0;
    return find(value, name, found) && found.get_double().get(out) == simdjson::SUCCESS ? out : otherwise;
}

bool read_transform(element tile, TileMatrix& out) {
    element found;
    if (!find(tile, "transform", found)) return true;
    simdjson::dom::array numbers;
    if (found.get_array().get(numbers) != simdjson::SUCCESS) return false;
    std::size_t i = 0;
    for (element number : numbers) {
        double value = 0.0;
        if (i >= 16 || number.get_double().get(value) != simdjson::SUCCESS || !std::isfinite(value)) return false;
        out[i++] = value;
    }
    return i == 16;
}

class TilesetWalk {
public:
    explicit TilesetWalk(const ReadTile& read) : m_read(read) {}

    // A tileset's root below `above`. Where it yields content, true.
    Result<bool> tileset(std::string_view json, const std::string& folder, const TileMatrix& above, bool replace, std::size_t nesting) {
        if (nesting > k_external_limit) return refuse("tileset_too_large", folder);
        simdjson::dom::parser parser;
        element document, root, asset;
        simdjson::padded_string padded(json);
        if (parser.allocate(padded.size() + 1, k_json_depth) != simdjson::SUCCESS || parser.parse(padded).get(document) != simdjson::SUCCESS)
            return refuse("tileset_bad", folder + " JSON");
        if (!find(document, "root", root) || !root.is_object()) return refuse("tileset_bad", folder + "/root");
        if (!find(document, "asset", asset)) return refuse("tileset_bad", folder + "/asset");
        std::string version = text_of(asset, "version"), up = text_of(asset, "gltfUpAxis");
        if (!version.starts_with("1.") && !version.starts_with("0.")) return refuse("tileset_bad", folder + "/asset/version " + version);
        element required;
        simdjson::dom::array names;
        if (find(document, "extensionsRequired", required) && required.get_array().get(names) == simdjson::SUCCESS)
            for (element name : names) {
                std::string_view text;
                if (name.get_string().get(text) == simdjson::SUCCESS && !text.starts_with("3DTILES_")) return refuse("gltf_needs_extension", std::string(text));
            }
        if (element schema; find(document, "schema", schema) || find(document, "schemaUri", schema)) note("mesh_metadata", "");
        char axis = up == "Z" || up == "z" ? 'z' : up == "X" || up == "x" ? 'x' : 'y';
        return tile(root, {folder, axis, nesting}, above, replace, 0);
    }

    TileList take() { return std::move(m_list); }

private:
    struct Place {
        std::string folder;
        char up;
        std::size_t nesting;
    };

    static bool is_tileset(const std::string& uri) { return uri.substr(0, uri.find_first_of("?#")).ends_with(".json"); }

    void note(const char* code, const std::string& where, const char* done = "") { m_list.notes.push_back({code, where, done}); }

    std::vector<std::string> uris(element tile) {
        std::vector<std::string> out;
        auto add = [&](element content) {
            std::string uri = text_of(content, "uri");
            if (uri.empty()) uri = text_of(content, "url"); // before 1.0
            if (!uri.empty()) out.push_back(uri);
        };
        element found, extensions;
        if (find(tile, "content", found)) add(found);
        bool several = find(tile, "contents", found);
        if (!several && find(tile, "extensions", extensions))
            if (element multiple; find(extensions, "3DTILES_multiple_contents", multiple)) several = find(multiple, "contents", found) || find(multiple, "content", found);
        simdjson::dom::array contents;
        if (several && found.get_array().get(contents) == simdjson::SUCCESS)
            for (element content : contents) add(content);
        return out;
    }

    Result<bool> own_contents(element value, const Place& place, const TileMatrix& transform, bool replace) {
        element implicit, extensions;
        bool is_implicit = find(value, "implicitTiling", implicit);
        if (!is_implicit && find(value, "extensions", extensions)) is_implicit = find(extensions, "3DTILES_implicit_tiling", implicit);
        if (is_implicit) return implicit_contents(value, implicit, place, transform, replace);
        bool any = false;
        for (const std::string& uri : uris(value)) {
            std::string path = place.folder + uri;
            if (!is_tileset(uri)) {
                m_list.contents.push_back({path, transform, place.up});
                any = true;
                continue;
            }
            auto bytes = m_read(path);
            if (!bytes) {
                note(bytes.error().key.c_str(), path, "left_out");
                continue;
            }
            auto inner = tileset(*bytes, folder_of_uri(path), transform, replace, place.nesting + 1);
            if (!inner) return inner;
            any = any || *inner;
        }
        return any;
    }

    Result<bool> implicit_contents(element value, element implicit, const Place& place, const TileMatrix& transform, bool replace) {
        ImplicitRoot root;
        element subtrees;
        std::string scheme = text_of(implicit, "subdivisionScheme");
        double levels = number_of(implicit, "availableLevels", number_of(implicit, "maximumLevel", -1.0) + 1.0), of_subtree = number_of(implicit, "subtreeLevels", 0.0);
        if ((scheme != "QUADTREE" && scheme != "OCTREE") || !find(implicit, "subtrees", subtrees) || !(levels >= 1.0 && levels <= 30.0) ||
            !(of_subtree >= 1.0 && of_subtree <= 10.0))
            return refuse("tileset_bad", place.folder + "/implicitTiling");
        root.octree = scheme == "OCTREE";
        root.replace = replace;
        root.levels = static_cast<std::uint32_t>(levels);
        root.subtree_levels = static_cast<std::uint32_t>(of_subtree);
        root.subtree_uri = text_of(subtrees, "uri");
        root.content_uris = uris(value);
        root.folder = place.folder;
        auto found = list_implicit(root, m_read, m_list.hidden);
        if (!found) return std::unexpected(found.error());
        for (std::string& uri : *found) m_list.contents.push_back({std::move(uri), transform, place.up});
        return !found->empty();
    }

    Result<bool> tile(element value, const Place& place, const TileMatrix& above, bool replace, std::size_t depth) {
        if (depth > k_mesh_depth_limit || ++m_tiles > k_mesh_node_limit) return refuse("tileset_too_large", place.folder);
        TileMatrix own = k_tile_identity;
        if (!read_transform(value, own)) return refuse("tileset_bad", place.folder + "/transform");
        TileMatrix transform = tile_product(above, own);
        std::string refine = text_of(value, "refine");
        if (refine == "REPLACE" || refine == "replace") replace = true;
        if (refine == "ADD" || refine == "add") replace = false;
        bool below = false;
        std::size_t begin = m_list.contents.size();
        element found;
        simdjson::dom::array children;
        if (find(value, "children", found) && found.get_array().get(children) == simdjson::SUCCESS)
            for (element child : children) {
                auto any = tile(child, place, transform, replace, depth + 1);
                if (!any) return any;
                below = below || *any;
            }
        if (below && replace) {
            for (const std::string& uri : uris(value))
                if (!is_tileset(uri)) m_list.coarser.push_back({{place.folder + uri, transform, place.up}, begin, m_list.contents.size()});
            return true;
        }
        auto mine = own_contents(value, place, transform, replace);
        if (!mine) return mine;
        return below || *mine;
    }

    const ReadTile& m_read;
    TileList m_list;
    std::size_t m_tiles = 0;
};

} // namespace

TileMatrix tile_product(const TileMatrix& a, const TileMatrix& b) {
    TileMatrix out{};
    for (std::size_t column = 0; column < 4; ++column)
        for (std::size_t row = 0; row < 4; ++row)
            for (std::size_t k = 0; k < 4; ++k) out[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
    return out;
}

std::string folder_of_uri(const std::string& uri) {
    auto slash = uri.find_last_of('/');
    return slash == std::string::npos ? std::string{} : uri.substr(0, slash + 1);
}

Result<TileList> list_tiles(std::string_view tileset, const ReadTile& read) {
    TilesetWalk walk(read);
    auto done = walk.tileset(tileset, "", k_tile_identity, true, 0);
    if (!done) return std::unexpected(done.error());
    return walk.take();
}

} // namespace tp
