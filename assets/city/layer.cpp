#include "city/layer.h"

#include "city/city.h"

#include <algorithm>
#include <cmath>

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

} // namespace tp
