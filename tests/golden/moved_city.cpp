#include "moved_city.h"

namespace tp::test {
namespace {

LocalPoint moved_point(LocalPoint p, Shift by) { return {p.x_m + by.dx_m, p.y_m + by.dy_m}; }

} // namespace

City moved(City city, Shift by) {
    for (auto* points : {&city.buildings.footprint.rings.points, &city.streets.node, &city.streets.line.points, &city.sidewalks.line.points,
                         &city.areas.area.rings.points, &city.crossings.at, &city.signals.at, &city.stops.at, &city.devices.at, &city.models.at})
        for (LocalPoint& p : *points) p = moved_point(p, by);
    for (GroundPicture& picture : city.pictures) picture.south_west = moved_point(picture.south_west, by);
    city.terrain.shape.south_west = moved_point(city.terrain.shape.south_west, by);
    LocalBox box;
    box.add(moved_point(city.extent.min, by));
    box.add(moved_point(city.extent.max, by));
    city.extent = box;
    return city;
}

Camera moved(Camera camera, Shift by) {
    for (auto* point : {&camera.eye, &camera.target}) {
        (*point)[0] += by.dx_m;
        (*point)[1] += by.dy_m;
    }
    return camera;
}

Layer moved(Layer layer, Shift by) {
    for (LocalPoint& p : layer.at) p = moved_point(p, by);
    return layer;
}

std::vector<Solution> moved(std::vector<Solution> solutions, Shift by) {
    for (Solution& solution : solutions)
        if (solution.at) solution.at = moved_point(*solution.at, by);
    return solutions;
}

} // namespace tp::test
