#include "project/geometry_blob.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace tp {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied as they lie in memory");

constexpr std::uint32_t k_point = 1, k_line = 2, k_polygon = 3; // WKB types
constexpr std::size_t k_box_bytes = 32;
constexpr std::uint32_t k_max_points =
    std::numeric_limits<std::uint32_t>::max() - 1; // of one table: indices are 32 bit

template <class T>
void put(Bytes& out, T value) {
    std::size_t at = out.size();
    out.resize(at + sizeof value);
    std::memcpy(out.data() + at, &value, sizeof value);
}

void put_header(const LocalFrame& frame, bool with_box, bool empty, Bytes& out) {
    out.clear();
    out.push_back(std::byte{'G'});
    out.push_back(std::byte{'P'});
    out.push_back(std::byte{0}); // version 1
    out.push_back(static_cast<std::byte>(1U | (with_box ? 2U : 0U) | (empty ? 16U : 0U)));
    put(out, static_cast<std::int32_t>(frame.epsg));
    if (with_box) out.resize(out.size() + k_box_bytes); // filled in once the points are known
}

void put_wkb(Bytes& out, std::uint32_t type) {
    out.push_back(std::byte{1}); // little endian
    put(out, type);
}

void fill_box(const LocalBox& box, Bytes& out) {
    double values[4] = {box.min.x_m, box.max.x_m, box.min.y_m, box.max.y_m};
    std::memcpy(out.data() + 8, values, sizeof values);
}

void put_points(const LocalFrame& frame, std::span<const LocalPoint> points, Bytes& out, LocalBox& box) {
    std::size_t at = out.size();
    out.resize(at + points.size() * 16);
    for (LocalPoint p : points) {
        LocalPoint map{p.x_m + frame.origin.easting_m, p.y_m + frame.origin.northing_m};
        box.add(map);
        std::memcpy(out.data() + at, &map, 16);
        at += 16;
    }
}

// Reads values in the byte order that the last mark named; `ok` falls once the bytes do not suffice.
struct Reader {
    std::span<const std::byte> bytes;
    bool swap = false;
    bool ok = true;

    std::uint8_t byte() {
        if (bytes.empty()) return ok = false, std::uint8_t{0};
        auto value = static_cast<std::uint8_t>(bytes[0]);
        bytes = bytes.subspan(1);
        return value;
    }
    void skip(std::size_t count) {
        if (bytes.size() < count)
            ok = false;
        else
            bytes = bytes.subspan(count);
    }
    void order() {
        std::uint8_t mark = byte();
        if (mark > 1) ok = false;
        swap = mark == 0;
    }
    std::uint32_t count() {
        if (bytes.size() < 4) return ok = false, 0U;
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data(), 4);
        bytes = bytes.subspan(4);
        return swap ? std::byteswap(value) : value;
    }
    double number(std::size_t at) const {
        std::uint64_t bits = 0;
        std::memcpy(&bits, bytes.data() + at, 8);
        return std::bit_cast<double>(swap ? std::byteswap(bits) : bits);
    }
    // `count` points, less the last `unwanted` ones, appended as local points.
    void points(const LocalFrame& frame, std::uint32_t count, std::uint32_t unwanted, std::vector<LocalPoint>& out) {
        if (bytes.size() / 16 < count || out.size() + count > k_max_points) ok = false;
        if (!ok) return;
        for (std::uint32_t i = 0; i + unwanted < count; ++i) {
            LocalPoint p{number(std::size_t{i} * 16) - frame.origin.easting_m,
                         number(std::size_t{i} * 16 + 8) - frame.origin.northing_m};
            if (!std::isfinite(p.x_m) || !std::isfinite(p.y_m)) ok = false;
            out.push_back(p);
        }
        bytes = bytes.subspan(std::size_t{count} * 16);
    }
};

BlobKind read_wkb(const LocalFrame& frame, Reader& reader, const BlobOut& out) {
    reader.order();
    std::uint32_t type = reader.count();
    if (!reader.ok) return BlobKind::bad;
    if (type == k_point && out.point) {
        reader.points(frame, 1, 0, *out.point);
        return reader.ok ? BlobKind::point : BlobKind::bad;
    }
    if (type == k_line && out.line) {
        std::uint32_t count = reader.count();
        reader.points(frame, count, 0, out.line->points);
        out.line->begin.push_back(static_cast<std::uint32_t>(out.line->points.size()));
        return reader.ok ? BlobKind::line : BlobKind::bad;
    }
    if (type != k_polygon || !out.polygon) return BlobKind::bad;
    std::uint32_t rings = reader.count();
    if (reader.bytes.size() / 4 < rings || out.polygon->rings.size() + rings > k_max_points) reader.ok = false;
    for (std::uint32_t ring = 0; ring < rings && reader.ok; ++ring) {
        std::uint32_t count = reader.count();
        reader.points(frame, count, count > 0 ? 1 : 0, out.polygon->rings.points); // the last repeats the first
        out.polygon->rings.begin.push_back(static_cast<std::uint32_t>(out.polygon->rings.points.size()));
    }
    out.polygon->end_polygon();
    return reader.ok ? BlobKind::polygon : BlobKind::bad;
}

} // namespace

void write_point(const LocalFrame& frame, LocalPoint p, Bytes& out, LocalBox& box) {
    box = {};
    put_header(frame, false, false, out);
    put_wkb(out, k_point);
    put_points(frame, {&p, 1}, out, box);
}

void write_line(const LocalFrame& frame, std::span<const LocalPoint> line, Bytes& out, LocalBox& box) {
    box = {};
    put_header(frame, !line.empty(), line.empty(), out);
    put_wkb(out, k_line);
    put(out, static_cast<std::uint32_t>(line.size()));
    put_points(frame, line, out, box);
    if (!line.empty()) fill_box(box, out);
}

void write_polygon(const LocalFrame& frame, const Polygons& polygons, std::size_t i, Bytes& out, LocalBox& box) {
    box = {};
    std::uint32_t first = polygons.first_ring(i), end = polygons.end_ring(i);
    bool empty = first == end || polygons.rings[first].empty();
    put_header(frame, !empty, empty, out);
    put_wkb(out, k_polygon);
    put(out, end - first);
    for (std::uint32_t ring = first; ring < end; ++ring) {
        auto points = polygons.rings[ring];
        put(out, static_cast<std::uint32_t>(points.empty() ? 0 : points.size() + 1));
        put_points(frame, points, out, box);
        if (!points.empty()) put_points(frame, points.first(1), out, box);
    }
    if (!empty) fill_box(box, out);
}

BlobKind read_geometry(const LocalFrame& frame, std::span<const std::byte> blob, const BlobOut& out) {
    constexpr std::size_t k_envelope_bytes[] = {0, 32, 48, 48, 64};
    Reader reader{blob};
    bool magic = reader.byte() == 'G' && reader.byte() == 'P' && reader.byte() == 0;
    unsigned flags = reader.byte();
    unsigned envelope = (flags >> 1U) & 7U;
    if (!magic || !reader.ok || envelope > 4 || (flags & 0x20U) != 0) return BlobKind::bad;
    reader.skip(4 + k_envelope_bytes[envelope]);
    if (!reader.ok) return BlobKind::bad;
    BlobKind kind = read_wkb(frame, reader, out);
    return reader.bytes.empty() ? kind : BlobKind::bad;
}

bool comes_back(const LocalFrame& frame, LocalPoint p) {
    MapPoint map = frame.to_map(p);
    LocalPoint back = frame.to_local(map);
    return std::bit_cast<std::uint64_t>(back.x_m) == std::bit_cast<std::uint64_t>(p.x_m) &&
           std::bit_cast<std::uint64_t>(back.y_m) == std::bit_cast<std::uint64_t>(p.y_m);
}

} // namespace tp
