// view/lighting.h - the light of a frame, and where the sun's two shadow images lie.
#pragma once

#include "pass/frame_data.h"
#include "view/projection.h"
#include "view/view.h"

#include <array>

namespace tp {

Vec3 sun_direction(const Sun& sun); // towards the sun

// Sun, sky and haze. Shadows on level ground have half the light of what is lit, in blue-grey; below the horizon there
// is no sun, and by the end of civil twilight (6 deg) the city is dim blue-grey.
void set_light(FrameData& frame, const Sun& sun);

// A square parallel projection along the sun's rays around a place on the ground.
struct ShadowView {
    Vec3 centre{}, right{}, up{}, forward{};
    double half_m = 100, depth_m = 1000; // half sizes across and along
    friend bool operator==(const ShadowView&, const ShadowView&) = default;

    Projection3 projection() const;   // for choosing what to draw; its eye is the centre, moved back
    Matrix clip_from_centre() const;  // of positions relative to the centre, nearer is smaller
    Matrix map_from_eye(const Vec3& eye) const; // of positions relative to `eye`: texture coordinates and depth
};
// Near and far views for a camera, snapped so that small moves of the camera leave them as they are.
std::array<ShadowView, 2> fit_shadows(const Projection3& view, const Sun& sun, double ground_low_m, double ground_high_m);
// True where `have` shows nearly what `wanted` would: the same sun, the middle not far off, of like size.
bool still_cover(const std::array<ShadowView, 2>& have, const std::array<ShadowView, 2>& wanted);

} // namespace tp
