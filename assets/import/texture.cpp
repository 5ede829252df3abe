#include "import/texture.h"

#include "import/gdal_memory.h"
#include "import/source_file.h"

#include <algorithm>
#include <cstring>
#include <gdal_priv.h>
#include <memory>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_DXT_IMPLEMENTATION
#define STB_DXT_STATIC
#include <stb/stb_dxt.h>
#pragma GCC diagnostic pop

namespace tp {
namespace {

constexpr int k_picture_limit = 16'384;

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

std::uint8_t* at(Pixels& pixels, int x, int y) {
    return pixels.rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.width) + static_cast<std::size_t>(x)) * 4;
}
const std::uint8_t* at(const Pixels& pixels, int x, int y) { return at(const_cast<Pixels&>(pixels), x, y); }

// One band into every fourth byte.
bool read_band(GDALDataset& dataset, int band, Pixels& out, int channel) {
    return dataset.GetRasterBand(band)->RasterIO(GF_Read, 0, 0, dataset.GetRasterXSize(), dataset.GetRasterYSize(),
                                                 out.rgba.data() + channel, out.width, out.height, GDT_Byte, 4,
                                                 static_cast<GSpacing>(out.width) * 4, nullptr) == CE_None;
}

void apply_colour_table(const GDALColorTable& table, Pixels& out) {
    for (std::size_t i = 0; i < out.rgba.size(); i += 4) {
        const GDALColorEntry* entry = table.GetColorEntry(out.rgba[i]);
        if (!entry) continue;
        const short colour[4] = {entry->c1, entry->c2, entry->c3, entry->c4};
        for (std::size_t c = 0; c < 4; ++c) out.rgba[i + c] = static_cast<std::uint8_t>(colour[c]);
    }
}

// Box filter over the pixels that a target pixel covers; at least the nearest one.
Pixels scaled(const Pixels& from, int width, int height) {
    Pixels to{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4)};
    for (int y = 0; y < height; ++y) {
        int y0 = y * from.height / height, y1 = std::max(y0 + 1, (y + 1) * from.height / height);
        for (int x = 0; x < width; ++x) {
            int x0 = x * from.width / width, x1 = std::max(x0 + 1, (x + 1) * from.width / width);
            std::uint32_t sum[4] = {0, 0, 0, 0}, count = 0;
            for (int sy = y0; sy < y1; ++sy)
                for (int sx = x0; sx < x1; ++sx, ++count)
                    for (int c = 0; c < 4; ++c) sum[c] += at(from, sx, sy)[c];
            for (int c = 0; c < 4; ++c) at(to, x, y)[c] = static_cast<std::uint8_t>((sum[c] + count / 2) / count);
        }
    }
    return to;
}

void add_level(Texture& texture, const Pixels& level) {
    std::uint8_t block[64], out[16];
    for (int y = 0; y < level.height; y += 4)
        for (int x = 0; x < level.width; x += 4) {
            for (int k = 0; k < 16; ++k) // blocks that reach over the edge repeat its pixels
                std::memcpy(block + k * 4, at(level, std::min(x + k % 4, level.width - 1), std::min(y + k / 4, level.height - 1)), 4);
            stb_compress_dxt_block(out, block, texture.alpha ? 1 : 0, STB_DXT_NORMAL);
            texture.blocks.insert(texture.blocks.end(), out, out + (texture.alpha ? 16 : 8));
        }
}

} // namespace

Result<Pixels> decode_picture(std::string bytes, int side_limit) {
    prepare_gdal();
    GdalMemoryFile file("picture", bytes);
    const char* const drivers[] = {"JPEG", "PNG", "GTiff", "GIF", nullptr};
    std::unique_ptr<GDALDataset, Closer> dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset || dataset->GetRasterCount() < 1) return refuse("bad_picture");
    int width = dataset->GetRasterXSize(), height = dataset->GetRasterYSize();
    if (width < 1 || height < 1) return refuse("bad_picture");
    if (width > k_picture_limit || height > k_picture_limit) return refuse("picture_too_large");
    double shrink = std::min(1.0, static_cast<double>(side_limit) / std::max(width, height));
    Pixels out;
    out.width = std::max(1, static_cast<int>(width * shrink + 0.5));
    out.height = std::max(1, static_cast<int>(height * shrink + 0.5));
    out.rgba.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4, 255);
    int bands = dataset->GetRasterCount();
    bool grey = bands < 3, ok = true;
    for (int c = 0; c < 3; ++c) ok = ok && read_band(*dataset, grey ? 1 : c + 1, out, c);
    if (ok && (bands == 2 || bands >= 4)) ok = read_band(*dataset, bands == 2 ? 2 : 4, out, 3);
    if (!ok) return refuse("bad_picture");
    if (const GDALColorTable* table = dataset->GetRasterBand(1)->GetColorTable(); table && bands == 1)
        apply_colour_table(*table, out);
    return out;
}

Texture make_texture(const Pixels& pixels) {
    auto side = [](int v) { return std::clamp((v + 3) / 4 * 4, 4, static_cast<int>(k_texture_side_limit)); };
    Pixels level = pixels;
    if (int w = side(pixels.width), h = side(pixels.height); w != pixels.width || h != pixels.height) level = scaled(pixels, w, h);
    Texture texture;
    texture.width = static_cast<std::uint32_t>(level.width);
    texture.height = static_cast<std::uint32_t>(level.height);
    for (std::size_t i = 3; i < level.rgba.size() && !texture.alpha; i += 4) texture.alpha = level.rgba[i] < 250;
    texture.levels = 0;
    for (;;) {
        add_level(texture, level);
        ++texture.levels;
        if (level.width == 1 && level.height == 1) return texture;
        level = scaled(level, std::max(1, level.width / 2), std::max(1, level.height / 2));
    }
}

} // namespace tp
