#include "city/colour_vision.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

using Matrix3 = std::array<std::array<float, 3>, 3>;

constexpr std::array<std::string_view, 5> k_names{"normal", "deuteranopia", "protanopia", "tritanopia", "grey"};
constexpr Matrix3 k_deuteranopia{{{0.367322F, 0.860646F, -0.227968F}, {0.280085F, 0.672501F, 0.047413F}, {-0.011820F, 0.042940F, 0.968881F}}};
constexpr Matrix3 k_protanopia{{{0.152286F, 1.052583F, -0.204868F}, {0.114503F, 0.786281F, 0.099216F}, {-0.003882F, -0.048116F, 1.051998F}}};
constexpr Matrix3 k_tritanopia{{{1.255528F, -0.076749F, -0.178779F}, {-0.078411F, 0.930809F, 0.147602F}, {0.004733F, 0.691367F, 0.303900F}}};
constexpr Matrix3 k_luminance{{{0.2126F, 0.7152F, 0.0722F}, {0.2126F, 0.7152F, 0.0722F}, {0.2126F, 0.7152F, 0.0722F}}};
constexpr std::size_t k_encode_steps = 4096;

const Matrix3& matrix_of(ColourVision vision) {
    switch (vision) {
    case ColourVision::deuteranopia: return k_deuteranopia;
    case ColourVision::protanopia: return k_protanopia;
    case ColourVision::tritanopia: return k_tritanopia;
    default: return k_luminance;
    }
}

float linear(float v) { return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F); }
float encoded(float v) { return v <= 0.0031308F ? v * 12.92F : 1.055F * std::pow(v, 1.0F / 2.4F) - 0.055F; }

// sRGB's curve both ways as tables: a picture has millions of pixels. The way back is finer where the curve is steep, by
// the square root of the light.
struct Curve {
    std::array<float, 256> to_linear{};
    std::array<std::uint8_t, k_encode_steps> to_srgb{};

    Curve() {
        for (std::size_t i = 0; i < to_linear.size(); ++i) to_linear[i] = linear(static_cast<float>(i) / 255.0F);
        for (std::size_t i = 0; i < to_srgb.size(); ++i) {
            float root = static_cast<float>(i) / static_cast<float>(k_encode_steps - 1);
            to_srgb[i] = static_cast<std::uint8_t>(std::lround(255.0F * encoded(root * root)));
        }
    }
    std::uint8_t encode(float light) const {
        float root = std::sqrt(std::clamp(light, 0.0F, 1.0F));
        return to_srgb[static_cast<std::size_t>(root * static_cast<float>(k_encode_steps - 1) + 0.5F)];
    }
    Rgb seen(const std::uint8_t* c, const Matrix3& m) const {
        float r = to_linear[c[0]], g = to_linear[c[1]], b = to_linear[c[2]];
        Rgb out{};
        for (std::size_t i = 0; i < 3; ++i) out[i] = encode(m[i][0] * r + m[i][1] * g + m[i][2] * b);
        return out;
    }
};

const Curve& curve() {
    static const Curve made;
    return made;
}

} // namespace

std::optional<ColourVision> colour_vision(std::string_view name) {
    auto it = std::ranges::find(k_names, name);
    if (it == k_names.end()) return std::nullopt;
    return static_cast<ColourVision>(it - k_names.begin());
}

std::string_view colour_vision_name(ColourVision vision) { return k_names[static_cast<std::size_t>(vision)]; }

Rgb seen(Rgb colour, ColourVision vision) { return vision == ColourVision::normal ? colour : curve().seen(colour.data(), matrix_of(vision)); }

void see(std::span<std::uint8_t> rgba, ColourVision vision) {
    if (vision == ColourVision::normal) return;
    const Curve& table = curve();
    const Matrix3& m = matrix_of(vision);
    for (std::size_t i = 0; i + 3 < rgba.size(); i += 4) {
        Rgb c = table.seen(&rgba[i], m);
        std::copy(c.begin(), c.end(), rgba.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

} // namespace tp
