// Textures: pixels become blocks whose size the wire checks, and whose colours a decoder of the format gives back.
#include "import/texture.h"

#include <catch2/catch.hpp>

using namespace tp;

namespace {

// First colour of a BC1 block (D3D11 functional specification 19.5.2): 5-6-5 bits, little endian.
std::array<int, 3> first_colour(const std::uint8_t* block) {
    int c = block[0] | block[1] << 8;
    return {(c >> 11) * 255 / 31, (c >> 5 & 63) * 255 / 63, (c & 31) * 255 / 31};
}

Pixels plain(int width, int height, std::array<std::uint8_t, 4> colour) {
    Pixels out{width, height, {}};
    for (int i = 0; i < width * height; ++i) out.rgba.insert(out.rgba.end(), colour.begin(), colour.end());
    return out;
}

} // namespace

TEST_CASE("a texture has the size that the wire asks for, whatever the picture's") {
    for (auto [w, h] : {std::pair{1, 1}, {4, 4}, {5, 3}, {640, 200}, {1, 300}})
        for (std::uint8_t alpha : {std::uint8_t{255}, std::uint8_t{100}}) {
            CAPTURE(w, h, int{alpha});
            Texture t = make_texture(plain(w, h, {200, 100, 50, alpha}));
            CHECK(t.alpha == (alpha < 250));
            CHECK(t.blocks.size() == texture_bytes(t.width, t.height, t.levels, t.alpha));
            auto [r, g, b] = first_colour(t.blocks.data() + (t.alpha ? 8 : 0));
            CHECK(std::abs(r - 200) < 9);
            CHECK(std::abs(g - 100) < 9);
            CHECK(std::abs(b - 50) < 9);
        }
}

TEST_CASE("bytes that are no picture are refused") {
    CHECK_FALSE(decode_picture(""));
    CHECK_FALSE(decode_picture("\x89PNG\r\n\x1a\n and nothing more"));
    CHECK(texture_bytes(5, 4, 1, false) == 0);
    CHECK(texture_bytes(4, 4, 4, false) == 0);
}
