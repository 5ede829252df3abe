// view/projection.h - a Camera as axes and matrices; doubles until the eye is subtracted.
#pragma once

#include "pass/frame_data.h"
#include "view/view.h"

#include <array>
#include <optional>

namespace tp {

using Vec3 = std::array<double, 3>;

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Vec3 operator*(const Vec3& a, double s) { return {a[0] * s, a[1] * s, a[2] * s}; }
inline double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vec3 cross(const Vec3& a, const Vec3& b);
Vec3 unit(const Vec3& a);
std::array<float, 3> to_float(const Vec3& a);

// A box of directions: perspective or parallel, looking along `forward` from `eye`.
struct Projection3 {
    Vec3 eye{}, right{}, up{}, forward{};
    double half_x = 1, half_y = 1; // of the picture: at 1 m (perspective), in metres (orthographic)
    double near_m = 1, far_m = 2;
    bool orthographic = false;
    double shift_x = 0, shift_y = 0; // of what is seen, in half sizes of the picture: parts of a larger one, parts of a pixel

    Matrix clip_from_eye() const; // reverse-Z, y down; of positions relative to the eye
    bool sees(const Vec3& min_m, const Vec3& max_m) const; // false: the box is surely outside
    double distance_to(const Vec3& min_m, const Vec3& max_m) const; // from the eye, 0 inside
    // Picture coordinates -1..1 (x right, y down) and distance along the view axis; nothing behind the near plane.
    std::optional<Vec3> project(const Vec3& point) const;
    // A ray through picture coordinates: origin and unit direction.
    std::pair<Vec3, Vec3> ray(double x, double y) const;
};
// What a picture of width x height pixels seen by `whole` shows in a rectangle of it (pixels and parts of pixels, y down).
Projection3 part_of(const Projection3& whole, double width, double height, const std::array<double, 4>& x_y_width_height);
// Error out_of_range "renderer.camera".
Result<Projection3> make_projection(const Camera& camera, double aspect);

} // namespace tp
