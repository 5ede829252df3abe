// The processor's rasteriser against sums on paper: which pixels are covered, how far away they are, what shows of two.
#include "raster/raster.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tp;
using Approx = Catch::Detail::Approx;

namespace {

struct Canvas {
    int width, height, stride;
    std::vector<std::uint32_t> look, id;
    std::vector<float> depth;
    Canvas(int w, int h) : width(w), height(h), stride(RasterImage::stride_for(w)) {
        auto size = static_cast<std::size_t>(stride) * static_cast<std::size_t>(h);
        look.assign(size, 0xdeadU);
        id.assign(size, 0xdeadU);
        depth.assign(size, -1);
    }
    RasterImage image() { return {width, height, stride, look.data(), id.data(), depth.data()}; }
    std::size_t at(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(x); }
};

struct Shape {
    std::vector<SceneVertex> vertices;
    std::vector<std::uint16_t> indices;
    RasterMesh mesh(float step_m = 1) const { return {vertices.data(), indices.data(), false, static_cast<std::uint32_t>(indices.size()), {0, 0, 0}, step_m}; }
    std::uint16_t add(int x, int y, int z, std::uint32_t id = 1, Material material = Material::wall, int up = 0) {
        vertices.push_back({static_cast<std::int16_t>(x), static_cast<std::int16_t>(y), static_cast<std::int16_t>(z), static_cast<std::int16_t>(up), pack_look(0, 0, 1, material), id});
        return static_cast<std::uint16_t>(vertices.size() - 1);
    }
};

// From straight above: one unit is 1/16 pixel from the upper left corner, z in 1/1024 of the depth.
RasterView above(const Canvas& canvas) {
    RasterView view;
    auto& m = view.clip_from_eye;
    m[0] = 2.0f / (16.0f * static_cast<float>(canvas.width));
    m[5] = 2.0f / (16.0f * static_cast<float>(canvas.height));
    m[10] = 1.0f / 1024.0f;
    m[12] = m[13] = -1;
    m[15] = 1;
    return view;
}

// Looking north from the origin, 90 degrees wide, near 1 m, far 10 km, as view/projection.cpp makes it.
RasterView ahead(float aspect) {
    RasterView view;
    auto& m = view.clip_from_eye;
    double near = 1, far = 10000;
    m[0] = 1;             // x: right is east
    m[9] = -aspect;       // y: down is against up
    m[6] = static_cast<float>(-near / (far - near));
    m[7] = 1; // w: north
    m[14] = static_cast<float>(near * far / (far - near));
    return view;
}

std::vector<std::uint32_t> covered(Canvas& canvas, const Shape& shape, RasterKind kind) {
    Raster raster;
    raster.begin(above(canvas), canvas.image());
    std::array meshes{shape.mesh()};
    raster.draw(meshes, kind);
    std::vector<std::uint32_t> out;
    for (int y = 0; y < canvas.height; ++y)
        for (int x = 0; x < canvas.width; ++x) out.push_back(canvas.id[canvas.at(x, y)]);
    return out;
}

} // namespace

TEST_CASE("a net of triangles covers every pixel once", "[property]") {
    constexpr int k_width = 203, k_height = 117, k_cells = 40;
    std::mt19937 random(5);
    Shape net; // corners of a grid over the whole picture and beyond, moved about
    std::uniform_int_distribution<int> move(-12, 12); // so little that none turns over
    for (int r = 0; r <= k_cells; ++r)
        for (int c = 0; c <= k_cells; ++c) net.add(c * 88 - 100 + move(random), r * 52 - 60 + move(random), 512);
    std::vector<int> times(k_width * k_height, 0);
    for (int r = 0; r < k_cells; ++r)
        for (int c = 0; c < k_cells; ++c) {
            auto at = [&](int row, int column) { return static_cast<std::uint16_t>(row * (k_cells + 1) + column); };
            for (const auto& corners : {std::array{at(r, c), at(r, c + 1), at(r + 1, c + 1)}, std::array{at(r, c), at(r + 1, c + 1), at(r + 1, c)}}) {
                Shape one = net;
                one.indices.assign(corners.begin(), corners.end());
                Canvas canvas(k_width, k_height);
                auto ids = covered(canvas, one, RasterKind::ground);
                for (std::size_t i = 0; i < ids.size(); ++i) times[i] += static_cast<int>(ids[i] != 0);
            }
        }
    CHECK(std::ranges::count(times, 1) == k_width * k_height);
}

TEST_CASE("a pixel belongs to a triangle when its centre does", "[property]") {
    std::mt19937 random(6);
    std::uniform_int_distribution<int> place(-300, 1500);
    Canvas canvas(64, 64);
    int inside = 0;
    for (int turn = 0; turn < 400; ++turn) {
        Shape one;
        int x[3], y[3];
        for (int k = 0; k < 3; ++k) one.indices.push_back(one.add(x[k] = place(random), y[k] = place(random), 100 + 400 * k));
        auto ids = covered(canvas, one, RasterKind::ground);
        auto side = [&](int a, int b, double px, double py) { return (x[b] - x[a]) * (py - y[a]) - (y[b] - y[a]) * (px - x[a]); };
        for (int row = 0; row < 64; ++row)
            for (int column = 0; column < 64; ++column) {
                double px = column * 16 + 8, py = row * 16 + 8;
                double a = side(1, 2, px, py), b = side(2, 0, px, py), c = side(0, 1, px, py), area = side(0, 1, x[2], y[2]);
                if (a == 0 || b == 0 || c == 0 || area == 0) continue; // on a border: the test above
                bool in = (a > 0) == (area > 0) && (b > 0) == (area > 0) && (c > 0) == (area > 0);
                bool drawn = ids[static_cast<std::size_t>(row * 64 + column)] != 0;
                if (in != drawn) FAIL("pixel " << column << ", " << row << " of triangle " << turn);
                if (!in) continue;
                ++inside;
                double z = (a * 100 + b * 500 + c * 900) / area / 1024;
                if (std::abs(static_cast<double>(canvas.depth[canvas.at(column, row)]) - z) > 1e-5) FAIL("depth of pixel " << column << ", " << row);
            }
    }
    CHECK(inside > 50000);
}

TEST_CASE("a quadrilateral is its two triangles", "[property]") {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> place(0, 1000);
    int quads = 0;
    for (int turn = 0; turn < 300; ++turn) {
        Shape one, apart;
        int x0 = place(random), y0 = place(random), wide = 1 + place(random) / 3, high = 1 + place(random) / 3, slant = place(random) / 2 - 250;
        // A parallelogram in a slanted plane, in the order of a wall's corners.
        std::array corners{one.add(x0, y0, 300), one.add(x0 + slant, y0 + high, 300), one.add(x0 + slant + wide, y0 + high, 700), one.add(x0 + wide, y0, 700)};
        one.indices = {corners[0], corners[1], corners[2], corners[0], corners[2], corners[3]};
        apart = one;
        apart.indices = {corners[0], corners[1], corners[2], corners[2], corners[3], corners[0]};
        Canvas a(70, 70), b(70, 70);
        CHECK(covered(a, one, RasterKind::solid) == covered(b, apart, RasterKind::solid));
        for (int y = 0; y < 70; ++y)
            for (int x = 0; x < 70; ++x)
                if (a.id[a.at(x, y)] != 0) {
                    ++quads;
                    CHECK(a.depth[a.at(x, y)] == Approx(b.depth[b.at(x, y)]).margin(1e-5));
                }
    }
    CHECK(quads > 10000);
}

TEST_CASE("a sliver beside a triangle takes nothing from it") {
    Canvas canvas(32, 32);
    for (int bend : {-1, 0, 1}) { // the second corner lies on the line from the first to the third, or just off it
        Shape s;
        std::uint16_t a = s.add(0, 0, 500), b = s.add(128 + bend, 128, 500), c = s.add(256, 256, 500), d = s.add(256, 0, 500);
        s.indices = {a, b, c, a, c, d};
        auto ids = covered(canvas, s, RasterKind::solid);
        CHECK(ids[3 * 32 + 12] == 1);
        CHECK(std::ranges::count(ids, 1U) >= 120);
    }
}

TEST_CASE("solids show their front, the nearer one, and ground the later of equals") {
    Canvas canvas(32, 32);
    auto square = [](int z, std::uint32_t id, bool front) {
        Shape s;
        std::uint16_t a = s.add(0, 0, z, id), b = s.add(0, 512, z, id), c = s.add(512, 512, z, id), d = s.add(512, 0, z, id);
        s.indices = front ? std::vector<std::uint16_t>{a, b, c, a, c, d} : std::vector<std::uint16_t>{a, c, b, a, d, c};
        return s;
    };
    auto shown = [&](std::span<const Shape> shapes, RasterKind kind) {
        Raster raster;
        raster.begin(above(canvas), canvas.image());
        for (const Shape& shape : shapes) raster.draw(std::array{shape.mesh()}, kind);
        return canvas.id[canvas.at(16, 16)];
    };
    CHECK(shown(std::array{square(500, 1, true)}, RasterKind::solid) == 1);
    CHECK(shown(std::array{square(500, 1, false)}, RasterKind::solid) == 0);
    CHECK(shown(std::array{square(500, 1, false)}, RasterKind::ground) == 1);
    CHECK(shown(std::array{square(500, 1, true), square(600, 2, true)}, RasterKind::solid) == 2); // reverse-Z: nearer
    CHECK(shown(std::array{square(600, 2, true), square(500, 1, true)}, RasterKind::solid) == 2);
    CHECK(shown(std::array{square(500, 1, true), square(500, 2, true)}, RasterKind::solid) == 1);
    CHECK(shown(std::array{square(500, 1, true), square(500, 2, true)}, RasterKind::ground) == 2);
    CHECK(canvas.depth[canvas.at(16, 16)] == Approx(500.0 / 1024));
}

TEST_CASE("a plane through the eye's feet is as far as geometry says, in front of the near plane only") {
    constexpr int k_width = 120, k_height = 80;
    Canvas canvas(k_width, k_height);
    Shape plane; // 2 m below, from far behind to far ahead: cut at the near plane
    std::array corners{plane.add(-3000, -2000, -2), plane.add(3000, -2000, -2), plane.add(3000, 3000, -2), plane.add(-3000, 3000, -2)};
    plane.indices = {corners[0], corners[1], corners[2], corners[0], corners[2], corners[3]};
    Raster raster;
    raster.begin(ahead(1.5f), canvas.image());
    std::array meshes{plane.mesh()};
    raster.draw(meshes, RasterKind::ground);
    for (int y = 0; y < k_height; ++y)
        for (int x = 0; x < k_width; ++x) {
            double below = ((y + 0.5) / k_height * 2 - 1) / 1.5, distance = below > 0 ? 2 / below : 1e9; // along the view axis
            std::size_t at = canvas.at(x, y);
            bool there = distance >= 1 && distance <= 3000;
            if ((canvas.id[at] != 0) != there) FAIL("pixel " << x << ", " << y << " at " << distance << " m");
            if (!there) continue;
            double z = static_cast<double>(canvas.depth[at]), found = 1.0 * 10000 / (1 + z * 9999);
            if (std::abs(found - distance) > 0.002 * distance) FAIL("pixel " << x << ", " << y << ": " << found << " m, not " << distance);
        }
}

TEST_CASE("the height above the foot runs with perspective along a wall") {
    constexpr int k_width = 200, k_height = 100;
    Canvas canvas(k_width, k_height);
    Shape wall; // from 4 m to 200 m ahead on the left, its foot 2 m below the eye and 8 m high; k_foot_m is 4 m
    std::array corners{wall.add(-3, 4, -2, 1, Material::wall, 0), wall.add(-3, 200, -2, 1, Material::wall, 0), wall.add(-3, 200, 6, 1, Material::wall, 64),
                       wall.add(-3, 4, 6, 1, Material::wall, 64)};
    wall.indices = {corners[0], corners[1], corners[2], corners[0], corners[2], corners[3]};
    Raster raster;
    raster.begin(ahead(2.0f), canvas.image());
    raster.draw(std::array{wall.mesh()}, RasterKind::solid);
    int seen = 0;
    for (int y = 0; y < k_height; ++y)
        for (int x = 0; x < k_width; ++x) {
            std::size_t at = canvas.at(x, y);
            if (canvas.id[at] == 0) continue;
            ++seen;
            double across = (x + 0.5) / k_width * 2 - 1, distance = -3 / across, up = -((y + 0.5) / k_height * 2 - 1) / 2 * distance;
            double foot = std::clamp((up + 2) / 4, 0.0, 1.0) * 255;
            CHECK(std::abs(static_cast<double>(canvas.look[at] >> 24) - foot) < 2.0);
        }
    CHECK(seen > 1500);
}

TEST_CASE("normals run between the ground's corners, and materials are pulled nearer") {
    Canvas canvas(64, 16);
    Shape slope;
    std::uint16_t a = slope.add(0, 0, 400), b = slope.add(0, 256, 400), c = slope.add(1024, 256, 400), d = slope.add(1024, 0, 400);
    for (std::uint16_t k : {a, b}) slope.vertices[k].look = pack_look(0.6, 0, 0.8, Material::ground);
    for (std::uint16_t k : {c, d}) slope.vertices[k].look = pack_look(-0.6, 0, 0.8, Material::ground);
    slope.indices = {a, b, c, a, c, d};
    RasterView view = above(canvas);
    view.pull[static_cast<std::size_t>(Material::ground)] = 0.01f;
    Raster raster;
    raster.begin(view, canvas.image());
    raster.draw(std::array{slope.mesh()}, RasterKind::ground);
    for (int x = 0; x < 64; ++x) {
        double across = 0.6 - 1.2 * (x + 0.5) / 64, length = std::hypot(across, 0.8);
        auto n = normal_of(canvas.look[canvas.at(x, 8)]);
        CHECK(n[0] == Approx(across / length).margin(0.02));
        CHECK(n[2] == Approx(0.8 / length).margin(0.02));
        CHECK(canvas.depth[canvas.at(x, 8)] == Approx(400.0 / 1024 * 1.01));
    }
    CHECK(canvas.look[canvas.at(3, 3)] >> 16 == static_cast<std::uint32_t>(Material::ground));
}

TEST_CASE("casters leave the nearest depth, a little deeper where they are steep") {
    constexpr int k_side = 64;
    Canvas canvas(k_side, k_side);
    std::vector<std::uint16_t> shadow(canvas.depth.size(), 7);
    RasterImage image{k_side, k_side, canvas.stride, nullptr, nullptr, nullptr, shadow.data()};
    auto square = [](int left, int z_left, int z_right, bool front) {
        Shape s;
        std::uint16_t a = s.add(left, 0, z_left), b = s.add(left, 512, z_left), c = s.add(left + 512, 512, z_right), d = s.add(left + 512, 0, z_right);
        s.indices = front ? std::vector<std::uint16_t>{a, b, c, a, c, d} : std::vector<std::uint16_t>{a, c, b, a, d, c};
        return s;
    };
    Shape level = square(0, 512, 512, false), steep = square(256, 256, 768, true), behind = square(0, 100, 100, false);
    Raster raster;
    raster.begin(above(canvas), image);
    raster.draw(std::array{level.mesh()}, RasterKind::caster);
    raster.draw(std::array{steep.mesh(), behind.mesh()}, RasterKind::closed_caster);
    double slope = 0.5 / 32; // of the depth in a pixel
    for (int x = 0; x < k_side; ++x) {
        double expected = x < 32 ? 0.5 + 2.0 / 65536 : 1;
        if (x >= 16 && x < 48) expected = std::min(expected, 0.25 + (x - 16 + 0.5) * slope + 2 * slope + 2.0 / 65536);
        CHECK(shadow[canvas.at(x, 16)] / 65535.0 == Approx(std::min(expected, 1.0)).margin(2.0 / 65536));
        CHECK(shadow[canvas.at(x, 40)] == 0xffff);
    }
}

TEST_CASE("what is no number, out of sight or without area draws nothing and harms nothing", "[hostile]") {
    Canvas canvas(40, 30);
    Shape shape;
    std::uint16_t a = shape.add(0, 0, 500), b = shape.add(0, 400, 500), c = shape.add(400, 400, 500), d = shape.add(32767, -32768, 500);
    shape.indices = {a, a, a, a, b, b, a, b, c, d, d, c, a, b}; // and a rest of two
    shape.vertices.push_back(shape.vertices[c]);
    shape.vertices.back().look = 0xffffffffU; // a material that there is not
    shape.indices.insert(shape.indices.begin(), {a, b, static_cast<std::uint16_t>(4)});
    for (float step : {1.0f, 0.0f, 1e30f, std::nanf(""), -1.0f, 1e-30f})
        for (RasterKind kind : {RasterKind::solid, RasterKind::ground})
            for (const RasterView& view : {above(canvas), ahead(1)}) {
                Raster raster;
                raster.begin(view, canvas.image());
                RasterMesh mesh = shape.mesh(step);
                raster.draw(std::array{mesh, RasterMesh{}}, kind);
                mesh.offset = {std::nanf(""), 1e38f, -1e38f};
                raster.draw(std::array{mesh}, kind);
                for (int y = 0; y < canvas.height; ++y)
                    for (int x = 0; x < canvas.width; ++x) CHECK(std::isfinite(canvas.depth[canvas.at(x, y)]));
                std::vector<std::uint16_t> shadow(canvas.depth.size());
                RasterImage image{canvas.width, canvas.height, canvas.stride, nullptr, nullptr, nullptr, shadow.data()};
                raster.begin(view, image);
                raster.draw(std::array{mesh, shape.mesh(step)}, kind == RasterKind::solid ? RasterKind::closed_caster : RasterKind::caster);
            }
}
