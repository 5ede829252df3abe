#include "import/geojson_geometry.h"

#include <algorithm>

namespace tp {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

bool add_point(LayerBuilder& builder, element position) {
    array numbers;
    if (position.get_array().get(numbers) != simdjson::SUCCESS) return false;
    double value[3] = {0, 0, 0};
    int count = 0;
    for (element number : numbers) {
        if (count == 3) break;
        if (number.get_double().get(value[count]) != simdjson::SUCCESS) return false;
        ++count;
    }
    if (count < 2) return false;
    builder.point(value[0], value[1], count == 3 ? static_cast<float>(value[2]) : k_no_z);
    return true;
}

bool add_points(LayerBuilder& builder, element positions) {
    array list;
    if (positions.get_array().get(list) != simdjson::SUCCESS) return false;
    builder.ring();
    for (element position : list)
        if (!add_point(builder, position)) return false;
    return true;
}

bool add_polygon(LayerBuilder& builder, element rings) {
    array list;
    if (rings.get_array().get(list) != simdjson::SUCCESS) return false;
    builder.part();
    for (element ring : list)
        if (!add_points(builder, ring)) return false;
    return true;
}

template <class Add>
bool add_each(element items, Add add) {
    array list;
    if (items.get_array().get(list) != simdjson::SUCCESS) return false;
    for (element item : list)
        if (!add(item)) return false;
    return true;
}

GeometryKind kind_of(std::string_view type) {
    if (type == "Polygon" || type == "MultiPolygon") return GeometryKind::polygon;
    if (type == "LineString" || type == "MultiLineString") return GeometryKind::line;
    if (type == "Point" || type == "MultiPoint") return GeometryKind::point;
    return GeometryKind::none;
}

bool add_coordinates(LayerBuilder& builder, std::string_view type, element coordinates) {
    auto point = [&](element position) {
        builder.part();
        builder.ring();
        return add_point(builder, position);
    };
    auto line = [&](element positions) {
        builder.part();
        return add_points(builder, positions);
    };
    if (type == "Polygon") return add_polygon(builder, coordinates);
    if (type == "MultiPolygon") return add_each(coordinates, [&](element e) { return add_polygon(builder, e); });
    if (type == "LineString") return line(coordinates);
    if (type == "MultiLineString") return add_each(coordinates, line);
    if (type == "Point") return point(coordinates);
    return add_each(coordinates, point);
}

// Of a collection the geometries of its highest dimension: a layer has one kind.
GeometryKind add_collection(LayerBuilder& builder, element geometries, std::string_view& problem) {
    array list;
    problem = "bad_geometry";
    if (geometries.get_array().get(list) != simdjson::SUCCESS) return GeometryKind::none;
    auto best = GeometryKind::none;
    std::size_t others = 0;
    for (element item : list) {
        std::string_view type;
        if (item["type"].get_string().get(type) == simdjson::SUCCESS) best = std::max(best, kind_of(type));
    }
    for (element item : list) {
        std::string_view type;
        element coordinates;
        if (item["type"].get_string().get(type) != simdjson::SUCCESS || kind_of(type) != best ||
            best == GeometryKind::none) {
            ++others;
            continue;
        }
        if (item["coordinates"].get(coordinates) != simdjson::SUCCESS || !add_coordinates(builder, type, coordinates))
            return GeometryKind::none;
    }
    if (best != GeometryKind::none && others > 0) builder.note("collection_reduced", "dropped");
    return best;
}

} // namespace

GeometryKind add_geojson_geometry(LayerBuilder& builder, element geometry, std::string_view& problem) {
    problem = "no_geometry";
    if (geometry.is_null()) return GeometryKind::none;
    std::string_view type;
    problem = "bad_geometry";
    if (geometry["type"].get_string().get(type) != simdjson::SUCCESS) return GeometryKind::none;
    element coordinates;
    if (type == "GeometryCollection") {
        if (geometry["geometries"].get(coordinates) != simdjson::SUCCESS) return GeometryKind::none;
        return add_collection(builder, coordinates, problem);
    }
    auto kind = kind_of(type);
    if (kind == GeometryKind::none || geometry["coordinates"].get(coordinates) != simdjson::SUCCESS)
        return GeometryKind::none;
    return add_coordinates(builder, type, coordinates) ? kind : GeometryKind::none;
}

} // namespace tp
