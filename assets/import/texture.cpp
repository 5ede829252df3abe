#include "import/texture.h"

#include "import/gdal_memory.h"
#include "import/source_file.h"

#include <algorithm>
#include <gdal_priv.h>
#include <memory>


namespace tp {
namespace {

constexpr int k_picture_limit = 16'384;

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

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

} // namespace

Result<Pixels> read_pixels(GDALDataset& dataset, int side_limit) {
    int width = dataset.GetRasterXSize(), height = dataset.GetRasterYSize();
    if (width < 1 || height < 1) return refuse("bad_picture");
    if (width > k_picture_limit || height > k_picture_limit) return refuse("picture_too_large");
    double shrink = std::min(1.0, static_cast<double>(side_limit) / std::max(width, height));
    Pixels out;
    out.width = std::max(1, static_cast<int>(width * shrink + 0.5));
    out.height = std::max(1, static_cast<int>(height * shrink + 0.5));
    out.rgba.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4, 255);
    int bands = dataset.GetRasterCount();
    bool grey = bands < 3, ok = true;
    for (int c = 0; c < 3; ++c) ok = ok && read_band(dataset, grey ? 1 : c + 1, out, c);
    if (ok && (bands == 2 || bands >= 4)) ok = read_band(dataset, bands == 2 ? 2 : 4, out, 3);
    if (!ok) return refuse("bad_picture");
    if (const GDALColorTable* table = dataset.GetRasterBand(1)->GetColorTable(); table && bands == 1)
        apply_colour_table(*table, out);
    return out;
}

Result<Pixels> decode_picture(std::string bytes, int side_limit) {
    prepare_gdal();
    GdalMemoryFile file("picture", bytes);
    const char* const drivers[] = {"JPEG", "PNG", "GTiff", "GIF", nullptr};
    std::unique_ptr<GDALDataset, Closer> dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset || dataset->GetRasterCount() < 1) return refuse("bad_picture");
    return read_pixels(*dataset, side_limit);
}

} // namespace tp
