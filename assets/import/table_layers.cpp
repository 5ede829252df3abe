#include "import/table_layers.h"

#include "import/gdal_geometry.h"
#include "import/geojson_geometry.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace tp {
namespace {

// What the two coordinate columns hold, decided by their values, not their names.
struct Coordinates {
    std::size_t x = 0, y = 0;
    bool usable = false, degrees = false, swapped = false;
};

struct Pair {
    double x = 0.0, y = 0.0;
    bool known = false, untidy = false; // untidy: "35.1548," or "129.03E"
};

bool is_untidy(const std::string& text) { return !text.empty() && (text.back() < '0' || text.back() > '9') && text.back() != '.'; }

Pair pair_at(const CsvTable& table, std::size_t row, std::size_t x, std::size_t y) {
    auto vx = number_of(table.cell(row, x)), vy = number_of(table.cell(row, y));
    if (!vx || !vy || *vx == 0.0 || *vy == 0.0) return {};
    return {*vx, *vy, true, is_untidy(table.cell(row, x)) || is_untidy(table.cell(row, y))};
}

bool is_degrees(Pair p) { return std::abs(p.x) <= 180.0 && std::abs(p.y) <= 90.0; }
bool is_swapped(Pair p) { return std::abs(p.x) <= 90.0 && std::abs(p.y) > 90.0 && std::abs(p.y) <= 180.0; }

Coordinates find_coordinates(const CsvTable& table, const RoleTable& roles) {
    Coordinates found;
    auto x = column_for(roles, "longitude", table.header), y = column_for(roles, "latitude", table.header);
    if (!x || !y || *x == *y) return found;
    found.x = *x;
    found.y = *y;
    std::size_t known = 0, degrees = 0, swapped = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Pair p = pair_at(table, row, *x, *y);
        known += p.known ? 1 : 0;
        degrees += p.known && is_degrees(p) ? 1 : 0;
        swapped += p.known && is_swapped(p) ? 1 : 0;
    }
    found.usable = known > 0 && known * 2 >= table.rows();
    found.degrees = (degrees + swapped) * 2 > known;
    found.swapped = found.degrees && swapped > degrees;
    if (found.swapped) std::swap(found.x, found.y);
    return found;
}

struct GeometryColumn {
    std::size_t column = 0;
    bool is_wkt = false;
};

// The column whose cells are GeoJSON geometries or well-known text.
std::optional<GeometryColumn> find_geometry_column(const CsvTable& table) {
    for (std::size_t column = 0; column < table.header.size(); ++column)
        for (std::size_t row = 0; row < std::min<std::size_t>(table.rows(), 20); ++row) {
            const std::string& cell = table.cell(row, column);
            if (cell.starts_with('{') && cell.find("\"coordinates\"") != std::string::npos)
                return GeometryColumn{column, false};
            if (is_wkt(cell)) return GeometryColumn{column, true};
        }
    return std::nullopt;
}

void add_cells(LayerBuilder& builder, const CsvTable& table, std::size_t row, const std::vector<std::size_t>& columns,
               std::size_t without) {
    for (std::size_t c = 0; c < columns.size(); ++c)
        if (c != without) builder.text(columns[c], table.cell(row, c));
}

void add_polygon_row(LayerBuilder& builder, const std::string& cell, simdjson::dom::parser& parser) {
    simdjson::dom::element geometry;
    std::string_view problem = "bad_geometry";
    if (parser.parse(cell).get(geometry) != simdjson::SUCCESS)
        return builder.leave_out(cell.empty() ? "no_geometry" : problem);
    auto kind = add_geojson_geometry(builder, geometry, problem);
    if (kind == GeometryKind::none) return builder.leave_out(problem);
    builder.end(kind);
}

void add_wkt_row(LayerBuilder& builder, const std::string& cell, int& epsg) {
    if (cell.empty()) return builder.leave_out("no_geometry");
    auto kind = add_wkt_geometry(builder, cell, epsg);
    if (kind == GeometryKind::none) return builder.leave_out("bad_geometry");
    builder.end(kind);
}

void add_point_row(LayerBuilder& builder, const CsvTable& table, std::size_t row, const Coordinates& at) {
    Pair p = pair_at(table, row, at.x, at.y);
    if (!p.known) return builder.leave_out("no_coordinates");
    if (at.degrees && is_swapped(p)) {
        std::swap(p.x, p.y);
        builder.note("swapped_coordinates", "swapped");
    }
    if (at.degrees && !is_degrees(p)) return builder.leave_out("bad_coordinate");
    if (p.untidy) builder.note("untidy_coordinate", "read");
    builder.part();
    builder.ring();
    builder.point(p.x, p.y);
    builder.end(GeometryKind::point);
}

bool names_degrees(const std::string& header) {
    std::string name = normal_name(header);
    return name.contains("lon") || name.contains("경도");
}

// A name per column: one that is missing gets its number, one that comes again its count.
std::vector<std::size_t> add_columns(LayerBuilder& builder, const std::vector<std::string>& header) {
    std::vector<std::size_t> columns;
    std::set<std::string> taken;
    for (std::size_t c = 0; c < header.size(); ++c) {
        std::string name = header[c].empty() ? "column " + std::to_string(c + 1) : header[c], once = name;
        for (int n = 2; !taken.insert(name).second; ++n) name = once + ' ' + std::to_string(n);
        columns.push_back(builder.column(name));
    }
    return columns;
}

void add_table_notes(FeatureLayer& layer, const CsvTable& table) {
    if (table.title_lines > 0) add_note(layer.notes, "title_lines", "", "", table.title_lines);
    if (table.header_lines > 1) add_note(layer.notes, "header_lines", "", "");
    if (table.decimal_comma) add_note(layer.notes, "decimal_comma", "", "");
}

} // namespace

std::vector<FeatureLayer> layers_of_table(const CsvTable& table, const std::string& name, const ReadOptions& options) {
    LayerBuilder builder(name);
    std::vector<std::size_t> columns = add_columns(builder, table.header);
    auto geometry = find_geometry_column(table);
    auto coordinates = find_coordinates(table, options.session->roles);
    simdjson::dom::parser parser;
    int epsg = 0; // that well-known text states
    for (std::size_t row = 0, ragged = 0; row < table.rows(); ++row) {
        builder.begin(static_cast<std::uint32_t>(row));
        add_cells(builder, table, row, columns, geometry ? geometry->column : columns.size());
        if (ragged < table.ragged.size() && table.ragged[ragged] == row) {
            builder.note("ragged_row", "");
            ++ragged;
        }
        if (geometry && geometry->is_wkt)
            add_wkt_row(builder, table.cell(row, geometry->column), epsg);
        else if (geometry)
            add_polygon_row(builder, table.cell(row, geometry->column), parser);
        else if (coordinates.usable)
            add_point_row(builder, table, row, coordinates);
        else
            builder.end(GeometryKind::none);
    }
    auto layers = builder.finish();
    for (auto& layer : layers) {
        add_table_notes(layer, table);
        if (layer.geometry == GeometryKind::none) continue;
        if (geometry ? !geometry->is_wkt : coordinates.degrees) layer.epsg = 4326;
        if (geometry && epsg > 0) layer.epsg = epsg;
        if (layer.epsg != 0) layer.crs = "EPSG:" + std::to_string(layer.epsg);
        if (layer.epsg != 0) layer.crs_from = geometry ? epsg > 0 ? CrsFrom::stated : CrsFrom::format : CrsFrom::values;
        if (coordinates.swapped && !geometry)
            add_note(layer.notes, "axes_swapped", table.header[coordinates.x], "swapped");
        if (!geometry && !coordinates.degrees && names_degrees(table.header[coordinates.x]))
            add_note(layer.notes, "metres_in_degree_columns", table.header[coordinates.x], "");
    }
    return layers;
}

} // namespace tp
