#include "light/lamps.h"

#include "light/place_grid.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tp {
namespace {

constexpr double k_reach_m = 40.0; // to a street

struct Kerb { // the nearest street
    double distance_m = k_reach_m;
    std::size_t edge = 0;
    LocalPoint on, along{0, 1}; // on its middle line; unit vector
};

std::vector<std::optional<Kerb>> nearest_streets(const Streets& streets, std::span<const LocalPoint> places) {
    PlaceGrid grid(places, k_reach_m);
    std::vector<std::optional<Kerb>> out(places.size());
    for (std::size_t e = 0; e < streets.size(); ++e) {
        if (streets.level[e] == 2) continue; // tunnels have no kerb up here
        auto line = streets.line[e];
        for (std::size_t k = 0; k + 1 < line.size(); ++k) {
            LocalPoint a = line[k], b = line[k + 1];
            double length = distance_m(a, b);
            if (!(length > 1e-6)) continue;
            LocalPoint along{(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length};
            grid.near(a, b, k_reach_m, [&](std::uint32_t i) {
                double t = std::clamp((places[i].x_m - a.x_m) * along.x_m + (places[i].y_m - a.y_m) * along.y_m, 0.0, length);
                LocalPoint on{a.x_m + t * along.x_m, a.y_m + t * along.y_m};
                double d = distance_m(on, places[i]);
                if (d < (out[i] ? out[i]->distance_m : k_reach_m)) out[i] = Kerb{d, e, on, along};
            });
        }
    }
    return out;
}

std::uint16_t standing(std::span<const Luminaire> luminaires, Stands stands) {
    auto it = std::ranges::find(luminaires, stands, &Luminaire::stands);
    return static_cast<std::uint16_t>(it == luminaires.end() ? 0 : it - luminaires.begin());
}

Lamp hung(LocalPoint pole, const std::optional<Kerb>& kerb, std::uint16_t luminaire, const Luminaire& of) {
    Lamp lamp;
    lamp.luminaire = luminaire;
    lamp.mounting_m = static_cast<float>(of.mounting_m);
    double east = 0, north = 1;
    if (kerb && kerb->distance_m > 0.05) {
        east = (kerb->on.x_m - pole.x_m) / kerb->distance_m;
        north = (kerb->on.y_m - pole.y_m) / kerb->distance_m;
    } else if (kerb) { // in the middle of the street: across it
        east = kerb->along.y_m;
        north = -kerb->along.x_m;
    }
    lamp.c90 = {static_cast<float>(east), static_cast<float>(north)};
    lamp.at = {pole.x_m + east * of.outreach_m, pole.y_m + north * of.outreach_m};
    return lamp;
}

double carriageway_m(const Streets& streets, std::size_t edge) {
    if (streets.width_m[edge] > 1.0f && streets.width_m[edge] < 100.0f) return static_cast<double>(streets.width_m[edge]);
    return streets.lanes[edge] > 0 ? 3.25 * streets.lanes[edge] : 7.0; // as streets are drawn
}

// Luminaire that a solution brings, none: nullopt.
std::optional<std::uint16_t> brought(const Solution& s, const Kind* kind, std::span<const Luminaire> luminaires) {
    auto holds = [](const std::vector<std::string>& list, const std::string& id) { return std::ranges::find(list, id) != list.end(); };
    for (std::size_t i = 0; kind && i < luminaires.size(); ++i) {
        if (holds(luminaires[i].kinds, kind->id)) return static_cast<std::uint16_t>(i);
        for (const std::string& id : s.components)
            if (holds(luminaires[i].components, id)) return static_cast<std::uint16_t>(i);
        for (const Component& component : kind->components) // none chosen: the kind's own
            if (s.components.empty() && component.by_default && holds(luminaires[i].components, component.id)) return static_cast<std::uint16_t>(i);
    }
    return std::nullopt;
}

void add_pair(std::vector<Lamp>& out, const Streets& streets, const Kerb& kerb, std::uint16_t luminaire, const Luminaire& of) {
    double half = 0.5 * carriageway_m(streets, kerb.edge) + 1.0;
    for (double side : {-1.0, 1.0}) {
        LocalPoint across{side * kerb.along.y_m, -side * kerb.along.x_m};
        Lamp lamp;
        lamp.luminaire = luminaire;
        lamp.mounting_m = static_cast<float>(of.mounting_m);
        lamp.at = {kerb.on.x_m + across.x_m * half - side * 3.0 * kerb.along.x_m, kerb.on.y_m + across.y_m * half - side * 3.0 * kerb.along.y_m};
        double length = distance_m(lamp.at, kerb.on);
        lamp.c90 = {static_cast<float>((kerb.on.x_m - lamp.at.x_m) / length), static_cast<float>((kerb.on.y_m - lamp.at.y_m) / length)};
        out.push_back(lamp);
    }
}

} // namespace

std::vector<Lamp> city_lamps(const City& city, std::span<const Luminaire> luminaires) {
    std::vector<LocalPoint> places;
    for (std::size_t i = 0; i < city.devices.size(); ++i)
        if (city.devices.kind[i] == DeviceKind::lamp && is_place(city.devices.at[i])) places.push_back(city.devices.at[i]);
    auto kerbs = nearest_streets(city.streets, places);
    std::vector<Lamp> out;
    for (std::size_t i = 0; i < places.size() && !luminaires.empty(); ++i) {
        bool path = kerbs[i] && city.streets.road_class[kerbs[i]->edge] == RoadClass::path;
        std::uint16_t luminaire = standing(luminaires, path ? Stands::path : Stands::street);
        out.push_back(hung(places[i], kerbs[i], luminaire, luminaires[luminaire]));
    }
    return out;
}

std::vector<Lamp> solution_lamps(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue,
                                 std::span<const Luminaire> luminaires) {
    std::vector<LocalPoint> places;
    std::vector<std::uint16_t> luminaire;
    for (const Solution& s : solutions)
        if (auto one = s.at && is_place(*s.at) ? brought(s, catalogue.kind(s.kind), luminaires) : std::nullopt) {
            places.push_back(*s.at);
            luminaire.push_back(*one);
        }
    auto kerbs = nearest_streets(city.streets, places);
    std::vector<Lamp> out;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Luminaire& of = luminaires[luminaire[i]];
        if (of.stands != Stands::crossing) out.push_back(hung(places[i], kerbs[i], luminaire[i], of));
        else if (kerbs[i]) add_pair(out, city.streets, *kerbs[i], luminaire[i], of);
    }
    return out;
}

Lamps lamps_of(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue, std::vector<Luminaire> luminaires) {
    Lamps out{std::move(luminaires), {}};
    out.lamps = city_lamps(city, out.luminaires);
    std::vector<Lamp> more = solution_lamps(city, solutions, catalogue, out.luminaires);
    out.lamps.insert(out.lamps.end(), more.begin(), more.end());
    find_walls(city.buildings, out.lamps);
    return out;
}

} // namespace tp
