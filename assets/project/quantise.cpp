#include "project/quantise.h"

#include <cmath>

namespace tp {

double quantise_m(double value_m) { return std::nearbyint(value_m * 4096.0) / 4096.0 + 0.0; }

void quantise(City& city) {
    MapPoint whole{std::nearbyint(city.frame.origin.easting_m), std::nearbyint(city.frame.origin.northing_m)};
    LocalPoint shift{city.frame.origin.easting_m - whole.easting_m, city.frame.origin.northing_m - whole.northing_m};
    city.frame.origin = whole;
    auto move = [shift](LocalPoint& p) { p = {quantise_m(p.x_m + shift.x_m), quantise_m(p.y_m + shift.y_m)}; };
    auto all = [&move](std::vector<LocalPoint>& points) {
        for (LocalPoint& p : points) move(p);
    };
    all(city.buildings.footprint.rings.points);
    all(city.streets.node);
    all(city.streets.line.points);
    all(city.crossings.at);
    all(city.signals.at);
    all(city.stops.at);
    all(city.sidewalks.line.points);
    all(city.zones.at);
    all(city.zones.area.rings.points);
    all(city.people.at);
    all(city.crashes.at);
    all(city.crashes.area.rings.points);
    all(city.devices.at);
    all(city.trees.at);
    all(city.facilities.at);
    all(city.areas.area.rings.points);
    all(city.models.at);
    for (GroundPicture& picture : city.pictures) move(picture.south_west);
    move(city.terrain.shape.south_west);
    if (!city.extent.empty()) {
        move(city.extent.min);
        move(city.extent.max);
    }
}

} // namespace tp
