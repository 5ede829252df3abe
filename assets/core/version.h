// core/version.h - what this program calls itself.
#pragma once

#include <string_view>

namespace tp {

inline constexpr std::string_view k_version = "0.1.0";
inline constexpr int k_document_version = 1; // of the .twin format; a document with a greater number is refused

} // namespace tp
