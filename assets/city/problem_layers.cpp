#include "city/problem_layers.h"

#include "city/city.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace tp {
namespace {

constexpr float k_missing = std::numeric_limits<float>::quiet_NaN();
constexpr double k_crash_square_m = 100.0;

// The cells' side: the most frequent one; 0 where people are given as points.
float usual_side(const Population& people) {
    std::map<float, std::size_t> count;
    for (float side : people.cell_m) ++count[side];
    auto most = std::ranges::max_element(count, {}, &std::pair<const float, std::size_t>::second);
    return most == count.end() ? 0.0F : most->first;
}

Layer of_cells(const Population& people, const char* unit) {
    Layer layer;
    layer.unit = unit;
    layer.at = people.at;
    layer.cell_m = usual_side(people);
    layer.on = layer.cell_m > 0 ? LayerOn::cells : LayerOn::points;
    if (layer.cell_m <= 0) layer.cell_m = 20.0F; // seen from afar a point is nothing
    layer.map = ColourMap::orrd;
    return layer;
}

Layer residents(const City& city, const std::vector<double>& count) {
    Layer layer = of_cells(city.people, "persons");
    for (std::size_t i = 0; i < city.people.size(); ++i) layer.value.push_back(i < count.size() ? static_cast<float>(count[i]) : k_missing);
    return layer;
}

Layer older_share(const City& city) {
    const Population& p = city.people;
    Layer layer = of_cells(p, "%");
    for (std::size_t i = 0; i < p.size(); ++i) {
        bool known = i < p.older.size() && p.total[i] > 0 && p.older[i] >= 0;
        layer.value.push_back(known ? static_cast<float>(100.0 * std::min(p.older[i] / p.total[i], 1.0)) : k_missing);
        layer.small_sample.push_back(known && p.total[i] < k_few_residents);
    }
    return layer;
}

Layer crashes(const City& city) {
    const Crashes& c = city.crashes;
    std::map<std::pair<std::int64_t, std::int64_t>, std::map<CrashGroup, double>> squares;
    for (std::size_t i = 0; i < c.size(); ++i) {
        if (c.count[i] < 0 || !std::isfinite(c.at[i].x_m) || !std::isfinite(c.at[i].y_m)) continue;
        auto index = [](double v) { return static_cast<std::int64_t>(std::floor(v / k_crash_square_m)); };
        squares[{index(c.at[i].x_m), index(c.at[i].y_m)}][c.group[i]] += c.count[i];
    }
    Layer layer;
    layer.unit = "crashes";
    layer.on = LayerOn::cells;
    layer.cell_m = static_cast<float>(k_crash_square_m);
    layer.map = ColourMap::orrd;
    for (const auto& [square, groups] : squares) {
        double most = 0;
        for (const auto& [group, sum] : groups) most = std::max(most, sum);
        if (most <= 0) continue; // the lists of the whole city name each square: what is left unpainted has none
        layer.at.push_back({(static_cast<double>(square.first) + 0.5) * k_crash_square_m, (static_cast<double>(square.second) + 0.5) * k_crash_square_m});
        layer.value.push_back(static_cast<float>(most));
        layer.small_sample.push_back(most < k_few_crashes);
    }
    return layer;
}

Layer building_height(const City& city) {
    Layer layer;
    layer.unit = "m";
    layer.on = LayerOn::buildings;
    layer.map = ColourMap::viridis;
    for (std::size_t i = 0; i < city.buildings.size(); ++i)
        layer.value.push_back((city.buildings.derived[i] & k_height_assumed) != 0 ? k_missing : city.buildings.height_m[i]);
    layer.high = facts_of(layer).most;
    for (float border : {5.0F, 10.0F, 20.0F, 40.0F, 80.0F}) // fifths would be about houses alone
        if (border < layer.high) layer.breaks.push_back(border);
    return layer;
}

Layer of_streets(const City& city, const char* unit, auto value) {
    Layer layer;
    layer.unit = unit;
    layer.on = LayerOn::street_edges;
    layer.map = ColourMap::orrd;
    for (std::size_t i = 0; i < city.streets.size(); ++i) layer.value.push_back(value(city.streets, i));
    return layer;
}

Layer speed(const City& city) {
    return of_streets(city, "km/h", [](const Streets& s, std::size_t i) { return s.speed_kmh[i] > 0 ? static_cast<float>(s.speed_kmh[i]) : k_missing; });
}
Layer traffic(const City& city) {
    return of_streets(city, "veh/day", [](const Streets& s, std::size_t i) { return s.volume_veh_per_day[i]; });
}

struct Kind {
    const char* id;
    Layer (*make)(const City&);
};
constexpr std::array k_kinds{Kind{"population", [](const City& c) { return residents(c, c.people.total); }},
                             Kind{"children", [](const City& c) { return residents(c, c.people.children); }},
                             Kind{"older", [](const City& c) { return residents(c, c.people.older); }},
                             Kind{"older_share", older_share},
                             Kind{"crashes", crashes},
                             Kind{"building_height", building_height},
                             Kind{"speed", speed},
                             Kind{"traffic", traffic},
                             Kind{"base_residual", base_residual_layer}};

double rounded(double value) { // to two digits
    if (!(value > 0)) return value;
    double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return std::round(value / unit) * unit;
}

bool has_value(const Layer& layer) {
    return std::ranges::any_of(layer.value, [](float v) { return std::isfinite(v); });
}

} // namespace

void set_fifths(Layer& layer) {
    std::vector<float> known;
    for (std::size_t i = 0; i < layer.value.size(); ++i)
        if (std::isfinite(layer.value[i]) && !is_small(layer, i)) known.push_back(layer.value[i]);
    if (known.empty())
        for (float v : layer.value)
            if (std::isfinite(v)) known.push_back(v);
    if (known.empty()) return;
    std::ranges::sort(known);
    layer.low = std::min(0.0F, known.front());
    layer.high = known.back();
    layer.breaks.clear();
    for (int fifth = 1; fifth < 5; ++fifth) {
        auto at = static_cast<float>(rounded(static_cast<double>(known[known.size() * static_cast<std::size_t>(fifth) / 5])));
        if (at > known.front() && at <= known.back() && (layer.breaks.empty() || at > layer.breaks.back())) layer.breaks.push_back(at);
    }
}

std::vector<std::string> problem_layers_of(const City& city) {
    std::vector<std::string> out;
    for (const Kind& kind : k_kinds)
        if (has_value(kind.make(city))) out.emplace_back(kind.id);
    return out;
}

std::optional<Layer> problem_layer(const City& city, std::string_view id) {
    for (const Kind& kind : k_kinds) {
        if (id != kind.id) continue;
        Layer layer = kind.make(city);
        if (!has_value(layer)) return std::nullopt;
        if (layer.id.empty()) {
            layer.id = kind.id;
            if (layer.breaks.empty()) set_fifths(layer);
        }
        return layer;
    }
    return std::nullopt;
}

} // namespace tp
