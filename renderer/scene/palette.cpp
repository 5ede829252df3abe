#include "scene/palette.h"

#include <algorithm>

namespace tp {
namespace {

std::array<float, 3> hex(std::uint32_t rgb) {
    auto part = [&](int shift) { return static_cast<float>((rgb >> shift) & 0xffU) / 255.0f; };
    return linear_from_srgb({part(16), part(8), part(0)});
}

} // namespace

std::array<float, 3> linear_from_srgb(std::array<float, 3> srgb) {
    for (float& c : srgb) c *= c;
    return srgb;
}

Palette make_palette(const std::array<float, 3>& accent, float grey) {
    Palette palette{};
    auto set = [&](Material m, std::array<float, 3> albedo) { palette[static_cast<std::size_t>(m)].albedo = albedo; };
    set(Material::ground, hex(0xE9EAE6));
    set(Material::green, hex(0xCBD6BF));
    set(Material::parking, hex(0xDFE0DE));
    set(Material::other_area, hex(0xE4E5E1));
    set(Material::water, hex(0xBFD3DC));
    set(Material::road_surface, hex(0xD9DBD8));
    set(Material::sidewalk_surface, hex(0xE2E1DC));
    set(Material::street, hex(0xD3D5D3));
    set(Material::sidewalk, hex(0xDFDCD4));
    set(Material::stripe, hex(0xFAFAF8));
    set(Material::wall, {0.88f, 0.865f, 0.835f});
    set(Material::post, hex(0x9AA0A3));
    set(Material::sign, hex(0x7F98A8));
    set(Material::leaf, hex(0xC1CBB5));
    set(Material::needle, hex(0xB2BFB0));
    set(Material::bark, hex(0xB3ABA2));
    set(Material::figure, hex(0xC4C2BE));
    for (std::size_t i = 0; i < palette.size(); ++i) {
        if (i >= static_cast<std::size_t>(Material::post) && i < static_cast<std::size_t>(Material::leaf)) continue;
        auto& c = palette[i].albedo;
        float mean = (c[0] + c[1] + c[2]) / 3.0f,
              pale = i == static_cast<std::size_t>(Material::water) ? 0.0f : 0.1f; // water stays water
        for (float& v : c) v = (v + pale * grey * (mean - v)) * (1.0f - 0.1f * grey);
    }
    std::array<float, 3> bright = linear_from_srgb(accent), dim = bright;
    for (float& v : dim) v *= 0.55f;
    set(Material::accent, bright);
    set(Material::accent_dark, dim);
    set(Material::white, hex(0xF6F5F2));
    set(Material::metal, hex(0xB9BDBF));
    set(Material::dark, hex(0x4B5053));
    set(Material::glass, hex(0xDCE9EE));
    set(Material::light, hex(0xFFE9B8));
    for (std::size_t i = 1; i <= static_cast<std::size_t>(Material::stripe); ++i)
        palette[i].pull = 0.00025f * static_cast<float>(i);
    for (auto i = static_cast<std::size_t>(Material::accent); i <= static_cast<std::size_t>(Material::light); ++i)
        palette[i].pull = 0.003f; // over the stripes
    return palette;
}

} // namespace tp
