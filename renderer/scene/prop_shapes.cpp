#include "scene/prop_shapes.h"

#include "scene/model_builder.h"

#include <algorithm>
#include <initializer_list>

namespace tp {
namespace {

using M = Material;
using Profile = std::vector<std::array<double, 2>>;

PropShape shape_of(const ModelBuilder& builder, double foot_from = 0.0, double foot_to = 4.0) {
    PropShape shape;
    for (const DraftVertex& v : builder.draft().vertices) {
        double up = std::clamp((v.z - foot_from) / (foot_to - foot_from), 0.0, 1.0);
        shape.vertices.push_back({{static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)},
                                  (v.look & 0x00ffffffU) | (static_cast<std::uint32_t>(up * 255.0 + 0.5) << 24)});
    }
    for (std::uint32_t i : builder.draft().indices) shape.indices.push_back(static_cast<std::uint16_t>(i));
    return shape;
}

// A crown on a trunk: about 50 triangles near, 8 far.
PropModel tree(const Profile& crown, const std::array<double, 2>& far_ring, M material) {
    double low = crown.front()[1], shade = low - 0.15;
    ModelBuilder near, far;
    near.lathe({0, 0}, Profile{{0, -0.02}, {0.05, 0.0}, {0.035, low + 0.12}, {0, low + 0.13}}, 5, M::bark);
    near.lathe({0, 0}, crown, 7, material, true);
    far.lathe({0, 0}, Profile{{0, 0.6 * low}, far_ring, {0, 1}}, 4, material, true);
    return {shape_of(near, shade, 0.9), shape_of(far, shade, 0.9), 1.0f, 40.0f, true};
}

PropModel thing(double shown_m, void (*build)(ModelBuilder&)) {
    ModelBuilder near;
    build(near);
    return {shape_of(near), {}, static_cast<float>(shown_m), 0.0f, false};
}

void lamp(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.09, 7.6, M::post, 5);
    b.box({0, 0.8, 7.6}, {0.09, 1.7, 0.09}, M::post);
    b.box({0, 1.5, 7.56}, {0.26, 0.7, 0.1}, M::white);
}
void cctv(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.08, 5.2, M::post, 5);
    b.box({0, 0.5, 5.1}, {0.07, 1.0, 0.07}, M::post);
    b.box({0, 0.95, 4.92}, {0.2, 0.42, 0.2}, M::dark);
    b.box({0, 0.12, 1.6}, {0.34, 0.26, 0.5}, M::white);
}
void enforcement_camera(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.12, 6.4, M::post, 6);
    b.box({0, 2.0, 6.3}, {0.12, 4.0, 0.12}, M::post);
    for (double y : {2.4, 3.7}) b.box({0, y, 6.02}, {0.5, 0.3, 0.28}, M::dark);
}
void shelter(ModelBuilder& b) {
    for (double x : {-2.3, 2.3}) b.box({x, 0.55, 1.2}, {0.1, 0.1, 2.4}, M::post);
    b.box({0, 0, 2.45}, {5.2, 1.8, 0.12}, M::white);
    b.box({0, 0.7, 1.25}, {4.8, 0.05, 2.0}, M::glass);
    b.box({0, 0.35, 0.48}, {3.4, 0.4, 0.08}, M::metal);
}
void sign(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.045, 2.6, M::post, 5);
    b.box({0, 0.04, 2.35}, {0.7, 0.04, 0.7}, M::sign);
}
void speed_bump(ModelBuilder& b) {
    b.frustum({0, 0, 0}, {4.5, 2.4}, {4.5, 0.8}, 0.12, M::white);
}
void charger(ModelBuilder& b) {
    b.frustum({0, 0, 0}, {0.6, 0.5}, {0.5, 0.4}, 1.7, M::white);
    b.box({0, 0.24, 1.25}, {0.34, 0.06, 0.3}, M::dark);
    b.box({0.3, 0.1, 0.9}, {0.08, 0.1, 0.7}, M::dark);
}
void parasol(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.06, 3.0, M::post, 5);
    b.lathe({0, 0}, Profile{{0, 2.75}, {2.4, 2.62}, {0, 3.3}}, 8, M::sign);
}
void sensor(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.05, 3.4, M::post, 5);
    for (int k = 0; k < 3; ++k) b.box({0, 0, 2.7 + 0.22 * k}, {0.34, 0.34, 0.12}, M::white);
}
void bell(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.1, 2.6, M::post, 6);
    b.box({0, 0.12, 1.3}, {0.26, 0.14, 0.4}, M::white);
    b.lathe({0, 0}, Profile{{0, 2.6}, {0.13, 2.66}, {0.13, 2.86}, {0, 2.95}}, 6, M::sign);
}
void board(ModelBuilder& b) {
    for (double x : {-0.8, 0.8}) b.box({x, 0, 1.4}, {0.1, 0.1, 2.8}, M::post);
    b.box({0, 0, 2.2}, {1.9, 0.16, 1.1}, M::dark);
}
void antenna(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.07, 4.4, M::post, 5);
    for (double x : {-0.2, 0.2}) b.box({x, 0, 4.5}, {0.05, 0.05, 0.6}, M::dark);
    b.box({0, 0, 4.1}, {0.4, 0.24, 0.3}, M::white);
}
void post(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.08, 2.4, M::post, 5);
    b.box({0, 0, 2.2}, {0.3, 0.3, 0.4}, M::white);
}
void person(ModelBuilder& b) {
    for (double x : {-0.09, 0.09}) b.frustum({x, 0.08 * (x > 0 ? 1 : -1), 0}, {0.11, 0.2}, {0.15, 0.17}, 0.84, M::figure);
    b.lathe({0, 0}, Profile{{0, 0.78}, {0.18, 0.84}, {0.23, 1.36}, {0, 1.48}}, 6, M::figure);
    b.lathe({0, 0.01}, Profile{{0, 1.45}, {0.1, 1.52}, {0.105, 1.64}, {0, 1.73}}, 5, M::figure);
}
void car(ModelBuilder& b) { // its front is ahead
    for (double y : {-1.32, 1.36}) b.box({0, y, 0.32}, {1.78, 0.62, 0.62}, M::dark);
    b.frustum({0, 0, 0.24}, {1.76, 4.3}, {1.8, 4.45}, 0.36, M::figure);
    b.frustum({0, 0, 0.6}, {1.8, 4.45}, {1.68, 4.15}, 0.3, M::figure);
    b.frustum({0, -0.25, 0.9}, {1.62, 2.75}, {1.28, 1.75}, 0.5, M::dark);
    b.frustum({0, -0.25, 1.4}, {1.28, 1.75}, {1.2, 1.6}, 0.05, M::figure);
}

} // namespace

std::vector<PropModel> prop_models() {
    std::vector<PropModel> out;
    out.push_back(tree({{0, 0.28}, {0.36, 0.33}, {0.5, 0.58}, {0.33, 0.88}, {0, 1.0}}, {0.5, 0.56}, M::leaf));
    out.push_back(tree({{0, 0.2}, {0.34, 0.26}, {0.5, 0.48}, {0.27, 0.84}, {0, 1.0}}, {0.48, 0.48}, M::leaf));
    out.push_back(tree({{0, 0.16}, {0.5, 0.14}, {0.27, 0.52}, {0.11, 0.82}, {0, 1.0}}, {0.5, 0.17}, M::needle));
    out.push_back(thing(1.6, lamp));
    out.push_back(thing(1.2, cctv));
    out.push_back(thing(2.0, enforcement_camera));
    out.push_back(thing(3.0, shelter));
    out.push_back(thing(1.0, sign));
    out.push_back(thing(1.0, speed_bump));
    out.push_back(thing(1.4, charger));
    out.push_back(thing(3.0, parasol));
    out.push_back(thing(0.9, sensor));
    out.push_back(thing(0.9, bell));
    out.push_back(thing(1.6, board));
    out.push_back(thing(0.9, antenna));
    out.push_back(thing(0.9, post));
    out.push_back(thing(1.7, person));
    out.push_back(thing(3.0, car));
    return out;
}

} // namespace tp
