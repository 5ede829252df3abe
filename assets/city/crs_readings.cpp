#include "city/crs_readings.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tp::assembly {
namespace {

// In the order of how common they are in municipal files: of two readings that mean the same place the first is named.
constexpr int k_metres[] = {5186, 5187, 5185, 5188, 5179, 5174, 5181, 2097, 5176, 5183, 2096, 5173, 5180, 2098,
                            5175, 5182, 5177, 5184, 5178, 32652, 32651, 3857};
constexpr int k_degrees[] = {4326, 4162, 4019};

// Same belt and false northing: Korean 1985 with and without the 10.405" of the modified belts, Korea 2000.
const std::vector<std::vector<int>>& families() {
    static const std::vector<std::vector<int>> all = {{5174, 2097, 5181}, {5176, 2096, 5183}, {5173, 2098, 5180}, {5175, 5182},
                                                      {5177, 5184},       {5178, 5179},       {4326, 4162}};
    return all;
}

} // namespace

std::string crs_of(Reading reading) { return reading.epsg == 4326 ? "OGC:CRS84" : fmt::format("EPSG:{}", reading.epsg); }

std::string stated_crs(const FeatureLayer& layer) {
    if (layer.epsg == 4326) return "OGC:CRS84";
    return layer.epsg > 0 ? "EPSG:" + std::to_string(layer.epsg) : layer.crs;
}

std::string short_name(const std::string& crs) { // "EPSG:5187"; a .prj without a number by its own name
    if (crs == "OGC:CRS84") return "EPSG:4326";
    if (crs.size() <= 16) return crs;
    auto open = crs.find('"');
    auto close = open == std::string::npos ? open : crs.find('"', open + 1);
    return close == std::string::npos ? crs.substr(0, 40) : crs.substr(open + 1, close - open - 1);
}

std::span<const int> systems(bool degrees) { return degrees ? std::span<const int>(k_degrees) : std::span<const int>(k_metres); }

std::vector<int> close_systems(int epsg) {
    for (const auto& family : families())
        if (std::ranges::find(family, epsg) != family.end()) {
            std::vector<int> out;
            std::ranges::copy_if(family, std::back_inserter(out), [&](int e) { return e != epsg; });
            return out;
        }
    return {};
}

int twin_system(int epsg) {
    constexpr std::pair<int, int> twins[] = {{5185, 5180}, {5186, 5181}, {5187, 5183}, {5188, 5184}};
    for (auto [a, b] : twins)
        if (epsg == a || epsg == b) return epsg == a ? b : a;
    return 0;
}

std::optional<Trial> try_reading(Reading reading, const Sample& sample, ToDegrees& to_degrees) {
    Trial trial{reading, sample, {}, 0.0};
    if (reading.swapped) trial.degrees.x.swap(trial.degrees.y);
    if (!to_degrees.apply(crs_of(reading), trial.degrees)) return std::nullopt;
    const CrsArea& area = to_degrees.area(reading.epsg);
    std::size_t within = 0;
    for (std::size_t i = 0; i < trial.degrees.x.size(); ++i)
        within += area.contains({trial.degrees.x[i], trial.degrees.y[i]}, 0.5); // a belt's neighbour uses it a little
    if (within == 0 || within * 10 < trial.degrees.x.size() * 9) return std::nullopt;
    trial.middle = middle_of(trial.degrees);
    return trial;
}

std::optional<Korean1985> korean_1985(const std::string& crs, const Sample& own, ToDegrees& to_degrees) {
    CrsKind kind = crs_kind(crs);
    Sample naive = own;
    if (!kind.bessel || !kind.without_datum || !to_degrees.apply(crs, naive)) return std::nullopt;
    for (int epsg : {5174, 2097, 5176, 2096, 5173, 2098, 5175, 5177, 5178, 4162}) {
        auto plain = Projection::between(fmt::format("EPSG:{}", epsg), 4162); // the degrees on Bessel's ellipsoid
        if (!plain) continue;
        Sample bessel = own;
        plain->forward_all(bessel.x, bessel.y);
        GeoPoint a = middle_of(naive), b = middle_of(bessel);
        if (!std::isfinite(b.longitude_deg) || !(ground_distance_m(a, b) < 1.0)) continue;
        if (auto trial = try_reading({epsg}, own, to_degrees)) {
            double metres = ground_distance_m(trial->middle, a);
            return Korean1985{std::move(*trial), metres};
        }
    }
    return std::nullopt;
}

void keep_plausible(std::vector<Trial>& trials) {
    std::ranges::stable_sort(trials, std::ranges::greater{}, &Trial::score);
    std::vector<Trial> out;
    for (Trial& trial : trials) {
        bool low = !out.empty() && trial.score < 0.5 * out.front().score;
        bool same = std::ranges::any_of(out, [&](const Trial& t) { return ground_distance_m(t.middle, trial.middle) < 1.0; });
        if (!low && !same) out.push_back(std::move(trial));
    }
    trials = std::move(out);
}

std::vector<CrsCandidate> candidates_of(const std::vector<Trial>& trials, GeoPoint rest) {
    std::vector<CrsCandidate> out;
    for (const Trial& t : trials)
        out.push_back({t.reading.epsg, t.reading.swapped, crs_name(t.reading.epsg), t.middle.longitude_deg, t.middle.latitude_deg,
                       ground_distance_m(trials.front().middle, t.middle),
                       std::isfinite(rest.longitude_deg) ? ground_distance_m(rest, t.middle) : std::nan(""), t.score});
    return out;
}

std::string metres_text(double metres) {
    return metres >= 10'000.0 ? fmt::format("{:.0f} km", metres / 1000.0) : metres >= 10.0 ? fmt::format("{:.0f} m", metres) : fmt::format("{:.1f} m", metres);
}

std::string text_of(const std::vector<CrsCandidate>& candidates) {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(candidates.size(), 8); ++i) {
        const CrsCandidate& c = candidates[i];
        out += fmt::format("{}EPSG:{} {}{:.4f}, {:.4f}", i > 0 ? "; " : "", c.epsg, c.swapped ? "(y, x) " : "", c.longitude_deg, c.latitude_deg);
        if (i > 0) out += fmt::format(" (+{})", metres_text(c.displacement_m));
        if (std::isfinite(c.from_rest_m)) out += fmt::format(" [{}]", metres_text(c.from_rest_m));
    }
    return out;
}

} // namespace tp::assembly
