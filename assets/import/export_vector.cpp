#include "import/export_vector.h"

#include "import/gdal_memory.h"
#include "import/source_file.h"
#include "wire/bytes.h"
#include "wire/layers.h"

#include <algorithm>
#include <cmath>
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <map>
#include <memory>
#include <ogrsf_frmts.h>

namespace tp {
namespace {

constexpr std::size_t k_memory_limit = std::size_t{8} << 30;

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

bool is_whole(const Column& column) {
    return std::ranges::all_of(column.number, [](double v) { return std::isnan(v) || (v == std::floor(v) && std::abs(v) < 9e15); });
}

OGRwkbGeometryType type_of(std::span<const FeatureLayer* const> layers) {
    auto kind = layers.front()->geometry;
    bool mixed = std::ranges::any_of(layers, [&](const FeatureLayer* l) { return l->geometry != kind; });
    bool multi = false;
    for (const auto* l : layers)
        for (std::size_t i = 0; i + 1 < l->feature_begin.size(); ++i) multi = multi || l->feature_begin[i + 1] - l->feature_begin[i] > 1;
    if (mixed) return wkbUnknown;
    switch (kind) {
    case GeometryKind::point:
        return multi ? wkbMultiPoint : wkbPoint;
    case GeometryKind::line:
        return multi ? wkbMultiLineString : wkbLineString;
    case GeometryKind::polygon:
        return multi ? wkbMultiPolygon : wkbPolygon;
    case GeometryKind::none:
        break;
    }
    return wkbNone;
}

void fill(OGRSimpleCurve& line, const FeatureLayer& layer, std::uint32_t ring) {
    std::uint32_t begin = layer.ring_begin[ring], end = layer.ring_begin[ring + 1];
    line.setNumPoints(static_cast<int>(end - begin));
    for (std::uint32_t k = begin; k < end; ++k) {
        int at = static_cast<int>(k - begin);
        bool z = !layer.z.empty() && !std::isnan(layer.z[k]);
        z ? line.setPoint(at, layer.x[k], layer.y[k], static_cast<double>(layer.z[k])) : line.setPoint(at, layer.x[k], layer.y[k]);
    }
}

std::unique_ptr<OGRGeometry> part_of(const FeatureLayer& layer, std::uint32_t part) {
    std::uint32_t begin = layer.part_begin[part], end = layer.part_begin[part + 1];
    if (layer.geometry == GeometryKind::point) {
        std::uint32_t k = layer.ring_begin[begin];
        return std::make_unique<OGRPoint>(layer.x[k], layer.y[k]);
    }
    if (layer.geometry == GeometryKind::line) {
        auto line = std::make_unique<OGRLineString>();
        fill(*line, layer, begin);
        return line;
    }
    auto polygon = std::make_unique<OGRPolygon>();
    for (std::uint32_t ring = begin; ring < end; ++ring) {
        auto made = std::make_unique<OGRLinearRing>();
        fill(*made, layer, ring);
        made->closeRings();
        if ((made->isClockwise() != 0) == (ring == begin)) made->reverseWindingOrder(); // outer rings run left round
        polygon->addRingDirectly(made.release());
    }
    return polygon;
}

std::unique_ptr<OGRGeometry> geometry_of(const FeatureLayer& layer, std::size_t i, OGRwkbGeometryType type) {
    std::uint32_t begin = layer.feature_begin[i], end = layer.feature_begin[i + 1];
    if (end == begin + 1 && (type == wkbUnknown || !OGR_GT_IsSubClassOf(type, wkbGeometryCollection))) return part_of(layer, begin);
    std::unique_ptr<OGRGeometryCollection> all;
    if (layer.geometry == GeometryKind::point) all = std::make_unique<OGRMultiPoint>();
    else if (layer.geometry == GeometryKind::line) all = std::make_unique<OGRMultiLineString>();
    else all = std::make_unique<OGRMultiPolygon>();
    for (std::uint32_t part = begin; part < end; ++part) all->addGeometryDirectly(part_of(layer, part).release());
    return all;
}

void put_values(OGRFeature& feature, const FeatureLayer& layer, std::size_t i, const std::map<std::string, int>& fields) {
    for (const auto& column : layer.columns) {
        int field = fields.at(column.name);
        if (column.numeric ? std::isnan(column.number[i]) : column.text[i].empty()) {
            feature.SetFieldNull(field);
            continue;
        }
        auto type = feature.GetFieldDefnRef(field)->GetType();
        if (!column.numeric)
            feature.SetField(field, column.text[i].c_str());
        else if (type == OFTInteger64)
            feature.SetField(field, static_cast<GIntBig>(column.number[i]));
        else
            feature.SetField(field, column.number[i]);
    }
}

Result<std::map<std::string, int>> make_fields(OGRLayer& out, std::span<const FeatureLayer* const> layers) {
    std::map<std::string, int> fields;
    for (const auto* layer : layers)
        for (const auto& column : layer->columns) {
            if (fields.contains(column.name)) continue;
            bool text = false, whole = true;
            for (const auto* other : layers)
                if (const Column* c = other->column(column.name)) text = text || !c->numeric, whole = whole && c->numeric && is_whole(*c);
            OGRFieldDefn field(column.name.c_str(), text ? OFTString : whole ? OFTInteger64 : OFTReal);
            if (out.CreateField(&field) != OGRERR_NONE) return refuse(column.name);
            fields[column.name] = out.GetLayerDefn()->GetFieldCount() - 1;
        }
    return fields;
}

Result<void> write_table(GDALDataset& dataset, std::span<const FeatureLayer* const> layers, ExportFormat format) {
    OGRSpatialReference crs;
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const FeatureLayer& first = *layers.front();
    if (first.epsg > 0 && crs.importFromEPSG(first.epsg) != OGRERR_NONE) return refuse("EPSG:" + std::to_string(first.epsg));
    char** options = nullptr;
    if (format == ExportFormat::geojson) {
        options = CSLSetNameValue(options, "RFC7946", "YES");
        options = CSLSetNameValue(options, "COORDINATE_PRECISION", "9");
    }
    auto type = type_of(layers);
    OGRLayer* out = dataset.CreateLayer(first.layer.c_str(), first.epsg > 0 ? &crs : nullptr, type, options);
    CSLDestroy(options);
    if (!out) return refuse(CPLGetLastErrorMsg());
    auto fields = make_fields(*out, layers);
    if (!fields) return std::unexpected(fields.error());
    for (const auto* layer : layers)
        for (std::size_t i = 0; i < layer->size(); ++i) {
            OGRFeature feature(out->GetLayerDefn());
            if (layer->geometry != GeometryKind::none) feature.SetGeometryDirectly(geometry_of(*layer, i, type).release());
            put_values(feature, *layer, i, *fields);
            if (out->CreateFeature(&feature) != OGRERR_NONE) return refuse(CPLGetLastErrorMsg());
        }
    return {};
}

} // namespace

Result<std::string> export_vector(std::span<const FeatureLayer> layers, ExportFormat format) {
    prepare_gdal();
    bool package = format == ExportFormat::geopackage;
    std::string path = package ? "/vsimem/export/out.gpkg" : "/vsimem/export/out.geojson";
    CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", "journal_mode=OFF,synchronous=OFF,temp_store=MEMORY");
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"); // the same city gives the same bytes
    auto* driver = GetGDALDriverManager()->GetDriverByName(package ? "GPKG" : "GeoJSON");
    std::unique_ptr<GDALDataset, Closer> dataset(driver ? driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr) : nullptr);
    if (!dataset) return refuse("driver");
    std::vector<std::string> names;
    for (const auto& layer : layers)
        if (std::ranges::find(names, layer.layer) == names.end()) names.push_back(layer.layer);
    if (package) dataset->StartTransaction();
    for (const auto& name : names) {
        std::vector<const FeatureLayer*> same;
        for (const auto& layer : layers)
            if (layer.layer == name) same.push_back(&layer);
        if (auto done = write_table(*dataset, same, format); !done) return std::unexpected(done.error());
    }
    if (package && dataset->CommitTransaction() != OGRERR_NONE) return refuse(CPLGetLastErrorMsg());
    dataset.reset();
    vsi_l_offset size = 0;
    const GByte* bytes = VSIGetMemFileBuffer(path.c_str(), &size, FALSE);
    if (!bytes || size == 0) return refuse("empty");
    std::string out(reinterpret_cast<const char*>(bytes), size);
    VSIUnlink(path.c_str());
    return out;
}

bool answer_export(std::span<const std::byte> request, const Descriptor& memory) {
    auto made = [&]() -> Result<std::string> {
        auto format = read_export_request(request);
        if (!format) return std::unexpected(format.error());
        auto shared = SharedMemory::map_of_parent(memory, k_memory_limit);
        if (!shared) return std::unexpected(shared.error());
        auto layers = read_layers(shared->bytes());
        if (!layers) return std::unexpected(layers.error());
        return export_vector(*layers, *format);
    }();
    if (made) {
        auto file = shared_memory_of(std::as_bytes(std::span(*made)));
        const std::byte done{1};
        return file && send_message(k_child_socket, {&done, 1}, file->number());
    }
    ByteWriter out;
    out.value(std::uint32_t{0});
    out.text(made.error().key.substr(0, 200));
    return send_message(k_child_socket, out.bytes());
}

} // namespace tp
