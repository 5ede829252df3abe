#include "studio/place.h"

#include "view/projection.h"

#include <cmath>

namespace tp {

std::optional<LocalPoint> ground_under(const Camera& camera, double aspect, PicturePoint at, const Ground& ground) {
    double height = ground.height_m({camera.target[0], camera.target[1]});
    std::optional<LocalPoint> found;
    for (int turn = 0; turn < 12; ++turn) { // the ray against planes at the height found last; converges on gentle relief
        auto point = on_plane(camera, aspect, at, height);
        if (!point) return found;
        found = LocalPoint{(*point)[0], (*point)[1]};
        double next = ground.height_m(*found);
        if (std::abs(next - height) < 0.01) break;
        height = 0.5 * (height + next);
    }
    return found;
}

Flight above_ground(const Flight& flight, const Ground& ground) {
    Flight out = flight;
    double here = ground.height_m({flight.focus[0], flight.focus[1]});
    out.focus[2] = flight.mode == FlightMode::walk ? here + k_eye_height_m : here;
    if (flight.mode != FlightMode::orbit) return out;
    constexpr double k_clearance_m = 4.0, k_step_deg = 1.0;
    for (int turn = 0; turn < 90; ++turn) {
        Camera camera = camera_of(out);
        if (camera.eye[2] >= ground.height_m({camera.eye[0], camera.eye[1]}) + k_clearance_m || out.pitch_deg <= -89.0) break;
        out = turned(out, 0, -k_step_deg);
    }
    return out;
}

Snapped snap(const City& city, const Kind& kind, LocalPoint at) {
    Snapped out{at, false, 0};
    const std::vector<LocalPoint>* places = kind.geometry == Geometry::crossing ? &city.crossings.at
                                            : kind.geometry == Geometry::stop   ? &city.stops.at
                                                                                : nullptr;
    if (!places) return out;
    double best = k_snap_m;
    for (std::size_t i = 0; i < places->size(); ++i)
        if (double d = distance_m((*places)[i], at); d < best) {
            best = d;
            out = {(*places)[i], true, i};
        }
    return out;
}

std::optional<PicturePoint> picture_of(const Camera& camera, double aspect, const Ground& ground, LocalPoint at, double above_m) {
    auto projection = make_projection(camera, aspect);
    if (!projection) return std::nullopt;
    auto p = projection->project({at.x_m, at.y_m, ground.height_m(at) + above_m});
    if (!p) return std::nullopt;
    return PicturePoint{(*p)[0], (*p)[1]};
}

const Solution* solution_near(const std::vector<Solution>& solutions, const Camera& camera, double aspect, const Ground& ground,
                              PicturePoint at, double radius) {
    const Solution* nearest = nullptr;
    double best = radius;
    for (const Solution& solution : solutions) {
        if (!solution.at) continue;
        for (double above_m : {0.5, 2.5}) { // the foot, and about the middle of what stands there
            auto p = picture_of(camera, aspect, ground, *solution.at, above_m);
            if (!p) continue;
            double d = std::hypot((p->x - at.x) * aspect, p->y - at.y) / 2;
            if (d < best) {
                best = d;
                nearest = &solution;
            }
        }
    }
    return nearest;
}

ChangeSet difference(const std::vector<Solution>& before, const std::vector<Solution>& after) {
    ChangeSet change;
    auto b = before.begin(), a = after.begin();
    while (b != before.end() || a != after.end()) {
        if (a == after.end() || (b != before.end() && b->id < a->id)) change.removed.push_back(*b++);
        else if (b == before.end() || a->id < b->id) change.added.push_back(*a++);
        else {
            if (!(*a == *b)) {
                change.removed.push_back(*b);
                change.added.push_back(*a);
            }
            ++a, ++b;
        }
    }
    return change;
}

} // namespace tp
