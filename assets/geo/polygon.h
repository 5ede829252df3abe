// geo/polygon.h - polygons with holes and lines in the local frame and their triangles.
#pragma once

#include "core/result.h"
#include "geo/frame.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tp {

// A packed list of rings or lines: ring i has points [begin[i], begin[i+1]). Rings are not closed (first != last).
struct Rings {
    std::vector<std::uint32_t> begin{0};
    std::vector<LocalPoint> points;

    std::size_t size() const { return begin.size() - 1; }
    std::span<const LocalPoint> operator[](std::size_t i) const {
        return {points.data() + begin[i], static_cast<std::size_t>(begin[i + 1] - begin[i])};
    }
    void add(std::span<const LocalPoint> ring) {
        points.insert(points.end(), ring.begin(), ring.end());
        begin.push_back(static_cast<std::uint32_t>(points.size()));
    }
};

// A packed list of polygons: polygon i has rings [begin[i], begin[i+1]) of `rings`; its first ring is the outer one,
// counter-clockwise, the others are holes, clockwise. A further counter-clockwise ring begins another part of the same
// polygon (a building in two pieces is one building), the holes of that part follow it; the largest part comes first.
struct Polygons {
    std::vector<std::uint32_t> begin{0};
    Rings rings;

    std::size_t size() const { return begin.size() - 1; }
    std::uint32_t first_ring(std::size_t i) const { return begin[i]; }
    std::uint32_t end_ring(std::size_t i) const { return begin[i + 1]; }
    std::span<const LocalPoint> outer(std::size_t i) const { return rings[begin[i]]; }
    void end_polygon() { begin.push_back(static_cast<std::uint32_t>(rings.size())); }
};

double signed_area_m2(std::span<const LocalPoint> ring); // positive counter-clockwise
LocalPoint centroid(std::span<const LocalPoint> ring);   // of the area; the mean of the points where the area is 0
bool inside(std::span<const LocalPoint> ring, LocalPoint p); // even-odd; the border counts as either
double length_m(std::span<const LocalPoint> line);

// Corners of the convex hull of finite points, counter-clockwise, without those on its edges; of fewer than three
// different points those.
std::vector<LocalPoint> convex_hull(std::vector<LocalPoint> points);

// Nearest point of a line to p: its distance and the length along the line up to it.
struct NearestOnLine {
    double distance_m = 0.0;
    double along_m = 0.0;
    LocalPoint point;
};
NearestOnLine nearest_on_line(std::span<const LocalPoint> line, LocalPoint p);
LocalPoint point_along(std::span<const LocalPoint> line, double along_m); // clamped to the ends

// Triangles of polygon `i` as indices into polygons.rings.points, three each, counter-clockwise. Ear clipping with
// holes bridged; a degenerate polygon gives fewer triangles, never a crash. Deterministic.
void triangulate(const Polygons& polygons, std::size_t i, std::vector<std::uint32_t>& triangles);

} // namespace tp
