#include "city/layer.h"

#include "city/city.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace tp {

LayerFacts facts_of(const Layer& layer) {
    LayerFacts facts;
    for (std::size_t i = 0; i < layer.value.size(); ++i) {
        float v = layer.value[i];
        if (!std::isfinite(v)) {
            ++facts.missing;
            continue;
        }
        facts.least = facts.known == 0 ? v : std::min(facts.least, v);
        facts.most = facts.known == 0 ? v : std::max(facts.most, v);
        ++facts.known;
        facts.small += is_small(layer, i) ? 1 : 0;
    }
    return facts;
}

Layer base_residual_layer(const City& city) {
    Layer layer;
    layer.id = "base_residual";
    layer.unit = "m";
    layer.on = LayerOn::buildings;
    layer.value = city.buildings.residual_m;
    std::vector<float> sizes;
    for (float v : layer.value)
        if (std::isfinite(v)) sizes.push_back(std::abs(v));
    float most = 1.0F; // all but the outermost 2 %: one absurd value does not take the colours from the rest
    if (!sizes.empty()) {
        std::ranges::sort(sizes);
        most = std::max(0.5F, std::ceil(2.0F * sizes[static_cast<std::size_t>(0.98 * static_cast<double>(sizes.size() - 1))]) / 2.0F);
    }
    layer.low = -most, layer.high = most;
    layer.map = ColourMap::vik;
    return layer;
}

namespace {

constexpr float k_missing = std::numeric_limits<float>::quiet_NaN();

// Differences at the places of either; the places are the same bits where they are the same.
void join_places(const Layer& a, const Layer& b, Layer& out) {
    std::map<std::pair<double, double>, std::pair<float, float>> places;
    auto read = [&](const Layer& layer, auto member) {
        for (std::size_t i = 0; i < std::min(layer.at.size(), layer.value.size()); ++i) {
            if (!std::isfinite(layer.at[i].x_m) || !std::isfinite(layer.at[i].y_m)) continue;
            auto [place, is_new] = places.try_emplace({layer.at[i].x_m, layer.at[i].y_m}, k_missing, k_missing);
            place->second.*member = layer.value[i];
        }
    };
    read(a, &std::pair<float, float>::first);
    read(b, &std::pair<float, float>::second);
    for (const auto& [place, values] : places) {
        out.at.push_back({place.first, place.second});
        out.value.push_back(values.second - values.first);
    }
}

// The least of 1, 2, 2.5 and 5 times a power of ten that is not below `least`.
double round_step(double least) {
    double power = std::pow(10.0, std::floor(std::log10(least)));
    for (double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= least * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

} // namespace

Result<Layer> difference_layer(const Layer& a, const Layer& b) {
    bool by_place = a.on == LayerOn::points || a.on == LayerOn::cells;
    if (a.id != b.id || a.unit != b.unit || a.on != b.on || a.cell_m != b.cell_m || (!by_place && a.value.size() != b.value.size()))
        return fail(ErrorCode::usage, "layer.not_comparable", {{"a", a.id}, {"b", b.id}});
    Layer out;
    out.id = "difference." + a.id;
    out.unit = a.unit;
    out.on = a.on;
    out.cell_m = a.cell_m;
    out.map = ColourMap::vik;
    if (by_place) join_places(a, b, out);
    else
        for (std::size_t i = 0; i < a.value.size(); ++i) out.value.push_back(b.value[i] - a.value[i]);
    std::vector<double> sizes;
    for (float& v : out.value) {
        if (!std::isfinite(v)) v = k_missing;
        else if (v != 0.0F) sizes.push_back(std::abs(static_cast<double>(v)));
    }
    double most = 1.0; // no difference anywhere: any range shows the middle colour
    if (!sizes.empty()) {
        std::ranges::sort(sizes);
        most = sizes[static_cast<std::size_t>(std::ceil(0.98 * static_cast<double>(sizes.size()))) - 1];
    }
    double step = round_step(2 * most / 7);
    out.high = static_cast<float>(3.5 * step);
    out.low = -out.high;
    for (int i = -5; i <= 5; i += 2) out.breaks.push_back(static_cast<float>(0.5 * step * i));
    return out;
}

void lock_range(Layer& a, Layer& b) {
    if (a.breaks != b.breaks) a.breaks.clear(), b.breaks.clear();
    a.low = b.low = std::min(a.low, b.low);
    a.high = b.high = std::max(a.high, b.high);
}

} // namespace tp
