// view/fit_camera.h - a camera moved until it sees what it should, and no more.
#pragma once

#include "view/projection.h"

#include <span>

namespace tp {

// The nearest eye that has all of `points` within `used` (0 to 1) of the picture's half sides, looking the same way; as much air
// on one side as on the other. An orthographic camera, and one without points, stays.
Camera fitted(const Camera& camera, std::span<const Vec3> points, double aspect, double used);

} // namespace tp
