// studio/bookmarks.h - places to fly back to: nine for each document, kept in the state folder (the document stays as it is).
#pragma once

#include "core/result.h"
#include "studio/fly.h"

#include <array>
#include <filesystem>
#include <optional>

namespace tp {

using Bookmarks = std::array<std::optional<Flight>, 9>;

std::filesystem::path bookmarks_file(const std::filesystem::path& document); // state_folder()/views/HASH.json
// What can be read of the file; nothing where there is none, or where a number in it makes no sense.
Bookmarks load_bookmarks(const std::filesystem::path& file);
Result<void> save_bookmarks(const std::filesystem::path& file, const Bookmarks& bookmarks); // io "studio.cannot_keep_view"

} // namespace tp
