#include "city/colour_map.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr std::array<std::uint32_t, 15> k_batlow{0x011959, 0x0d335e, 0x124761, 0x1a5762, 0x2c665d, 0x457051, 0x627940, 0x828231,
                                                 0xa58b2c, 0xc8913b, 0xe79858, 0xf9a381, 0xfdb1aa, 0xfcbed1, 0xfaccfa};
constexpr std::array<std::uint32_t, 17> k_viridis{0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d,
                                                  0x2c728e, 0x26828e, 0x21918c, 0x1f9f88, 0x27ad81, 0x3dbc74,
                                                  0x5cc863, 0x81d34d, 0xaadc32, 0xd5e21a, 0xfde725};
constexpr std::array<std::uint32_t, 17> k_cividis{0x00224e, 0x002e6a, 0x1a386f, 0x32436d, 0x434e6c, 0x535a6d,
                                                  0x61656f, 0x6f7073, 0x7d7c78, 0x8b8778, 0x9a9376, 0xaaa073,
                                                  0xbbad6d, 0xccba64, 0xddc858, 0xefd748, 0xfee838};
constexpr std::array<std::uint32_t, 9> k_orrd{0xfff7ec, 0xfee8c8, 0xfdd49e, 0xfdbb84, 0xfc8d59,
                                              0xef6548, 0xd7301f, 0xb30000, 0x7f0000};
constexpr std::array<std::uint32_t, 9> k_vik{0x001261, 0x034481, 0x307da6, 0x94bed2, 0xece5e0,
                                             0xdbaa8d, 0xc27041, 0x912d06, 0x590008};
constexpr std::array<std::uint32_t, 11> k_puor{0x7f3b08, 0xb35806, 0xe08214, 0xfdb863, 0xfee0b6, 0xf7f7f7,
                                               0xd8daeb, 0xb2abd2, 0x8073ac, 0x542788, 0x2d004b};

std::uint8_t channel(std::uint32_t colour, int shift) { return static_cast<std::uint8_t>((colour >> shift) & 0xffU); }

} // namespace

std::span<const std::uint32_t> colour_stops(ColourMap map) {
    switch (map) {
    case ColourMap::batlow: return k_batlow;
    case ColourMap::viridis: return k_viridis;
    case ColourMap::cividis: return k_cividis;
    case ColourMap::orrd: return k_orrd;
    case ColourMap::vik: return k_vik;
    case ColourMap::puor: return k_puor;
    }
    return k_viridis;
}

Rgb colour_at(ColourMap map, double t, bool reversed) {
    if (std::isnan(t)) return {128, 128, 128};
    t = std::clamp(t, 0.0, 1.0);
    if (reversed) t = 1.0 - t;
    auto stops = colour_stops(map);
    double place = t * static_cast<double>(stops.size() - 1);
    auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    double share = place - static_cast<double>(below);
    Rgb out{};
    for (std::size_t c = 0; c < 3; ++c) {
        int shift = 16 - 8 * static_cast<int>(c);
        double a = channel(stops[below], shift), b = channel(stops[below + 1], shift);
        out[c] = static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
    }
    return out;
}

std::size_t class_count(const Layer& layer) { return layer.breaks.empty() ? 0 : layer.breaks.size() + 1; }

Rgb colour_of(const Layer& layer, double value) {
    if (std::isnan(value)) return {128, 128, 128};
    if (std::size_t classes = class_count(layer); classes > 1) {
        auto above = std::ranges::upper_bound(layer.breaks, static_cast<float>(value));
        auto index = static_cast<double>(above - layer.breaks.begin());
        return colour_at(layer.map, index / static_cast<double>(classes - 1), layer.reversed);
    }
    double low = layer.low, span = static_cast<double>(layer.high) - low;
    return colour_at(layer.map, span > 0 ? (value - low) / span : 0.5, layer.reversed);
}

} // namespace tp
