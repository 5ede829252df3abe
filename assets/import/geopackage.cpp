#include "import/gdal_memory.h"
#include "import/layer_builder.h"
#include "import/readers.h"

#include <memory>
#include <ogrsf_frmts.h>

namespace tp {
namespace {

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

void add_line(LayerBuilder& builder, const OGRSimpleCurve& line) {
    builder.ring();
    bool z = line.Is3D();
    for (int i = 0; i < line.getNumPoints(); ++i)
        builder.point(line.getX(i), line.getY(i), z ? static_cast<float>(line.getZ(i)) : k_no_z);
}

void add_polygon(LayerBuilder& builder, const OGRPolygon& polygon) {
    builder.part();
    if (const auto* outer = polygon.getExteriorRing()) add_line(builder, *outer);
    for (int i = 0; i < polygon.getNumInteriorRings(); ++i) add_line(builder, *polygon.getInteriorRing(i));
}

GeometryKind add_geometry(LayerBuilder& builder, const OGRGeometry& geometry) {
    switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPoint: {
        const auto* point = geometry.toPoint();
        if (point->IsEmpty()) return GeometryKind::none;
        builder.part();
        builder.ring();
        builder.point(point->getX(), point->getY(), point->Is3D() ? static_cast<float>(point->getZ()) : k_no_z);
        return GeometryKind::point;
    }
    case wkbLineString:
        builder.part();
        add_line(builder, *geometry.toLineString());
        return GeometryKind::line;
    case wkbPolygon:
        add_polygon(builder, *geometry.toPolygon());
        return GeometryKind::polygon;
    case wkbMultiPoint:
    case wkbMultiLineString:
    case wkbMultiPolygon: {
        auto kind = GeometryKind::none;
        for (const auto* part : *geometry.toGeometryCollection()) kind = std::max(kind, add_geometry(builder, *part));
        return kind;
    }
    default:
        return GeometryKind::none;
    }
}

void add_fields(LayerBuilder& builder, const OGRFeature& feature, const std::vector<std::size_t>& columns) {
    for (int i = 0; i < feature.GetFieldCount(); ++i) {
        if (!feature.IsFieldSetAndNotNull(i)) continue;
        auto type = feature.GetFieldDefnRef(i)->GetType();
        auto column = columns[static_cast<std::size_t>(i)];
        if (type == OFTInteger || type == OFTInteger64 || type == OFTReal)
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
        // Arcs and surfaces of the newer types become lines and polygons.
        std::unique_ptr<OGRGeometry> geometry(
            table || !feature->GetGeometryRef() ? nullptr : feature->GetGeometryRef()->getLinearGeometry());
        auto kind = geometry ? add_geometry(builder, *geometry) : GeometryKind::none;
        if (kind != GeometryKind::none || table)
            builder.end(kind);
        else
            builder.leave_out(geometry ? "bad_geometry" : "no_geometry");
    }
    std::string crs;
    if (const auto* reference = layer.GetSpatialRef()) {
        char* text = nullptr;
        if (reference->exportToWkt(&text) == OGRERR_NONE && text) crs = text;
        CPLFree(text);
    }
    for (auto& made : builder.finish()) {
        made.encoding = "UTF-8";
        made.crs = crs;
        made.epsg = session.epsg(crs);
        out.push_back(std::move(made));
    }
}

} // namespace

LayersOrRefusal read_geopackage(SourceFile& source, const ReadOptions& options) {
    prepare_gdal();
    GdalMemoryFile file("source.gpkg", source.bytes);
    const char* const drivers[] = {"GPKG", nullptr};
    std::unique_ptr<GDALDataset, Closer> dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset) return refuse("cannot_read");
    std::vector<FeatureLayer> layers;
    for (OGRLayer* layer : dataset->GetLayers()) read_layer(*layer, *options.session, layers);
    if (layers.empty()) return refuse("empty_file");
    return layers;
}

} // namespace tp
