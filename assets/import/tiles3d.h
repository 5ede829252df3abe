// import/tiles3d.h - OGC 3D Tiles 1.0 and 1.1: from a tileset to what is to be shown of it, at its finest level.
//
// Source: OGC 18-053r2 (1.0) and 22-025r4 (1.1). Where a tile replaces its parent (REPLACE), the parent's content is used
// only where no child has any; where it adds (ADD), all are. Tiles whose centre lies on the earth (6.3 to 6.45 million metres
// from its centre) become one layer in longitude, latitude and ellipsoidal height; others one that needs a place. One feature
// per content, per batch of a b3dm, per instance of an i3dm, with the columns of its batch table.
#pragma once

#include "core/result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

using TileMatrix = std::array<double, 16>; // column by column, as tileset.json has it
constexpr TileMatrix k_tile_identity{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
TileMatrix tile_product(const TileMatrix& a, const TileMatrix& b);

struct TileContent {
    std::string uri; // from the folder of the first tileset
    TileMatrix transform = k_tile_identity;
    char up = 'y'; // of its glTF: asset.gltfUpAxis of old tilesets
};

struct TileNote {
    std::string code, where, done;
};

// A coarser content that the contents [begin, end) replace: it stands in where none of them can be read.
struct CoarserContent {
    TileContent content;
    std::size_t begin = 0, end = 0;
};

struct TileList {
    std::vector<TileContent> contents;
    std::vector<CoarserContent> coarser; // those below before those above
    std::vector<TileNote> notes;
    std::int64_t hidden = 0; // coarser contents of implicit tiles
};

using ReadTile = std::function<Result<std::string>(const std::string& uri)>;

// Walks a tileset and those it refers to. At most a million tiles, 128 deep. Refusals: tileset_bad with the place,
// gltf_needs_extension, tileset_too_large.
Result<TileList> list_tiles(std::string_view tileset, const ReadTile& read);

// An implicit root tile (1.1, section 9): which tiles have content, from its subtrees.
struct ImplicitRoot {
    bool octree = false, replace = true;
    std::uint32_t subtree_levels = 1, levels = 1; // levels: availableLevels
    std::string subtree_uri;
    std::vector<std::string> content_uris; // templates
    std::string folder;                    // "x/" that the uris are relative to
};
// The uris of contents to show. Refusals: tileset_bad, uri_*, tileset_too_large.
Result<std::vector<std::string>> list_implicit(const ImplicitRoot& root, const ReadTile& read, std::int64_t& hidden);

std::string folder_of_uri(const std::string& uri); // "a/b.json" -> "a/"

} // namespace tp
