#include "raster/facet.h"

// Eight pixels at once in the compiler's own vectors; the loader takes the widest of these that the processor has.
#if defined(__x86_64__)
#define TP_WIDEST __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define TP_WIDEST
#endif
#define TP_INLINE [[gnu::always_inline]] inline

namespace tp {
namespace {

constexpr int k_lanes = 8;
using Floats = float __attribute__((vector_size(32)));
using Words = std::uint32_t __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
using Halves = std::uint16_t __attribute__((vector_size(16)));
using Doubles = double __attribute__((vector_size(32)));
using Longs = std::int64_t __attribute__((vector_size(32)));
constexpr Floats k_lane{0, 1, 2, 3, 4, 5, 6, 7};
constexpr Ints k_number{0, 1, 2, 3, 4, 5, 6, 7};

template <typename Vector, typename Scalar>
TP_INLINE Vector load(const Scalar* from) {
    Vector v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
template <typename Vector, typename Scalar>
TP_INLINE void store(Scalar* to, Vector v) {
    __builtin_memcpy(to, &v, sizeof v);
}
TP_INLINE Floats all(float v) { return Floats{} + v; }
TP_INLINE Floats least(Floats a, Floats b) { return a < b ? a : b; }
TP_INLINE Floats most(Floats a, Floats b) { return a > b ? a : b; }
TP_INLINE Floats without_sign(Floats v) { return v < 0 ? -v : v; }
TP_INLINE Words whole(Floats v) { return (Words)__builtin_convertvector(v, Ints); }
TP_INLINE bool none(Ints mask) {
    Longs m = (Longs)mask;
    return (m[0] | m[1] | m[2] | m[3]) == 0;
}

// A value that is linear on the screen.
template <typename Real>
struct Slope {
    Real x = 0, y = 0, start = 0; // per pixel right, per pixel down; at the first corner
    Floats row{};     // from some pixel of a row on

    Slope() = default;
    TP_INLINE Slope(const RasterFacet& f, Real one_by_area, Real a, Real b, Real c) : start(a) {
        Real x1 = static_cast<Real>(f.x[1]) - static_cast<Real>(f.x[0]), y1 = static_cast<Real>(f.y[1]) - static_cast<Real>(f.y[0]);
        Real x2 = static_cast<Real>(f.x[2]) - static_cast<Real>(f.x[0]), y2 = static_cast<Real>(f.y[2]) - static_cast<Real>(f.y[0]);
        x = ((b - a) * y2 - (c - a) * y1) * one_by_area;
        y = ((c - a) * x1 - (b - a) * x2) * one_by_area;
    }
    TP_INLINE void go(Real right, Real down) { row = all(static_cast<float>(start + right * x + down * y)) + k_lane * static_cast<float>(x); }
    TP_INLINE void next() { row += static_cast<float>(k_lanes * x); }
    TP_INLINE void next_row() { row += static_cast<float>(y); }
};

// Normal of a look (shaders/common.inc, unpack_normal).
struct Normal {
    float x, y, z;
};
TP_INLINE Normal normal_in(std::uint32_t look) {
    float x = (static_cast<float>(look & 0xffU) - 128.0f) / 127.0f, y = (static_cast<float>((look >> 8) & 0xffU) - 128.0f) / 127.0f;
    float ax = x < 0 ? -x : x, ay = y < 0 ? -y : y, z = 1.0f - ax - ay;
    if (z < 0) {
        x = (1.0f - ay) * (x >= 0 ? 1.0f : -1.0f);
        y = (1.0f - ax) * (y >= 0 ? 1.0f : -1.0f);
    }
    float length = __builtin_sqrtf(x * x + y * y + z * z);
    return {x / length, y / length, z / length};
}
TP_INLINE Words packed_normal(Floats x, Floats y, Floats z) {
    Floats sum = without_sign(x) + without_sign(y) + without_sign(z);
    Floats u = x / sum, v = y / sum;
    Floats folded_u = (1.0f - without_sign(v)) * (u >= 0 ? all(1) : all(-1)), folded_v = (1.0f - without_sign(u)) * (v >= 0 ? all(1) : all(-1));
    u = z < 0 ? folded_u : u;
    v = z < 0 ? folded_v : v;
    return whole(u * 127.0f + 128.5f) | (whole(v * 127.0f + 128.5f) << 8);
}

// The first pixel whose centre is not left of v, within the picture.
TP_INLINE int first_from(double v, int width) {
    if (!(v > 0)) return 0;
    if (v >= width) return width;
    int i = static_cast<int>(v + 0.5);
    return i - static_cast<int>(i - 0.5 >= v);
}

// The borders of a facet, each from its upper end, so that both of its neighbours compute the same crossings.
struct Borders {
    Doubles x{}, top{}, bottom{}, slope{};
    double highest = 1e30, lowest = -1e30, leftmost = 1e30, rightmost = -1e30;

    TP_INLINE explicit Borders(const RasterFacet& f) {
        for (unsigned k = 0; k < 4; ++k) {
            unsigned a = k, b = (k + 1) % 4;
            if (f.y[b] < f.y[a]) a = b, b = k;
            auto end = static_cast<double>(f.x[b]);
            x[k] = static_cast<double>(f.x[a]);
            top[k] = static_cast<double>(f.y[a]);
            bottom[k] = static_cast<double>(f.y[b]);
            slope[k] = end - x[k];
            if (top[k] < highest) highest = top[k];
            if (bottom[k] > lowest) lowest = bottom[k];
            if (end < leftmost) leftmost = end; // of some border, every corner is the end or the beginning
            if (x[k] < leftmost) leftmost = x[k];
            if (end > rightmost) rightmost = end;
            if (x[k] > rightmost) rightmost = x[k];
        }
        slope /= bottom - top; // of a level border it is not used
    }
    struct Span {
        double left, right;
    };
    TP_INLINE Span at(double row) const {
        Doubles crossing = x + (row - top) * slope, out = Doubles{} + 1e30;
        Longs crossed = (top <= row) & (row < bottom);
        Doubles left = crossed ? crossing : out, right = crossed ? crossing : -out;
        auto less = [](double a, double b) { return a < b ? a : b; };
        auto more = [](double a, double b) { return a > b ? a : b; };
        return {less(less(left[0], left[1]), less(left[2], left[3])), more(more(right[0], right[1]), more(right[2], right[3]))};
    }
};

// What is inside a facet, eight pixels at a time.
template <RasterFill kind, bool equal_shows>
struct Inside {
    const RasterFacet& f;
    const RasterImage& image;
    Slope<double> depth;
    Slope<float> near, foot, nx, ny, nz;

    TP_INLINE Inside(const RasterFacet& facet, const RasterImage& target) : f(facet), image(target) {
        auto x = [&](unsigned k) { return static_cast<double>(f.x[k]) - static_cast<double>(f.x[0]); };
        auto y = [&](unsigned k) { return static_cast<double>(f.y[k]) - static_cast<double>(f.y[0]); };
        double one_by_area = 1.0 / (x(1) * y(2) - x(2) * y(1));
        auto by_area = static_cast<float>(one_by_area);
        depth = {f, one_by_area, static_cast<double>(f.z[0]), static_cast<double>(f.z[1]), static_cast<double>(f.z[2])};
        auto weighted = [&](float a, float b, float c) { return Slope<float>(f, by_area, a * f.w[0], b * f.w[1], c * f.w[2]); };
        if constexpr (kind == RasterFill::foot) {
            near = weighted(1, 1, 1);
            foot = weighted(f.foot[0], f.foot[1], f.foot[2]);
        }
        if constexpr (kind == RasterFill::level_foot) foot = {f, by_area, f.foot[0], f.foot[1], f.foot[2]};
        if constexpr (kind == RasterFill::smooth) {
            Normal n[3]{normal_in(f.looks[0]), normal_in(f.looks[1]), normal_in(f.looks[2])};
            nx = weighted(n[0].x, n[1].x, n[2].x);
            ny = weighted(n[0].y, n[1].y, n[2].y);
            nz = weighted(n[0].z, n[1].z, n[2].z);
        }
    }

    // To eight pixels from (column, row) on.
    TP_INLINE void go(int column, int row) {
        double right = column + 0.5 - static_cast<double>(f.x[0]), down = row + 0.5 - static_cast<double>(f.y[0]);
        depth.go(right, down);
        each([&](Slope<float>& slope) { slope.go(static_cast<float>(right), static_cast<float>(down)); });
    }
    TP_INLINE void next() {
        depth.next();
        each([](Slope<float>& slope) { slope.next(); });
    }
    TP_INLINE void next_row() {
        depth.next_row();
        each([](Slope<float>& slope) { slope.next_row(); });
    }
    template <typename Body>
    TP_INLINE void each(Body&& body) {
        if constexpr (kind == RasterFill::foot) body(near), body(foot);
        if constexpr (kind == RasterFill::level_foot) body(foot);
        if constexpr (kind == RasterFill::smooth) body(nx), body(ny), body(nz);
    }

    // The same of a caster: deeper by two steps of the image and two pixels of its slope.
    TP_INLINE void cast(std::int64_t at, const Ints& mask) const {
        auto size = [](double v) { return static_cast<float>(v < 0 ? -v : v); };
        float slope = size(depth.x) > size(depth.y) ? size(depth.x) : size(depth.y);
        Floats z = most(least(depth.row + (2.0f * slope + 2.0f / 65536.0f), all(1)), all(0));
        Ints now = __builtin_convertvector(z * 65535.0f + 0.5f, Ints), old = __builtin_convertvector(load<Halves>(image.shadow + at), Ints);
        store(image.shadow + at, __builtin_convertvector((mask & (now < old)) ? now : old, Halves));
    }

    // Those of the eight in `mask` that nothing hides; `at` is the first one's place in the image.
    TP_INLINE void put(std::int64_t at, const Ints& mask) const {
        if constexpr (kind == RasterFill::shadow) return cast(at, mask);
        // A sliver's slopes are steep: between its corners it is no nearer than the nearest one.
        Floats old = load<Floats>(image.depth + at), z = most(least(depth.row, all(f.z_high)), all(f.z_low));
        Ints seen = mask & (equal_shows ? z >= old : z > old);
        if (none(seen)) return;
        Words look = Words{} + f.looks[0];
        if constexpr (kind == RasterFill::foot || kind == RasterFill::level_foot) {
            Floats height = foot.row;
            if constexpr (kind == RasterFill::foot) height = height / near.row;
            height = most(least(height, all(1)), all(0));
            look = (look & 0x00ffffffU) | (whole(height * 255.0f + 0.5f) << 24);
        }
        if constexpr (kind == RasterFill::smooth) look = (look & 0xffff0000U) | packed_normal(nx.row, ny.row, nz.row);
        store(image.depth + at, seen ? z : old);
        store(image.look + at, seen ? look : load<Words>(image.look + at));
        store(image.id + at, seen ? Words{} + f.id : load<Words>(image.id + at));
    }
};

template <RasterFill kind, bool equal_shows>
TP_INLINE void fill_rows(const RasterFacet& f, const RasterImage& image, int first_row, int end_row) {
    Borders borders(f);
    int row = first_from(borders.highest, end_row), end = first_from(borders.lowest, end_row);
    if (row < first_row) row = first_row;
    if (row >= end) return;
    Inside<kind, equal_shows> inside(f, image);
    int first = first_from(borders.leftmost, image.width), width = first_from(borders.rightmost, image.width) - first;
    std::int64_t line = static_cast<std::int64_t>(row) * image.stride;
    if (width <= k_lanes) { // most are: the same eight columns in every row
        inside.go(first, row);
        for (; row < end; ++row, line += image.stride, inside.next_row()) {
            auto [left, right] = borders.at(row + 0.5);
            int from = first_from(left, image.width) - first, to = first_from(right, image.width) - first;
            if (from < to) inside.put(line + first, (k_number >= from) & (k_number < to));
        }
        return;
    }
    for (; row < end; ++row, line += image.stride) {
        auto [left, right] = borders.at(row + 0.5);
        int from = first_from(left, image.width), to = first_from(right, image.width);
        if (from >= to) continue;
        inside.go(from, row);
        for (; from < to; from += k_lanes, inside.next()) inside.put(line + from, k_number < to - from);
    }
}

template <bool equal_shows>
TP_INLINE void fill_kind(const RasterFacet& f, const RasterImage& image, int first_row, int end_row) {
    if (f.fill == RasterFill::shadow) fill_rows<RasterFill::shadow, false>(f, image, first_row, end_row);
    else if (f.fill == RasterFill::flat) fill_rows<RasterFill::flat, equal_shows>(f, image, first_row, end_row);
    else if (f.fill == RasterFill::foot) fill_rows<RasterFill::foot, equal_shows>(f, image, first_row, end_row);
    else if (f.fill == RasterFill::level_foot) fill_rows<RasterFill::level_foot, equal_shows>(f, image, first_row, end_row);
    else fill_rows<RasterFill::smooth, equal_shows>(f, image, first_row, end_row);
}

} // namespace

TP_WIDEST void fill_band(const RasterFacet* facets, const std::uint32_t* order, std::size_t count, bool equal_shows, const RasterImage& image, int first_row,
                         int end_row) {
    for (std::size_t i = 0; i < count; ++i) {
        if (equal_shows) fill_kind<true>(facets[order[i]], image, first_row, end_row);
        else fill_kind<false>(facets[order[i]], image, first_row, end_row);
    }
}

} // namespace tp
