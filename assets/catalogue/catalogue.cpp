#include "catalogue/catalogue.h"

#include "core/hash.h"

#include <algorithm>

namespace tp {
namespace {

template <class T>
const T* by_id(const std::vector<T>& list, const std::string& id) {
    auto it = std::ranges::find(list, id, &T::id);
    return it == list.end() ? nullptr : &*it;
}

void add(Hash& hash, const Estimate& e) {
    hash.add(static_cast<std::uint64_t>(e.value.has_value()));
    for (double v : {e.value.value_or(0.0), e.low, e.high}) hash.add(v);
    hash.add(e.unit);
    hash.add(e.source);
    hash.add(static_cast<std::uint64_t>(e.verified));
}

void add(Hash& hash, const std::vector<std::string>& texts) {
    hash.add(static_cast<std::uint64_t>(texts.size()));
    for (const auto& text : texts) hash.add(text);
}

void add(Hash& hash, const Component& c) {
    hash.add(c.id);
    add(hash, c.unit_cost_krw);
    add(hash, c.energy_kwh_per_year);
    add(hash, c.availability);
    add(hash, c.effects);
    hash.add(c.group);
    for (bool flag : {c.signalised, c.unsignalised, c.by_default, c.replaces_lamp}) hash.add(static_cast<std::uint64_t>(flag));
}

void add(Hash& hash, const Kind& kind) {
    hash.add(kind.id);
    for (const auto& alias : kind.aliases) {
        hash.add(alias.id);
        add(hash, alias.components);
    }
    hash.add(static_cast<std::uint64_t>(kind.geometry));
    hash.add(static_cast<std::uint64_t>(kind.reaches));
    for (const auto* e : {&kind.unit_cost_krw, &kind.life_years, &kind.energy_kwh_per_year, &kind.availability,
                          &kind.opex_share_per_year, &kind.avoided_cost_krw, &kind.upkeep_krw_per_year})
        add(hash, *e);
    for (const auto& component : kind.components) add(hash, component);
    add(hash, kind.effects);
    for (const auto& rule : kind.rules) {
        hash.add(rule.id);
        hash.add(rule.value);
    }
}

} // namespace

const Kind* Catalogue::kind(const std::string& id) const {
    for (const Kind& kind : kinds)
        if (kind.id == id || by_id(kind.aliases, id)) return &kind;
    return nullptr;
}

std::vector<std::string> Catalogue::alias_components(const std::string& id) const {
    for (const Kind& kind : kinds)
        if (const Alias* alias = by_id(kind.aliases, id)) return alias->components;
    return {};
}

const Component* Catalogue::component(const Kind& kind, const std::string& id) const { return by_id(kind.components, id); }
const Effect* Catalogue::effect(const std::string& id) const { return by_id(effects, id); }
const Assumption* Catalogue::assumption(const std::string& id) const { return by_id(assumptions, id); }
const SourceEntry* Catalogue::source(const std::string& id) const { return by_id(sources, id); }

// Names, notes and permits are left out: a better wording does not make a cached result stale.
std::uint64_t Catalogue::hash() const {
    Hash hash;
    for (const Kind& kind : kinds) add(hash, kind);
    for (const Effect& effect : effects) {
        hash.add(effect.id);
        hash.add(static_cast<std::uint64_t>(effect.target));
        hash.add(effect.cmf);
        hash.add(effect.ln_sd);
        hash.add(static_cast<std::uint64_t>(effect.evidence));
        hash.add(effect.source);
    }
    for (const Assumption& assumption : assumptions) {
        hash.add(assumption.id);
        add(hash, assumption.estimate);
    }
    return hash.value();
}

} // namespace tp
