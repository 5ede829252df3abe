// Who lives there, and the places that have names: schools, markets, parks, protection zones.
#include "makecity/compose.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tp::makecity {
namespace {

std::vector<LocalPoint> disc(LocalPoint centre, double radius_m) { // sixteen corners, from cosines of 22.5 degrees
    constexpr double c = 0.92387953251128674, s = 0.38268343236508977;
    std::vector<LocalPoint> ring;
    double x = radius_m, y = 0;
    for (int k = 0; k < 16; ++k) {
        ring.push_back(quantised(LocalPoint{centre.x_m + x, centre.y_m + y}));
        double turned = x * c - y * s;
        y = x * s + y * c;
        x = turned;
    }
    return ring;
}

std::string facility_name(const std::string& kind, const std::string& place, int grade) {
    static const std::map<std::string, std::string> tails{
        {"kindergarten", "유치원"}, {"senior_centre", "경로당"}, {"dong_office", "동 주민센터"}, {"academy", "학원"}, {"clinic", "의원"},
        {"market", "시장"}, {"station", "역"}, {"city_hall", "시청"}, {"hospital", "병원"}, {"park", "공원"}, {"welfare", "노인복지관"}};
    if (kind == "school") return place + (grade == 0 ? "초등학교" : grade == 1 ? "중학교" : "고등학교");
    auto tail = tails.find(kind);
    return place + (tail == tails.end() ? "" : tail->second);
}

struct PlaceAdder {
    const Plan& plan;
    const Lists& lists;
    City& city;

    void zone(ZoneKind kind, LocalPoint at, double radius_m, bool drawn, const std::string& name) {
        Zones& zones = city.zones;
        zones.kind.push_back(kind);
        zones.at.push_back(at);
        zones.radius_m.push_back(static_cast<float>(radius_m));
        if (drawn) zones.area.rings.add(disc(at, radius_m));
        zones.area.end_polygon();
        zones.name.push_back(name);
        zones.origin.push_back({k_zones, static_cast<std::uint32_t>(zones.origin.size())});
    }

    void facility(const std::string& kind, LocalPoint at, const std::string& name) {
        city.facilities.kind.push_back(kind);
        city.facilities.at.push_back(at);
        city.facilities.name.push_back(name);
        city.facilities.origin.push_back({k_facilities, static_cast<std::uint32_t>(city.facilities.origin.size())});
    }

    void add(const MadePlace& place, std::uint64_t number) {
        Draws draws(plan.seed, 81, number);
        std::string kind = place.kind;
        int grade = draws.chance(0.56) ? 0 : draws.chance(0.55) ? 1 : 2;
        if (kind == "senior_centre" && draws.chance(0.22)) kind = "welfare";
        std::string name = facility_name(kind, lists.place(plan.seed ^ 9U, number), grade);
        if (kind == "park") {
            add_green(city, name, place.ground);
            facility("park", place.at, name);
            return;
        }
        if (kind == "school" && !place.ground.empty()) add_green(city, name, playground(place));
        facility(kind, place.at, name);
        bool child = (kind == "school" && grade == 0) || (kind == "kindergarten" && draws.chance(0.6));
        if (child) zone(ZoneKind::child, place.at, draws.chance(0.7) ? 300.0 : 200.0, draws.chance(0.5), name);
        else if (kind == "welfare" || kind == "hospital") zone(ZoneKind::elderly, place.at, 300.0, draws.chance(0.3), name);
    }

    static std::vector<LocalPoint> playground(const MadePlace& place) { // the school's ground, a little smaller
        std::vector<LocalPoint> ring;
        for (LocalPoint p : place.ground)
            ring.push_back(quantised(LocalPoint{place.at.x_m + 0.97 * (p.x_m - place.at.x_m), place.at.y_m + 0.97 * (p.y_m - place.at.y_m)}));
        return ring;
    }

    // 30 km/h in child zones, on streets of up to three lanes.
    void lower_limits() {
        std::map<std::pair<int, int>, std::vector<LocalPoint>> by_cell;
        auto cell = [](LocalPoint p) { return std::pair{static_cast<int>(std::floor(p.x_m / 300.0)), static_cast<int>(std::floor(p.y_m / 300.0))}; };
        for (std::size_t k = 0; k < city.zones.size(); ++k)
            if (city.zones.kind[k] == ZoneKind::child) by_cell[cell(city.zones.at[k])].push_back(city.zones.at[k]);
        Streets& streets = city.streets;
        for (std::size_t e = 0; e < streets.size(); ++e) {
            if (streets.lanes[e] > 3 || streets.speed_kmh[e] <= 30) continue;
            LocalPoint p = streets.line[e].front();
            auto [ci, cj] = cell(p);
            for (int j = cj - 1; j <= cj + 1; ++j)
                for (int i = ci - 1; i <= ci + 1; ++i)
                    if (auto it = by_cell.find({i, j}); it != by_cell.end())
                        for (LocalPoint z : it->second)
                            if (distance_m(z, p) < 220.0) streets.speed_kmh[e] = 30;
        }
    }
};

} // namespace

void add_places(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city) {
    PlaceAdder adder{plan, lists, city};
    std::uint64_t number = 0;
    for (const Superblock& block : blocks)
        for (const MadePlace& place : block.places) adder.add(place, number++);
    adder.lower_limits();
}

void add_people(const Plan& plan, const Lists& lists, std::span<const std::int16_t> types, City& city) {
    const Buildings& buildings = city.buildings;
    std::vector<double> weight(buildings.size(), 0.0);
    double sum = 0.0;
    for (std::size_t b = 0; b < buildings.size(); ++b) {
        const BuildingType& type = lists.types[static_cast<std::size_t>(types[b])];
        if (type.dwelling_m2 <= 0.0) continue;
        int levels = buildings.levels[b] - (type.ground_shop ? 1 : 0);
        double dwellings = std::floor(signed_area_m2(buildings.footprint.outer(b)) * levels / type.dwelling_m2 + 0.5);
        weight[b] = std::max(1.0, dwellings) * Draws(plan.seed, 82, b).between(1.7, 2.9);
        sum += weight[b];
    }
    // persons per building by rounding the running sum, so that the total is exact
    double wanted = std::floor(static_cast<double>(buildings.size()) * Draws(plan.seed, 83).between(13.85, 14.15));
    struct Cell {
        double total = 0, children = 0, older = 0;
    };
    std::map<std::pair<int, int>, Cell> cells; // (row, column)
    double running = 0.0, before = 0.0;
    for (std::size_t b = 0; b < buildings.size(); ++b) {
        if (weight[b] <= 0.0) continue;
        running += weight[b];
        double now = std::floor(wanted * running / sum + 0.5), persons = now - before;
        before = now;
        if (persons <= 0.0) continue;
        LocalPoint at = centroid(buildings.footprint.outer(b));
        Cell& cell = cells[{static_cast<int>(std::floor(at.y_m / 100.0)), static_cast<int>(std::floor(at.x_m / 100.0))}];
        const BuildingType& type = lists.types[static_cast<std::size_t>(types[b])];
        cell.total += persons;
        cell.children += persons * type.children;
        cell.older += persons * type.older;
    }
    Population& people = city.people;
    for (const auto& [key, cell] : cells) {
        double children = std::floor(cell.children + 0.5), older = std::min(std::floor(cell.older + 0.5), cell.total - children);
        people.at.push_back({key.second * 100.0 + 50.0, key.first * 100.0 + 50.0});
        people.cell_m.push_back(100.0F);
        people.total.push_back(cell.total);
        people.children.push_back(children);
        people.older.push_back(older);
        people.working.push_back(cell.total - children - older);
        people.origin.push_back({k_people, static_cast<std::uint32_t>(people.origin.size())});
    }
    city.population = static_cast<std::int64_t>(before);
    city.level = *city.population >= 1000000 ? "광역시" : *city.population >= 50000 ? "시" : "군";
}

} // namespace tp::makecity
