// view/window_fonts.h - the panels' font and colours; used by window.cpp only.
#pragma once

#include <filesystem>

namespace tp {

// Hangul, Latin and the signs that sentences and units use, at `size_px`. Without the file: ImGui's own font.
void add_fonts(const std::filesystem::path& file, int face, const std::filesystem::path& signs, double size_px);
void style_panels(double scale); // light paper, dark grey ink, one accent

} // namespace tp
