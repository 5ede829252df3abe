#include "import/gdal_geometry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <ogr_geometry.h>

namespace tp {
namespace {

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

GeometryKind kind_of(const OGRGeometry& geometry) {
    if (geometry.IsEmpty()) return GeometryKind::none;
    switch (geometry.getDimension()) {
    case 2:
        return GeometryKind::polygon;
    case 1:
        return GeometryKind::line;
    default:
        return GeometryKind::point;
    }
}

// Adds what is of the kind `wanted`; `others` counts what is not.
void add_of_kind(LayerBuilder& builder, const OGRGeometry& geometry, GeometryKind wanted, std::size_t& others) {
    auto type = wkbFlatten(geometry.getGeometryType());
    if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection) || OGR_GT_IsSubClassOf(type, wkbPolyhedralSurface)) {
        if (type == wkbPolyhedralSurface || type == wkbTIN) {
            for (const auto* part : *geometry.toPolyhedralSurface()) add_of_kind(builder, *part, wanted, others);
            return;
        }
        for (const auto* part : *geometry.toGeometryCollection()) add_of_kind(builder, *part, wanted, others);
        return;
    }
    if (geometry.IsEmpty() || kind_of(geometry) != wanted) {
        ++others;
        return;
    }
    if (type == wkbPoint) {
        const auto* point = geometry.toPoint();
        builder.part();
        builder.ring();
        builder.point(point->getX(), point->getY(), point->Is3D() ? static_cast<float>(point->getZ()) : k_no_z);
    } else if (type == wkbLineString) {
        builder.part();
        add_line(builder, *geometry.toLineString());
    } else if (type == wkbPolygon || type == wkbTriangle) {
        add_polygon(builder, *geometry.toPolygon());
    } else {
        ++others;
    }
}

} // namespace

GeometryKind add_ogr_geometry(LayerBuilder& builder, const OGRGeometry& geometry) {
    std::unique_ptr<OGRGeometry> linear;
    const OGRGeometry* shape = &geometry;
    if (geometry.hasCurveGeometry(TRUE)) {
        linear.reset(geometry.getLinearGeometry());
        shape = linear.get();
    }
    if (!shape) return GeometryKind::none;
    auto kind = kind_of(*shape);
    if (kind == GeometryKind::none) return kind;
    std::size_t others = 0;
    add_of_kind(builder, *shape, kind, others);
    if (others > 0) builder.note("collection_reduced", "dropped");
    return kind;
}

bool is_wkt(std::string_view text) {
    constexpr std::array<std::string_view, 9> k_words{"POINT",           "LINESTRING",   "POLYGON",
                                                      "MULTIPOINT",      "MULTIPOLYGON", "MULTILINESTRING",
                                                      "GEOMETRYCOLLECTION", "MULTISURFACE", "MULTICURVE"};
    std::string start;
    for (char c : text.substr(0, 48)) start += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    std::string_view head = start;
    if (head.starts_with("SRID=")) {
        auto end = head.find(';');
        if (end == std::string_view::npos) return false;
        head.remove_prefix(end + 1);
    }
    return std::ranges::any_of(k_words, [&](std::string_view word) {
        return head.starts_with(word) && head.substr(word.size()).find_first_not_of(" ZM") != std::string_view::npos &&
               (head.substr(word.size()).contains('(') || head.contains(" EMPTY"));
    });
}

GeometryKind add_wkt_geometry(LayerBuilder& builder, std::string_view text, int& epsg) {
    if (text.starts_with("SRID=") || text.starts_with("srid=")) {
        auto end = std::min(text.find(';'), text.size() - 1);
        int code = 0;
        if (std::from_chars(text.data() + 5, text.data() + end, code).ec == std::errc{} && code > 0) epsg = code;
        text.remove_prefix(end + 1);
    }
    OGRGeometry* made = nullptr;
    std::string plain(text); // the parser wants its end as a zero
    if (OGRGeometryFactory::createFromWkt(plain.c_str(), nullptr, &made) != OGRERR_NONE || !made)
        return GeometryKind::none;
    std::unique_ptr<OGRGeometry> geometry(made);
    return add_ogr_geometry(builder, *geometry);
}

} // namespace tp
