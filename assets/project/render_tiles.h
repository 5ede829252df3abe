// project/render_tiles.h - the table of pieces that the city is drawn from: a cache beside the feature tables, which stay
// the only truth.
//
// render_tiles (key, bytes): what renderer/scene/tile_set.h made; nothing here knows what is in it. meta render_tiles_of
// says of which state of the city's tables they are: its hash and when a table was last changed, as GIS programs note it.
#pragma once

#include "city/tile_source.h"
#include "core/result.h"
#include "project/sqlite.h"

#include <filesystem>
#include <memory>
#include <span>

namespace tp {

// After the city's tables were written. Error io.
Result<void> write_render_tiles(Database& database, std::span<const TileBlob> tiles);

// A connection of its own to the document; null where it holds no pieces, or those of another state of the city.
std::shared_ptr<const TileSource> open_render_tiles(Database& document, const std::filesystem::path& real);

} // namespace tp
