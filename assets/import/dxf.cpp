// AutoCAD DXF through GDAL, from memory. One feature layer per DXF layer and kind of geometry, so that the table of roles
// can tell them apart by their codes. Block references become points or the block's own shape, as the layer's role asks.
#include "import/gdal_geometry.h"
#include "import/gdal_memory.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <cmath>
#include <cpl_conv.h>
#include <deque>
#include <map>
#include <memory>
#include <ogrsf_frmts.h>

namespace tp {
namespace {

constexpr int k_block_depth = 16;                // a block within a block
constexpr std::size_t k_insert_shapes = 10'000;  // of one reference
constexpr std::size_t k_all_shapes = 2'000'000;  // of all references together

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

struct Shape { // an entity of a block: a geometry, or a reference to another block
    std::unique_ptr<OGRGeometry> geometry;
    std::string block;
    double scale_x = 1, scale_y = 1, angle_deg = 0;
};
using Blocks = std::map<std::string, std::vector<Shape>>;

std::string text_of(const OGRFeature& feature, const char* name) {
    int index = feature.GetFieldIndex(name);
    return index >= 0 && feature.IsFieldSetAndNotNull(index) ? feature.GetFieldAsString(index) : std::string{};
}

Shape shape_of(const OGRFeature& feature) {
    Shape shape;
    if (const auto* geometry = feature.GetGeometryRef()) shape.geometry.reset(geometry->clone());
    shape.block = text_of(feature, "BlockName");
    if (int index = feature.GetFieldIndex("BlockAngle"); index >= 0) shape.angle_deg = feature.GetFieldAsDouble(index);
    if (int index = feature.GetFieldIndex("BlockScale"); index >= 0) {
        int count = 0;
        const double* scale = feature.GetFieldAsDoubleList(index, &count);
        if (count >= 2) shape.scale_x = scale[0], shape.scale_y = scale[1];
    }
    return shape;
}

Blocks read_blocks(GDALDataset& dataset) {
    Blocks blocks;
    OGRLayer* layer = dataset.GetLayerByName("blocks");
    if (!layer) return blocks;
    for (auto& feature : *layer)
        if (!text_of(*feature, "SubClasses").contains("Text")) blocks[text_of(*feature, "Block")].push_back(shape_of(*feature));
    return blocks;
}

struct Turn { // of a block's plane into the plane that refers to it
    double xx = 1, xy = 0, yx = 0, yy = 1, x = 0, y = 0;
    Turn then(const Turn& outer) const {
        return {outer.xx * xx + outer.xy * yx,          outer.xx * xy + outer.xy * yy,
                outer.yx * xx + outer.yy * yx,          outer.yx * xy + outer.yy * yy,
                outer.xx * x + outer.xy * y + outer.x,  outer.yx * x + outer.yy * y + outer.y};
    }
};

Turn turn_of(const Shape& reference) {
    double angle = reference.angle_deg * 3.14159265358979323846 / 180.0, c = std::cos(angle), s = std::sin(angle);
    const auto* at = reference.geometry->toPoint();
    return {c * reference.scale_x, -s * reference.scale_y, s * reference.scale_x, c * reference.scale_y, at->getX(), at->getY()};
}

class Mover : public OGRDefaultGeometryVisitor {
public:
    explicit Mover(const Turn& turn) : m_turn(turn) {}
    using OGRDefaultGeometryVisitor::visit;
    void visit(OGRPoint* p) override {
        double x = p->getX(), y = p->getY();
        p->setX(m_turn.xx * x + m_turn.xy * y + m_turn.x);
        p->setY(m_turn.yx * x + m_turn.yy * y + m_turn.y);
    }

private:
    Turn m_turn;
};

// Everything that a reference draws, as one collection; false: it goes too deep or has too many parts.
bool expand(const Blocks& blocks, const std::string& name, const Turn& turn, int depth, OGRGeometryCollection& out) {
    auto found = blocks.find(name);
    if (found == blocks.end()) return true;
    if (depth == 0) return false;
    for (const auto& shape : found->second) {
        if (!shape.geometry) continue;
        if (static_cast<std::size_t>(out.getNumGeometries()) >= k_insert_shapes) return false;
        if (!shape.block.empty() && wkbFlatten(shape.geometry->getGeometryType()) == wkbPoint) {
            if (!expand(blocks, shape.block, turn_of(shape).then(turn), depth - 1, out)) return false;
            continue;
        }
        std::unique_ptr<OGRGeometry> moved(shape.geometry->getLinearGeometry());
        if (!moved) continue;
        Mover mover(turn);
        moved->accept(&mover);
        out.addGeometryDirectly(moved.release());
    }
    return true;
}

bool is_closed_line(const OGRGeometry& geometry) {
    if (wkbFlatten(geometry.getGeometryType()) != wkbLineString) return false;
    const auto* line = geometry.toLineString();
    return line->getNumPoints() >= 4 && line->get_IsClosed();
}

std::unique_ptr<OGRPolygon> area_within(const OGRGeometry& line) {
    auto area = std::make_unique<OGRPolygon>();
    auto ring = std::make_unique<OGRLinearRing>();
    ring->addSubLineString(line.toLineString());
    area->addRingDirectly(ring.release());
    return area;
}

// Closed lines as areas; a collection is gone through.
std::unique_ptr<OGRGeometry> with_areas(const OGRGeometry& geometry) {
    if (is_closed_line(geometry)) return area_within(geometry);
    if (!OGR_GT_IsSubClassOf(wkbFlatten(geometry.getGeometryType()), wkbGeometryCollection)) return nullptr;
    auto out = std::make_unique<OGRGeometryCollection>();
    for (const auto* part : *geometry.toGeometryCollection()) {
        auto area = with_areas(*part);
        out->addGeometryDirectly(area ? area.release() : part->clone());
    }
    return out;
}

struct DxfLayer {
    explicit DxfLayer(std::string name) : builder(std::move(name)) {}
    LayerBuilder builder;
    std::size_t lines = 0, closed = 0;
    std::uint32_t rows = 0;
    bool to_polygons = false, to_points = false;
};

class Reader {
public:
    Reader(GDALDataset& dataset, const RoleTable& roles) : m_roles(roles), m_blocks(read_blocks(dataset)) {}

    void look(OGRLayer& entities) {
        for (auto& feature : entities) {
            DxfLayer& layer = layer_of(*feature);
            const auto* geometry = feature->GetGeometryRef();
            if (!geometry || wkbFlatten(geometry->getGeometryType()) != wkbLineString) continue;
            ++layer.lines;
            layer.closed += is_closed_line(*geometry) ? 1 : 0;
        }
        for (auto& [name, layer] : m_layers) {
            bool area = knows_name(m_roles, name, GeometryKind::polygon), line = knows_name(m_roles, name, GeometryKind::line);
            layer->to_polygons = area != line ? area : layer->closed * 2 > layer->lines;
            layer->to_points = knows_name(m_roles, name, GeometryKind::point);
        }
    }

    void add(OGRLayer& entities) {
        for (auto& feature : entities) {
            DxfLayer& layer = layer_of(*feature);
            layer.builder.begin(layer.rows++);
            add_entity(layer, *feature);
        }
    }

    std::vector<FeatureLayer> layers() {
        std::vector<FeatureLayer> out;
        for (auto* layer : m_order) std::ranges::move(layer->builder.finish(), std::back_inserter(out));
        return out;
    }

private:
    DxfLayer& layer_of(const OGRFeature& feature) {
        std::string name = text_of(feature, "Layer");
        auto& layer = m_layers[name];
        if (!layer) {
            layer = std::make_unique<DxfLayer>(name.empty() ? "0" : name);
            m_order.push_back(layer.get());
        }
        return *layer;
    }

    void add_entity(DxfLayer& layer, const OGRFeature& feature) {
        LayerBuilder& builder = layer.builder;
        std::string text = text_of(feature, "Text");
        if (text_of(feature, "SubClasses").contains("Text")) return builder.leave_out("dxf_text");
        const OGRGeometry* geometry = feature.GetGeometryRef();
        if (!geometry || geometry->IsEmpty()) return builder.leave_out("no_geometry");
        OGRGeometryCollection drawn;
        Shape reference = shape_of(feature);
        if (!reference.block.empty() && wkbFlatten(geometry->getGeometryType()) == wkbPoint && !layer.to_points) {
            bool whole = expand(m_blocks, reference.block, turn_of(reference), k_block_depth, drawn);
            m_shapes += static_cast<std::size_t>(drawn.getNumGeometries());
            if (!whole || m_shapes > k_all_shapes) return builder.leave_out("dxf_too_large");
            if (!drawn.IsEmpty()) geometry = &drawn;
        }
        auto areas = layer.to_polygons ? with_areas(*geometry) : nullptr;
        if (areas) geometry = areas.get();
        auto kind = add_ogr_geometry(builder, *geometry);
        if (kind == GeometryKind::none) return builder.leave_out("bad_geometry");
        add_values(builder, feature, *geometry, reference.block, text);
        builder.end(kind);
    }

    static void add_values(LayerBuilder& builder, const OGRFeature& feature, const OGRGeometry& geometry,
                           const std::string& block, const std::string& text) {
        if (auto handle = text_of(feature, "EntityHandle"); !handle.empty()) builder.text(builder.column("handle"), handle);
        if (!block.empty()) builder.text(builder.column("block"), block);
        if (!text.empty()) builder.text(builder.column("text"), text);
        OGREnvelope3D box;
        geometry.getEnvelope(&box);
        if (geometry.Is3D() && box.MinZ == box.MaxZ) builder.number(builder.column("elevation"), box.MinZ);
    }

    const RoleTable& m_roles;
    Blocks m_blocks;
    std::map<std::string, std::unique_ptr<DxfLayer>> m_layers;
    std::vector<DxfLayer*> m_order;
    std::size_t m_shapes = 0;
};

std::string encoding_of(std::string_view bytes, const std::string& given) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        lines.push_back(bytes.substr(at, end - at));
        at = end + 1;
    }
    return find_encoding(lines, "", given);
}

} // namespace

LayersOrRefusal read_dxf(SourceFile& source, const ReadOptions& options) {
    prepare_gdal();
    std::string encoding = encoding_of(source.bytes, options.encoding);
    CPLSetThreadLocalConfigOption("DXF_ENCODING", encoding.c_str());
    GdalMemoryFile file("source.dxf", source.bytes);
    const char* const drivers[] = {"DXF", nullptr};
    std::unique_ptr<GDALDataset, Closer> dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    OGRLayer* entities = dataset ? dataset->GetLayerByName("entities") : nullptr;
    if (!entities) return refuse("cannot_read");
    Reader reader(*dataset, options.session->roles);
    reader.look(*entities);
    entities->ResetReading();
    reader.add(*entities);
    auto layers = reader.layers();
    if (layers.empty()) return refuse("no_features");
    for (auto& layer : layers) layer.encoding = encoding;
    return layers;
}

} // namespace tp
