#include "view/fit_camera.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {

// Along the picture's x a point at depth f and offset a is seen while |a - eye_a| <= half (f - eye_f): the two extremes of
// a -+ half f bound eye_f; likewise along y.
Camera fitted(const Camera& camera, std::span<const Vec3> points, double aspect, double used) {
    auto view = make_projection(camera, aspect);
    if (!view || camera.orthographic || points.empty()) return camera;
    struct Side {
        Vec3 axis;
        double half, low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
    };
    std::array sides{Side{view->right, view->half_x * used}, Side{view->up, view->half_y * used}};
    double depth = std::numeric_limits<double>::infinity();
    for (Side& side : sides) {
        for (const Vec3& p : points) {
            double a = dot(p, side.axis), f = dot(p, view->forward) * side.half;
            side.low = std::max(side.low, a - f);
            side.high = std::min(side.high, a + f);
        }
        depth = std::min(depth, (side.high - side.low) / (2 * side.half));
    }
    Camera out = camera;
    Vec3 eye = view->forward * depth;
    for (const Side& side : sides) { // as much air on one side as on the other
        double low = side.low + side.half * depth, high = side.high - side.half * depth;
        for (int turn = 0; turn < 50; ++turn) {
            double middle = 0.5 * (low + high), most = -1e9, least = 1e9;
            for (const Vec3& p : points) {
                double share = (dot(p, side.axis) - middle) / (side.half * (dot(p, view->forward) - depth));
                most = std::max(most, share);
                least = std::min(least, share);
            }
            (most + least > 0 ? low : high) = middle;
        }
        eye = eye + side.axis * (0.5 * (low + high));
    }
    double length = std::max(1.0, (camera.target[2] - eye[2]) / std::min(view->forward[2], -0.05));
    out.eye = eye;
    out.target = eye + view->forward * length;
    out.near_m = std::clamp(0.01 * length, 0.5, 10.0);
    out.far_m = std::max(40000.0, 4 * length);
    return out;
}

} // namespace tp
