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

// A font with subscripts and other signs that the one with Hangul may lack (CO2e with a small 2): DejaVu Sans. May be empty.
FontFile find_sign_font();

} // namespace tp
