// project/geometry_blob.h - geometries as GeoPackage stores them: a header "GP" with the envelope, then WKB.
//
// Written in little endian, in map coordinates (easting, northing). Reading takes either byte order and Z/M variants
// are refused; every count is checked against the bytes that are left before memory is asked for.
#pragma once

#include "geo/frame.h"
#include "geo/polygon.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tp {

using Bytes = std::vector<std::byte>;

// Each replaces `out`; `box` becomes the envelope in map coordinates (empty for a polygon without a ring).
void write_point(const LocalFrame& frame, LocalPoint p, Bytes& out, LocalBox& box);
void write_line(const LocalFrame& frame, std::span<const LocalPoint> line, Bytes& out, LocalBox& box);
void write_polygon(const LocalFrame& frame, const Polygons& polygons, std::size_t i, Bytes& out, LocalBox& box);

enum class BlobKind { bad, empty, point, line, polygon };

// Appends what the blob holds: a point to `point`, a line to `line`, a polygon's rings (unclosed) as one polygon to
// `polygon`; `bad` where it is anything else, is cut short, has a coordinate that is not finite, or is not wanted.
struct BlobOut {
    std::vector<LocalPoint>* point = nullptr;
    Rings* line = nullptr;
    Polygons* polygon = nullptr;
};
BlobKind read_geometry(const LocalFrame& frame, std::span<const std::byte> blob, const BlobOut& out);

// Whether map coordinates give this point back bit for bit: (local + origin) - origin == local.
bool comes_back(const LocalFrame& frame, LocalPoint p);

} // namespace tp
