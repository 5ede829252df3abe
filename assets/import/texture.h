// import/texture.h - pictures: from a file's bytes to pixels (city/texture_blocks.h makes textures of them).
#pragma once

#include "city/texture_blocks.h"
#include "core/result.h"

#include <string>

class GDALDataset;

namespace tp {

// JPEG, PNG, GeoTIFF or GIF by their content, read no larger than `side_limit` (a larger one is thinned while it is read).
// Refusals: bad_picture (no picture, or a damaged one), picture_too_large (over 16384 squared).
Result<Pixels> decode_picture(std::string bytes, int side_limit = 2048);

// The same of a picture that is open: grey, colours or a colour table, with a band of opacity where it has one.
Result<Pixels> read_pixels(GDALDataset& dataset, int side_limit);

} // namespace tp
