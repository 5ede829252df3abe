// twinplan/id_image.h - the object-id image as a TIFF, and the table that says what its ids are.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "proposal/proposal.h"
#include "view/view.h"

#include <filesystem>
#include <vector>

namespace tp {

// One uncompressed strip of uint32, row 0 on top; 0 is nothing. Error io "render.cannot_write".
Result<void> write_id_tiff(const std::filesystem::path& target, const Image& image);
// Columns id, role, source file, source feature (0-based row of that file's layer) of every id in the picture, ascending.
// A solution's source is its kind, its feature its number in the proposal.
Result<void> write_id_table(const std::filesystem::path& target, const Image& image, const City& city,
                            const std::vector<Solution>& solutions);

} // namespace tp
