#include "import/gdal_geometry.h"
#include "import/gdal_memory.h"
#include "import/layer_builder.h"
#include "import/readers.h"

#include <cmath>
#include <memory>
#include <ogrsf_frmts.h>

namespace tp {
namespace {

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

void add_fields(LayerBuilder& builder, const OGRFeature& feature, const std::vector<std::size_t>& columns) {
    for (int i = 0; i < feature.GetFieldCount(); ++i) {
        if (!feature.IsFieldSetAndNotNull(i)) continue;
        auto type = feature.GetFieldDefnRef(i)->GetType();
        auto column = columns[static_cast<std::size_t>(i)];
        bool large = type == OFTInteger64 && std::abs(feature.GetFieldAsDouble(i)) >= k_exact_whole;
        if (!large && (type == OFTInteger || type == OFTInteger64 || type == OFTReal))
            builder.number(column, feature.GetFieldAsDouble(i));
        else
            builder.text(column, feature.GetFieldAsString(i));
    }
}

void read_layer(OGRLayer& layer, Session& session, std::vector<FeatureLayer>& out) {
    LayerBuilder builder(layer.GetName());
    std::vector<std::size_t> columns;
    const OGRFeatureDefn* definition = layer.GetLayerDefn();
    for (int i = 0; i < definition->GetFieldCount(); ++i)
        columns.push_back(builder.column(definition->GetFieldDefn(i)->GetNameRef()));
    bool table = layer.GetGeomType() == wkbNone;
    std::uint32_t row = 0;
    for (auto& feature : layer) {
        builder.begin(row++);
        add_fields(builder, *feature, columns);
        const OGRGeometry* geometry = table ? nullptr : feature->GetGeometryRef();
        auto kind = geometry ? add_ogr_geometry(builder, *geometry) : GeometryKind::none;
        if (kind != GeometryKind::none || table)
            builder.end(kind);
        else
            builder.leave_out(geometry ? "bad_geometry" : "no_geometry");
    }
    std::string crs;
    if (const auto* reference = layer.GetSpatialRef()) {
        char* text = nullptr;
        bool defined = reference->IsGeographic() || reference->IsProjected() || reference->IsCompound();
        std::string_view name = reference->GetName() ? reference->GetName() : "";
        if (name.starts_with("Undefined") || name.starts_with("undefined")) defined = false; // srs_id 0 and -1
        if (defined && reference->exportToWkt(&text) == OGRERR_NONE && text) crs = text;
        CPLFree(text);
    }
    for (auto& made : builder.finish()) {
        made.encoding = "UTF-8";
        made.crs = crs;
        made.epsg = session.epsg(crs);
        if (!crs.empty()) made.crs_from = CrsFrom::stated;
        out.push_back(std::move(made));
    }
}

LayersOrRefusal read_vector(SourceFile& source, const ReadOptions& options, const char* ending, const char* driver) {
    prepare_gdal();
    GdalMemoryFile file(std::string("source.") + ending, source.bytes);
    const char* const drivers[] = {driver, nullptr};
    std::unique_ptr<GDALDataset, Closer> dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset) return refuse("cannot_read");
    std::vector<FeatureLayer> layers;
    for (OGRLayer* layer : dataset->GetLayers()) read_layer(*layer, *options.session, layers);
    if (layers.empty()) return refuse("empty_file");
    return layers;
}

} // namespace

LayersOrRefusal read_geopackage(SourceFile& source, const ReadOptions& options) {
    return read_vector(source, options, "gpkg", "GPKG");
}

LayersOrRefusal read_flatgeobuf(SourceFile& source, const ReadOptions& options) {
    auto layers = read_vector(source, options, "fgb", "FlatGeobuf");
    if (!layers) return layers;
    for (auto& layer : *layers) // the format has one layer, named as the file was that was written
        if (layer.layer.empty() || layer.layer == "source") layer.layer = source.name.substr(0, source.name.find_last_of('.'));
    return layers;
}

} // namespace tp
