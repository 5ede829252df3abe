// studio/place.h - where a click means: the ground under a pixel, the crossing or stop it snaps to, the object there.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "proposal/proposal.h"
#include "scene/ground.h"
#include "studio/fly.h"

#include <optional>
#include <vector>

namespace tp {

constexpr double k_snap_m = 30.0; // also at_crossing's and at_stop's reach

// Where the ray through `at` meets the ground.
std::optional<LocalPoint> ground_under(const Camera& camera, double aspect, PicturePoint at, const Ground& ground);

// The flight with its focus on the ground, or its eye at eye height, and the camera not under a hill.
Flight above_ground(const Flight& flight, const Ground& ground);

struct Snapped {
    LocalPoint at;
    bool snapped = false; // to a crossing or stop
    std::size_t index = 0; // of that crossing or stop
};
// A kind that belongs to crossings or stops goes to the nearest one within k_snap_m; others stay where they are.
Snapped snap(const City& city, const Kind& kind, LocalPoint at);

// Picture coordinates of a place, `above_m` over the ground; nothing behind the camera.
std::optional<PicturePoint> picture_of(const Camera& camera, double aspect, const Ground& ground, LocalPoint at, double above_m = 0);

// The placed solution nearest to `at` within `radius` (of the picture's height), measured in the picture.
const Solution* solution_near(const std::vector<Solution>& solutions, const Camera& camera, double aspect, const Ground& ground,
                              PicturePoint at, double radius);

// What changed from `before` to `after`, both ascending by id.
ChangeSet difference(const std::vector<Solution>& before, const std::vector<Solution>& after);

} // namespace tp
