// core/platform/fonts.h - where the system's sans with Hangul lies.
#pragma once

#include <filesystem>

namespace tp {

struct FontFile {
    std::filesystem::path path; // empty: none was found
    int face = 0;               // of a collection (.ttc)
};
// Noto Sans CJK KR, else another sans with Hangul that is known by name, in the system's and the user's font folders.
FontFile find_hangul_font();

} // namespace tp
