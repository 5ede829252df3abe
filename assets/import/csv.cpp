#include "import/csv_table.h"
#include "import/geojson_geometry.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

// What the two coordinate columns hold, decided by their values, not their names.
struct Coordinates {
    std::size_t x = 0, y = 0;
    bool usable = false, degrees = false, swapped = false;
};

struct Pair {
    double x = 0.0, y = 0.0;
    bool known = false;
};

Pair pair_at(const CsvTable& table, std::size_t row, std::size_t x, std::size_t y) {
    auto vx = number_of(table.cell(row, x)), vy = number_of(table.cell(row, y));
    if (!vx || !vy || *vx == 0.0 || *vy == 0.0) return {};
    return {*vx, *vy, true};
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

// The column whose cells are GeoJSON geometries.
std::optional<std::size_t> find_geometry_column(const CsvTable& table) {
    for (std::size_t column = 0; column < table.header.size(); ++column)
        for (std::size_t row = 0; row < std::min<std::size_t>(table.rows(), 20); ++row) {
            const std::string& cell = table.cell(row, column);
            if (cell.starts_with('{') && cell.find("\"coordinates\"") != std::string::npos) return column;
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

void add_point_row(LayerBuilder& builder, const CsvTable& table, std::size_t row, const Coordinates& at) {
    Pair p = pair_at(table, row, at.x, at.y);
    if (!p.known) return builder.leave_out("no_coordinates");
    if (at.degrees && is_swapped(p)) {
        std::swap(p.x, p.y);
        builder.note("swapped_coordinates", "swapped");
    }
    if (at.degrees && !is_degrees(p)) return builder.leave_out("bad_coordinate");
    builder.part();
    builder.ring();
    builder.point(p.x, p.y);
    builder.end(GeometryKind::point);
}

bool names_degrees(const std::string& header) {
    std::string name = normal_name(header);
    return name.contains("lon") || name.contains("경도");
}

} // namespace

LayersOrRefusal read_csv(SourceFile& source, const ReadOptions& options) {
    std::vector<std::string_view> lines;
    std::string_view rest = source.bytes;
    while (!rest.empty()) {
        auto end = std::min(rest.find('\n'), rest.size() - 1);
        lines.push_back(rest.substr(0, end + 1));
        rest.remove_prefix(end + 1);
    }
    std::string encoding = find_encoding(lines, "", options.encoding);
    bool damaged = false;
    CsvTable table = parse_csv(to_utf8(source.bytes, encoding, damaged));
    if (table.header.size() < 2)
        return refuse(source.name.ends_with(".txt") ? "no_reader" : "not_what_it_says", "no table");

    LayerBuilder builder(source.name.substr(0, source.name.find_last_of('.')));
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.header.size(); ++c)
        columns.push_back(
            builder.column(table.header[c].empty() ? "column " + std::to_string(c + 1) : table.header[c]));
    auto geometry = find_geometry_column(table);
    auto coordinates = find_coordinates(table, options.session->roles);
    simdjson::dom::parser parser;
    for (std::size_t row = 0, ragged = 0; row < table.rows(); ++row) {
        builder.begin(static_cast<std::uint32_t>(row));
        add_cells(builder, table, row, columns, geometry.value_or(columns.size()));
        if (ragged < table.ragged.size() && table.ragged[ragged] == row) {
            builder.note("ragged_row", "");
            ++ragged;
        }
        if (geometry)
            add_polygon_row(builder, table.cell(row, *geometry), parser);
        else if (coordinates.usable)
            add_point_row(builder, table, row, coordinates);
        else
            builder.end(GeometryKind::none);
    }
    auto layers = builder.finish();
    for (auto& layer : layers) {
        layer.encoding = encoding;
        if (damaged) add_note(layer.notes, "bad_text", "", "replaced");
        if (layer.geometry == GeometryKind::none) continue;
        if (geometry || coordinates.degrees) layer.epsg = 4326;
        if (layer.epsg != 0) layer.crs = "EPSG:4326";
        if (coordinates.swapped && !geometry)
            add_note(layer.notes, "axes_swapped", table.header[coordinates.x], "swapped");
        if (!geometry && !coordinates.degrees && names_degrees(table.header[coordinates.x]))
            add_note(layer.notes, "metres_in_degree_columns", table.header[coordinates.x], "");
    }
    return layers;
}

} // namespace tp
