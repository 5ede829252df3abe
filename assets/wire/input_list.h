// wire/input_list.h - from what the user named to the files that a worker is asked to read.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tp {

struct InputFile {
    std::filesystem::path path;
    std::string file; // relative to what the user named; a file named itself: its name
    std::uint64_t size_bytes = 0;
    std::filesystem::path root; // what the file refers to lies in it: the folder named; of a file named itself its folder,
                                // below a folder udx (PLATEAU) the one that holds udx
    bool unreadable_folder = false; // no file: a folder that may not be listed
};

// Files of `inputs` in order; those of a folder sorted by path, folders below it included, links not followed. Side
// files (.shx, .prj, .cpg, indexes, a .dbf beside its .shp), hidden files, readme and licence texts are not listed:
// they are no data of their own. A path named twice counts once. A folder that may not be listed is in the list
// itself, so that it is said. Errors: not_found "wire.no_input", "wire.empty_input".
Result<std::vector<InputFile>> list_inputs(std::span<const std::filesystem::path> inputs);

} // namespace tp
