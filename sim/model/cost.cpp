#include "model/cost.h"

#include "core/check.h"
#include "model/estimate_draw.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

bool of_family(const Kind& kind, const Component& component, std::optional<bool> signalised) {
    bool families = std::ranges::any_of(kind.components, [](const Component& c) { return c.signalised || c.unsignalised; });
    if (!families) return true;
    return signalised.value_or(true) ? component.signalised : component.unsignalised;
}

} // namespace

double net_present_value(std::span<const double> cash, double rate) {
    TP_CHECK(rate > -1.0);
    double sum = 0.0, discount = 1.0;
    for (double amount : cash) {
        discount /= 1.0 + rate;
        sum += amount * discount;
    }
    return sum;
}

double annuity_factor(double rate, int years) {
    TP_CHECK(rate > -1.0 && years >= 0);
    return rate == 0.0 ? static_cast<double>(years) : -std::expm1(-years * std::log1p(rate)) / rate;
}

std::vector<const Component*> chosen_components(const Kind& kind, std::span<const std::string> components,
                                                std::optional<bool> signalised) {
    std::vector<const Component*> out;
    for (const Component& component : kind.components) {
        bool chosen = components.empty() ? component.by_default && of_family(kind, component, signalised)
                                         : std::ranges::find(components, component.id) != components.end();
        bool excluded = !component.group.empty() &&
                        std::ranges::any_of(out, [&](const Component* c) { return c->group == component.group; });
        if (chosen && !excluded) out.push_back(&component);
    }
    return out;
}

UnitCost unit_cost(const Kind& kind, std::span<const std::string> components, std::optional<bool> signalised) {
    UnitCost cost;
    auto chosen = chosen_components(kind, components, signalised);
    if (kind.unit_cost_krw.value) {
        cost.parts.push_back(&kind.unit_cost_krw);
    } else if (chosen.empty()) {
        cost.without_price.push_back("kind");
    } else {
        for (const Component* component : chosen) {
            if (component->unit_cost_krw.value) cost.parts.push_back(&component->unit_cost_krw);
            else cost.without_price.push_back(component->id);
        }
    }
    if (kind.avoided_cost_krw.value) cost.avoided = &kind.avoided_cost_krw;
    return cost;
}

std::int64_t unit_cost_krw(const UnitCost& cost, double z) {
    std::int64_t sum = 0;
    for (const Estimate* part : cost.parts) sum += std::llround(estimate_at(*part, z));
    if (cost.avoided) sum -= std::llround(estimate_at(*cost.avoided, z));
    return sum;
}

} // namespace tp
