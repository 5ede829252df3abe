#include "geo/unite.h"

#include "geo/geos_shape.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

using geos::context;
using geos::Shape;

// Polygon i with its parts and holes.
Shape shape_of(const Polygons& polygons, std::size_t i) {
    Shape all, holes;
    std::vector<double> x, y;
    for (std::uint32_t r = polygons.first_ring(i); r < polygons.end_ring(i); ++r) {
        x.clear();
        y.clear();
        for (LocalPoint p : polygons.rings[r]) x.push_back(p.x_m), y.push_back(p.y_m);
        Shape& group = signed_area_m2(polygons.rings[r]) > 0.0 ? all : holes;
        group = geos::united(std::move(group), geos::shape_of_ring(x, y));
    }
    if (all && holes) all.reset(GEOSDifference_r(context(), all.get(), holes.get()));
    return all;
}

void add_ring(Polygons& out, const FlatPolygon& flat, std::size_t r, bool outer) {
    std::vector<LocalPoint> ring;
    for (std::size_t k = r == 0 ? 0 : flat.ring_end[r - 1]; k < flat.ring_end[r]; ++k) ring.push_back({flat.x[k], flat.y[k]});
    if ((signed_area_m2(ring) > 0.0) != outer) std::ranges::reverse(ring);
    out.rings.add(ring);
}

} // namespace

bool unite(Polygons& out, const Polygons& pieces) {
    Shape all;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Shape piece = shape_of(pieces, i);
        if (all && piece) // a border cut twice is not always rounded the same way
            if (Shape snapped(GEOSSnap_r(context(), piece.get(), all.get(), k_unite_gap_m));
                snapped && GEOSisValid_r(context(), snapped.get()) == 1)
                piece = std::move(snapped);
        all = geos::united(std::move(all), std::move(piece));
    }
    FlatPolygon flat = geos::flat_of(all.get());
    if (flat.part_end.empty()) return false;
    struct Part {
        double area;
        std::size_t begin, end;
    };
    std::vector<Part> parts;
    std::size_t first = 0;
    for (std::uint32_t end : flat.part_end) {
        Polygons outer;
        add_ring(outer, flat, first, true);
        parts.push_back({signed_area_m2(outer.rings[0]), first, end});
        first = end;
    }
    std::ranges::stable_sort(parts, std::ranges::greater{}, &Part::area);
    for (const Part& part : parts)
        for (std::size_t r = part.begin; r < part.end; ++r) add_ring(out, flat, r, r == part.begin);
    out.end_polygon();
    return true;
}

} // namespace tp
