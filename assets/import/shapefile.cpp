#include "import/dbf.h"
#include "import/layer_builder.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <set>

namespace tp {
namespace {

constexpr std::size_t k_header_size = 100;

std::uint32_t big_number(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);
    return std::byteswap(value);
}
std::int32_t little_number(std::string_view bytes, std::size_t at) {
    std::int32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);
    return value;
}
double little_double(std::string_view bytes, std::size_t at) {
    double value = 0.0;
    std::memcpy(&value, bytes.data() + at, 8);
    return value;
}

GeometryKind kind_of(std::int32_t type) {
    switch (type % 10) {
    case 1:
    case 8:
        return GeometryKind::point;
    case 3:
        return GeometryKind::line;
    case 5:
        return GeometryKind::polygon;
    default:
        return GeometryKind::none;
    }
}

double ring_area(std::string_view points, std::size_t begin, std::size_t end) {
    double twice = 0.0;
    if (begin >= end) return 0.0;
    double x0 = little_double(points, begin * 16), y0 = little_double(points, begin * 16 + 8);
    for (std::size_t i = begin; i + 1 < end; ++i) {
        double ax = little_double(points, i * 16) - x0, ay = little_double(points, i * 16 + 8) - y0;
        double bx = little_double(points, i * 16 + 16) - x0, by = little_double(points, i * 16 + 24) - y0;
        twice += ax * by - bx * ay;
    }
    return twice / 2.0;
}

struct PolyRecord {
    std::vector<std::size_t> ring; // begins, and the end
    std::string_view points;       // 16 bytes each
    std::string_view z;            // 8 bytes each, may be empty
};

bool point_in_ring(const PolyRecord& record, std::size_t ring, double x, double y) {
    bool inside = false;
    std::size_t begin = record.ring[ring], end = record.ring[ring + 1];
    for (std::size_t i = begin, j = end - 1; i < end; j = i++) {
        double xi = little_double(record.points, i * 16), yi = little_double(record.points, i * 16 + 8);
        double xj = little_double(record.points, j * 16), yj = little_double(record.points, j * 16 + 8);
        if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
}

void add_ring(LayerBuilder& builder, const PolyRecord& record, std::size_t ring) {
    builder.ring();
    for (std::size_t i = record.ring[ring]; i < record.ring[ring + 1]; ++i)
        builder.point(little_double(record.points, i * 16), little_double(record.points, i * 16 + 8),
                      record.z.empty() ? k_no_z : static_cast<float>(little_double(record.z, i * 8)));
}

// Outer rings run clockwise (Esri 1998, "Polygon"); a hole belongs to the outer ring that contains its first point.
void add_polygon(LayerBuilder& builder, const PolyRecord& record) {
    std::size_t count = record.ring.size() - 1;
    std::vector<std::size_t> outer, hole;
    for (std::size_t r = 0; r < count; ++r) {
        bool clockwise = ring_area(record.points, record.ring[r], record.ring[r + 1]) <= 0.0;
        (clockwise || count == 1 ? outer : hole).push_back(r);
    }
    if (outer.empty()) { // all the other way round: then the direction says nothing
        builder.note("ring_direction", "turned");
        outer.swap(hole);
    }
    std::vector<std::size_t> owner(hole.size(), outer.size());
    for (std::size_t h = 0; h < hole.size(); ++h) {
        std::size_t first = record.ring[hole[h]];
        if (first == record.ring[hole[h] + 1]) continue;
        double x = little_double(record.points, first * 16), y = little_double(record.points, first * 16 + 8);
        if (outer.size() == 1) owner[h] = 0;
        for (std::size_t o = 0; o < outer.size() && owner[h] == outer.size(); ++o)
            if (point_in_ring(record, outer[o], x, y)) owner[h] = o;
    }
    for (std::size_t o = 0; o < outer.size(); ++o) {
        builder.part();
        add_ring(builder, record, outer[o]);
        for (std::size_t h = 0; h < hole.size(); ++h)
            if (owner[h] == o) add_ring(builder, record, hole[h]);
    }
    for (std::size_t h = 0; h < hole.size(); ++h)
        if (owner[h] == outer.size()) { // a hole in nothing is a part of its own, drawn the wrong way
            builder.note("ring_direction", "turned");
            builder.part();
            add_ring(builder, record, hole[h]);
        }
}

// Content of one record, checked against its size; false: it does not hold together.
bool add_poly(LayerBuilder& builder, std::string_view record, GeometryKind kind, bool has_z) {
    if (record.size() < 44) return false;
    auto parts = static_cast<std::uint32_t>(little_number(record, 36)),
         points = static_cast<std::uint32_t>(little_number(record, 40));
    std::size_t left = record.size() - 44;
    if (parts > left / 4 || points > (left - std::size_t{parts} * 4) / 16) return false;
    PolyRecord poly;
    std::size_t point_at = 44 + std::size_t{parts} * 4;
    for (std::uint32_t i = 0; i < parts; ++i) {
        auto begin = static_cast<std::uint32_t>(little_number(record, 44 + std::size_t{i} * 4));
        if (begin > points || (!poly.ring.empty() && begin < poly.ring.back())) return false;
        poly.ring.push_back(begin);
    }
    if (poly.ring.empty()) return false;
    poly.ring.push_back(points);
    poly.points = record.substr(point_at, std::size_t{points} * 16);
    std::size_t z_at = point_at + poly.points.size() + 16;
    if (has_z && z_at + std::size_t{points} * 8 <= record.size()) poly.z = record.substr(z_at, std::size_t{points} * 8);
    if (kind == GeometryKind::polygon) {
        add_polygon(builder, poly);
        return true;
    }
    for (std::size_t r = 0; r + 1 < poly.ring.size(); ++r) {
        builder.part();
        add_ring(builder, poly, r);
    }
    return true;
}

bool add_points(LayerBuilder& builder, std::string_view record, std::int32_t type) {
    auto add = [&](std::size_t at, float z) {
        builder.part();
        builder.ring();
        builder.point(little_double(record, at), little_double(record, at + 8), z);
    };
    if (type % 10 == 1) {
        if (record.size() < 20) return false;
        add(4, type == 11 && record.size() >= 28 ? static_cast<float>(little_double(record, 20)) : k_no_z);
        return true;
    }
    if (record.size() < 40) return false;
    auto count = static_cast<std::uint32_t>(little_number(record, 36));
    if (count == 0 || count > (record.size() - 40) / 16) return false;
    for (std::uint32_t i = 0; i < count; ++i) add(40 + std::size_t{i} * 16, k_no_z);
    return true;
}

struct Attributes {
    std::string bytes;
    std::optional<DbfTable> table;
    std::string encoding = "UTF-8";
    std::vector<std::size_t> column;
    bool damaged = false;
};

Attributes open_attributes(std::string bytes, std::string_view claimed, const std::string& given) {
    Attributes out;
    out.bytes = std::move(bytes);
    out.table = parse_dbf(out.bytes);
    if (!out.table) return out;
    std::vector<std::string_view> texts;
    for (const auto& field : out.table->fields) {
        texts.push_back(field.name);
        if (field.type == 'C')
            for (std::size_t row = 0; row < out.table->count; ++row) texts.push_back(out.table->value(row, field));
    }
    out.encoding = find_encoding(texts, claimed, given);
    return out;
}

void name_columns(LayerBuilder& builder, Attributes& attributes) {
    std::set<std::string> taken;
    for (const auto& field : attributes.table->fields) {
        bool cut = false; // names end after 10 bytes, in the middle of a character or not
        std::string name = to_utf8(field.name, attributes.encoding, cut);
        constexpr std::string_view k_replacement = "\xEF\xBF\xBD";
        while (name.ends_with(k_replacement)) name.resize(name.size() - k_replacement.size());
        std::string once = name;
        for (int n = 2; !taken.insert(name).second; ++n) name = once + ' ' + std::to_string(n); // cut names may be equal
        attributes.column.push_back(builder.column(name));
    }
}

void add_row(LayerBuilder& builder, Attributes& attributes, std::size_t row) {
    const DbfTable& table = *attributes.table;
    for (std::size_t f = 0; f < table.fields.size(); ++f) {
        const DbfField& field = table.fields[f];
        std::string_view value = table.value(row, field);
        if (value.empty()) continue;
        if (field.type == 'N' || field.type == 'F') {
            auto number = number_of(value);
            if (number && std::abs(*number) >= k_exact_whole && value.find_first_of(".eE") == std::string_view::npos)
                builder.text(attributes.column[f], value);
            else if (number)
                builder.number(attributes.column[f], *number);
        } else {
            builder.text(attributes.column[f], to_utf8(value, attributes.encoding, attributes.damaged));
        }
    }
}

} // namespace

LayersOrRefusal read_shapefile(SourceFile& source, const ReadOptions& options) {
    std::string_view bytes = source.bytes;
    if (bytes.size() < k_header_size || big_number(bytes, 0) != 9994) return refuse("cannot_read", "header");
    auto claimed = source.side(".cpg");
    auto dbf = source.side(".dbf");
    auto attributes = open_attributes(dbf.value_or(std::string{}), claimed.value_or(std::string{}), options.encoding);
    LayerBuilder builder(source.name.substr(0, source.name.find_last_of('.')));
    if (attributes.table) name_columns(builder, attributes);

    std::uint32_t row = 0;
    std::size_t at = k_header_size;
    bool cut = false;
    for (; at + 8 <= bytes.size(); ++row) {
        std::size_t size = std::size_t{big_number(bytes, at + 4)} * 2;
        at += 8;
        builder.begin(row);
        if (size < 4 || size > bytes.size() - at) {
            builder.leave_out("bad_geometry");
            cut = true;
            break;
        }
        std::string_view record = bytes.substr(at, size);
        at += size;
        std::int32_t type = little_number(record, 0);
        auto kind = kind_of(type);
        if (attributes.table && row < attributes.table->count) {
            if (attributes.table->deleted(row)) {
                builder.leave_out("deleted");
                continue;
            }
            add_row(builder, attributes, row);
        }
        bool usable = kind == GeometryKind::point
                          ? add_points(builder, record, type)
                          : kind != GeometryKind::none && add_poly(builder, record, kind, type / 10 == 1);
        if (usable)
            builder.end(kind);
        else
            builder.leave_out(type == 0 ? "no_geometry" : "bad_geometry");
    }
    auto layers = builder.finish();
    std::string prj = source.side(".prj").value_or(std::string{});
    for (auto& layer : layers) {
        layer.encoding = attributes.table ? attributes.encoding : "";
        layer.crs = prj;
        if (!prj.empty()) layer.crs_from = CrsFrom::stated;
        layer.epsg = options.session->epsg(prj);
        if (!dbf)
            add_note(layer.notes, "no_attributes", ".dbf", "");
        else if (!attributes.table)
            add_note(layer.notes, "bad_attributes", ".dbf", "");
        else if (attributes.table->count != row)
            add_note(layer.notes, "row_count_differs", ".dbf", "");
        if (attributes.damaged) add_note(layer.notes, "bad_text", "", "replaced");
        if (cut) add_note(layer.notes, "cut_off", "feature " + std::to_string(row), "");
    }
    return layers;
}

LayersOrRefusal read_dbf_table(SourceFile& source, const ReadOptions& options) {
    auto attributes = open_attributes(source.bytes, source.side(".cpg").value_or(std::string{}), options.encoding);
    if (!attributes.table) return refuse("cannot_read", "header");
    LayerBuilder builder(source.name.substr(0, source.name.find_last_of('.')));
    name_columns(builder, attributes);
    for (std::size_t row = 0; row < attributes.table->count; ++row) {
        builder.begin(static_cast<std::uint32_t>(row));
        if (attributes.table->deleted(row)) {
            builder.leave_out("deleted");
            continue;
        }
        add_row(builder, attributes, row);
        builder.end(GeometryKind::none);
    }
    auto layers = builder.finish();
    for (auto& layer : layers) {
        layer.encoding = attributes.encoding;
        if (attributes.damaged) add_note(layer.notes, "bad_text", "", "replaced");
        if (attributes.table->stated > attributes.table->count)
            add_note(layer.notes, "cut_off", "row " + std::to_string(attributes.table->count), "");
    }
    return layers;
}

} // namespace tp
