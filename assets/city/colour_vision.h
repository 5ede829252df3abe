// city/colour_vision.h - how a picture looks to people who see colours differently, and in grey: a check of what is shown.
//
// Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG
// 15(6), doi:10.1109/TVCG.2009.113: the pre-computed matrices of severity 1.0 on linear RGB. Grey is relative luminance
// (IEC 61966-2-1 primaries), encoded as sRGB. Limits: a model of one observer on a calibrated screen, not a diagnosis.
#pragma once

#include "city/colour_map.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tp {

enum class ColourVision : std::uint8_t { normal, deuteranopia, protanopia, tritanopia, grey };

// "deuteranopia" and so on; nothing for another word.
std::optional<ColourVision> colour_vision(std::string_view name);
std::string_view colour_vision_name(ColourVision vision);

Rgb seen(Rgb colour, ColourVision vision);
void see(std::span<std::uint8_t> rgba, ColourVision vision); // 4 bytes a pixel, in place; alpha stays

} // namespace tp
