// tests/unit/import_city/city_documents.h - small CityGML and CityJSON documents read from memory, and what solids measure.
#pragma once

#include "import/readers.h"
#include "wire/layers.h"

#include "shared_data.h"

#include <cmath>
#include <map>

namespace tp::test {

using Files = std::map<std::string, std::string>; // what the document refers to

inline SourceFile source_of(std::string bytes, Files beside = {}) {
    SourceFile source;
    source.file = source.name = "city.gml";
    source.bytes = std::move(bytes);
    source.beside = [files = std::move(beside)](const std::string& reference) -> Result<std::string> {
        auto found = files.find(reference);
        if (found == files.end()) return refuse("uri_missing", reference);
        return found->second;
    };
    return source;
}
inline std::vector<FeatureLayer> checked(LayersOrRefusal layers) {
    REQUIRE(layers);
    auto again = read_layers(write_layers(*layers)); // the parent's checks
    REQUIRE(again);
    for (const auto& layer : *again) CHECK(layer.in == static_cast<std::int64_t>(layer.size()) + layer.left_out);
    return *std::move(again);
}
inline std::vector<FeatureLayer> read_gml(const std::string& text, Files beside = {}) {
    auto source = source_of(text, std::move(beside));
    return checked(read_citygml(source, {}));
}
inline std::vector<FeatureLayer> read_json(const std::string& text, Files beside = {}) {
    auto source = source_of(text, std::move(beside));
    return checked(read_cityjson(source, {}));
}
inline std::string refusal_of(const std::string& text, bool json = false) {
    auto source = source_of(text);
    auto layers = json ? read_cityjson(source, {}) : read_citygml(source, {});
    return layers ? "" : layers.error().key;
}

inline std::int64_t count_of(const FeatureLayer& layer, std::string_view code) {
    for (const auto& note : layer.notes)
        if (note.code == code) return note.count;
    return 0;
}
inline const FeatureLayer* find_layer(const std::vector<FeatureLayer>& layers, Role role) {
    for (const auto& layer : layers)
        if (layer.role == role) return &layer;
    return nullptr;
}
inline std::string text_in(const FeatureLayer& layer, const std::string& column, std::size_t row = 0) {
    const Column* found = layer.column(column);
    return found && !found->numeric ? found->text.at(row) : std::string("<none>");
}
inline double number_in(const FeatureLayer& layer, const std::string& column, std::size_t row = 0) {
    const Column* found = layer.column(column);
    return found && found->numeric ? found->number.at(row) : std::nan("");
}

struct Solid {
    double volume_m3 = 0.0, area_m2 = 0.0;
    bool closed = true; // every edge meets one in the opposite direction
};
// Of one geometry, by the divergence theorem; `scale` metres per unit of x and y.
inline Solid measure(const LayerModels& models, std::uint32_t geometry, double scale_x = 1.0, double scale_y = 1.0) {
    Solid out;
    using Point = std::array<double, 3>;
    std::map<std::pair<Point, Point>, int> edges;
    std::optional<Point> from;
    for (std::uint32_t p = models.geometry_begin[geometry]; p < models.geometry_begin[geometry + 1]; ++p)
        for (std::uint32_t i = models.parts[p].begin; i < models.parts[p].end; i += 3) {
            Point c[3];
            for (std::uint32_t k = 0; k < 3; ++k) {
                std::uint32_t v = models.index[i + k];
                c[k] = {models.x[v], models.y[v], models.z[v]};
            }
            for (int k = 0; k < 3; ++k) ++edges[{c[k], c[(k + 1) % 3]}];
            if (!from) from = c[0];
            for (auto& point : c) point = {(point[0] - (*from)[0]) * scale_x, (point[1] - (*from)[1]) * scale_y, point[2] - (*from)[2]};
            auto cross = [](const Point& a, const Point& b) {
                return Point{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
            };
            Point n = cross({c[1][0] - c[0][0], c[1][1] - c[0][1], c[1][2] - c[0][2]}, {c[2][0] - c[0][0], c[2][1] - c[0][1], c[2][2] - c[0][2]});
            out.area_m2 += 0.5 * std::hypot(n[0], n[1], n[2]);
            Point bc = cross(c[1], c[2]);
            out.volume_m3 += (c[0][0] * bc[0] + c[0][1] * bc[1] + c[0][2] * bc[2]) / 6.0;
        }
    for (const auto& [edge, count] : edges) {
        auto other = edges.find({edge.second, edge.first});
        if (other == edges.end() || other->second != count) out.closed = false;
    }
    return out;
}

// --- CityGML in pieces -------------------------------------------------------------------------------------------------

inline std::string model(const std::string& members, const std::string& crs = "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783") {
    return R"(<?xml version="1.0" encoding="UTF-8"?><core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0"
 xmlns:gml="http://www.opengis.net/gml" xmlns:bldg="http://www.opengis.net/citygml/building/2.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gen="g" xmlns:app="a" xmlns:uro="u" xmlns:veg="v" xmlns:dem="d" xmlns:frn="f" xmlns:tran="t">)" +
           (crs.empty() ? "" : "<gml:boundedBy><gml:Envelope srsName=\"" + crs + "\"/></gml:boundedBy>") + members + "</core:CityModel>";
}
inline std::string member(const std::string& object) { return "<core:cityObjectMember>" + object + "</core:cityObjectMember>"; }
inline std::string building(const std::string& inside, const std::string& id = "b1") {
    return "<bldg:Building gml:id=\"" + id + "\">" + inside + "</bldg:Building>";
}
inline std::string polygon(const std::string& numbers, const std::string& id = "", const std::string& holes = "") {
    std::string ids = id.empty() ? "" : " gml:id=\"" + id + "\"", ring = id.empty() ? "" : " gml:id=\"" + id + "_ring\"";
    return "<gml:Polygon" + ids + "><gml:exterior><gml:LinearRing" + ring + "><gml:posList>" + numbers +
           "</gml:posList></gml:LinearRing></gml:exterior>" + holes + "</gml:Polygon>";
}
inline std::string surface(const std::string& inside) { return "<gml:surfaceMember>" + inside + "</gml:surfaceMember>"; }
inline std::string refer(const std::string& id) { return "<gml:surfaceMember xlink:href=\"#" + id + "\"/>"; }
inline std::string solid(const std::string& members, const std::string& lod = "1") {
    return "<bldg:lod" + lod + "Solid><gml:Solid><gml:exterior><gml:CompositeSurface>" + members +
           "</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod" + lod + "Solid>";
}
// The box (x, y, 0) to (x + 10, y + 8, 5): six faces, outwards.
inline std::array<std::string, 6> box(double x = 500000, double y = 5400000) {
    auto p = [&](double dx, double dy, double z) {
        return std::to_string(x + dx) + " " + std::to_string(y + dy) + " " + std::to_string(z) + " ";
    };
    auto face = [&](std::array<std::array<double, 3>, 4> c) {
        std::string out;
        for (int i = 0; i <= 4; ++i) out += p(c[static_cast<std::size_t>(i % 4)][0], c[static_cast<std::size_t>(i % 4)][1], c[static_cast<std::size_t>(i % 4)][2]);
        return out;
    };
    return {face({{{0, 0, 0}, {0, 8, 0}, {10, 8, 0}, {10, 0, 0}}}), face({{{0, 0, 5}, {10, 0, 5}, {10, 8, 5}, {0, 8, 5}}}),
            face({{{0, 0, 0}, {10, 0, 0}, {10, 0, 5}, {0, 0, 5}}}), face({{{10, 0, 0}, {10, 8, 0}, {10, 8, 5}, {10, 0, 5}}}),
            face({{{10, 8, 0}, {0, 8, 0}, {0, 8, 5}, {10, 8, 5}}}), face({{{0, 8, 0}, {0, 0, 0}, {0, 0, 5}, {0, 8, 5}}})};
}
inline std::string box_members(double x = 500000, double y = 5400000) {
    std::string out;
    for (const auto& face : box(x, y)) out += surface(polygon(face));
    return out;
}

} // namespace tp::test
