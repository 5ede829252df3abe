#include "small_city.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace tp::test {
namespace {

constexpr float k_unknown = std::numeric_limits<float>::quiet_NaN();

void add_street(City& city, LocalPoint a, LocalPoint b, float width_m, RoadClass road_class) {
    Streets& s = city.streets;
    auto first = static_cast<std::uint32_t>(s.node.size());
    s.node.push_back(a);
    s.node.push_back(b);
    s.line.add(std::vector<LocalPoint>{a, {0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)}, b});
    s.from.push_back(first);
    s.to.push_back(first + 1);
    s.road_class.push_back(road_class);
    s.lanes.push_back(-1);
    s.speed_kmh.push_back(-1);
    s.width_m.push_back(width_m);
    s.sidewalk.push_back(Tri::unknown);
    s.level.push_back(0);
    s.volume_veh_per_day.push_back(k_unknown);
    s.one_way.push_back(OneWay::both);
    s.name.emplace_back();
    s.origin.push_back({});
}

void add_area(City& city, AreaKind kind, std::vector<LocalPoint> ring) {
    city.areas.kind.push_back(kind);
    city.areas.area.rings.add(ring);
    city.areas.area.end_polygon();
    city.areas.name.emplace_back();
    city.areas.origin.push_back({});
}

void add_crossing(City& city, LocalPoint at, std::int32_t edge, float along_m) {
    Crossings& c = city.crossings;
    c.at.push_back(at);
    c.signal.push_back(Tri::yes);
    c.edge.push_back(edge);
    c.along_m.push_back(along_m);
    c.width_m.push_back(12.0f);
    c.raised.push_back(Tri::no);
    c.refuge.push_back(Tri::no);
    c.origin.push_back({});
}

} // namespace

void add_box(City& city, double x0, double y0, double x1, double y1, float base_m, float height_m) {
    Buildings& b = city.buildings;
    b.footprint.rings.add(std::vector<LocalPoint>{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}});
    b.footprint.end_polygon();
    b.base_m.push_back(base_m);
    b.height_m.push_back(height_m);
    b.levels.push_back(0);
    b.use.push_back(BuildingUse::unknown);
    b.derived.push_back(0);
    b.name.emplace_back();
    b.origin.push_back({});
}

City small_city(bool with_hill) {
    City city;
    city.name = "small";
    city.synthetic = true;
    city.frame = {5186, {200000, 500000}};
    city.extent.add({-150, -150});
    city.extent.add({150, 150});
    if (with_hill) {
        city.terrain.shape = {61, 61, 5.0, {-152.5, -152.5}};
        for (int r = 0; r < 61; ++r)
            for (int c = 0; c < 61; ++c) {
                LocalPoint p = city.terrain.shape.centre(c, r);
                city.terrain.height_m.push_back(static_cast<float>(20.0 * std::exp(-std::pow(std::hypot(p.x_m + 80, p.y_m - 80) / 60.0, 2))));
            }
    }
    add_street(city, {-150, 0}, {150, 0}, 12.0f, RoadClass::secondary);
    add_street(city, {0, -150}, {0, 150}, 12.0f, RoadClass::secondary);
    auto base = [&](double x, double y) { return with_hill ? static_cast<float>(city.terrain.at({x, y})) : 0.0f; };
    add_box(city, 30, 30, 50, 50, base(40, 40), 60.0f);
    for (int ix = -1; ix <= 1; ix += 2)
        for (int iy = -1; iy <= 1; iy += 2)
            for (int k = 0; k < 3; ++k) {
                double x = ix * (62.0 + 22.0 * k), y = iy * 22.0;
                add_box(city, x - 8, y - 8, x + 8, y + 8, base(x, y), 9.0f + 6.0f * static_cast<float>(k));
            }
    add_area(city, AreaKind::water, {{-140, -140}, {-40, -140}, {-40, -100}, {-140, -100}});
    add_area(city, AreaKind::green, {{40, -140}, {140, -140}, {140, -60}, {40, -60}});
    add_crossing(city, {-12, 0}, 0, 138.0f);
    add_crossing(city, {0, 12}, 1, 162.0f);
    city.stops.at.push_back({30, -9});
    city.stops.name.emplace_back("stop");
    city.stops.boardings_per_day.push_back(k_unknown);
    city.stops.shelter.push_back(Tri::no);
    city.stops.origin.push_back({});
    city.signals.at.push_back({-8, 8});
    city.signals.origin.push_back({});
    city.sidewalks.line.add(std::vector<LocalPoint>{{-150, -8}, {150, -8}});
    city.sidewalks.width_m.push_back(2.5f);
    city.sidewalks.origin.push_back({});
    city.sources.push_back({"small", "", "buildings", "", ""});
    return city;
}

Catalogue small_catalogue() {
    Catalogue catalogue;
    for (const char* model : {"crosswalk", "shelter_open", "pole"}) {
        Kind kind;
        kind.id = model;
        kind.model = model;
        catalogue.kinds.push_back(kind);
    }
    return catalogue;
}

std::vector<Solution> small_solutions() {
    std::vector<Solution> out(3);
    out[0].id = SolutionId{1};
    out[0].kind = "crosswalk";
    out[0].at = LocalPoint{-12, 0};
    out[1].id = SolutionId{2};
    out[1].kind = "shelter_open";
    out[1].at = LocalPoint{30, -10};
    out[2].id = SolutionId{3};
    out[2].kind = "pole";
    out[2].at = LocalPoint{58, 58}; // behind the tower for who looks from the south-west
    return out;
}

Layer small_layer() {
    Layer layer;
    layer.id = "reach";
    layer.unit = "m";
    layer.on = LayerOn::cells;
    layer.cell_m = 20;
    layer.low = 0;
    layer.high = 150;
    layer.breaks = {30, 60, 90, 120};
    for (int r = -3; r < 3; ++r)
        for (int c = -3; c < 3; ++c) {
            layer.at.push_back({c * 20.0 + 10, r * 20.0 + 10});
            layer.value.push_back(r == 2 && c == -3 ? k_unknown : static_cast<float>(std::hypot(c * 20.0 + 10, r * 20.0 + 10)));
        }
    return layer;
}

} // namespace tp::test
