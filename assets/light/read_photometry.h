// light/read_photometry.h - photometric files as makers of luminaires publish them: IES LM-63 and EULUMDAT.
//
// Untrusted input: counts are checked before anything is allocated, every number must be finite, angles must ascend.
// Numbers are never read by the locale. Text that is not UTF-8 (CP949, Latin-1) is let be: only the luminaire's name is
// kept, and where it is not UTF-8 the file's name takes its place.
//
// IES LM-63 (ANSI/IES LM-63-86, -91, -95, -2002, -2019): type C photometry with TILT=NONE or TILT=INCLUDE. Intensities are
// multiplied by the candela multiplier, the ballast factor and, in files of 1986 and 1991, the ballast-lamp factor (later
// standards give that place another meaning); with TILT=INCLUDE by the multiplier for an untilted lamp.
// The horizontal angle 0 of LM-63 looks into the street and is C90 here.
// EULUMDAT (Stockmar 1990): symmetry 0-4; cd per 1000 lm times the flux of the first set of lamps and the file's
// conversion factor. A negative number of lamps (absolute photometry) counts as its flux says. A decimal comma is read.
#pragma once

#include "core/result.h"
#include "light/photometry.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace tp {

inline constexpr std::size_t k_photometry_bytes = 4U << 20U, k_photometry_angles = 1000;

// Errors, each with file and line: not_found, io "light.cannot_read"; out_of_range "light.too_large", "light.count",
// "light.angles", "light.negative"; bad_format "light.no_photometry", "light.number", "light.truncated", "light.extra";
// unsupported "light.type" (A and B), "light.tilt_file".
Result<Photometry> read_photometry(const std::filesystem::path& file);
// The same of bytes; `name` stands in for a file name.
Result<Photometry> parse_ies(std::string_view bytes, const std::string& name);
Result<Photometry> parse_eulumdat(std::string_view bytes, const std::string& name);

} // namespace tp
