// city/colour_map.h - the colours of a Layer: what the renderer drapes and what a legend prints are the same table.
//
// The maps are data/colour/maps.csv, compiled in: the published tables (batlow, viridis, cividis: 256 colours, vik: 255,
// OrRd: 9, PuOr: 11), evenly spaced in [0, 1], joined linearly in sRGB. The sequential ones rise or fall evenly in CIE
// lightness; the diverging ones (vik, puor) have their light middle at 0.5, and vik's two arms are equally dark (within 9 L*;
// puor's purple end is 24 L* darker than its orange one). The classes of a legend stay apart with deuteranopia, protanopia
// and tritanopia (tests/unit/city/colour_test.cpp holds the differences).
#pragma once

#include "city/layer.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tp {

using Rgb = std::array<std::uint8_t, 3>; // sRGB

std::span<const std::uint32_t> colour_stops(ColourMap map); // 0xRRGGBB
std::string_view colour_map_name(ColourMap map);            // "batlow"
std::string_view colour_map_source(ColourMap map);          // key of sources.csv
bool is_diverging(ColourMap map);
Rgb colour_at(ColourMap map, double t, bool reversed = false); // t outside [0, 1] is clamped; NaN gives mid grey

// Number of classes of a legend (breaks + 1), 0 where the layer is continuous.
std::size_t class_count(const Layer& layer);

// The colours of one layer, ready for many values: by class where it has breaks, else a ramp between low and high in 1,024
// steps (in the middle where low is not below high).
class ColourScale {
public:
    explicit ColourScale(const Layer& layer);
    std::uint32_t packed(float value) const; // 0x00RRGGBB; a value that is not finite gives mid grey

private:
    std::array<std::uint32_t, 1024> m_ramp{};
    std::vector<float> m_breaks;
    std::vector<std::uint32_t> m_classes;
    float m_low = 0, m_steps_per_unit = 0;
};

// Colour of one value of `layer`, as ColourScale gives it.
Rgb colour_of(const Layer& layer, double value);

} // namespace tp
