#include "import/gdal_memory.h"
#include "import/layer_builder.h"
#include "import/readers.h"

#include <cmath>
#include <gdal_priv.h>
#include <memory>
#include <ogr_spatialref.h>

namespace tp {
namespace {

constexpr int k_side_limit = 16'384;

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Closer>;

void read_crs(FeatureLayer& layer, const GDALDataset& dataset, Session& session) {
    const OGRSpatialReference* crs = dataset.GetSpatialRef();
    if (!crs) return;
    char* text = nullptr;
    if (crs->exportToWkt(&text) == OGRERR_NONE && text) layer.crs = text;
    CPLFree(text);
    layer.epsg = session.epsg(layer.crs);
}

// Heights of the first band as floats; what the file calls no data becomes NaN.
bool read_band(FeatureLayer& layer, GDALDataset& dataset) {
    GDALRasterBand* band = dataset.GetRasterBand(1);
    auto count = static_cast<std::size_t>(layer.raster_columns) * static_cast<std::size_t>(layer.raster_rows);
    layer.raster.resize(count);
    if (band->RasterIO(GF_Read, 0, 0, layer.raster_columns, layer.raster_rows, layer.raster.data(),
                       layer.raster_columns, layer.raster_rows, GDT_Float32, 0, 0, nullptr) != CE_None)
        return false;
    int has_none = FALSE;
    auto none = static_cast<float>(band->GetNoDataValue(&has_none));
    double scale = band->GetScale(), offset = band->GetOffset();
    for (float& value : layer.raster) {
        if (!std::isfinite(value) || (has_none && value == none) || std::abs(value) > 1e6F)
            value = std::nanf("");
        else
            value = static_cast<float>(static_cast<double>(value) * scale + offset);
    }
    return true;
}

} // namespace

LayersOrRefusal read_raster(SourceFile& source, const ReadOptions& options) {
    prepare_gdal();
    GdalMemoryFile file(source.name, source.bytes);
    const char* const drivers[] = {"GTiff", "SRTMHGT", nullptr};
    Dataset dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset || dataset->GetRasterCount() < 1) return refuse("cannot_read");
    FeatureLayer layer;
    layer.layer = source.name.substr(0, source.name.find_last_of('.'));
    layer.in = 1;
    layer.raster_columns = dataset->GetRasterXSize();
    layer.raster_rows = dataset->GetRasterYSize();
    if (layer.raster_columns > k_side_limit || layer.raster_rows > k_side_limit) return refuse("raster_too_large");
    read_crs(layer, *dataset, *options.session);
    if (dataset->GetGeoTransform(layer.raster_transform) != CE_None) {
        layer.left_out = 1;
        layer.raster_columns = layer.raster_rows = 0;
        add_note(layer.notes, "no_georeference", "", "left_out");
        return std::vector{std::move(layer)};
    }
    GDALDataType type = dataset->GetRasterBand(1)->GetRasterDataType();
    if (dataset->GetRasterCount() >= 3 && type == GDT_Byte) { // a picture; its pixels are not brought in
        layer.role = Role::orthophoto;
        layer.raster_columns = layer.raster_rows = 0;
        return std::vector{std::move(layer)};
    }
    if (!read_band(layer, *dataset)) return refuse("cannot_read");
    return std::vector{std::move(layer)};
}

} // namespace tp
